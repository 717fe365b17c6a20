-- Undoes 20261121160100_ledger_recent_index.sql: the index is gone.
-- Afterwards: supabase migration repair --status reverted 20261121160100

set lock_timeout = '5s';
set statement_timeout = '60min';

drop index concurrently public.cost_tracking_time_idx;
