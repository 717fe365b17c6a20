begin;
select plan(2);

select isnt_empty(
  $$ select from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') $$,
  'there are tables to look at'
);
select is_empty(
  $$ select c.oid::regclass from pg_class as c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
     and not (c.relrowsecurity and c.relforcerowsecurity) $$,
  'on every table of public, for its owner too'
);

select * from finish();
rollback;
