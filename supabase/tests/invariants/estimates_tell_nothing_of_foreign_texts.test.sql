begin;
select plan(2);

-- The planner's estimates are given to whoever asks for them, and come from samples of all rows.
create temporary view told as
select c.oid::regclass as table_name, a.attname, a.attstattarget
from pg_attribute as a join pg_class as c on c.oid = a.attrelid
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
  and a.atttypid in ('text'::regtype, 'text[]'::regtype);

select isnt_empty($$ select from told $$, 'there are columns to look at');
select is_empty(
  $$ select * from told where attstattarget is distinct from 0 $$,
  'no samples are kept of text: set statistics 0'
);

select * from finish();
rollback;
