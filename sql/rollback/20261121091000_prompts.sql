-- Undoes 20261121091000_prompts.sql: all prompts, versions, validations, executions and their logs are lost. The ledger
-- and the audit log stay. Afterwards: supabase migration repair --status reverted 20261121091000

set lock_timeout = '5s';
set statement_timeout = '60s';

-- Exposed functions
drop function public.publish_prompt(uuid, text);
drop function public.rollback_prompt(uuid, integer, text);
drop function public.archive_prompt(uuid);
drop function public.delete_prompt(uuid);
drop function public.restore_prompt(uuid);
drop function public.search_prompts(text, text, text[], integer, integer);
drop function public.execution_metrics(timestamptz, timestamptz, uuid);
drop function public.model_calls(public.executions);
drop function public.cancel_execution(uuid);
drop function public.begin_execution(uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer);
drop function public.extend_execution_lease(uuid, uuid, integer);
drop function public.settle_execution(uuid, uuid, jsonb, jsonb, jsonb);
drop function public.sweep_executions(integer);

-- Their definer halves and helpers
drop function private.publish_prompt(uuid, text);
drop function private.rollback_prompt(uuid, integer, text);
drop function private.archive_prompt(uuid);
drop function private.delete_prompt(uuid);
drop function private.restore_prompt(uuid);
drop function private.search_prompts(text, text, text[], integer, integer);
drop function private.execution_metrics(timestamptz, timestamptz, uuid);
drop function private.cancel_execution(uuid);
drop function private.begin_execution(uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer);
drop function private.extend_execution_lease(uuid, uuid, integer);
drop function private.settle_execution(uuid, uuid, jsonb, jsonb, jsonb);
drop function private.sweep_executions(integer);
drop function private.execution_record(public.executions);
drop function private.prices_in_force();
drop function private.find_prompt(uuid, text);
drop function private.active_validations(uuid);
drop function private.lock_prompt(uuid, public.tenant_role);

-- Tables, with their indexes, triggers, grants and policies
drop table public.execution_logs;
drop table public.executions;
drop table public.validations;
drop table public.prompt_versions;
drop table public.prompts;

-- Functions that the tables used
drop function private.my_deleted_prompt_ids();
drop function private.audit_execution();
drop function private.limit_validations();
drop function private.json_is_plain(jsonb);
drop function private.guard_execution();
drop function private.guard_prompt();
drop function private.validation_config_is_well_formed(public.validation_type, jsonb);
drop function private.variables_are_well_formed(jsonb);

-- Types
drop type public.log_level;
drop type public.validation_status;
drop type public.execution_priority;
drop type public.execution_status;
drop type public.validation_type;
drop type public.prompt_status;

-- Refused while something else uses it.
drop extension if exists pg_trgm;
