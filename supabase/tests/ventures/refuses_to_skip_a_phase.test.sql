begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(6);
select tests.create_cast();
select tests.create_venture('shop', 'alice');
select tests.score('shop', gate, 1) from unnest(enum_range(null::public.gate_type)) as gate;

select throws_ok(
  format('update public.ventures set phase = %L where id = tests.id(''shop'')', phase), 'PT409',
  format('A venture does not go from DISCOVER to %s.', phase), 'not even the owner of the table, to ' || phase
)
from unnest(array['DESIGN', 'DEVELOP', 'DEPLOY']) as phase;
select lives_ok($$ update public.ventures set phase = 'DEFINE' where id = tests.id('shop') $$, 'one step is taken');
select throws_ok(
  $$ update public.ventures set phase = 'DISCOVER' where id = tests.id('shop') $$, 'PT409',
  'A venture does not go from DEFINE to DISCOVER.', 'none back'
);
select is(
  (select user_id from public.venture_phases where phase = 'DEFINE'), null, 'what the system did names nobody'
);

select * from finish();
rollback;
