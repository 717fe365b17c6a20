-- Undoes 20261121096000_ideas.sql: all ideas, evaluations and agents' results are lost. The ledger and the audit log stay.
-- Afterwards: supabase migration repair --status reverted 20261121096000

set lock_timeout = '5s';
set statement_timeout = '60s';

-- Exposed functions
drop function public.submit_idea(uuid, public.evaluation_priority);
drop function public.delete_idea(uuid);
drop function public.restore_idea(uuid);
drop function public.search_ideas(text, public.idea_status, uuid, integer, integer);
drop function public.idea_statistics(uuid);
drop function public.claim_agent_results(integer);

-- Their definer halves and helpers
drop function private.submit_idea(uuid, public.evaluation_priority);
drop function private.delete_idea(uuid);
drop function private.restore_idea(uuid);
drop function private.search_ideas(text, public.idea_status, uuid, integer, integer);
drop function private.idea_statistics(uuid);
drop function private.claim_agent_results(integer);
drop function private.lock_idea(uuid, public.tenant_role);

-- Tables, with their indexes, triggers, grants and policies
drop table public.agent_results;
drop table public.evaluations;
drop table public.business_ideas;

-- Functions that the tables used
drop function private.my_hidden_evaluation_ids();
drop function private.my_deleted_idea_ids();
drop function private.follow_evaluation();
drop function private.follow_agent_result();
drop function private.admit_agent_result();
drop function private.guard_agent_result();
drop function private.guard_evaluation();
drop function private.guard_business_idea();
drop function private.lock_open_evaluation(uuid, uuid);
drop function private.evaluation_results(uuid);

-- Types
drop type public.agent_result_status;
drop type public.evaluation_priority;
drop type public.evaluation_status;
drop type public.idea_status;
