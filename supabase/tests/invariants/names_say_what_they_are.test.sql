begin;
select plan(6);

create temporary view ours as select oid from pg_namespace where nspname in ('public', 'private');

select is_empty(
  $$ select conrelid::regclass, conname from pg_constraint
     where connamespace in (select oid from ours) and contype = 'c' and conname ~ '(_check\d*|^chk_.*)$' $$,
  'a check is called by its rule: users see the name'
);
select is_empty(
  $$ select conrelid::regclass, conname from pg_constraint
     where connamespace in (select oid from ours) and contype in ('u', 'f', 'p', 'x')
     and conname ~ '_(key|fkey|pkey|excl)\d+$' $$,
  'no other constraint has a number for a name'
);
select is_empty(
  $$ select conrelid::regclass, conname from pg_constraint
     where connamespace in (select oid from ours) and contype = 'u' and conname ~ '_key$' $$,
  'a unique constraint says what is unique'
);
select is_empty(
  $$ select relname from pg_class where relnamespace in (select oid from ours) and relname !~ '^[a-z][a-z0-9_]*$' $$,
  'tables and indexes are snake_case'
);
select is_empty(
  $$ select a.attrelid::regclass, a.attname from pg_attribute as a join pg_class as c on c.oid = a.attrelid
     where c.relnamespace in (select oid from ours) and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
     and a.attname !~ '^[a-z][a-z0-9_]*$' $$,
  'so are columns'
);
select is_empty(
  $$ select polrelid::regclass, polname from pg_policy as p join pg_class as c on c.oid = p.polrelid
     where c.relnamespace in (select oid from ours) and polname !~ '^[a-z]+( [a-z]+){2,}' $$,
  'a policy is called by a sentence'
);

select * from finish();
rollback;
