-- Undoes 20261121170000_generic_plans.sql: the planner decides again whether it plans anew.
-- Afterwards: supabase migration repair --status reverted 20261121170000

set lock_timeout = '5s';
set statement_timeout = '60s';

alter function private.begin_execution(
  uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer, text, text, jsonb, jsonb
) reset plan_cache_mode;
alter function private.settle_execution(uuid, uuid, jsonb, jsonb, jsonb) reset plan_cache_mode;
alter function private.claim_executions(text, integer, integer) reset plan_cache_mode;
