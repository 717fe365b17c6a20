-- Undoes 20261121093000_workflows.sql: all agents are lost. The audit log stays.
-- Afterwards: supabase migration repair --status reverted 20261121093000

set lock_timeout = '5s';
set statement_timeout = '60s';

-- Tables, with their indexes, triggers, grants and policies
drop table public.agents;

-- Functions that the tables used
drop function private.count_agent_execution(uuid, uuid, text, bigint);
drop function private.guard_agent();
drop function private.place_agent_version();

-- Types
drop type public.agent_phase;
drop type public.agent_status;
drop type public.agent_type;
