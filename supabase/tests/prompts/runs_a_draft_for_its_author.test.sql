begin;
\ir ../helpers.sql
select plan(6);
select tests.create_cast();
select tests.create_prompt('letter', 'bob');
insert into public.validations (tenant_id, prompt_id, name, type, config, is_active)
values
(tests.id('acme'), tests.id('letter'), 'on', 'REGEX', '{"pattern": "."}', true),
(tests.id('acme'), tests.id('letter'), 'off', 'REGEX', '{"pattern": "."}', false);

select is(
  tests.begin_execution('bob', 'letter', p_version => 1) #>> '{execution,prompt_version}', '1',
  'its author runs a draft by its version'
);
select throws_ok(
  $$ select tests.begin_execution('bob', 'letter', p_version => 2) $$, 'PT404', null, 'not by another version'
);
select is(
  tests.begin_execution('bob', 'letter', p_version => 1) -> 'validations',
  '[{"name": "on", "type": "REGEX", "config": {"pattern": "."}}]'::jsonb,
  'with the active validations as they are now'
);
select tests.publish('letter', 'bob');
update public.prompts set template = 'next' where id = tests.id('letter');
select is(
  tests.begin_execution('bob', 'letter', p_version => 2) #>> '{prompt,template}', 'next',
  'the working copy of a published prompt is a draft of the next'
);
select is(
  tests.begin_execution('bob', 'letter') #>> '{prompt,template}', 'Hello {{who}}',
  'what runs by default is what was published'
);
select throws_ok(
  $$ select tests.begin_execution('alice', 'letter', p_version => 2) $$, 'PT404', null,
  'for others there is no such version'
);

select * from finish();
rollback;
