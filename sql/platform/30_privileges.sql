-- What hosted Supabase brings before any migration: schema `extensions`, the privileges of the API roles on `public`,
-- and the event triggers that make PostgREST read the schema anew.
--
-- The default privileges are generous on purpose: hosted projects have them, so migrations must revoke what they do not
-- mean to give, and tests against this cluster show whether they did.

set client_min_messages = warning;

create schema if not exists extensions;
alter schema extensions owner to postgres;
grant usage on schema extensions to anon, authenticated, service_role;

grant usage on schema public to postgres, anon, authenticated, service_role;
create or replace function extensions.pgrst_ddl_watch() returns event_trigger
language plpgsql
set search_path = ''
as $$
begin
  notify pgrst, 'reload schema';
end
$$;

-- Once only: run again over a migrated database, the default privileges would undo what the migrations revoked.
do $$
begin
  if not exists (select from pg_catalog.pg_event_trigger where evtname = 'pgrst_ddl_watch') then
    alter default privileges for role postgres in schema public
    grant all on tables to postgres, anon, authenticated, service_role;
    alter default privileges for role postgres in schema public
    grant all on functions to postgres, anon, authenticated, service_role;
    alter default privileges for role postgres in schema public
    grant all on sequences to postgres, anon, authenticated, service_role;

    create event trigger pgrst_ddl_watch on ddl_command_end
    execute function extensions.pgrst_ddl_watch();
    create event trigger pgrst_drop_watch on sql_drop
    execute function extensions.pgrst_ddl_watch();
  end if;
end
$$;
