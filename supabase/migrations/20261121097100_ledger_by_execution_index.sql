-- The ledger by the time of the executions that it belongs to: what execution_metrics sums, read from the index alone.
--
-- Without locking the table, so outside of a transaction, and alone in its file. A build that was broken off leaves an
-- invalid index behind: drop it, then push again.

set lock_timeout = '5s';
set statement_timeout = '60min';

-- squawk-ignore ban-concurrent-index-creation-in-transaction, prefer-robust-stmts
create index concurrently cost_tracking_reference_created_idx on public.cost_tracking
(tenant_id, reference_created_at) include (input_tokens, output_tokens, cost_usd, reference_id)
where purpose = 'PROMPT_EXECUTION';
