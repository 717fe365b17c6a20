-- Undoes 20261121098300_own_executions_index.sql: the index is gone.
-- Afterwards: supabase migration repair --status reverted 20261121098300

set lock_timeout = '5s';
set statement_timeout = '60min';

drop index concurrently public.executions_tenant_user_time_idx;
