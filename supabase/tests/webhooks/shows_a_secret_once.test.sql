begin;
\ir ../helpers.sql
select plan(15);
select tests.create_cast();
select tests.as_user('alice', tests.id('acme'));
create temporary table made as
select public.create_webhook_endpoint('https://example.com', '{execution.failed}', 'Ours') as answer;
grant select on made to service_role;

select ok((select answer ->> 'secret' ~ '^whsec_[A-Za-z0-9+/]{43}=$' from made), 'whoever makes an endpoint sees its secret');
select is((select answer ->> 'description' from made), 'Ours', 'and the endpoint');
select is((select answer ->> 'created_by' from made)::uuid, tests.id('alice'), 'which knows who made it');
select is_empty($$ select from public.webhook_endpoints as w where to_jsonb(w)::text like '%whsec_%' $$, 'nobody reads it there');
select throws_ok($$ select from private.webhook_secrets $$, '42501', null, 'nor where it is kept');
select tests.as_service();
select throws_ok($$ select from private.webhook_secrets $$, '42501', null, 'the service neither');

select tests.as_user('alice', tests.id('acme'));
create temporary table turned as
select public.rotate_webhook_secret((answer ->> 'id')::uuid) as answer from made;
select isnt((select answer ->> 'secret' from turned), (select answer ->> 'secret' from made), 'it is turned into another');
select is((select answer ->> 'previous_until' from turned)::timestamptz, now() + interval '24 hours', 'the old one counts for a day more');
select throws_ok(
  format('select public.rotate_webhook_secret(%L, %s)', (select answer ->> 'id' from made), h.hours), 'PT400', null, 'not ' || h.hours || ' hours'
)
from unnest(array['-1', '169', 'null']) as h (hours);

select tests.as_owner();
insert into public.webhook_deliveries (id, tenant_id, endpoint_id, event_id, event_type, payload)
select tests.id('message'), tests.id('acme'), (answer ->> 'id')::uuid, tests.id('event'), 'execution.failed', '{}' from made;
select results_eq(
  $$ select public.begin_webhook_delivery(tests.id('message')) -> 'secrets' $$,
  $$ select jsonb_build_array(t.answer ->> 'secret', m.answer ->> 'secret') from turned as t, made as m $$, 'both sign, the new one first'
);
update private.webhook_secrets set previous_until = now();
update public.webhook_deliveries set next_attempt_at = now();
select is(
  jsonb_array_length(public.begin_webhook_delivery(tests.id('message')) -> 'secrets'), 1, 'until the time of the old one is over'
);
select tests.as_user('alice', tests.id('acme'));
select public.rotate_webhook_secret((answer ->> 'id')::uuid, 0) from made;
select tests.as_owner();
select is((select previous_secret from private.webhook_secrets), null, 'or at once');
select is_empty(
  $$ select from public.audit_logs where to_jsonb(audit_logs)::text like '%whsec_%' $$, 'no secret stands in the audit log'
);

select * from finish();
rollback;
