begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(43);
select tests.create_cast();

-- What comes with FormaOps.
select is(
  (select array_agg(distinct type::text order by type::text) from public.templates where is_official), '{agent,step,workflow}',
  'there are official templates of each type'
);
select is(
  (select count(*) from public.templates where is_official and (tenant_id <> private.official_tenant_id() or not is_public or user_id is not null)),
  0::bigint, 'of the official tenant, public, nobody''s'
);

select tests.as_user('bob', tests.id('acme'));
create temporary table used as
select t.id, t.name, t.type, public.use_template(t.id) as made from public.templates as t where t.is_official;
select is((select count(*) from used where made ->> 'type' = type::text), 7::bigint, 'each can be used');
select is(
  (select count(*) from public.agents as a join used as u on (u.made ->> 'id')::uuid = a.id
   where u.type = 'agent' and a.tenant_id = tests.id('acme') and a.user_id = tests.id('bob') and a.name = u.name
     and a.status = 'draft' and not a.is_public and a.purpose is not null),
  3::bigint, 'for an agent: a private draft of the caller''s'
);
select is(
  (select count(*) from public.agents as a join used as u on (u.made ->> 'id')::uuid = a.id
   where u.name = 'Summariser' and a.prompt_template like '%{{ text }}%' and a.max_execution_time = 60
     and a.max_memory_mb = 512 and a.input_schema ->> 'type' = 'object'),
  1::bigint, 'with what the template says, and the defaults for the rest'
);
select is(
  (select array_agg(s.step_key order by s.position) from public.workflow_steps as s
   join used as u on (u.made ->> 'id')::uuid = s.workflow_id where u.name = 'Draft, review, revise'),
  '{draft,review,any_faults,revise}', 'a workflow has its steps'
);
select is(
  (select array_agg(a.name order by a.name) from public.workflow_steps as s
   join used as u on (u.made ->> 'id')::uuid = s.workflow_id join public.agents as a on a.id = s.agent_id
   where u.name = 'Draft, review, revise'),
  '{Editor,Reviewer,Writer}', 'and those their agents'
);
select is(
  (select row(schedule_cron, schedule_enabled)::text from public.workflows as w join used as u on (u.made ->> 'id')::uuid = w.id
   where u.name = 'Nightly import'), row('15 2 * * *', false)::text, 'its schedule waits to be enabled'
);
select lives_ok(
  $$ select public.activate_agent(a.id) from public.agents as a where a.user_id = tests.id('bob') $$, 'the agents are activated'
);
select is(
  (select count(*) from used as u where u.type = 'workflow' and (public.activate_workflow((u.made ->> 'id')::uuid)).status = 'active'),
  2::bigint, 'and the workflows, as they come'
);
select is((select made #>> '{step,step_key}' from used where name = 'Pause'), 'pause', 'a step without a workflow is only shown');
select is(
  (select count(*) from public.templates where is_official and usage_count = 1), 7::bigint, 'each use is counted'
);

-- A step goes to the end of a workflow.
select tests.as_owner();
select tests.make_workflow('flow', 'alice');
select tests.as_user('bob');
select throws_ok(
  format('select public.use_template(%L, null, %L)', (select id from used where name = 'Pause'), tests.id('flow')), '23505', null,
  'not beside a step of that key'
);
create temporary table step as
select public.use_template((select id from used where name = 'Threshold'), 'Good?', tests.id('flow')) as made;
select is(
  (select row(s.workflow_id, s.step_key, s.step_name, s.step_type, s.position)::text from public.workflow_steps as s
   where s.id = (select (made ->> 'id')::uuid from step)),
  row(tests.id('flow'), 'threshold', 'Good?', 'condition', 2)::text, 'as its last one'
);
select throws_ok(
  format('select public.use_template(%L, null, %L)', (select id from used where name = 'Summariser'), tests.id('flow')), 'PT400',
  'p_workflow_id goes with a template for a step.', 'only a step goes into a workflow'
);

-- One's own templates, and what may be in them.
select tests.as_owner();
insert into public.templates (id, tenant_id, user_id, name, category, type, template_data)
values (
  tests.id('own'), tests.id('acme'), tests.id('alice'), 'Own', 'x', 'workflow',
  jsonb_build_object('id', tests.id('forged'), 'tenant_id', tests.id('other'), 'status', 'active', 'total_executions', 9, 'steps', jsonb_build_array(
    jsonb_build_object(
      'step_key', 'a', 'step_type', 'agent', 'agent_slug', 'mine', 'id', tests.id('forged'), 'workflow_id', tests.id('flow')
    ),
    jsonb_build_object('step_key', 'b', 'step_type', 'agent', 'agent', jsonb_build_object(
      'type', 'llm', 'status', 'active', 'is_public', true, 'total_executions', 9, 'tenant_id', tests.id('other')
    )),
    jsonb_build_object('step_key', 'c', 'step_type', 'agent', 'agent_slug', 'nobodys')
  ))
);
select tests.make_agent('mine', 'alice');
update public.agents set slug = 'mine' where id = tests.id('mine');
insert into public.agents (id, tenant_id, user_id, name, slug, type, status, is_public)
values (tests.id('official'), private.official_tenant_id(), null, 'Official', 'mine', 'llm', 'active', true);
select tests.as_user('bob', tests.id('acme'));
create temporary table own as select public.use_template(tests.id('own'), 'Named') as made;
select is(
  (select row(tenant_id, name, status, total_executions)::text from public.workflows where id = (select (made ->> 'id')::uuid from own)),
  row(tests.id('acme'), 'Named', 'draft', 0)::text, 'what a template says of ids, states and counters is not read'
);
select is(
  (select array_agg(agent_id = tests.id('mine') order by step_key) from public.workflow_steps
   where workflow_id = (select (made ->> 'id')::uuid from own)), '{t,f,null}',
  'a slug is an own agent''s before an official one''s, and nobody''s is none'
);
select is(
  (select row(a.name, a.status, a.is_public, a.total_executions, a.tenant_id)::text from public.agents as a
   where a.id = (select agent_id from public.workflow_steps where workflow_id = (select (made ->> 'id')::uuid from own) and step_key = 'b')),
  row('b', 'draft', false, 0, tests.id('acme'))::text, 'nor what it says of an agent''s'
);

-- Who may.
select tests.as_user('vera', tests.id('acme'));
select throws_ok(format('select public.use_template(%L)', tests.id('own')), 'PT403', null, 'a VIEWER uses none there');
select tests.as_user('mallory');
select throws_ok(
  format('select public.use_template(%L)', tests.id('own')), 'PT404', 'There is no such template.', 'a stranger uses no private one'
);
select throws_ok(
  format('select public.use_template(%L, null, %L)', (select id from used where name = 'Pause'), tests.id('flow')), 'PT404',
  'There is no such workflow.', 'and adds no step to a foreign workflow'
);
select tests.as_user('bob');
select throws_ok(format('select public.delete_template(%L)', tests.id('own')), 'PT403', null, 'a colleague''s is an ADMIN''s to delete');
select throws_ok(
  format('select public.delete_template(%L)', (select id from used where name = 'Pause')), 'PT404', null, 'an official one nobody''s'
);
select tests.as_user('alice', tests.id('acme'));
select is((public.delete_template(tests.id('own'))).deleted_at, now(), 'its owner deletes it');
select is_empty(format('select from public.templates where id = %L', tests.id('own')), 'then it is not seen');
select throws_ok(format('select public.use_template(%L)', tests.id('own')), 'PT404', null, 'nor used');
select is((public.restore_template(tests.id('own'))).deleted_at, null, 'and restores it');
select throws_ok(
  format('select public.restore_template(%L)', tests.id('own')), 'PT404', 'There is no such deleted template.', 'once'
);

-- Rules for templates.
select tests.as_owner();
select throws_like(
  format('update public.templates set %s where id = %L', r.change, tests.id('own')), format('%%"%s"%%', r.rule), r.rule
)
from (values
  ('templates_name_fits', $$ name = '' $$), ('templates_description_fits', $$ description = repeat('a', 5001) $$),
  ('templates_category_fits', $$ category = repeat('a', 101) $$),
  ('templates_template_data_is_object_of_256_kb', $$ template_data = template_data || jsonb_build_object('a', repeat('a', 262144)) $$),
  ('templates_template_data_is_usable', $$ template_data = '{}' $$),
  ('templates_template_data_is_usable', $$ template_data = '{"steps": []}' $$),
  ('templates_template_data_is_usable', $$ template_data = '{"steps": [{"step_key": "a", "step_type": "dance"}]}' $$),
  ('templates_template_data_is_usable', $$ template_data = '{"steps": [{"step_key": "a", "step_type": "wait"}, {"step_key": "a", "step_type": "wait"}]}' $$),
  ('templates_template_data_is_usable', $$ template_data = '{"steps": [{"step_key": "a", "step_type": "agent", "agent": {"type": "x"}}]}' $$),
  ('templates_template_data_is_usable', $$ type = 'agent' $$),
  ('templates_template_data_is_usable', $$ type = 'step' $$),
  ('templates_official_ones_are_of_the_official_tenant', $$ is_official = true $$),
  ('templates_counters_not_negative', $$ usage_count = -1 $$),
  ('templates_ratings_are_1_to_5', $$ rating_total = 6, rating_count = 1 $$),
  ('templates_tags_are_few_and_short', $$ tags = array[null] $$)
) as r (rule, change);

select * from finish();
rollback;
