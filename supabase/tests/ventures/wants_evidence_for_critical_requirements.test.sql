begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(12);
select tests.create_cast();
select tests.create_venture('shop', 'alice');
select tests.create_venture('live', 'alice');
select tests.score('live', gate, 1) from unnest(enum_range(null::public.gate_type)) as gate;
update public.ventures set phase = 'DEFINE' where id = tests.id('live');
update public.ventures set phase = 'DESIGN' where id = tests.id('live');
update public.ventures set phase = 'DEVELOP' where id = tests.id('live');
update public.ventures set phase = 'DEPLOY' where id = tests.id('live');

select tests.as_user('bob', tests.id('acme'));
select throws_ok(
  format(
    $$ insert into public.requirements (venture_id, description, is_critical, evidence_tier)
       values (tests.id('shop'), 'Pays', true, %L) $$, tier
  ),
  '23514', null, 'critical on ' || tier || ' is refused'
)
from unnest(array['E0', 'E1']) as tier;
select lives_ok(
  format(
    $$ insert into public.requirements (venture_id, description, is_critical, evidence_tier)
       values (tests.id('shop'), %L, true, %L) $$, 'on ' || tier, tier
  ),
  'on ' || tier || ' it is not'
)
from unnest(array['E2', 'E3']) as tier;
select lives_ok(
  $$ insert into public.requirements (venture_id, description) values (tests.id('shop'), 'assumed') $$,
  'what is not critical may be an assumption'
);
select throws_ok(
  $$ update public.requirements set is_critical = true where description = 'assumed' $$, '23514', null,
  'and does not become critical as one'
);
select throws_ok(
  $$ update public.requirements set evidence_tier = 'E1' where is_critical $$, '23514', null,
  'nor does a critical one lose its evidence'
);
select throws_ok(
  $$ update public.requirements set evidence_tier = 'E4' where description = 'on E3' $$, 'PT409',
  'Evidence tier E4 is proven in production: the venture is not in DEPLOY.', 'E4 is not claimed before production'
);
select throws_ok(
  $$ insert into public.requirements (venture_id, description, evidence_tier) values (tests.id('shop'), 'x', 'E4') $$,
  'PT409', null, 'nor to begin with'
);
select lives_ok(
  $$ insert into public.requirements (venture_id, description, evidence_tier, is_critical)
     values (tests.id('live'), 'x', 'E3', true) $$, 'of a venture in DEPLOY'
);
select lives_ok(
  $$ update public.requirements set evidence_tier = 'E4' where venture_id = tests.id('live') $$, 'a requirement is proven'
);
select is(
  (select evidence_tier::text from public.requirements where venture_id = tests.id('live')), 'E4', 'and says so'
);

select * from finish();
rollback;
