-- Undoes 20261121097700_failed_executions_index.sql: the index is gone.
-- Afterwards: supabase migration repair --status reverted 20261121097700

set lock_timeout = '5s';
set statement_timeout = '60min';

drop index concurrently public.executions_failed_idx;
