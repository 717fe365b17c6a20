-- Undoes 20261121094100_official_agents.sql: the official agents are deleted softly, for steps and runs of tenants may
-- refer to them. Afterwards: supabase migration repair --status reverted 20261121094100

set lock_timeout = '5s';
set statement_timeout = '60s';

update public.agents set deleted_at = now()
where tenant_id = private.official_tenant_id() and deleted_at is null
  and id between '00000000-0000-4000-8000-0000000f0101' and '00000000-0000-4000-8000-0000000f0126';
