-- The ledger of a tenant by time, with all that cost_summary sums and groups by, read from the index alone.
--
-- Without locking the table, so outside of a transaction, and alone in its file. A build that was broken off leaves an
-- invalid index behind: drop it, then push again.

set lock_timeout = '5s';
set statement_timeout = '60min';

-- squawk-ignore ban-concurrent-index-creation-in-transaction, prefer-robust-stmts
create index concurrently cost_tracking_tenant_time_idx on public.cost_tracking (tenant_id, created_at desc)
include (model, provider, prompt_id, user_id, purpose, outcome, is_estimate, input_tokens, output_tokens, cost_usd);
