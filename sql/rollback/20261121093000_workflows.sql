-- Undoes 20261121093000_workflows.sql: all agents, workflows with their steps, executions and logs, templates with their
-- ratings, and deployments with their secrets are lost. The audit log stays.
-- Afterwards: supabase migration repair --status reverted 20261121093000

set lock_timeout = '5s';
set statement_timeout = '60s';

drop trigger tenants_delete_workflows on public.tenants;

-- Exposed functions
drop function public.activate_agent(uuid);
drop function public.deactivate_agent(uuid);
drop function public.archive_agent(uuid);
drop function public.delete_agent(uuid);
drop function public.restore_agent(uuid);
drop function public.new_agent_version(uuid);
drop function public.agent_history(uuid);
drop function public.copy_agent(uuid, text);
drop function public.search_agents(
  text, public.agent_type, public.agent_status, public.agent_phase, text[], boolean, integer, integer
);
drop function public.activate_workflow(uuid);
drop function public.deactivate_workflow(uuid);
drop function public.archive_workflow(uuid);
drop function public.delete_workflow(uuid);
drop function public.restore_workflow(uuid);
drop function public.delete_workflow_step(uuid);
drop function public.restore_workflow_step(uuid);
drop function public.new_workflow_version(uuid);
drop function public.workflow_history(uuid);
drop function public.copy_workflow(uuid, text);
drop function public.search_workflows(text, public.workflow_status, text[], boolean, integer, integer);
drop function public.start_workflow_execution(uuid, jsonb, jsonb);
drop function public.cancel_workflow_execution(uuid);
drop function public.search_workflow_executions(
  uuid, public.workflow_execution_status, public.workflow_trigger_type, timestamptz, timestamptz, integer, integer
);
drop function public.workflow_stats(uuid, integer);
drop function public.use_template(uuid, text, uuid);
drop function public.delete_template(uuid);
drop function public.restore_template(uuid);
drop function public.search_templates(text, public.template_type, text, text[], integer, integer);
drop function public.start_deployment(uuid);
drop function public.stop_deployment(uuid);
drop function public.delete_deployment(uuid);
drop function public.restore_deployment(uuid);
drop function public.set_deployment_secrets(uuid, jsonb);
drop function public.rotate_deployment_key(uuid);
drop function public.deployment_environment(uuid);

-- Their definer halves and helpers
drop function private.deployment_environment(uuid);
drop function private.rotate_deployment_key(uuid);
drop function private.set_deployment_secrets(uuid, jsonb);
drop function private.restore_deployment(uuid);
drop function private.delete_deployment(uuid);
drop function private.stop_deployment(uuid);
drop function private.start_deployment(uuid);
drop function private.lock_deployment(uuid, public.tenant_role);
drop function private.search_templates(text, public.template_type, text, text[], integer, integer);
drop function private.use_template(uuid, text, uuid);
drop function private.step_of_template(public.workflows, jsonb, integer);
drop function private.agent_of_template(uuid, jsonb, text);
drop function private.only_members(jsonb, text[]);
drop function private.restore_template(uuid);
drop function private.delete_template(uuid);
drop function private.lock_template(uuid, boolean);
drop function private.workflow_stats(uuid, integer);
drop function private.search_workflow_executions(
  uuid, public.workflow_execution_status, public.workflow_trigger_type, timestamptz, timestamptz, integer, integer
);
drop function private.cancel_workflow_execution(uuid);
drop function private.start_workflow_execution(uuid, jsonb, jsonb);
drop function private.search_workflows(text, public.workflow_status, text[], boolean, integer, integer);
drop function private.copy_workflow(uuid, text);
drop function private.workflow_history(uuid);
drop function private.new_workflow_version(uuid);
drop function private.copy_steps(public.workflows, public.workflows);
drop function private.restore_workflow_step(uuid);
drop function private.delete_workflow_step(uuid);
drop function private.lock_step(uuid, boolean);
drop function private.restore_workflow(uuid);
drop function private.delete_workflow(uuid);
drop function private.archive_workflow(uuid);
drop function private.deactivate_workflow(uuid);
drop function private.activate_workflow(uuid);
drop function private.require_sound_steps(public.workflows);
drop function private.lock_workflow(uuid, public.tenant_role);
drop function private.search_agents(
  text, public.agent_type, public.agent_status, public.agent_phase, text[], boolean, integer, integer
);
drop function private.copy_agent(uuid, text);
drop function private.duplicate_agent(public.agents, uuid, text);
drop function private.writable_tenant_id();
drop function private.agent_history(uuid);
drop function private.new_agent_version(uuid);
drop function private.restore_agent(uuid);
drop function private.delete_agent(uuid);
drop function private.archive_agent(uuid);
drop function private.deactivate_agent(uuid);
drop function private.activate_agent(uuid);
drop function private.refuse_agent_in_use(uuid[]);
drop function private.require_owner_or_admin(uuid, uuid);
drop function private.lock_agent(uuid, public.tenant_role);
drop function private.count_agent_execution(uuid, uuid, text, bigint);
drop function private.hold_steps(uuid, uuid[]);
drop function private.hold_workflow_executions(uuid, uuid[]);
drop function private.stop_workflow_executions(uuid, uuid[]);
drop function private.stop_deployments(uuid, uuid[], timestamptz);

-- Tables, with their indexes, triggers, grants and policies
drop table private.deployment_secrets;
drop table public.deployments;
drop table public.template_ratings;
drop table public.templates;
drop table public.workflow_execution_logs;
drop table public.workflow_executions;
drop table public.workflow_steps;
drop table public.workflows;
drop table public.agents;

-- Functions that the tables used
drop function private.delete_workflows_with_tenant();
drop function private.guard_deployment();
drop function private.require_deployment_target();
drop function private.guard_template();
drop function private.count_removed_ratings();
drop function private.count_changed_ratings();
drop function private.count_new_ratings();
drop function private.fill_template_rating();
drop function private.count_executed_steps();
drop function private.fill_workflow_execution_log();
drop function private.audit_workflow_execution();
drop function private.count_ended_workflow_executions();
drop function private.count_new_workflow_executions();
drop function private.guard_workflow_execution();
drop function private.admit_workflow_execution();
drop function private.fill_workflow_step();
drop function private.publish_workflow_steps();
drop function private.require_timezone();
drop function private.guard_workflow();
drop function private.place_workflow_version();
drop function private.refuse_archived_change();
drop function private.guard_agent();
drop function private.place_agent_version();
drop function private.environment_is_well_formed(jsonb);
drop function private.template_data_is_usable(public.template_type, jsonb);
drop function private.step_is_well_formed(jsonb);
drop function private.cron_is_valid(text);
drop function private.cron_field(text, integer, integer, text[]);

-- Types
drop type public.health_status;
drop type public.deployment_status;
drop type public.environment_tier;
drop type public.template_type;
drop type public.workflow_step_status;
drop type public.workflow_log_level;
drop type public.workflow_trigger_type;
drop type public.workflow_execution_status;
drop type public.error_handling;
drop type public.workflow_step_type;
drop type public.workflow_status;
drop type public.agent_phase;
drop type public.agent_status;
drop type public.agent_type;
