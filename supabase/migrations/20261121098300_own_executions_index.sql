-- One's own executions in a tenant, the newest first. The planner cannot know how few tenants a member has: without an
-- index that gives the order it collects all executions of a busy user, and then sorts them.
--
-- Without locking the table, so outside of a transaction, and alone in its file. A build that was broken off leaves an
-- invalid index behind: drop it, then push again.

set lock_timeout = '5s';
set statement_timeout = '60min';

-- squawk-ignore ban-concurrent-index-creation-in-transaction, prefer-robust-stmts
create index concurrently executions_tenant_user_time_idx on public.executions (tenant_id, user_id, created_at desc);
