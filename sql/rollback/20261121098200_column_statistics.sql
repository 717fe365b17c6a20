-- Undoes 20261121098200_column_statistics.sql: samples are kept of every column again, as by default.
-- Afterwards: supabase migration repair --status reverted 20261121098200

set lock_timeout = '5s';
set statement_timeout = '60s';

do $$
declare
  v_column record;
begin
  for v_column in
    select c.oid::regclass as table_name, a.attname
    from pg_catalog.pg_attribute as a
    join pg_catalog.pg_class as c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
      and (a.attstattarget = 0 or a.attname = 'tenant_id')
  loop
    if v_column.attname = 'tenant_id' then
      execute format('alter table %s alter column tenant_id reset (n_distinct)', v_column.table_name);
    else
      execute format('alter table %s alter column %I set statistics -1', v_column.table_name, v_column.attname);
    end if;
  end loop;
end
$$;
