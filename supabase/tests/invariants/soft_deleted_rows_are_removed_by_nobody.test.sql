begin;
select plan(3);

create temporary view soft as
select a.attrelid as table_id
from pg_attribute as a join pg_class as c on c.oid = a.attrelid
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attname = 'deleted_at';

select isnt_empty($$ select from soft $$, 'there are tables with a soft delete');
select is_empty(
  $$ select table_id::regclass, r from soft, unnest(array['anon', 'authenticated', 'service_role']) as r
     where has_table_privilege(r, table_id, 'DELETE') $$,
  'nobody is granted DELETE on them'
);
select is_empty(
  $$ select table_id::regclass, r from soft, unnest(array['anon', 'authenticated', 'service_role']) as r
     where has_column_privilege(r, table_id, 'deleted_at', 'UPDATE') or has_column_privilege(r, table_id, 'deleted_at', 'INSERT') $$,
  'nor sets deleted_at: functions do'
);

select * from finish();
rollback;
