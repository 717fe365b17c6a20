begin;
\ir ../helpers.sql
select plan(14);
select tests.create_cast();
update public.tenants set api_keys_limit = 1 where id = tests.id('acme');
select tests.create_api_key(
  'old', 'bob', '{prompts:read}', jsonb_build_object('expires_at', now() + interval '30 days', 'requests_per_minute', 7)
);

select is(
  (select (name, scopes, requests_per_minute, rotated_from)::text
   from public.rotate_api_key(tests.id('bob'), tests.id('old'), tests.proof('new'), 3600)),
  ('old', '{prompts:read}'::text[], 7, tests.id('old'))::text,
  'the new key has the same name, scopes and limits, also where the tenant has as many as it may'
);
select is(
  (select expires_at from public.api_keys where id = tests.id('new')), now() + interval '30 days',
  'and lasts as long as the old one was made for'
);
select is(
  (select expires_at from public.api_keys where id = tests.id('old')), now() + interval '1 hour',
  'the old one works on for the overlap'
);
select lives_ok($$ select tests.as_key(tests.key('old')) $$, 'beside');
select tests.as_owner();
select lives_ok($$ select tests.as_key(tests.key('new')) $$, 'the new one');
select tests.as_owner();
select is(
  (select count(distinct limit_id) from private.api_key_digests), 1::bigint, 'they share what counts their limits'
);
select is(
  (select array_agg(resource_id order by action) from public.audit_logs where resource_type = 'api_key' and action = 'UPDATE'),
  array[tests.id('old')], 'the audit log tells of the old one''s end'
);
select throws_ok(
  $$ select public.rotate_api_key(tests.id('bob'), tests.id('old'), tests.proof('x')) $$, 'PT409',
  'The key has been rotated already.', 'a key is rotated once'
);
select throws_ok(
  $$ select tests.create_api_key('another', 'bob') $$, 'PT409', null, 'the two count as one'
);
select throws_ok(
  $$ select public.rotate_api_key(tests.id('alice'), tests.id('new'), tests.proof('x')) $$, 'PT404', null,
  'nobody else rotates it, not an ADMIN either: they would hold a key of somebody else'
);
select throws_ok(
  $$ select public.rotate_api_key(tests.id('bob'), tests.id('new'), tests.proof('x'), 2592001) $$, 'PT400', null,
  'the overlap has an end'
);
select public.rotate_api_key(tests.id('bob'), tests.id('new'), tests.proof('newest'), 0);
select throws_ok($$ select tests.as_key(tests.key('new')) $$, 'PT401', 'This API key has expired.', 'and may be nothing');
update public.api_keys set revoked_at = now() where id = tests.id('newest');
select throws_ok(
  $$ select public.rotate_api_key(tests.id('bob'), tests.id('newest'), tests.proof('x')) $$, 'PT409', null,
  'what has ended is not rotated'
);
update public.user_roles set role = 'VIEWER' where user_id = tests.id('bob') and tenant_id = tests.id('acme');
update public.api_keys set revoked_at = null, scopes = '{prompts:write}' where id = tests.id('newest');
select throws_ok(
  $$ select public.rotate_api_key(tests.id('bob'), tests.id('newest'), tests.proof('x')) $$, 'PT403', null,
  'who may write no more gets no new key that would'
);

select * from finish();
rollback;
