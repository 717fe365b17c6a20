-- The former index of the executions by time: the one that covers execution_metrics does its work.
--
-- Without locking the table, so outside of a transaction, and alone in its file. A build that was broken off leaves an
-- invalid index behind: drop it, then push again.

set lock_timeout = '5s';
set statement_timeout = '60min';

drop index concurrently public.executions_tenant_created_idx;
