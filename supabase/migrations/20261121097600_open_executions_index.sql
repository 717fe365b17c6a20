-- The executions of a tenant that have not ended. Under row-level security a status is no condition of an index, but it
-- may say that a partial index will do: these few are found without reading the many that have ended.
--
-- Without locking the table, so outside of a transaction, and alone in its file. A build that was broken off leaves an
-- invalid index behind: drop it, then push again.

set lock_timeout = '5s';
set statement_timeout = '60min';

-- squawk-ignore ban-concurrent-index-creation-in-transaction, prefer-robust-stmts
create index concurrently executions_open_idx on public.executions (tenant_id, created_at desc)
where status in ('PENDING', 'RUNNING');
