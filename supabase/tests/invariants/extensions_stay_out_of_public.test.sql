begin;
select plan(1);

select is_empty(
  $$ select extname from pg_extension where extnamespace in ('public'::regnamespace, 'private'::regnamespace) $$,
  'they are in a schema of their own'
);

select * from finish();
rollback;
