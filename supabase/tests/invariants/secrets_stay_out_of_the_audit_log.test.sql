begin;
\ir ../helpers.sql
select plan(4);

-- An audit row holds what the audited row held, for years, and members read it. So a secret stands in a table that no
-- trigger audits: one in private.
select is_empty(
  $$ select t.tgrelid::regclass from pg_trigger as t join pg_class as c on c.oid = t.tgrelid
     where t.tgfoid = 'private.audit'::regproc and c.relnamespace <> 'public'::regnamespace $$,
  'no table of private is audited row by row'
);
select is_empty(
  $$ select a.attrelid::regclass, a.attname
     from pg_attribute as a join pg_trigger as t on t.tgrelid = a.attrelid and t.tgfoid = 'private.audit'::regproc
     where a.attnum > 0 and not a.attisdropped
       and (
         a.atttypid = 'bytea'::regtype
         or a.attname ~ '(^|_)(secret|secrets|token|password|passphrase|credential|credentials|hash|digest|salt|cipher\w*|encrypted|environment)($|_)'
         or a.attname ~ '^((api|private|signing|encryption|webhook|provider)_?)?key$'
       )
       -- What is no secret, whatever it is called.
       and (a.attrelid, a.attname) not in (
         ('public.deployments'::regclass, 'environment'),  -- its name: production, staging
         ('public.deployments'::regclass, 'environment_variable_names')
       ) $$,
  'no audited table has a column that is called like a secret'
);

-- And tried: what an invitation and a deployment keep secret is in no audit row.
\ir ../workflows/helpers.sql
select tests.create_cast();
select tests.fill_workflows('flow', 'alice');
select tests.as_user('alice', tests.id('acme'));
create temporary table told (secret text);
insert into told select public.invite_member('new@example.com') ->> 'token';
insert into told values ('hunter2-of-the-deployment');
select tests.as_owner();
select set_config('tests.deployment', (select id::text from public.deployments where tenant_id = tests.id('acme') limit 1), true);
select tests.as_user('alice', tests.id('acme'));
select public.set_deployment_secrets(current_setting('tests.deployment')::uuid, jsonb_build_object('PASSWORD', 'hunter2-of-the-deployment'));
select tests.as_owner();
select is((select count(*)::integer from told where secret <> ''), 2, 'there are secrets');
select is_empty(
  $$ select t.secret from told as t join public.audit_logs as a on strpos(a::text, t.secret) > 0 $$, 'which no audit row tells'
);

select * from finish();
rollback;
