-- The ledger by time alone, for what was spent by everybody since a moment. Its rows are never changed or removed, so
-- they lie in the order in which they were written: a few bytes for 32 pages find them, and writing costs nothing.
--
-- Without locking the table, so outside of a transaction, and alone in its file. A build that was broken off leaves an
-- invalid index behind: drop it, then push again.

set lock_timeout = '5s';
set statement_timeout = '60min';

-- squawk-ignore ban-concurrent-index-creation-in-transaction, prefer-robust-stmts
create index concurrently cost_tracking_time_idx on public.cost_tracking using brin (created_at)
with (pages_per_range = 32, autosummarize = on);
