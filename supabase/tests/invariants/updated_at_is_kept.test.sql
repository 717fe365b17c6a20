begin;
\ir ../helpers.sql
select plan(4);

-- By the type of event, so that a trigger that does more than this counts too; the rows below show that it works.
select is_empty(
  $$ select a.attrelid::regclass from pg_attribute as a join pg_class as c on c.oid = a.attrelid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attname = 'updated_at'
     and not a.attisdropped
       and not exists (
         select from pg_trigger as t join pg_proc as p on p.oid = t.tgfoid
         where t.tgrelid = c.oid and t.tgenabled = 'O' and t.tgqual is null and t.tgattr::text = ''
           and t.tgtype & 19 = 19 and p.prosrc ~ 'new\.updated_at\s*:?=\s*(pg_catalog\.)?now\(\)'
       ) $$,
  'on every table that has it, before every update of any row'
);
select is_empty(
  $$ select c.oid::regclass from pg_class as c
     join pg_attribute as a on a.attrelid = c.oid and a.attname = 'updated_at'
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
       and exists (
         select from pg_trigger as t where t.tgrelid = c.oid and t.tgfoid = 'private.refuse_change'::regproc
         and t.tgtype & 18 = 18
       ) $$,
  'and no append-only table has it'
);
select is_empty(
  $$ select c.oid::regclass from pg_class as c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
       and not exists (select from pg_attribute as a where a.attrelid = c.oid and a.attname in ('created_at', 'timestamp', 'calculated_at', 'recorded_at') and a.attnotnull and a.atthasdef) $$,
  'every table says when a row was made'
);
select tests.create_cast();
update public.users set updated_at = '2020-01-01', name = 'Robert' where id = tests.id('bob');
select is((select updated_at from public.users where id = tests.id('bob')), now(), 'whatever the update says');

select * from finish();
rollback;
