begin;
select plan(2);

select is_empty(
  $$ select c.oid::regclass from pg_class as c
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'v'
     and not coalesce(c.reloptions, '{}') && array['security_invoker=true', 'security_invoker=on'] $$,
  'every view of public is security_invoker'
);
select is_empty(
  $$ select c.oid::regclass from pg_class as c where c.relnamespace = 'public'::regnamespace
     and c.relkind in ('m', 'f') $$,
  'nothing is there that row-level security does not reach'
);

select * from finish();
rollback;
