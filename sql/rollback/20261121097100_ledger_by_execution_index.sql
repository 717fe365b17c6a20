-- Undoes 20261121097100_ledger_by_execution_index.sql: the index is gone.
-- Afterwards: supabase migration repair --status reverted 20261121097100

set lock_timeout = '5s';
set statement_timeout = '60min';

drop index concurrently public.cost_tracking_reference_created_idx;
