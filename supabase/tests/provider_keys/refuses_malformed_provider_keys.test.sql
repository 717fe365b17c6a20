begin;
\ir ../helpers.sql
select plan(11);
select tests.create_cast();
select tests.create_tenant('other', 'alice');

create function tests.with_key(p_columns text) returns text
language sql immutable
as $$
  select format(
    'insert into public.provider_keys
     select r.* from jsonb_populate_record(null::public.provider_keys, %L::jsonb || %L::jsonb) as r',
    jsonb_build_object(
      'id', gen_random_uuid(), 'tenant_id', tests.id('acme'), 'provider', 'openai', 'last_characters', '1234',
      'created_by', tests.id('alice'), 'created_at', now(), 'updated_at', now()
    ), p_columns
  )
$$;

select throws_like(
  tests.with_key('{"provider": "local"}'), '%provider_keys_provider_takes_a_key%', 'a local model takes none'
);
select throws_like(
  tests.with_key('{"provider": "nobody"}'), '%provider_keys_provider_takes_a_key%', 'nor a provider that nobody knows'
);
select throws_like(tests.with_key('{"label": "\u00a0"}'), '%provider_keys_label_fits%', 'a label says something');
select throws_like(
  tests.with_key(jsonb_build_object('label', repeat('x', 201))::text), '%provider_keys_label_fits%', 'in brief'
);
select throws_like(
  tests.with_key('{"last_characters": "12345"}'), '%provider_keys_show_no_more_than_four_characters%',
  'no more than four characters of a key'
);
select throws_like(
  tests.with_key('{"revoked_at": "2026-01-01"}'), '%provider_keys_revoked_by_somebody_at_some_time%',
  'whoever revokes it is named'
);
select lives_ok(tests.with_key(jsonb_build_object('id', tests.id('key'))::text), 'the rest is fine');
select throws_like(
  $$ update public.provider_keys set tenant_id = tests.id('other') $$, '%never moves to another tenant%', 'it stays its tenant''s'
);
update public.provider_keys set updated_at = '2020-01-01';
select is((select updated_at from public.provider_keys where id = tests.id('key')), now(), 'and knows when it changed');
select throws_like(
  $$ insert into private.provider_key_secrets values (tests.id('key'), '', sha256('x')) $$,
  '%provider_key_secrets_encryption_key_fits%', 'what it is encrypted with has a name'
);
select throws_like(
  $$ insert into private.provider_key_secrets values (tests.id('key'), 'first', '\x00') $$,
  '%provider_key_secrets_ciphertext_fits%', 'and is as long as a ciphertext is at least'
);

select * from finish();
rollback;
