begin;
\ir ../helpers.sql
select plan(21);
select tests.create_cast();
select tests.create_tenant('umbrella', 'alice', 'bob');
select tests.create_prompt('letter', 'alice'), tests.create_prompt('foreign', 'alice', tests.id('umbrella'));
select tests.publish('letter', 'alice'), tests.running_execution('run', 'bob', 'letter');
select tests.create_api_key('reader', 'bob'), tests.create_api_key('writer', 'bob', '{prompts:write}');

select tests.as_key(tests.key('reader'));
select is(current_user::text, 'authenticated', 'the request goes on as a signed-in one');
select is(auth.uid(), tests.id('bob'), 'of the key''s user');
select is(
  (select array_agg(name) from public.prompts), array['letter'],
  'who sees what the user sees in the key''s tenant, and nothing of another tenant of theirs'
);
select is_empty($$ select from public.executions $$, 'nothing of what it has no scope for');
select is_empty($$ select from public.tenants $$, 'not even the tenant');
select is(private.current_tenant_id(), tests.id('acme'), 'it writes to the key''s tenant, without a header');
select is_empty(
  $$ select where current_setting('request.headers') ~ 'fo_live' $$, 'and nothing after this sees the key'
);
select throws_ok(
  $$ insert into public.prompts (tenant_id, name, template) values (tests.id('acme'), 'new', 'x') $$,
  '42501', null, 'who only reads adds nothing'
);
update public.prompts set description = 'changed';
select is_empty($$ select from public.prompts where description = 'changed' $$, 'changes nothing');
select throws_ok(
  $$ select tests.as_key(tests.key('reader'), '/prompts', 'POST') $$, 'PT403',
  'This API key lacks the scope prompts:write.', 'and is told so before'
);
select tests.as_owner();

select lives_ok($$ select tests.as_key(tests.key('writer'), '/prompts', 'POST') $$, 'with the scope to write');
insert into public.prompts (name, template) values ('new', 'x');
select is(
  (select (tenant_id, user_id) from public.prompts where name = 'new'), (tests.id('acme'), tests.id('bob')),
  'it writes, in the name of its user and in its tenant, and reads what it wrote'
);
select throws_ok(
  $$ insert into public.prompts (tenant_id, name, template) values (tests.id('umbrella'), 'new', 'x') $$,
  'PT403', null, 'but to no other tenant'
);
select throws_ok(
  $$ select public.publish_prompt(tests.id('foreign')) $$, 'PT404', null, 'nor does a function find what is there'
);
select tests.as_owner();

select throws_ok(format('select tests.as_key(tests.key(''reader''), %L, %L)', path, method), 'PT403', message, path)
from (values
  ('/executions', 'GET', 'This API key lacks the scope executions:read.'),
  ('/rpc/publish_prompt', 'POST', 'This API key lacks the scope prompts:write.'),
  ('/rpc/invite_member', 'POST', 'This is not done with an API key; sign in.'),
  ('/api_keys', 'GET', 'This API key lacks the scope keys:read.'),
  ('/', 'GET', 'This is not done with an API key; sign in.'),
  ('/%70rompts', 'GET', 'This is not done with an API key; sign in.')
) as t (path, method, message);
select throws_ok(
  $$ select tests.as_key(tests.key('reader'), p_headers => jsonb_build_object('x-tenant-id', tests.id('umbrella'))) $$,
  'PT403', 'This API key is for another tenant than the one in header x-tenant-id.', 'another tenant in the header'
);

select * from finish();
rollback;
