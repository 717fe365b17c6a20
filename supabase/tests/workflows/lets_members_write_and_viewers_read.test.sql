begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(44);
select tests.create_cast();
select tests.fill_workflows('flow', 'alice');
select tests.make_workflow('draft', 'alice');

create function tests.new_row(p_table text) returns text language sql as
$$
  select case p_table
    when 'agents' then format('insert into public.agents (tenant_id, name, type) values (%L, ''x'', ''llm'')', tests.id('acme'))
    when 'workflows' then format('insert into public.workflows (tenant_id, name) values (%L, ''x'')', tests.id('acme'))
    when 'workflow_steps' then format(
      'insert into public.workflow_steps (tenant_id, workflow_id, step_key, step_name, step_type, position) values (%L, %L, ''x'', ''x'', ''wait'', 9)',
      tests.id('acme'), tests.id('draft'))
    when 'templates' then format(
      'insert into public.templates (tenant_id, name, category, type, template_data) values (%L, ''x'', ''x'', ''agent'', ''{"type": "llm"}'')',
      tests.id('acme'))
    when 'deployments' then format(
      'insert into public.deployments (tenant_id, name, workflow_id) values (%L, ''x'', %L)', tests.id('acme'), tests.id('flow'))
  end
$$;
create function tests.change(p_table text) returns text language sql as
$$
  select format(
    'update public.%I set %s where tenant_id = %L %s', p_table,
    case p_table when 'workflow_steps' then 'step_name = ''changed''' else 'description = ''changed''' end, tests.id('acme'),
    case p_table when 'workflow_steps' then format('and workflow_id = %L', tests.id('draft')) else '' end
  )
$$;

select tests.as_user('bob');
select lives_ok(tests.new_row(t), 'a MEMBER adds ' || t) from unnest(array['agents', 'workflows', 'workflow_steps', 'templates', 'deployments']) as t;
select lives_ok(tests.change(t), 'and changes ' || t) from unnest(array['agents', 'workflows', 'workflow_steps', 'templates', 'deployments']) as t;
select is(
  (select count(*) from public.agents where description = 'changed')
  + (select count(*) from public.workflows where description = 'changed')
  + (select count(*) from public.workflow_steps where step_name = 'changed')
  + (select count(*) from public.templates where description = 'changed')
  + (select count(*) from public.deployments where description = 'changed'),
  (select 3 + 3 + 3 + 2 + 2)::bigint, 'a colleague''s, too'
);
select is((select user_id from public.agents where name = 'x'), tests.id('bob'), 'in their own name');
select throws_ok(
  format('insert into public.%s (tenant_id, user_id, name%s) values (%L, %L, ''x''%s)', t, c, tests.id('acme'), tests.id('alice'), v),
  '42501', null, 'and in no other: ' || t
)
from (values
  ('agents', ', type', ', ''llm'''), ('workflows', '', ''), ('templates', ', category, type, template_data', ', ''x'', ''agent'', ''{"type": "llm"}'''),
  ('deployments', ', workflow_id', format(', %L', tests.id('flow')))
) as t (t, c, v);

select tests.as_user('vera');
select throws_ok(tests.new_row(t), '42501', null, 'a VIEWER adds no ' || t)
from unnest(array['agents', 'workflows', 'workflow_steps', 'templates', 'deployments']) as t;
select is((select count(*) from public.workflows), 3::bigint, 'but reads');
select tests.as_owner();
create function tests.changed_by(p_name text, p_table text) returns bigint
language plpgsql
as $$
declare
  v_count bigint;
begin
  perform tests.as_user(p_name);
  if p_table = 'workflow_steps' then
    update public.workflow_steps set step_name = 'forged' where workflow_id = tests.id('draft');
  elsif p_table = 'agents' then
    update public.agents set description = 'forged';
  elsif p_table = 'workflows' then
    update public.workflows set description = 'forged';
  elsif p_table = 'templates' then
    update public.templates set description = 'forged';
  else
    update public.deployments set description = 'forged';
  end if;
  get diagnostics v_count = row_count;
  perform tests.as_owner();
  return v_count;
end
$$;
select is(tests.changed_by(n, t), 0::bigint, format('%s changes no %s', n, t))
from unnest(array['vera', 'mallory']) as n, unnest(array['agents', 'workflows', 'workflow_steps', 'templates', 'deployments']) as t;

-- What nobody writes but functions and the service.
select tests.as_user('alice');
select throws_ok(format('update public.%s set %s', t.name, t.change), '42501', null, format('clients do not write %s.%s', t.name, t.change))
from (values
  ('agents', 'status = ''active'''), ('agents', 'total_executions = 9'), ('agents', 'version = 9'), ('agents', 'user_id = null'),
  ('workflows', 'status = ''active'''), ('workflows', 'avg_execution_time_ms = default'), ('workflow_steps', 'is_public = true'),
  ('workflow_steps', 'agent_tenant_id = null'), ('templates', 'is_official = true'), ('templates', 'usage_count = 9'),
  ('templates', 'rating_total = 9'), ('deployments', 'total_requests = 9')
) as t (name, change);

select * from finish();
rollback;
