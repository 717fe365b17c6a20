-- The former index of the ledger by time: the one that covers cost_summary does its work.
--
-- Without locking the table, so outside of a transaction, and alone in its file. A build that was broken off leaves an
-- invalid index behind: drop it, then push again.

set lock_timeout = '5s';
set statement_timeout = '60min';

drop index concurrently public.cost_tracking_tenant_created_idx;
