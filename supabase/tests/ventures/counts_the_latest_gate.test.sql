begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(7);
select tests.create_cast();
select tests.create_venture('shop', 'alice');
select tests.create_venture('cafe', 'alice');

select tests.score('shop', 'VRC', 0.9);
select tests.score('shop', 'VRC', 0.2);
select tests.as_user('alice', tests.id('acme'));
select throws_ok(
  $$ select public.advance_venture(tests.id('shop')) $$, 'PT409', null, 'what passed once, and fails now, does not count'
);
select results_eq(
  $$ select g.gate_type, g.score from public.ventures as v join public.latest_gates as g on g.venture_id = v.id
     where v.id = tests.id('shop') $$,
  $$ values ('VRC'::public.gate_type, 0.2) $$, 'latest_gates shows the one that counts'
);
select tests.as_owner();
select tests.score('shop', 'VRC', 0.8);
select tests.score('shop', 'VCD', 0.1);
select tests.as_user('alice', tests.id('acme'));
select throws_ok(
  $$ select public.advance_venture(tests.id('cafe')) $$, 'PT409', null, 'the gate of another venture opens nothing'
);
select is((public.advance_venture(tests.id('shop'))).phase::text, 'DEFINE', 'the newest one opens');
select is(
  (select g.score from public.venture_phases as p join public.quality_gates as g on g.id = p.quality_gate_id
   where p.venture_id = tests.id('shop')), 0.8, 'and is the one that is kept as the reason'
);
select is((select count(*)::integer from public.quality_gates), 4, 'all calculations stay');
select results_eq(
  $$ select g.gate_type, g.score from public.ventures as v join public.latest_gates as g on g.venture_id = v.id
     where v.id = tests.id('shop') order by 1 $$,
  $$ values ('VRC'::public.gate_type, 0.8), ('VCD', 0.1) $$, 'one of each type'
);

select * from finish();
rollback;
