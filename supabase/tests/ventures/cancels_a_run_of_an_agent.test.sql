begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(12);
select tests.create_cast();
select tests.create_venture('shop', 'alice');
select tests.create_agent('agent', 'alice');
select tests.create_agent_execution(w, 'shop', 'bob', 'agent') from unnest(array['queued', 'running', 'done']) as w;
update public.agent_executions set status = 'RUNNING' where id in (tests.id('running'), tests.id('done'));
update public.agent_executions set status = 'COMPLETED' where id = tests.id('done');

select tests.as_user('mallory');
select throws_ok(
  format('select public.cancel_agent_execution(tests.id(%L))', w), 'PT404', 'There is no such execution.', 'a stranger: ' || w
)
from unnest(array['queued', 'nothing']) as w;
select tests.as_user('vera', tests.id('acme'));
select throws_ok($$ select public.cancel_agent_execution(tests.id('queued')) $$, 'PT403', null, 'a VIEWER cancels nothing');

select tests.as_user('bob', tests.id('acme'));
select is(
  (select (e.status, e.completed_at, e.cancel_requested_at)::text from public.cancel_agent_execution(tests.id('queued')) as e),
  ('CANCELLED'::public.agent_execution_status, now(), now())::text, 'what is queued is cancelled at once'
);
select is(
  (select (e.status, e.completed_at, e.cancel_requested_at)::text from public.cancel_agent_execution(tests.id('running')) as e),
  ('RUNNING'::public.agent_execution_status, null::timestamptz, now())::text, 'the worker of what runs is asked'
);
select lives_ok($$ select public.cancel_agent_execution(tests.id('running')) $$, 'asking again changes nothing');
select throws_ok(
  format('select public.cancel_agent_execution(tests.id(%L))', w), 'PT409', null, 'what is final stays: ' || w
)
from unnest(array['queued', 'done']) as w;
select results_eq(
  $$ select resource_id, user_id from public.audit_logs where action = 'CANCEL' order by resource_id $$,
  $$ select r.run_id, tests.id('bob') from unnest(array[tests.id('queued'), tests.id('running')]) as r (run_id)
     order by r.run_id $$,
  'the audit log says who asked, once each'
);
select is(
  (select (user_id, changes -> 'after')::text from public.audit_logs
   where action = 'EXECUTE' and resource_type = 'agent_execution' and resource_id = tests.id('done')),
  (tests.id('bob'), jsonb_build_object('agent_id', tests.id('agent'), 'venture_id', tests.id('shop')))::text,
  'and for whom it began'
);
select tests.as_service();
select lives_ok(
  $$ update public.agent_executions set status = 'CANCELLED' where id = tests.id('running') $$, 'the worker settles'
);
select throws_ok($$ select public.cancel_agent_execution(tests.id('running')) $$, '42501', null, 'and asks nobody');

select * from finish();
rollback;
