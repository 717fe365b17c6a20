begin;
\ir ../helpers.sql
select plan(60);
select tests.create_cast();

create function tests.service_calls() returns table (what text, statement text)
language sql immutable
as $$
  values
  ('begin_execution', 'select public.begin_execution(tests.id(''alice''), null, ''letter'')'),
  ('extend_execution_lease', 'select public.extend_execution_lease(tests.id(''x''), tests.id(''x''))'),
  ('settle_execution', 'select public.settle_execution(tests.id(''x''), tests.id(''x''), ''{}'')'),
  ('sweep_executions', 'select public.sweep_executions()'),
  ('raise_execution_hold', 'select public.raise_execution_hold(tests.id(''x''), tests.id(''x''), 1)'),
  ('learn_list_price', 'select public.learn_list_price(''p:m'', ''1'', 1, 1)'),
  ('the definer half of raise_execution_hold', 'select private.raise_execution_hold(tests.id(''x''), tests.id(''x''), 1)'),
  ('the definer half of learn_list_price', 'select private.learn_list_price(''p:m'', ''1'', 1, 1, 0)'),
  ('the definer half of begin_execution', 'select private.begin_execution(tests.id(''alice''), null, ''letter'', null, ''{}'', null, null, null, null, 30, null, null, null, null)'),
  ('the definer half of extend_execution_lease', 'select private.extend_execution_lease(tests.id(''x''), tests.id(''x''), 30)'),
  ('the definer half of settle_execution', 'select private.settle_execution(tests.id(''x''), tests.id(''x''), ''{}'', ''[]'', ''[]'')'),
  ('the definer half of sweep_executions', 'select private.sweep_executions(1)'),
  ('enqueue_execution', 'select public.enqueue_execution(tests.id(''alice''), null, ''letter'')'),
  ('claim_executions', 'select public.claim_executions(''w'')'),
  ('release_execution', 'select public.release_execution(tests.id(''x''), tests.id(''x''))'),
  ('queue_status', 'select public.queue_status()'),
  ('claim_tasks', 'select public.claim_tasks(''tasks'', ''w'')'),
  ('complete_task', 'select public.complete_task(''tasks'', tests.id(''x''))'),
  ('fail_task', 'select public.fail_task(''tasks'', tests.id(''x''))'),
  ('extend_task_lease', 'select public.extend_task_lease(''tasks'', tests.id(''x''))'),
  ('spawn_task', 'select private.spawn_task(''tasks'', ''x'', ''{}'')'),
  ('the definer half of claim_executions', 'select private.claim_executions(''w'', 1, 30)'),
  ('the definer half of release_execution', 'select private.release_execution(tests.id(''x''), tests.id(''x''), ''[]'', ''[]'')'),
  ('the definer half of queue_status', 'select private.queue_status(1)'),
  ('the definer half of claim_tasks', 'select private.claim_tasks(''tasks'', ''w'', 1, 30)'),
  ('the definer half of complete_task', 'select private.complete_task(''tasks'', tests.id(''x''), null)'),
  ('the definer half of fail_task', 'select private.fail_task(''tasks'', tests.id(''x''), null, null)'),
  ('the definer half of extend_task_lease', 'select private.extend_task_lease(''tasks'', tests.id(''x''), 30)'),
  ('write_audit_log', 'select private.write_audit_log(tests.id(''x''), null, ''X'', ''x'', null, ''{}'')'),
  ('prices_in_force', 'select private.prices_in_force()')
$$;

select tests.as_user('alice');
select throws_ok(statement, '42501', null, 'a user does not call ' || what) from tests.service_calls();
select tests.as_anon();
select throws_ok(statement, '42501', null, 'anon does not call ' || what) from tests.service_calls();

select * from finish();
rollback;
