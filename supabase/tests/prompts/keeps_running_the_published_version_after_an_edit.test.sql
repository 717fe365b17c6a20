begin;
\ir ../helpers.sql
select plan(4);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
insert into public.validations (tenant_id, prompt_id, name, type, config)
values (tests.id('acme'), tests.id('letter'), 'check', 'REGEX', '{"pattern": "old"}');
select tests.publish('letter', 'alice');

select tests.as_user('bob');
update public.prompts set template = 'edited', model = 'openai:new' where id = tests.id('letter');
update public.validations set config = '{"pattern": "new"}' where prompt_id = tests.id('letter');
select results_eq(
  $$ select status::text, version, published_version from public.prompts where id = tests.id('letter') $$,
  $$ values ('PUBLISHED', 2, 1) $$, 'an edited prompt stays published'
);
select tests.as_owner();
select results_eq(
  $$ select j #>> '{prompt,template}', j #>> '{prompt,model}', j #>> '{validations,0,config,pattern}',
     j #>> '{execution,prompt_version}'
     from tests.begin_execution('bob', 'letter') as j $$,
  $$ values ('Hello {{who}}', null, 'old', '1') $$, 'and runs as it was published, its validations too'
);
select tests.publish('letter', 'bob');
select results_eq(
  $$ select j #>> '{prompt,template}', j #>> '{prompt,model}', j #>> '{validations,0,config,pattern}',
     j #>> '{execution,prompt_version}'
     from tests.begin_execution('bob', 'letter') as j $$,
  $$ values ('edited', 'openai:new', 'new', '2') $$, 'until it is published again'
);
select is(
  tests.begin_execution('bob', 'letter', p_version => 1) #>> '{prompt,template}', 'Hello {{who}}',
  'an older version runs when asked for'
);

select * from finish();
rollback;
