begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(25);
select tests.create_cast();
select tests.make_active_workflow('flow', 'alice');
select tests.make_agent('secret', 'alice');
update public.agents set slug = 'flow', is_public = true, prompt_template = 'Write', status = 'active' where id = tests.id('flow agent');
select tests.make_workflow('mixed', 'alice');
update public.agents set is_public = true where id = tests.id('mixed agent');
select tests.make_step('mixed', 'again', '{ask}', 'mixed agent');
select tests.make_step('mixed', 'hidden', '{ask}', 'secret');
insert into public.agents (id, tenant_id, user_id, name, type, status, is_public)
values (tests.id('official'), private.official_tenant_id(), null, 'Official', 'llm', 'active', true);
select tests.make_step('mixed', 'official', '{ask}', 'official');

select tests.as_user('mallory');
select throws_ok(
  format('select public.copy_agent(%L)', tests.id('secret')), 'PT404', 'There is no such agent.', 'a private agent is not copied'
);
select throws_ok(
  format('select public.copy_agent(%L)', tests.id('nothing')), 'PT404', 'There is no such agent.', 'which is as good as none'
);
create temporary table copy as select * from public.copy_agent(tests.id('flow agent'), 'Mine');
select is(
  (select row(tenant_id, user_id, name, status, version, parent_id, slug, is_public, prompt_template)::text from copy),
  row(tests.personal_tenant('mallory'), tests.id('mallory'), 'Mine', 'draft', 1, null::uuid, null::text, false, 'Write')::text,
  'a public one is, as a private draft of the caller''s own'
);
select is((public.copy_agent(tests.id('official'))).name, 'Official', 'so is an official one');
select is(
  (public.copy_agent((select id from copy))).tenant_id, tests.personal_tenant('mallory'), 'and one''s own'
);

select throws_ok(
  format('select public.copy_workflow(%L)', tests.id('mixed')), 'PT404', 'There is no such workflow.', 'a private workflow is not'
);
select tests.as_owner();
update public.workflows set is_public = true where id in (tests.id('mixed'), tests.id('flow'));
select tests.as_user('mallory');
create temporary table flow as select * from public.copy_workflow(tests.id('mixed'), 'My mix');
select is(
  (select row(tenant_id, user_id, name, status, version, is_public)::text from flow),
  row(tests.personal_tenant('mallory'), tests.id('mallory'), 'My mix', 'draft', 1, false)::text, 'a public one is'
);
select is((select count(*) from public.workflow_steps where workflow_id = (select id from flow)), 5::bigint, 'with its steps');
select is(
  (select count(distinct a.id) from public.workflow_steps as s join public.agents as a on a.id = s.agent_id
   where s.workflow_id = (select id from flow) and s.step_key in ('ask', 'again') and a.tenant_id = tests.personal_tenant('mallory')
     and a.user_id = tests.id('mallory') and a.name = 'mixed agent'),
  1::bigint, 'a public agent of its is copied along, once'
);
select is(
  (select count(*) from public.workflow_steps
   where workflow_id = (select id from flow) and step_key in ('ask', 'again') and agent_tenant_id = tenant_id),
  2::bigint, 'and both steps have the copy'
);
select is(
  (select agent_id from public.workflow_steps where workflow_id = (select id from flow) and step_key = 'hidden'), null,
  'a private agent stays behind'
);
select is(
  (select agent_id from public.workflow_steps where workflow_id = (select id from flow) and step_key = 'official'),
  tests.id('official'), 'an official one is kept'
);
select is(
  (select count(*) from public.workflow_steps where workflow_id = (select id from flow) and is_public), 0::bigint,
  'the steps are as private as the copy'
);
select throws_ok(
  format('select public.activate_workflow(%L)', (select id from flow)), 'PT409', null, 'and wait for their agents to be activated'
);

select tests.as_user('bob', tests.id('acme'));
select is(
  (select count(*) from public.workflow_steps as s
   where s.workflow_id = (public.copy_workflow(tests.id('flow'))).id), 0::bigint, 'a copy is not seen by the statement that makes it'
);
select is(
  (select agent_id from public.workflow_steps as s join public.workflows as w on w.id = s.workflow_id
   where w.user_id = tests.id('bob') and s.step_key = 'ask' limit 1), tests.id('flow agent'), 'one''s own keeps its agents'
);
select tests.as_user('vera', tests.id('acme'));
select throws_ok(format('select public.copy_agent(%L)', tests.id('flow agent')), 'PT403', null, 'a VIEWER copies no agent there');
select throws_ok(format('select public.copy_workflow(%L)', tests.id('flow')), 'PT403', null, 'and no workflow');
select tests.as_user('vera');
select is(
  (public.copy_agent(tests.id('flow agent'))).tenant_id, tests.personal_tenant('vera'), 'but into a tenant of their own'
);
select tests.as_user('mallory', tests.id('acme'));
select throws_ok(format('select public.copy_agent(%L)', tests.id('flow agent')), 'PT403', null, 'nobody copies into a foreign one');

select tests.as_owner();
update public.agents set deleted_at = now() where id = tests.id('flow agent');
update public.workflows set deleted_at = now() where id = tests.id('flow');
select tests.as_user('mallory');
select throws_ok(format('select public.copy_agent(%L)', tests.id('flow agent')), 'PT404', null, 'a deleted agent is not copied');
select throws_ok(format('select public.copy_workflow(%L)', tests.id('flow')), 'PT404', null, 'nor a deleted workflow');

-- Nobody else's is written.
select tests.as_user('mallory');
update public.agents set name = 'taken' where id = tests.id('mixed agent');
update public.workflows set name = 'taken' where id = tests.id('mixed');
update public.workflow_steps set step_name = 'taken' where workflow_id = tests.id('mixed');
select tests.as_owner();
select is((select count(*) from public.agents where name = 'taken'), 0::bigint, 'a public agent is its tenant''s to write');
select is((select count(*) from public.workflows where name = 'taken'), 0::bigint, 'so is a public workflow');
select is((select count(*) from public.workflow_steps where step_name = 'taken'), 0::bigint, 'and its steps');

select * from finish();
rollback;
