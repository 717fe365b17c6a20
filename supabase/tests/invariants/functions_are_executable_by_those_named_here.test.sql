begin;
select plan(5);

-- A function that a client may call is a decision: it is named here when it is made.
create temporary table exposed (name text, grantee text);

-- tenancy
insert into exposed
select name, 'authenticated'
from unnest(array[
  'create_tenant', 'delete_tenant', 'restore_tenant', 'invite_member', 'revoke_invitation', 'accept_invitation',
  'change_member_role', 'remove_member', 'leave_tenant', 'cost_summary'
]) as name;

-- prompts
insert into exposed
select name, 'authenticated'
from unnest(array[
  'publish_prompt', 'rollback_prompt', 'archive_prompt', 'delete_prompt', 'restore_prompt', 'search_prompts',
  'cancel_execution', 'execution_metrics', 'model_calls'
]) as name
union all
select name, 'service_role'
from unnest(array[
  'begin_execution', 'extend_execution_lease', 'settle_execution', 'sweep_executions', 'model_calls'
]) as name;

-- workflows
insert into exposed
select name, 'authenticated'
from unnest(array[
  'activate_agent', 'deactivate_agent', 'archive_agent', 'delete_agent', 'restore_agent', 'new_agent_version',
  'agent_history', 'copy_agent', 'search_agents', 'activate_workflow', 'deactivate_workflow', 'archive_workflow',
  'delete_workflow', 'restore_workflow', 'delete_workflow_step', 'restore_workflow_step', 'new_workflow_version',
  'workflow_history', 'copy_workflow', 'search_workflows', 'start_workflow_execution', 'cancel_workflow_execution',
  'search_workflow_executions', 'workflow_stats', 'use_template', 'delete_template', 'restore_template',
  'search_templates', 'start_deployment', 'stop_deployment', 'delete_deployment', 'restore_deployment',
  'set_deployment_secrets', 'rotate_deployment_key'
]) as name
union all
select 'deployment_environment', 'service_role';

-- ventures
insert into exposed
select name, 'authenticated'
from unnest(array[
  'advance_venture', 'agent_executions_by_status', 'agent_model_calls', 'artifact_at_version',
  'cancel_agent_execution', 'delete_artifact', 'delete_persona', 'delete_requirement', 'delete_user_story',
  'delete_venture', 'deleted_ventures', 'open_divergence_alerts', 'requirements_by_evidence_tier',
  'resolve_divergence_alert', 'restore_artifact', 'restore_persona', 'restore_requirement', 'restore_user_story',
  'restore_venture', 'revert_artifact'
]) as name
union all
select name, 'service_role' from unnest(array['agent_model_calls']) as name;

-- specifications
insert into exposed
select name, 'authenticated'
from unnest(array[
  'create_project', 'transition_phase', 'set_project_status', 'hand_over_project', 'add_team_member',
  'remove_team_member', 'delete_project', 'restore_project', 'list_projects', 'project_analytics',
  'search_specifications', 'set_document_status', 'revert_document', 'open_thread', 'resolve_thread', 'reopen_thread',
  'apply_suggestions', 'record_progress', 'available_modules'
]) as name;

-- ideas
insert into exposed
select name, 'authenticated'
from unnest(array['submit_idea', 'delete_idea', 'restore_idea', 'search_ideas', 'idea_statistics']) as name
union all
select 'claim_agent_results', 'service_role';

-- budgets
insert into exposed
select name, 'authenticated'
from unnest(array['delete_budget', 'restore_budget', 'budget_status', 'usage_by_day_and_model']) as name
union all
select name, 'service_role' from unnest(array['raise_execution_hold', 'learn_list_price', 'recompute_costs']) as name;

-- audit
insert into exposed
select n.name, r.role
from unnest(array[
  'verify_audit_chain', 'verify_audit_rows', 'audit_chain_status', 'audit_chain_position', 'export_audit'
]) as n (name)
cross join (values ('authenticated'), ('service_role')) as r (role)
union all
select 'seal_audit', 'service_role';
-- queue
insert into exposed
select name, 'service_role'
from unnest(array[
  'enqueue_execution', 'claim_executions', 'release_execution', 'queue_status', 'claim_tasks', 'complete_task',
  'fail_task', 'extend_task_lease'
]) as name;

-- webhooks
insert into exposed
select name, 'authenticated'
from unnest(array[
  'create_webhook_endpoint', 'rotate_webhook_secret', 'send_test_webhook', 'redeliver_webhook'
]) as name
union all
select name, 'service_role'
from unnest(array[
  'record_budget_refusal', 'begin_webhook_delivery', 'end_webhook_delivery', 'sweep_webhooks'
]) as name;

-- access
insert into exposed values ('revoke_api_key', 'authenticated')
union all
select name, 'service_role' from unnest(array['authenticate_api_key', 'create_api_key', 'rotate_api_key']) as name;
-- provider_keys
insert into exposed values ('revoke_provider_key', 'authenticated');
insert into exposed
select name, 'service_role'
from unnest(array['set_provider_key', 'provider_keys_to_reencrypt', 'reencrypt_provider_keys']) as name;

-- metrics
insert into exposed values ('operational_metrics', 'service_role');

-- backups
insert into exposed
select name, 'service_role'
from unnest(array[
  'begin_backup_run', 'extend_backup_run', 'end_backup_run', 'queue_backup_run', 'backup_status', 'health_figures',
  'check_backups', 'claim_operator_alerts', 'end_operator_alert'
]) as name;
-- upkeep
insert into exposed
values ('retention_settings', 'authenticated'), ('prune_old_rows', 'service_role'), ('count_old_rows', 'service_role');

create temporary view grants as
select p.oid::regprocedure as function, p.pronamespace::regnamespace::text as schema, p.proname::text as name,
  coalesce(r.rolname, 'PUBLIC')::text as grantee
from pg_proc as p
cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
left join pg_roles as r on r.oid = a.grantee
where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace, 'gate'::regnamespace)
  and a.grantee <> p.proowner;

select is_empty($$ select function from grants where grantee = 'PUBLIC' $$, 'none by everybody');
select set_eq(
  $$ select schema || '.' || name from grants where grantee = 'anon' $$, array['gate.check_request', 'gate.key_claims'],
  'by anon those alone that turn an API key into its user, and these are not exposed'
);
select set_eq(
  $$ select name, grantee from grants where schema = 'public' $$, $$ select name, grantee from exposed $$,
  'those of public by exactly these roles'
);
select is_empty(
  $$ select g.function, g.grantee from grants as g
     where g.schema = 'private'
       and not exists (select from exposed as e where e.name = g.name and e.grantee = g.grantee)
       and g.name <> 'json_fits'
       and not exists (
         select from pg_depend as d
         left join pg_constraint as k on d.classid = 'pg_constraint'::regclass and d.objid = k.oid
         where d.refclassid = 'pg_proc'::regclass and d.refobjid = g.function::oid
           and (d.classid in ('pg_policy'::regclass, 'pg_attrdef'::regclass) or k.contype = 'c')
       ) $$,
  'those of private are the other halves of these, or called by a policy, a default or a check'
);
select is_empty(
  $$ select p.oid::regprocedure from pg_proc as p
     where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace, 'gate'::regnamespace)
       and p.proowner <> 'postgres'::regrole $$,
  'all belong to the owner of the schema'
);

select * from finish();
rollback;
