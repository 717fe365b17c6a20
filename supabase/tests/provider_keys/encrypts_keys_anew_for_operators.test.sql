begin;
\ir ../helpers.sql
select plan(12);
select tests.create_cast();
select tests.as_service();
select tests.set_provider_key('a', 'alice');
select tests.set_provider_key('b', 'alice', 'google');
select tests.set_provider_key('c', 'alice', 'anthropic');
select tests.as_owner();
insert into private.operators (user_id) values (tests.id('mallory'));
update private.provider_key_secrets set encryption_key = 'second' where provider_key_id = tests.id('c');

select tests.as_service();
select throws_ok(
  $$ select public.provider_keys_to_reencrypt(tests.id('alice'), 'second') $$, 'PT403', 'Only an operator may do this.',
  'only operators see what is to be done'
);
select throws_ok(
  $$ select public.reencrypt_provider_keys(tests.id('alice'), '[]') $$, 'PT403', null, 'or do it'
);
select set_eq(
  $$ select id, tenant_id, provider, encryption_key, ciphertext, remaining
     from public.provider_keys_to_reencrypt(tests.id('mallory'), 'second') $$,
  $$ values
     (tests.id('a'), tests.id('acme'), 'openai', 'first', encode(sha256('a'), 'hex'), 2::bigint),
     (tests.id('b'), tests.id('acme'), 'google', 'first', encode(sha256('b'), 'hex'), 2) $$,
  'what is encrypted with another key'
);
select is(
  (select count(*)::integer from public.provider_keys_to_reencrypt(tests.id('mallory'), 'second', p_limit => 1)), 1,
  'so many at a time'
);
select results_eq(
  $$ select id, remaining from public.provider_keys_to_reencrypt(
       tests.id('mallory'), 'second', least(tests.id('a'), tests.id('b'))
     ) $$,
  $$ values (greatest(tests.id('a'), tests.id('b')), 1::bigint) $$, 'in order, after the last one'
);

select is(
  public.reencrypt_provider_keys(tests.id('mallory'), jsonb_build_array(
    jsonb_build_object(
      'id', tests.id('a'), 'before', encode(sha256('a'), 'hex'), 'encryption_key', 'second',
      'ciphertext', encode(sha256('a anew'), 'hex')
    ),
    jsonb_build_object(
      'id', tests.id('b'), 'before', encode(sha256('replaced meanwhile'), 'hex'), 'encryption_key', 'second',
      'ciphertext', encode(sha256('b anew'), 'hex')
    )
  )),
  1, 'what is still as it was read is replaced'
);
select tests.as_owner();
select results_eq(
  $$ select encryption_key, ciphertext from private.provider_key_secrets where provider_key_id = tests.id('a') $$,
  $$ values ('second', sha256('a anew')) $$, 'by what it is now'
);
select results_eq(
  $$ select encryption_key, ciphertext from private.provider_key_secrets where provider_key_id = tests.id('b') $$,
  $$ values ('first', sha256('b')) $$, 'what another has replaced stays'
);
select is(
  (select count(*)::integer from private.provider_key_secrets where encrypted_at = now()), 3, 'with the time'
);
select tests.as_service();
select results_eq(
  $$ select id from public.provider_keys_to_reencrypt(tests.id('mallory'), 'second') $$, $$ values (tests.id('b')) $$,
  'broken off, it goes on with the rest'
);
select tests.as_owner();
update public.users set is_active = false where id = tests.id('mallory');
select tests.as_service();
select throws_ok(
  $$ select public.provider_keys_to_reencrypt(tests.id('mallory'), 'second') $$, 'PT403', null,
  'an operator who is locked out does nothing'
);
select tests.as_user('alice');
select throws_ok(
  $$ select public.provider_keys_to_reencrypt(tests.id('mallory'), 'second') $$, '42501', null,
  'and a user not in an operator''s name'
);

select * from finish();
rollback;
