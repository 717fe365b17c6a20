begin;
\ir ../helpers.sql
select plan(12);
select tests.create_cast();
select tests.create_prompt('letter', 'alice'), tests.publish('letter', 'alice');
select tests.create_api_key('robot', 'bob', '{executions:write}'), tests.create_api_key('reader', 'bob');

select tests.as_service();
select is(
  (select (e.value ->> 'user_id', e.value ->> 'tenant_id', e.value ->> 'status')::text
   from (select public.begin_execution(
     null, null, 'letter', p_inputs => '{"who": "you"}', p_api_key => tests.proof('robot')
   ) -> 'execution') as e (value)),
  (tests.id('bob')::text, tests.id('acme')::text, 'RUNNING')::text, 'a key runs a prompt of its tenant as its user'
);
select tests.as_owner();
select is((select api_key_id from public.executions), tests.id('robot'), 'and the execution says with which key');
select is((select last_used_at from public.api_keys where id = tests.id('robot')), now(), 'which has been used');
select throws_ok(
  $$ select public.begin_execution(null, null, 'letter', p_api_key => tests.proof('reader')) $$, 'PT403',
  'This API key lacks the scope executions:write.', 'not without the scope'
);
select throws_ok(
  $$ select public.begin_execution(null, tests.personal_tenant('bob'), 'letter', p_api_key => tests.proof('robot')) $$,
  'PT403', 'This API key is for another tenant than the one in header x-tenant-id.', 'not in another tenant'
);
select lives_ok(
  $$ select public.begin_execution(null, tests.id('acme'), 'letter', p_inputs => '{"who": "x"}', p_api_key => tests.proof('robot')) $$,
  'the key''s own may be named'
);

-- A retry with the key that was revoked in between is refused, too.
select public.begin_execution(
  null, null, 'letter', p_inputs => '{"who": "x"}', p_idempotency_key => 'k', p_idempotency_hash => 'h',
  p_api_key => tests.proof('robot')
);
update public.api_keys set revoked_at = now() where id = tests.id('robot');
select throws_ok(
  $$ select public.begin_execution(
       null, null, 'letter', p_idempotency_key => 'k', p_idempotency_hash => 'h', p_api_key => tests.proof('robot')
     ) $$,
  'PT401', 'This API key was revoked.', 'a revoked key does not hear of what it ran either'
);

select is(
  public.authenticate_api_key(tests.proof('reader'), 'prompts:read'),
  jsonb_build_object(
    'user_id', tests.id('bob'), 'tenant_id', tests.id('acme'), 'role', 'MEMBER', 'scopes', '["prompts:read"]'::jsonb
  ),
  'other functions ask whom a key stands for'
);
select throws_ok(
  $$ select public.authenticate_api_key(tests.proof('reader'), 'prompts:write') $$, 'PT403', null, 'with what scope'
);
select throws_ok(
  $$ select public.authenticate_api_key(tests.proof('reader'), 'prompts:read', tests.id('umbrella')) $$, 'PT403', null,
  'in which tenant'
);
update public.api_keys set last_used_at = now() - interval '4 minutes' where id = tests.id('reader');
select public.authenticate_api_key(tests.proof('reader'), 'prompts:read');
select is(
  (select last_used_at from public.api_keys where id = tests.id('reader')), now() - interval '4 minutes',
  'that it was used is written at most every five minutes'
);
update public.api_keys set last_used_at = now() - interval '6 minutes' where id = tests.id('reader');
select public.authenticate_api_key(tests.proof('reader'), 'prompts:read');
select is((select last_used_at from public.api_keys where id = tests.id('reader')), now(), 'and then again');

select * from finish();
rollback;
