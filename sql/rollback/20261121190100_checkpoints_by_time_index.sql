-- Undoes 20261121190100_checkpoints_by_time_index.sql: the index is gone.
-- Afterwards: supabase migration repair --status reverted 20261121190100

set lock_timeout = '5s';
set statement_timeout = '60min';

drop index concurrently public.agent_checkpoints_tenant_created_idx;
