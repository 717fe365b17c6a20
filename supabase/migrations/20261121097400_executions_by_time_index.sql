-- The executions of a tenant by time, with what execution_metrics counts and measures, read from the index alone.
--
-- Without locking the table, so outside of a transaction, and alone in its file. A build that was broken off leaves an
-- invalid index behind: drop it, then push again.

set lock_timeout = '5s';
set statement_timeout = '60min';

-- squawk-ignore ban-concurrent-index-creation-in-transaction, prefer-robust-stmts
create index concurrently executions_tenant_time_idx on public.executions (tenant_id, created_at desc)
include (status, latency_ms);
