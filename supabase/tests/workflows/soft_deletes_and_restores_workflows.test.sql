begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(32);
select tests.create_cast();
select tests.fill_workflows('flow', 'bob');
select tests.as_user('bob');
create temporary table later as select * from public.new_workflow_version(tests.id('flow'));
select tests.as_owner();
update public.deployments set status = 'starting' where id = tests.id('flow deployment');
update public.deployments set status = 'running' where id = tests.id('flow deployment');
update public.workflow_steps set deleted_at = '2020-01-01' where workflow_id = (select id from later) and step_key = 'pause';

-- Who may.
select tests.as_user('vera');
select throws_ok(format('select public.delete_workflow(%L)', tests.id('flow')), 'PT403', null, 'not a VIEWER');
select tests.as_user('mallory');
select throws_ok(
  format('select public.delete_workflow(%L)', tests.id('flow')), 'PT404', 'There is no such workflow.', 'not a stranger'
);
select tests.as_owner();
update public.user_roles set role = 'MEMBER' where user_id = tests.id('vera') and tenant_id = tests.id('acme');
select tests.as_user('vera');
select throws_ok(format('select public.delete_workflow(%L)', tests.id('flow')), 'PT403', null, 'not a colleague');

select tests.as_user('bob');
select is((public.delete_workflow(tests.id('flow'))).deleted_at, now(), 'but its owner');
select is_empty('select from public.workflows', 'the first version takes the others along');
select is_empty('select from public.workflow_steps', 'and their steps');
select is_empty('select from public.deployments', 'and deployments');
select is((select count(*) from public.workflow_executions), 1::bigint, 'executions stay');
select is((select count(*) from public.workflow_execution_logs), 1::bigint, 'with their logs');
select is((select count(*) from public.workflow_history(tests.id('flow'))), 2::bigint, 'the history has it');
select throws_ok(
  format('select public.%s(%L)', f, tests.id('flow')), 'PT404', 'There is no such workflow.', 'it takes no ' || f
)
from unnest(array['delete_workflow', 'activate_workflow', 'new_workflow_version', 'copy_workflow']) as f;
select throws_ok(
  format('select public.restore_workflow(%L)', (select id from later)), 'PT409',
  'The first version of the workflow is deleted: restore that.', 'a later version does not come back alone'
);
update public.workflows set name = 'x' where id = tests.id('flow');
select tests.as_owner();
select is((select name from public.workflows where id = tests.id('flow')), 'flow', 'nobody writes it');
select is(
  (select status from public.deployments where id = tests.id('flow deployment')), 'stopping', 'what runs is asked to stop'
);
select tests.as_user('mallory');
select throws_ok(
  format('select public.restore_workflow(%L)', tests.id('flow')), 'PT404', 'There is no such deleted workflow.', 'a stranger restores nothing'
);
select tests.as_user('vera');
select throws_ok(format('select public.restore_workflow(%L)', tests.id('flow')), 'PT403', null, 'nor a colleague');

select tests.as_user('alice');
select is(
  (select row(deleted_at, status)::text from public.restore_workflow(tests.id('flow'))), row(null::timestamptz, 'inactive')::text,
  'an ADMIN does; what was active is inactive'
);
select is((select count(*) from public.workflows), 2::bigint, 'with the other versions');
select is(
  (select array_agg(step_key order by workflow_id = tests.id('flow') desc, position) from public.workflow_steps), '{ask,pause,ask}',
  'and those steps that went along'
);
select is((select count(*) from public.deployments), 1::bigint, 'and the deployment');
select throws_ok(
  format('select public.restore_workflow(%L)', tests.id('flow')), 'PT404', 'There is no such deleted workflow.', 'once'
);
select tests.as_owner();
select bag_has(
  $$ select action from public.audit_logs where resource_type = 'workflow' and resource_id = tests.id('flow') $$,
  $$ values ('DELETE'), ('RESTORE') $$, 'both are written down'
);

-- A deployment and a step alone.
select tests.as_user('bob');
select is((public.delete_deployment(tests.id('flow deployment'))).deleted_at, now(), 'a deployment is deleted alone');
select tests.as_user('mallory');
select throws_ok(format('select public.restore_deployment(%L)', tests.id('flow deployment')), 'PT404', null, 'no stranger restores it');
select tests.as_user('vera');
select throws_ok(format('select public.restore_deployment(%L)', tests.id('flow deployment')), 'PT403', null, 'and no colleague');
select tests.as_user('bob');
select is((public.restore_deployment(tests.id('flow deployment'))).deleted_at, null, 'its owner does');
select public.delete_deployment(tests.id('flow deployment'));
select public.delete_workflow(tests.id('flow'));
select throws_ok(
  format('select public.restore_deployment(%L)', tests.id('flow deployment')), 'PT409', 'What was deployed is deleted: restore that.',
  'not while its target is deleted'
);
select throws_ok(
  format('select public.delete_workflow_step(%L)', tests.id('flow ask')), 'PT404', 'There is no such step.', 'a deleted step is none'
);
select throws_ok(
  format('select public.restore_workflow_step(%L)', tests.id('flow ask')), 'PT404', 'There is no such deleted step.',
  'nor restored without its workflow'
);

select * from finish();
rollback;
