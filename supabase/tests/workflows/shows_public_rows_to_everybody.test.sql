begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(19);
select tests.create_cast();
select tests.fill_workflows('flow', 'alice');
create function tests.seen() returns text language sql stable as
$$
  select format('%s %s %s %s',
    (select count(*) from public.agents where id = tests.id('flow agent')),
    (select count(*) from public.workflows where id = tests.id('flow')),
    (select count(*) from public.workflow_steps where workflow_id = tests.id('flow')),
    (select count(*) from public.templates where id = tests.id('flow template')))
$$;

select tests.as_user('mallory');
select is(tests.seen(), '0 0 0 0', 'a stranger sees nothing that is private');
select is_empty('select from public.' || t, 'and no ' || t)
from unnest(array['workflow_executions', 'workflow_execution_logs', 'deployments', 'template_ratings']) as t;
select tests.as_user('vera');
select is(tests.seen(), '1 1 2 1', 'a VIEWER does');

select tests.as_user('bob');
update public.agents set is_public = true where id = tests.id('flow agent');
update public.workflows set is_public = true where id = tests.id('flow');
update public.templates set is_public = true where id = tests.id('flow template');
select tests.as_user('mallory');
select is(tests.seen(), '1 1 2 1', 'what is made public is seen by whoever has signed in, of an active workflow with its steps');
select is_empty('select from public.' || t, 'but no ' || t)
from unnest(array['workflow_executions', 'workflow_execution_logs', 'deployments', 'template_ratings']) as t;
select tests.as_anon();
select throws_ok('select from public.' || t, '42501', null, 'anon sees no ' || t)
from unnest(array['agents', 'workflows', 'workflow_steps', 'templates']) as t;
select tests.as_owner();
update public.users set is_active = false where id = tests.id('mallory');
select tests.as_user('mallory');
select is(tests.seen(), '0 0 0 0', 'nor does who is locked out');
select tests.as_owner();
update public.users set is_active = true where id = tests.id('mallory');

select tests.as_user('bob');
update public.workflows set is_public = false where id = tests.id('flow');
select tests.as_user('mallory');
select is(tests.seen(), '1 0 0 1', 'what is made private again is not, with its steps');

-- A step that is added later is as public as its workflow.
select tests.as_user('bob');
select public.deactivate_workflow(tests.id('flow'));
update public.workflows set is_public = true where id = tests.id('flow');
insert into public.workflow_steps (tenant_id, workflow_id, step_key, step_name, step_type, position)
values (tests.id('acme'), tests.id('flow'), 'new', 'New', 'wait', 5);
select tests.as_user('mallory');
select is(tests.seen(), '1 1 3 1', 'a step that comes later, too');
select tests.as_user('bob');
select public.delete_workflow_step((select id from public.workflow_steps where step_key = 'new'));
select tests.as_user('mallory');
select is(tests.seen(), '1 1 2 1', 'and goes when it is deleted');

select * from finish();
rollback;
