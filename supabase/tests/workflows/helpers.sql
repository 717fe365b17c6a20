-- What the tests of workflows share, beyond ../helpers.sql. Rows are called by a word, as there.

create function tests.make_agent(
  p_name text, p_owner text, p_status public.agent_status default 'active', p_tenant_id uuid default tests.id('acme')
)
returns uuid
language sql
as $$
  insert into public.agents (id, tenant_id, user_id, name, type, status)
  values (tests.id(p_name), p_tenant_id, tests.id(p_owner), p_name, 'llm', p_status)
  returning id
$$;

create function tests.make_step(p_workflow text, p_key text, p_depends_on text[] default '{}', p_agent text default null)
returns uuid
language sql
as $$
  insert into public.workflow_steps (
    id, tenant_id, workflow_id, agent_id, step_key, step_name, step_type, position, depends_on
  )
  select
    tests.id(p_workflow || ' ' || p_key), w.tenant_id, w.id, tests.id(p_agent), p_key, p_key,
    case when p_agent is null then 'wait' else 'agent' end::public.workflow_step_type,
    (select count(*) from public.workflow_steps as s where s.workflow_id = w.id), p_depends_on
  from public.workflows as w where w.id = tests.id(p_workflow)
  returning id
$$;

-- A draft of two steps, the first with an active agent that is called like the workflow and "agent".
create function tests.make_workflow(p_name text, p_owner text, p_tenant_id uuid default tests.id('acme')) returns uuid
language plpgsql
as $$
begin
  perform tests.make_agent(p_name || ' agent', p_owner, 'active', p_tenant_id);
  insert into public.workflows (id, tenant_id, user_id, name)
  values (tests.id(p_name), p_tenant_id, tests.id(p_owner), p_name);
  perform tests.make_step(p_name, 'ask', '{}', p_name || ' agent');
  perform tests.make_step(p_name, 'pause', '{ask}');
  return tests.id(p_name);
end
$$;

create function tests.make_active_workflow(p_name text, p_owner text, p_tenant_id uuid default tests.id('acme'))
returns uuid
language plpgsql
as $$
begin
  perform tests.make_workflow(p_name, p_owner, p_tenant_id);
  update public.workflows set status = 'active' where id = tests.id(p_name);
  return tests.id(p_name);
end
$$;

create function tests.make_run(p_word text, p_workflow text, p_user text) returns uuid
language sql
as $$
  insert into public.workflow_executions (id, tenant_id, workflow_id, user_id, trigger_type)
  select tests.id(p_word), w.tenant_id, w.id, tests.id(p_user), 'manual'
  from public.workflows as w where w.id = tests.id(p_workflow)
  returning id
$$;

create function tests.make_template(
  p_name text, p_owner text, p_is_public boolean default false, p_tenant_id uuid default tests.id('acme')
)
returns uuid
language sql
as $$
  insert into public.templates (id, tenant_id, user_id, name, category, type, template_data, is_public)
  values (tests.id(p_name), p_tenant_id, tests.id(p_owner), p_name, 'writing', 'agent', '{"type": "llm"}', p_is_public)
  returning id
$$;

create function tests.make_deployment(p_word text, p_workflow text, p_owner text) returns uuid
language sql
as $$
  insert into public.deployments (id, tenant_id, user_id, name, workflow_id)
  select tests.id(p_word), w.tenant_id, tests.id(p_owner), p_word, w.id
  from public.workflows as w where w.id = tests.id(p_workflow)
  returning id
$$;

-- A row in every table, hung on an active workflow of that name.
create function tests.fill_workflows(p_name text, p_owner text) returns void
language plpgsql
as $$
begin
  perform tests.make_active_workflow(p_name, p_owner);
  perform tests.make_run(p_name || ' run', p_name, p_owner);
  insert into public.workflow_execution_logs (tenant_id, execution_id, workflow_step_id, message)
  values (tests.id('acme'), tests.id(p_name || ' run'), tests.id(p_name || ' ask'), 'Asked');
  perform tests.make_template(p_name || ' template', p_owner);
  insert into public.template_ratings (tenant_id, user_id, template_id, rating)
  values (tests.id('acme'), tests.id(p_owner), tests.id(p_name || ' template'), 4);
  perform tests.make_deployment(p_name || ' deployment', p_name, p_owner);
end
$$;
