begin;
\ir ../helpers.sql
select plan(12);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
insert into public.validations (tenant_id, prompt_id, name, type, config)
values (tests.id('acme'), tests.id('letter'), 'check', 'REGEX', '{"pattern": "."}');
update public.prompts set model = 'local:smollm2', fallback_model = 'openai:x', parameters = '{"seed": 1}'
where id = tests.id('letter');
select tests.publish('letter', 'alice');

select tests.as_service();
create temporary table begun as
select public.begin_execution(
  p_user_id => tests.id('bob'), p_tenant_id => tests.id('acme'), p_prompt => 'letter', p_inputs => '{"who": "x"}',
  p_context => '{"ticket": 7}', p_priority => 'HIGH', p_edge_function_id => 'instance-1', p_lease_seconds => 45
) as answer;

select results_eq(
  $$ select
       e.tenant_id, e.user_id, e.prompt_id, e.prompt_version, e.inputs, e.context, e.status::text, e.priority::text,
       e.edge_function_id, e.validation_status::text, e.started_at, e.completed_at, e.lease_expires_at
     from public.executions as e, begun where e.id = (answer #>> '{execution,id}')::uuid $$,
  $$ values (
       tests.id('acme'), tests.id('bob'), tests.id('letter'), 1, '{"who": "x"}'::jsonb, '{"ticket": 7}'::jsonb,
       'RUNNING', 'HIGH',
       'instance-1', 'PENDING', now(), null::timestamptz, now() + interval '45 seconds'
     ) $$,
  'the row is running for the user, with a lease'
);
select is(
  (select answer -> 'prompt' from begun),
  jsonb_build_object(
    'id', tests.id('letter'), 'name', 'letter', 'version', 1, 'template', 'Hello {{who}}',
    'variables', '[{"name": "who", "type": "string"}]'::jsonb, 'model', 'local:smollm2', 'fallback_model', 'openai:x',
    'parameters', '{"seed": 1}'::jsonb
  ),
  'the answer has the pinned version'
);
select is(
  (select answer -> 'validations' from begun),
  '[{"name": "check", "type": "REGEX", "config": {"pattern": "."}}]'::jsonb, 'its validations'
);
select is((select answer #>> '{execution,prompt_version}' from begun), '1', 'its number');
select matches((select answer #>> '{execution,lease_id}' from begun), '^[0-9a-f-]{36}$', 'and the lease');

select tests.as_owner();
select is(
  tests.begin_execution('bob', tests.id('letter')::text) #>> '{prompt,name}', 'letter', 'a prompt is found by its id'
);
select is(
  tests.begin_execution('bob', upper(tests.id('letter')::text)) #>> '{prompt,name}', 'letter', 'in capitals, too'
);
insert into public.prompts (tenant_id, user_id, name, template)
values (tests.id('acme'), tests.id('bob'), tests.id('other')::text, 'x');
select is(
  tests.begin_execution('bob', tests.id('other')::text, p_version => 1) #>> '{prompt,template}', 'x',
  'or by a name that looks like one'
);
select is(
  tests.begin_execution('alice', 'letter') #>> '{execution,priority}', 'NORMAL',
  'an ADMIN executes, with normal priority by default'
);
select tests.create_prompt('private', 'bob', tests.personal_tenant('bob'));
select tests.publish('private', 'bob');
select is(
  tests.begin_execution('bob', 'private', p_tenant_id => null) #>> '{execution,tenant_id}',
  tests.personal_tenant('bob')::text,
  'without a tenant it is the personal one'
);
create temporary table bounds as
select asked, (public.begin_execution(tests.id('bob'), tests.id('acme'), 'letter', p_lease_seconds => asked) #>> '{execution,id}')::uuid as id
from unnest(array[1000000, -5]) as asked;
select is(
  (select lease_expires_at - now() from bounds natural join public.executions where asked > 0), interval '1 hour',
  'a lease is an hour at most'
);
select is(
  (select lease_expires_at - now() from bounds natural join public.executions where asked < 0), interval '1 second',
  'and a second at least'
);

select * from finish();
rollback;
