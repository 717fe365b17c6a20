begin;
select plan(2);

-- As Postgres prints them: `( SELECT auth.uid() AS uid)`. What is left after these are cut out must call nothing.
create temporary view bare as
select
  polrelid::regclass as table_name, polname,
  regexp_replace(
    coalesce(pg_get_expr(polqual, polrelid), '') || ' ' || coalesce(pg_get_expr(polwithcheck, polrelid), ''),
    '\( SELECT [a-z_]+\.[a-z_]+\([^()]*\) AS [a-z_]+\)', '', 'g'
  ) as expression
from pg_policy
where polrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace);

select isnt_empty($$ select from bare $$, 'there are policies to look at');
select is_empty(
  $$ select table_name, polname, expression from bare
     where expression ~ '(auth|private|public|pg_catalog)\.[a-z_]+\(' or expression ~ 'current_setting' $$,
  'every call is wrapped in a select of its own'
);

select * from finish();
rollback;
