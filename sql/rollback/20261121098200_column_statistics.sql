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
      and a.attstattarget = 0
  loop
    execute format('alter table %s alter column %I set statistics -1', v_column.table_name, v_column.attname);
  end loop;
end
$$;
