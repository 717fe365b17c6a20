begin;
\ir ../helpers.sql
select plan(18);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
insert into public.validations (id, tenant_id, prompt_id, name, type, config)
values (tests.id('check'), tests.id('acme'), tests.id('letter'), 'check', 'REGEX', '{"pattern": "."}');

create function tests.edits() returns table (what text, statement text)
language sql immutable
as $$
  values
  ('edits a prompt', 'with x as (update public.prompts set template = ''new'' where name = ''letter'' returning 1) select count(*)::integer from x'),
  ('edits a validation', 'with x as (update public.validations set is_active = false returning 1) select count(*)::integer from x'),
  ('removes a validation', 'with x as (delete from public.validations returning 1) select count(*)::integer from x')
$$;

select tests.as_user('vera', tests.id('acme'));
select is((select count(*)::integer from public.prompts), 1, 'a VIEWER reads prompts');
select is((select count(*)::integer from public.validations), 1, 'and validations');
select throws_ok(
  $$ insert into public.prompts (name, template) values ('x', 'x') $$, '42501', null, 'a VIEWER adds no prompt'
);
select throws_ok(
  $$ insert into public.validations (prompt_id, name, type, config)
     values (tests.id('letter'), 'x', 'REGEX', '{"pattern": "."}') $$,
  '42501', null, 'and no validation'
);
select results_eq(statement, 'values (0)', 'no VIEWER ' || what || ': 0 rows') from tests.edits();
select throws_ok(format('select public.%s', f), 'PT403', null, 'a VIEWER does not call ' || f)
from unnest(array[
  'publish_prompt(tests.id(''letter''))', 'rollback_prompt(tests.id(''letter''), 1)',
  'archive_prompt(tests.id(''letter''))'
]) as f;

select tests.as_user('mallory');
select results_eq(statement, 'values (0)', 'no stranger ' || what || ': 0 rows') from tests.edits();
select throws_ok(
  $$ select public.publish_prompt(tests.id('letter')) $$, 'PT404', null, 'for a stranger the prompt is not there'
);

select tests.as_user('bob');
select results_eq(statement, 'values (1)', 'a MEMBER ' || what) from tests.edits();
select lives_ok(
  $$ insert into public.validations (tenant_id, prompt_id, name, type, config)
     values (tests.id('acme'), tests.id('letter'), 'x', 'REGEX', '{"pattern": "."}') $$,
  'and adds one'
);

select * from finish();
rollback;
