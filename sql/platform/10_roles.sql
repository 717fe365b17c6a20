-- What hosted Supabase brings before any migration: its roles.
--
-- Run by the bootstrap superuser `supabase_admin` (initdb -U supabase_admin), safe to run again. Local stack, tests and
-- CI only: hosted projects have all of this. Passwords are set by whoever starts the cluster, never here.

set client_min_messages = warning;

do $$
declare
  v_role text;
begin
  foreach v_role in array array[
    'postgres', 'authenticator', 'anon', 'authenticated', 'service_role', 'supabase_auth_admin'
  ] loop
    if not exists (select from pg_catalog.pg_roles where rolname = v_role) then
      execute format('create role %I', v_role);
    end if;
  end loop;
end
$$;

-- Migrations run as `postgres`: powerful, but not a superuser. BYPASSRLS is what lets its `security definer`
-- functions read tables whose row-level security is forced.
alter role postgres nosuperuser createrole createdb bypassrls login replication;

-- PostgREST logs in as `authenticator` and becomes one of the three API roles for each request.
alter role authenticator login noinherit nosuperuser nocreaterole nocreatedb nobypassrls;
alter role anon nologin inherit nosuperuser nocreaterole nocreatedb nobypassrls;
alter role authenticated nologin inherit nosuperuser nocreaterole nocreatedb nobypassrls;
alter role service_role nologin inherit nosuperuser nocreaterole nocreatedb bypassrls;
do $$
begin
  grant anon, authenticated, service_role to authenticator;
  grant anon, authenticated, service_role, authenticator to postgres with admin option;
  grant pg_monitor, pg_read_all_data, pg_signal_backend to postgres;
end
$$;

-- Hosted, an extension lets `postgres` set what PostgREST reads of its role.
grant set on parameter "pgrst.db_pre_request" to postgres;

-- The sign-in service owns schema `auth`.
alter role supabase_auth_admin login noinherit createrole nosuperuser nobypassrls;
alter role supabase_auth_admin set search_path = auth;
alter role supabase_auth_admin set idle_in_transaction_session_timeout = 60000;

-- Timeouts of the API roles. PostgREST applies those of the role that it becomes.
alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';

-- In development the API never takes more connections than this: PostgREST has 10 in its pool and one that listens, and
-- for a moment there may be two of it.
alter role authenticator connection limit 20;

-- The database belongs to `postgres`, and says which schemas the API exposes (read by PostgREST from the role, by the
-- CLI's advisors from the database).
do $$
begin
  execute format('alter database %I owner to postgres', current_database());
  execute format('alter database %I set pgrst.db_schemas = %L', current_database(), 'public');
  execute format('alter database %I set search_path = "$user", public, extensions', current_database());
  alter role authenticator set pgrst.db_schemas = 'public';
end
$$;
