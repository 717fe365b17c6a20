begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(6);

create temporary view ours as
select c.oid, c.relname from pg_class as c
where c.relnamespace = 'public'::regnamespace and c.relname in (
  'agents', 'workflows', 'workflow_steps', 'workflow_executions', 'workflow_execution_logs', 'templates',
  'template_ratings', 'deployments'
);

-- On delete and on update: a no action, c cascade, n set null.
select set_eq(
  $$ select k.conname::text as name, k.confdeltype::text || k.confupdtype::text as on_change from pg_constraint as k join ours as o on o.oid = k.conrelid
     where k.contype = 'f' and k.confrelid not in ('public.tenants'::regclass, 'public.users'::regclass) $$,
  $$ values
     ('agents_first_version', 'nc'), ('workflows_first_version', 'nc'), ('workflow_steps_belong_to_workflow', 'cc'),
     ('workflow_steps_execute_agent', 'nc'), ('workflow_executions_belong_to_workflow', 'ac'),
     ('workflow_execution_logs_belong_to_execution', 'ca'), ('workflow_execution_logs_are_about_step', 'aa'),
     ('template_ratings_rate_template', 'cc'), ('deployments_deploy_workflow', 'cc'), ('deployments_deploy_agent', 'cc') $$,
  'what becomes of a row with what it points at'
);
select set_eq(
  $$ select o.relname::text as table_name, x.relname::text as name from pg_index as i join ours as o on o.oid = i.indrelid
     join pg_class as x on x.oid = i.indexrelid where not i.indisunique $$,
  $$ values
     ('agents', 'agents_parent_idx'), ('agents', 'agents_user_created_idx'), ('agents', 'agents_tenant_created_idx'),
     ('agents', 'agents_type_idx'), ('agents', 'agents_status_idx'), ('agents', 'agents_phase_idx'),
     ('agents', 'agents_public_idx'), ('agents', 'agents_tags_idx'), ('agents', 'agents_search_idx'),
     ('workflows', 'workflows_parent_idx'), ('workflows', 'workflows_user_created_idx'),
     ('workflows', 'workflows_tenant_created_idx'), ('workflows', 'workflows_status_idx'),
     ('workflows', 'workflows_scheduled_idx'), ('workflows', 'workflows_public_idx'), ('workflows', 'workflows_tags_idx'),
     ('workflows', 'workflows_search_idx'), ('workflow_steps', 'workflow_steps_workflow_position_idx'),
     ('workflow_steps', 'workflow_steps_agent_idx'), ('workflow_steps', 'workflow_steps_public_idx'),
     ('workflow_executions', 'workflow_executions_tenant_created_idx'),
     ('workflow_executions', 'workflow_executions_workflow_created_idx'),
     ('workflow_executions', 'workflow_executions_status_idx'), ('workflow_executions', 'workflow_executions_completed_idx'),
     ('workflow_executions', 'workflow_executions_user_created_idx'), ('workflow_executions', 'workflow_executions_open_idx'),
     ('workflow_execution_logs', 'workflow_execution_logs_execution_created_idx'),
     ('workflow_execution_logs', 'workflow_execution_logs_level_idx'),
     ('workflow_execution_logs', 'workflow_execution_logs_tenant_created_idx'),
     ('workflow_execution_logs', 'workflow_execution_logs_step_idx'), ('templates', 'templates_tenant_created_idx'),
     ('templates', 'templates_category_idx'), ('templates', 'templates_type_idx'), ('templates', 'templates_user_idx'),
     ('templates', 'templates_public_idx'), ('templates', 'templates_usage_count_idx'), ('templates', 'templates_tags_idx'),
     ('templates', 'templates_search_idx'), ('template_ratings', 'template_ratings_tenant_created_idx'),
     ('template_ratings', 'template_ratings_template_idx'), ('template_ratings', 'template_ratings_user_idx'),
     ('deployments', 'deployments_tenant_created_idx'), ('deployments', 'deployments_workflow_idx'),
     ('deployments', 'deployments_agent_idx'), ('deployments', 'deployments_user_idx'), ('deployments', 'deployments_status_idx'),
     ('deployments', 'deployments_environment_idx'), ('deployments', 'deployments_moving_idx') $$,
  'the lists are read by an index'
);

-- What functions and triggers look at first, and checks hold for everybody.
select tests.create_cast();
select tests.make_template('mine', 'alice');
select tests.make_deployment('live', 'flow', 'alice') from tests.make_workflow('flow', 'alice');
alter table public.templates disable trigger templates_require_member;
select throws_like(
  format('update public.templates set user_id = null where id = %L', tests.id('mine')),
  '%"templates_have_a_user_unless_official"%', 'only official templates have no owner'
);
select throws_like(
  format('insert into private.deployment_secrets (deployment_id, %s) values (%L, %s)', r.name, tests.id('live'), r.value),
  format('%%"%s"%%', r.rule), r.rule
)
from (values
  ('environment_vars', $$ '{"a b": "x"}' $$, 'deployment_secrets_environment_vars_are_well_formed'),
  ('api_key_hash', $$ 'short' $$, 'deployment_secrets_api_key_hash_is_sha256')
) as r (name, value, rule);
select throws_ok(
  format('update public.agents set tenant_id = %L where id = %L', tests.personal_tenant('mallory'), tests.id('flow agent')), 'PT409',
  null, 'no row moves to another tenant'
);

select * from finish();
rollback;
