begin;
\ir ../helpers.sql
select plan(13);
select tests.create_cast();
select tests.as_service();
select tests.set_provider_key('of acme', 'alice');
select tests.set_provider_key('of acme too', 'alice', 'google');
select tests.set_provider_key('of mallory', 'mallory', p_tenant_id => tests.personal_tenant('mallory'));
select tests.as_owner();

create function tests.sealed(p_provider text, p_word text) returns text
language sql immutable
as $$ select p_provider || ' ' || encode(sha256(p_word::bytea), 'hex') $$;

select is(
  tests.keys_given(tests.id('acme'), 'openai:gpt-5'), tests.sealed('openai', 'of acme'), 'the tenant''s key of the model'
);
select is(
  tests.keys_given(tests.personal_tenant('mallory'), 'openai:gpt-5'), tests.sealed('openai', 'of mallory'),
  'another tenant''s for another tenant'
);
select is(
  tests.keys_given(tests.id('acme'), 'local:a', 'openai:gpt-5'), tests.sealed('openai', 'of acme'), 'the fallback''s'
);
select is(
  tests.keys_given(tests.id('acme'), 'google-gla:a', 'openai-responses:a:b'),
  tests.sealed('google', 'of acme too') || ', ' || tests.sealed('openai', 'of acme'),
  'both, by whatever name the provider is asked'
);
select is(
  tests.keys_given(tests.id('acme'), 'openai:a', 'openai-responses:b'), tests.sealed('openai', 'of acme'), 'each once'
);
select is(tests.keys_given(tests.personal_tenant('mallory'), 'google:a'), null, 'none that is another tenant''s');
select is(tests.keys_given(tests.id('acme'), 'local:openai', 'local:google'), null, 'none for a local model');
select is(tests.keys_given(tests.id('acme'), null, null), null, 'nor for no model');
select is(tests.keys_given(tests.id('acme'), 'nobody:a'), null, 'nor for a provider that nobody knows');
select is(private.key_provider('openai:a:b'), 'openai', 'a model''s name may have colons');

select tests.create_prompt('letter', 'alice');
update public.prompts set model = 'openai:gpt-5', fallback_model = 'anthropic:x' where id = tests.id('letter');
select tests.publish('letter', 'alice');
select tests.as_service();
select is(
  tests.begin_execution('bob', 'letter') -> 'provider_keys',
  jsonb_build_array(jsonb_build_object(
    'id', tests.id('of acme'), 'provider', 'openai', 'encryption_key', 'first',
    'ciphertext', encode(sha256('of acme'), 'hex')
  )),
  'an execution is begun with it'
);
select tests.as_user('alice');
select public.revoke_provider_key(tests.id('of acme'));
select tests.as_owner();
select is(tests.keys_given(tests.id('acme'), 'openai:gpt-5'), null, 'a revoked one is given no more');
select tests.as_service();
select is(
  tests.begin_execution('bob', 'letter') -> 'provider_keys', 'null', 'at once'
);

select * from finish();
rollback;
