-- Undoes 20261121097400_executions_by_time_index.sql: the index is gone.
-- Afterwards: supabase migration repair --status reverted 20261121097400

set lock_timeout = '5s';
set statement_timeout = '60min';

drop index concurrently public.executions_tenant_time_idx;
