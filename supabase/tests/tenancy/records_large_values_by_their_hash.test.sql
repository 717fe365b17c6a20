begin;
\ir ../helpers.sql
select plan(4);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
update public.prompts set template = repeat('x', 20000) where id = tests.id('letter');
update public.prompts set template = repeat('y', 16384) where id = tests.id('letter');
update public.prompts set template = repeat('z', 16382) where id = tests.id('letter');
create temporary view changes as
select row_number() over (order by ctid) as n, changes from public.audit_logs where resource_id = tests.id('letter');

select is(
  (select changes #> '{after,template}' from changes where n = 2),
  jsonb_build_object('octets', 20002, 'sha256', encode(sha256(convert_to('"' || repeat('x', 20000) || '"', 'UTF8')), 'hex')),
  'a value over 16 kB as JSON is recorded by its size and hash'
);
select is((select changes #>> '{before,template}' from changes where n = 2), 'Hello {{who}}', 'a small one as it is');
select is((select (changes #> '{after,template,octets}')::int from changes where n = 3), 16386, 'quotes count');
select is(
  (select changes #>> '{after,template}' from changes where n = 4), repeat('z', 16382), 'up to 16 kB it is written out'
);

select * from finish();
rollback;
