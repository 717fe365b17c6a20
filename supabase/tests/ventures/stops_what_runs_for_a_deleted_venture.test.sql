begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(9);
select tests.create_cast();
select tests.create_venture('shop', 'bob'), tests.create_venture('cafe', 'bob'), tests.create_agent('analyst', 'bob');
select tests.create_agent_execution('waiting', 'shop', 'bob', 'analyst');
select tests.create_agent_execution('running', 'shop', 'alice', 'analyst', 'RUNNING');
select tests.create_agent_execution('asked', 'shop', 'bob', 'analyst', 'RUNNING');
select tests.create_agent_execution('ended', 'shop', 'bob', 'analyst', 'RUNNING');
select tests.create_agent_execution('elsewhere', 'cafe', 'bob', 'analyst');
update public.agent_executions set status = 'COMPLETED', output = '{}', cost_usd = 1 where id = tests.id('ended');
update public.agent_executions set cancel_requested_at = '2026-01-01Z' where id = tests.id('asked');

create function tests.runs() returns table (status text, cancel_requested_at timestamptz, ended boolean)
language sql stable
as $$
  select e.status::text, e.cancel_requested_at, e.completed_at is not null
  from unnest(array['waiting', 'running', 'asked', 'ended', 'elsewhere']) with ordinality as w (word, n)
  join public.agent_executions as e on e.id = tests.id(w.word)
  order by w.n
$$;
create temporary view after_the_deletion as
select * from (values
  ('CANCELLED', now(), true), ('RUNNING', now(), false), ('RUNNING', '2026-01-01Z', false),
  ('COMPLETED', null, true), ('PENDING', null, false)
) as t (status, cancel_requested_at, ended);

select tests.as_user('bob', tests.id('acme'));
select public.delete_venture(tests.id('shop'));
select tests.as_owner();
select results_eq(
  'select * from tests.runs()', 'select * from after_the_deletion',
  'what waits is cancelled, what runs is asked to stop, the rest is left as it is'
);
select is((select cost_usd from public.agent_executions where id = tests.id('waiting')), 0::numeric, 'it cost nothing');
select results_eq(
  $$ select resource_id, user_id from public.audit_logs where resource_type = 'agent_execution' and action = 'CANCEL'
     and resource_id in (tests.id('waiting'), tests.id('running')) order by resource_id $$,
  $$ select w, tests.id('bob') from unnest(array[tests.id('waiting'), tests.id('running')]) as w order by w $$,
  'the audit log says by whom'
);

select tests.as_service();
select lives_ok(
  $$ update public.agent_executions set status = 'CANCELLED' where id = tests.id('running') $$, 'its worker ends it'
);
select tests.as_user('bob', tests.id('acme'));
select public.restore_venture(tests.id('shop'));
select is(
  (select status::text from public.agent_executions where id = tests.id('waiting')), 'CANCELLED',
  'a restored venture does not begin again what was cancelled'
);

-- Whatever way a run and a deleted venture came together.
select tests.as_owner();
select tests.create_agent_execution('late', 'shop', 'bob', 'analyst');
update public.ventures set deleted_at = now() where id = tests.id('shop');
select tests.as_service();
select throws_ok(
  $$ update public.agent_executions set status = 'RUNNING' where id = tests.id('late') $$, 'PT404',
  'There is no such venture.', 'nothing begins to run for a deleted venture'
);
select lives_ok(
  $$ update public.agent_executions set status = 'CANCELLED' where id = tests.id('late') $$, 'it is cancelled'
);
select lives_ok(
  $$ update public.agent_executions set status = 'COMPLETED', output = '{}' where id = tests.id('asked') $$,
  'what ran may end as it did'
);
select lives_ok(
  $$ update public.agent_executions set status = 'RUNNING' where id = tests.id('elsewhere') $$, 'others begin'
);

select * from finish();
rollback;
