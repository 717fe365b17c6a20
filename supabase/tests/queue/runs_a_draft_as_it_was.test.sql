begin;
\ir ../helpers.sql
select plan(5);
select tests.create_cast();
select tests.create_prompt('greet', 'alice');
update public.prompts set model = 'local:before';
select tests.queued_execution('draft', 'alice', 'greet', '{"version": 1}');
update public.prompts set template = 'Bye {{who}}', model = 'local:after';
select tests.publish('greet', 'alice');
select tests.queued_execution('published', 'alice', 'greet');
update public.prompts set template = 'Good night {{who}}';
create temporary table claimed as
select c.package from jsonb_array_elements(public.claim_executions('worker', 2)) as c (package);

select is(
  (select package #>> '{prompt,template}' from claimed where package #>> '{execution,id}' = tests.id('draft')::text),
  'Hello {{who}}', 'a draft runs as it was when it was accepted'
);
select is(
  (select package #>> '{prompt,template}' from claimed where package #>> '{execution,id}' = tests.id('published')::text),
  'Bye {{who}}', 'a version as it was published'
);
select results_eq(
  $$ select package #>> '{order,model}' from claimed order by 1 $$, $$ values ('local:after'), ('local:before') $$,
  'each with its model'
);
select ok(
  (select bool_and(package #> '{order,inputs}' = '{"who": "world"}' and (package ->> 'attempt') = '1') from claimed),
  'and its inputs, for the first time'
);
select ok(
  (select bool_and(package ?& array['execution', 'prompt', 'validations', 'prices', 'hold']) from claimed),
  'and all that begin_execution gives'
);

select * from finish();
rollback;
