begin;
\ir ../helpers.sql
select plan(42);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');

create function tests.forgeries() returns table (what text, statement text)
language sql immutable
as $$
  values
  ('status', 'update public.prompts set status = ''PUBLISHED'''),
  ('version', 'update public.prompts set version = 9'),
  ('published_version', 'update public.prompts set published_version = 1'),
  ('published_at', 'update public.prompts set published_at = now()'),
  ('created_at', 'update public.prompts set created_at = now()'),
  ('deleted_at', 'update public.prompts set deleted_at = now()'),
  ('tenant_id', 'update public.prompts set tenant_id = tests.id(''acme'')'),
  ('user_id', 'update public.prompts set user_id = tests.id(''alice'')'),
  ('a published row', 'insert into public.prompts (name, template, status, published_at) values (''x'', ''x'', ''PUBLISHED'', now())'),
  ('a row with a version', 'insert into public.prompts (name, template, version) values (''x'', ''x'', 7)'),
  ('no prompt (delete)', 'delete from public.prompts'),
  ('a prompt version', 'insert into public.prompt_versions (tenant_id, prompt_id, version, template, variables, validations, parameters, created_by)
    values (tests.id(''acme''), tests.id(''letter''), 1, ''x'', ''[]'', ''[]'', ''{}'', tests.id(''alice''))'),
  ('a changed version', 'update public.prompt_versions set template = ''x'''),
  ('no version', 'delete from public.prompt_versions'),
  ('a validation of another prompt', 'update public.validations set prompt_id = tests.id(''x'')'),
  ('an execution', 'insert into public.executions (tenant_id, user_id, prompt_id, prompt_version, inputs)
    values (tests.id(''acme''), tests.id(''alice''), tests.id(''letter''), 1, ''{}'')'),
  ('a changed execution', 'update public.executions set output = ''x'''),
  ('no execution', 'delete from public.executions'),
  ('a log', 'insert into public.execution_logs (tenant_id, execution_id, message) values (tests.id(''acme''), tests.id(''x''), ''x'')'),
  ('no log', 'delete from public.execution_logs'),
  ('a cost', 'insert into public.cost_tracking (tenant_id, purpose, reference_id, kind, provider, model, cost_usd, price_source, outcome, started_at)
    values (tests.id(''acme''), ''EVALUATION'', tests.id(''x''), ''FIRST'', ''a'', ''a:b'', 0, ''OPERATOR'', ''SUCCEEDED'', now())')
$$;

select tests.as_user('alice', tests.id('acme'));
select throws_ok(statement, '42501', null, 'an ADMIN cannot forge ' || what) from tests.forgeries();
select tests.as_service();
select throws_ok(statement, '42501', null, 'the service cannot forge ' || what) from tests.forgeries();

select * from finish();
rollback;
