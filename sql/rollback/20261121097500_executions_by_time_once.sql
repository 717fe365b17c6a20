-- Undoes 20261121097500_executions_by_time_once.sql: the index is there again.
-- Afterwards: supabase migration repair --status reverted 20261121097500

set lock_timeout = '5s';
set statement_timeout = '60min';

create index concurrently executions_tenant_created_idx on public.executions (tenant_id, created_at desc);
