begin;
\ir ../helpers.sql
select plan(14);
select tests.create_cast();

select tests.as_service();
select is(
  (select k ->> 'provider' || ', ' || (k ->> 'label') || ', ' || (k ->> 'last_characters') || ', ' || (k ->> 'created_by')
   from tests.set_provider_key('first', 'alice', p_label => 'Team') as k
   where k -> 'revoked_at' = 'null'),
  format('openai, Team, irst, %s', tests.id('alice')), 'a key is stored with what may be shown of it'
);
select lives_ok($$ select tests.set_provider_key('other', 'alice', 'anthropic') $$, 'another provider''s beside it');
select lives_ok($$ select tests.set_provider_key('second', 'alice') $$, 'another of the same in its place');
select tests.as_owner();
select results_eq(
  $$ select last_characters, revoked_by from public.provider_keys order by provider, revoked_at is null $$,
  $$ values ('ther', null::uuid), ('irst', tests.id('alice')), ('cond', null) $$, 'which revokes the one before'
);
select set_eq(
  'select provider_key_id from private.provider_key_secrets',
  $$ values (tests.id('other')), (tests.id('second')) $$, 'and erases it'
);
select throws_ok(
  $$ insert into public.provider_keys (tenant_id, provider, last_characters, created_by)
     values (tests.id('acme'), 'openai', '', tests.id('alice')) $$,
  '23505', null, 'no two are in force, whoever writes them'
);

select tests.as_user('alice');
select is(
  (public.revoke_provider_key(tests.id('second'))).revoked_by, tests.id('alice'), 'an ADMIN revokes one'
);
select throws_ok(
  $$ select public.revoke_provider_key(tests.id('second')) $$, 'PT409', null, 'and not twice'
);
select throws_ok($$ select public.revoke_provider_key(tests.id('first')) $$, 'PT409', null, 'nor one that was replaced');
select tests.as_owner();
select set_eq(
  'select provider_key_id from private.provider_key_secrets', $$ values (tests.id('other')) $$, 'it is erased, too'
);
select results_eq(
  $$ select action, resource_id, user_id from public.audit_logs where resource_type = 'provider_key'
     order by changes #>> '{after,provider}' nulls last, resource_id = tests.id('first') desc $$,
  $$ values
     ('CREATE', tests.id('other'), tests.id('alice')), ('CREATE', tests.id('first'), tests.id('alice')),
     ('CREATE', tests.id('second'), tests.id('alice')), ('REVOKE', tests.id('first'), tests.id('alice')),
     ('REVOKE', tests.id('second'), tests.id('alice')) $$,
  'the audit log says who did what'
);
select is(
  (select changes #>> '{after,replaces}' from public.audit_logs
   where resource_id = tests.id('second') and action = 'CREATE'),
  tests.id('first')::text, 'and which one took the place of which'
);

update public.tenants set deleted_at = now() where id = tests.id('acme');
insert into private.operators (user_id) values (tests.id('mallory'));
select lives_ok(
  $$ select private.purge_tenant(tests.id('acme'), tests.id('mallory')) $$, 'a tenant is purged with its keys'
);
select is_empty('select from private.provider_key_secrets', 'of which nothing stays');

select * from finish();
rollback;
