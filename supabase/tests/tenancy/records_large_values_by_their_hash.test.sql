begin;
\ir ../helpers.sql
select plan(3);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
update public.prompts set template = repeat('x', 20000) where id = tests.id('letter');
update public.prompts set template = repeat('y', 16384) where id = tests.id('letter');
update public.prompts set template = repeat('z', 16382) where id = tests.id('letter');
create temporary view changes as
select a.changes #> '{before,template}' as before, a.changes #> '{after,template}' as after
from public.audit_logs as a
where a.resource_id = tests.id('letter') and a.action = 'UPDATE';

select is(
  (select after from changes where before = '"Hello {{who}}"'),
  jsonb_build_object('octets', 20002, 'sha256', encode(sha256(convert_to('"' || repeat('x', 20000) || '"', 'UTF8')), 'hex')),
  'a value over 16 kB as JSON is recorded by its size and hash, a small one as it is'
);
select is(
  (select after -> 'octets' from changes where before -> 'octets' = '20002'), '16386', 'the quotes of a text count'
);
select is(
  (select after from changes where before -> 'octets' = '16386'), to_jsonb(repeat('z', 16382)),
  'up to 16 kB it is written out'
);

select * from finish();
rollback;
