-- Undoes 20261121097600_open_executions_index.sql: the index is gone.
-- Afterwards: supabase migration repair --status reverted 20261121097600

set lock_timeout = '5s';
set statement_timeout = '60min';

drop index concurrently public.executions_open_idx;
