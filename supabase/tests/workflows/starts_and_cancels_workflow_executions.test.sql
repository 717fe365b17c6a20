begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(20);
select tests.create_cast();
select tests.make_active_workflow('flow', 'alice');
select tests.make_workflow('draft', 'alice');
create function tests.start(p_word text) returns text language sql as
$$ select format('select public.start_workflow_execution(%L)', tests.id(p_word)) $$;

select tests.as_user('bob');
create temporary table run as
select * from public.start_workflow_execution(tests.id('flow'), '{"topic": "bread"}', '{"page": "home"}');
select is(
  (select row(tenant_id, workflow_id, user_id, status, trigger_type, trigger_data, input_data, steps_total, started_at)::text from run),
  row(tests.id('acme'), tests.id('flow'), tests.id('bob'), 'pending', 'manual', '{"page": "home"}'::jsonb, '{"topic": "bread"}'::jsonb, 2, null::timestamptz)::text,
  'a member starts one, which waits'
);
select throws_ok(tests.start('draft'), 'PT409', 'The workflow is draft: only an active one is executed.', 'not of a draft');
select throws_ok(tests.start('nothing'), 'PT404', 'There is no such workflow.', 'nor of none');
select throws_like(
  format('select public.start_workflow_execution(%L, ''[1]'')', tests.id('flow')),
  '%"workflow_executions_input_data_is_object_of_2_mb"%', 'its input is an object'
);
select tests.as_user('vera');
select throws_ok(tests.start('flow'), 'PT403', null, 'a VIEWER starts none');
select throws_ok(format('select public.cancel_workflow_execution(%L)', (select id from run)), 'PT403', null, 'and cancels none');
select is((select count(*) from public.workflow_executions), 1::bigint, 'but reads it');
select tests.as_user('mallory');
select throws_ok(tests.start('flow'), 'PT404', 'There is no such workflow.', 'a stranger starts none');
select throws_ok(
  format('select public.cancel_workflow_execution(%L)', (select id from run)), 'PT404', 'There is no such execution.', 'cancels none'
);
select is_empty('select from public.workflow_executions', 'and reads none');
select tests.as_owner();
update public.workflows set is_public = true where id = tests.id('flow');
select tests.as_user('mallory');
select throws_ok(tests.start('flow'), 'PT404', 'There is no such workflow.', 'nor of a public workflow, but of a copy');

select tests.as_user('bob');
select is(
  (select row(status, cancel_requested_at, completed_at)::text from public.cancel_workflow_execution((select id from run))),
  row('cancelled', now(), now())::text, 'a pending one is cancelled at once'
);
select throws_ok(
  format('select public.cancel_workflow_execution(%L)', (select id from run)), 'PT409', 'The execution is already cancelled.', 'once'
);
create temporary table second as select * from public.start_workflow_execution(tests.id('flow'));
select tests.as_service();
update public.workflow_executions set status = 'running' where status = 'pending';
select tests.as_user('bob');
select is(
  (select row(status, cancel_requested_at)::text from public.cancel_workflow_execution((select id from second))),
  row('running', now())::text, 'who runs a running one is asked to stop'
);
select lives_ok(format('select public.cancel_workflow_execution(%L)', (select id from second)), 'asking twice is asking once');
select tests.as_service();
update public.workflow_executions set status = 'cancelled' where status = 'running';
select tests.as_owner();
select is((select status from public.workflow_executions where id = (select id from second)), 'cancelled', 'and it stops');
select results_eq(
  format(
    $$ select action, user_id from public.audit_logs where resource_type = 'workflow_execution' and resource_id = %L order by action $$,
    (select id from second)
  ),
  $$ values ('CANCEL', tests.id('bob')), ('EXECUTE', tests.id('bob')) $$, 'the start and the wish to stop are written down, once each'
);
select tests.as_user('alice');
select public.deactivate_workflow(tests.id('flow'));
select throws_ok(tests.start('flow'), 'PT409', 'The workflow is inactive: only an active one is executed.', 'none of an inactive one');
select public.delete_workflow(tests.id('flow'));
select throws_ok(tests.start('flow'), 'PT404', 'There is no such workflow.', 'none of a deleted one');
select is((select count(*) from public.workflow_executions where workflow_id = tests.id('flow')), 2::bigint, 'whose executions stay');

select * from finish();
rollback;
