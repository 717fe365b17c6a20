-- The failed executions of a tenant, for those who have few of them among many.
--
-- Without locking the table, so outside of a transaction, and alone in its file. A build that was broken off leaves an
-- invalid index behind: drop it, then push again.

set lock_timeout = '5s';
set statement_timeout = '60min';

-- squawk-ignore ban-concurrent-index-creation-in-transaction, prefer-robust-stmts
create index concurrently executions_failed_idx on public.executions (tenant_id, created_at desc)
where status = 'FAILED';
