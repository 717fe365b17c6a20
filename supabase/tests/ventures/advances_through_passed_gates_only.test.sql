begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(25);
select tests.create_cast();
select tests.create_venture('shop', 'alice');

create function tests.walk(p_gate public.gate_type, p_from text, p_to text, p_failed numeric, p_passed numeric)
returns setof text
language plpgsql
as $$
begin
  perform tests.as_user('bob', tests.id('acme'));
  return next throws_ok(
    'select public.advance_venture(tests.id(''shop''))', 'PT409',
    format('Gate %s, which leads out of %s, was never calculated.', p_gate, p_from), p_from || ': not without its gate'
  );
  perform tests.as_owner();
  perform tests.score('shop', p_gate, p_failed);
  perform tests.as_user('bob', tests.id('acme'));
  return next throws_ok(
    'select public.advance_venture(tests.id(''shop''))', 'PT409',
    format('Gate %s has not passed: its latest score is %s of %s.', p_gate, p_failed, p_passed),
    'not when it failed by a hair'
  );
  perform tests.as_owner();
  perform tests.score('shop', p_gate, p_passed);
  perform tests.as_user('bob', tests.id('acme'));
  return next is((public.advance_venture(tests.id('shop'))).phase::text, p_to, 'but when it passed by a hair');
  return next is(
    (select (p.completed_at = now(), g.gate_type, g.score)::text from public.venture_phases as p
     join public.quality_gates as g on g.id = p.quality_gate_id where p.phase::text = p_from),
    (true, p_gate, p_passed)::text, 'the phase that it left names the gate'
  );
end
$$;

select tests.as_user('vera', tests.id('acme'));
select throws_ok($$ select public.advance_venture(tests.id('shop')) $$, 'PT403', null, 'a VIEWER does not advance it');
select tests.as_user('mallory');
select throws_ok(
  $$ select public.advance_venture(tests.id('shop')) $$, 'PT404', 'There is no such venture.', 'nor a stranger'
);
select throws_ok(
  $$ select public.advance_venture(tests.id('nothing')) $$, 'PT404', 'There is no such venture.', 'nor one that is not'
);

select tests.as_owner();
select tests.walk('VRC', 'DISCOVER', 'DEFINE', 0.7599, 0.76);
select tests.as_owner();
select tests.walk('VCD', 'DEFINE', 'DESIGN', 0.7499, 0.75);
select tests.as_owner();
select tests.walk('DSP', 'DESIGN', 'DEVELOP', 0.7999, 0.80);
select tests.as_owner();
select tests.walk('MDP', 'DEVELOP', 'DEPLOY', 0.8499, 0.85);

select throws_ok(
  $$ select public.advance_venture(tests.id('shop')) $$, 'PT409', 'The venture is in its last phase, DEPLOY.',
  'nothing follows DEPLOY'
);
select throws_ok(
  $$ select public.advance_venture(tests.id('shop'), 'DESIGN') $$, 'PT409', 'The venture is in phase DEPLOY, not in DESIGN.',
  'a caller who expects another phase is told'
);
select results_eq(
  $$ select phase, user_id from public.venture_phases order by phase $$,
  $$ values ('DISCOVER'::public.venture_phase, tests.id('alice')), ('DEFINE', tests.id('bob')),
     ('DESIGN', tests.id('bob')), ('DEVELOP', tests.id('bob')), ('DEPLOY', tests.id('bob')) $$,
  'every phase was entered once, by whoever did it'
);
select is((select count(*)::integer from public.venture_phases where completed_at is null), 1, 'one is going on');
select throws_ok(
  $$ update public.venture_phases set completed_at = now() $$, '42501', null, 'a client writes none of it'
);
select tests.as_service();
select throws_ok(
  $$ update public.ventures set phase = 'DISCOVER' $$, '42501', null, 'nor does the service'
);

select * from finish();
rollback;
