begin;
select plan(5);

create temporary view columns as
select c.oid::regclass as table_name, a.attname, a.atttypid, a.atttypmod
from pg_attribute as a join pg_class as c on c.oid = a.attrelid
where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p', 'v')
  and a.attnum > 0 and not a.attisdropped;

select is_empty(
  $$ select * from columns where atttypid in ('timestamp'::regtype, 'timetz'::regtype) $$,
  'every moment has a time zone'
);
select is_empty(
  $$ select * from columns where atttypid in ('real'::regtype, 'double precision'::regtype, 'money'::regtype) $$,
  'nothing stored is a float'
);
select is_empty(
  $$ select * from columns where attname ~ '(_usd|_usd_per_mtok)$'
     and (atttypid <> 'numeric'::regtype or atttypmod <> ((20 << 16) | 12) + 4) $$,
  'money is numeric(20, 12)'
);
select is_empty(
  $$ select * from columns
     where atttypid in ('json'::regtype, 'char'::regtype, 'bpchar'::regtype, 'varchar'::regtype) $$,
  'text is text, and JSON is jsonb'
);
select is_empty(
  $$ select * from columns where attname = 'id' and atttypid <> 'uuid'::regtype $$, 'an id is a uuid'
);

select * from finish();
rollback;
