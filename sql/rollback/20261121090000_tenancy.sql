-- Undoes 20261121090000_tenancy.sql: profiles, tenants, memberships, the audit log and the ledger are lost; accounts
-- stay in auth.users. Run in one transaction (psql -1). Refused while a later migration is applied, whose tables refer
-- to these. Afterwards: supabase migration repair --status reverted 20261121090000

set lock_timeout = '5s';
set statement_timeout = '60s';

-- Exposed functions
drop function public.create_tenant(text);
drop function public.delete_tenant(uuid);
drop function public.restore_tenant(uuid);
drop function public.invite_member(text, public.tenant_role);
drop function public.revoke_invitation(uuid);
drop function public.accept_invitation(text);
drop function public.change_member_role(uuid, public.tenant_role);
drop function public.remove_member(uuid);
drop function public.leave_tenant(uuid);
drop function public.cost_summary(timestamptz, timestamptz, text);

-- Helpers and operator tables. The cascade takes the triggers and policies that call them, the triggers on auth.users
-- too: that table belongs to the sign-in service, and dropping their functions is the only way to remove them.
drop schema private cascade;

-- Tables, with their indexes and grants
drop table public.cost_tracking;
drop table public.audit_logs;
drop table public.invitations;
drop table public.user_roles;
drop table public.tenants;
drop table public.users;

-- Types
drop type public.call_outcome;
drop type public.price_source;
drop type public.call_kind;
drop type public.cost_purpose;
drop type public.tenant_role;
drop type public.learner_role;
drop type public.user_role;
drop type public.user_plan;

-- The default privileges of a hosted project
alter default privileges grant execute on functions to public;
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
