begin;
\ir ../helpers.sql
select plan(14);
select tests.create_cast();
select tests.create_endpoint('hook');
select tests.create_delivery('message', 'hook');

-- To the owner of the tables, too.
select throws_ok(
  format('update public.webhook_deliveries set %s', t.change), '23514', null, 'not ' || t.change
)
from unnest(array[
  'payload = ''[]''', 'attempts = -1', 'response_status = 99', 'response_status = 1000', 'error = repeat(''x'', 1001)',
  'next_attempt_at = null', 'delivered_at = now()', 'status = ''DELIVERED'', next_attempt_at = null',
  'status = ''FAILED'''
]) as t (change);
select throws_ok(
  $$ update public.webhook_deliveries set payload = jsonb_build_object('a', repeat('x', 65536)) $$, '23514', null,
  'nothing that is larger than 64 kB'
);
select throws_ok(
  $$ insert into public.webhook_deliveries (tenant_id, endpoint_id, event_id, event_type, payload)
     values (tests.personal_tenant('mallory'), tests.id('hook'), tests.id('x'), 'x', '{}') $$, '23503', null,
  'nothing in another tenant than the endpoint''s'
);
select throws_ok($$ update public.webhook_endpoints set consecutive_failures = -1 $$, '23514', null, 'no endpoint fails less than never');
select throws_ok(
  $$ insert into public.webhook_endpoints (tenant_id, created_by, url, events, is_active)
     values (tests.id('acme'), tests.id('alice'), 'https://example.com', '{execution.failed}', false) $$, '23514', null,
  'none is off for no reason'
);
select throws_ok(
  $$ update private.webhook_secrets set previous_secret = 'x' $$, '23514', null, 'an old secret has an end'
);

select * from finish();
rollback;
