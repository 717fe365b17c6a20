begin;
\ir ../helpers.sql
select plan(9);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
insert into public.validations (tenant_id, prompt_id, name, type, config, is_active, created_at)
values
(tests.id('acme'), tests.id('letter'), 'second', 'REGEX', '{"pattern": "b"}', true, now() + interval '1 s'),
(tests.id('acme'), tests.id('letter'), 'first', 'SCHEMA', '{"type": "object"}', true, now()),
(tests.id('acme'), tests.id('letter'), 'off', 'REGEX', '{"pattern": "c"}', false, now());
update public.prompts set model = 'local:smollm2', fallback_model = 'openai:x', parameters = '{"seed": 1}'
where id = tests.id('letter');

select tests.as_user('bob');
select results_eq(
  $$ select (p).status::text, (p).version, (p).published_version, (p).published_at
     from (select public.publish_prompt(tests.id('letter'), 'First') as p) as x $$,
  $$ values ('PUBLISHED', 2, 1, now()) $$,
  'a MEMBER publishes: version 1 runs, 2 is next'
);
select results_eq(
  $$ select version, template, variables, model, fallback_model, parameters, change_log, created_by, tenant_id
     from public.prompt_versions where prompt_id = tests.id('letter') $$,
  $$ values (
       1, 'Hello {{who}}', '[{"name": "who", "type": "string"}]'::jsonb, 'local:smollm2', 'openai:x',
       '{"seed": 1}'::jsonb,
       'First', tests.id('bob'), tests.id('acme')
     ) $$,
  'the version is the working copy, and says who published it and why'
);
select is(
  (select validations from public.prompt_versions where prompt_id = tests.id('letter')),
  '[{"name": "first", "type": "SCHEMA", "config": {"type": "object"}}, {"name": "second", "type": "REGEX", "config": {"pattern": "b"}}]'::jsonb,
  'it takes the active validations along, in their order'
);
update public.prompts set template = 'Bye {{who}}' where id = tests.id('letter');
select is((public.publish_prompt(tests.id('letter'))).published_version, 2, 'publishing again gives the next number');
select results_eq(
  $$ select version, template from public.prompt_versions where prompt_id = tests.id('letter') order by version $$,
  $$ values (1, 'Hello {{who}}'), (2, 'Bye {{who}}') $$,
  'and leaves the first version as it was'
);

select tests.as_user('mallory');
select throws_ok(
  $$ select public.publish_prompt(tests.id('letter')) $$, 'PT404', null, 'a stranger finds nothing to publish'
);
select tests.as_user('vera');
select throws_ok($$ select public.publish_prompt(tests.id('letter')) $$, 'PT403', null, 'a VIEWER may not');
select tests.as_user('alice');
select public.delete_prompt(tests.id('letter'));
select throws_ok(
  $$ select public.publish_prompt(tests.id('letter')) $$, 'PT404', null, 'a deleted prompt is not published'
);
select throws_ok($$ select public.publish_prompt(null) $$, 'PT404', null, 'nor is nothing');

select * from finish();
rollback;
