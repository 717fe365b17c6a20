-- Checkpoints by the time of their making, for the pruning of those that nobody needs any more. Not by the time of the
-- last change: then every change would write an index entry.
--
-- Without locking the table, so outside of a transaction, and alone in its file. A build that was broken off leaves an
-- invalid index behind: drop it, then push again.

set lock_timeout = '5s';
set statement_timeout = '60min';

-- squawk-ignore ban-concurrent-index-creation-in-transaction, prefer-robust-stmts
create index concurrently agent_checkpoints_tenant_created_idx on public.agent_checkpoints (tenant_id, created_at);
