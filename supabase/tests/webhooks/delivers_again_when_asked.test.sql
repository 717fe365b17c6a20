begin;
\ir ../helpers.sql
select plan(14);
select tests.create_cast();
select tests.create_endpoint('hook');
select tests.create_delivery('message', 'hook');
select tests.as_user('alice', tests.id('acme'));
select throws_ok($$ select public.redeliver_webhook(tests.id('message')) $$, 'PT409', null, 'not while it waits');
select tests.as_owner();
select tests.attempt('message', 200);
select tests.as_user('alice', tests.id('acme'));
create temporary table again as select * from public.redeliver_webhook(tests.id('message'));
select results_eq(
  $$ select event_id, endpoint_id, event_type, payload, status::text, attempts from again $$,
  $$ select event_id, endpoint_id, event_type, payload, 'PENDING', 0 from public.webhook_deliveries where id = tests.id('message') $$,
  'the same event for the same endpoint'
);
select isnt((select id from again), tests.id('message'), 'as a delivery of its own');
select throws_ok($$ select public.redeliver_webhook(tests.id('message')) $$, 'PT409', null, 'not twice at once');
select is((select status::text from public.webhook_deliveries where id = tests.id('message')), 'DELIVERED', 'what was, was');
select throws_ok($$ select public.redeliver_webhook(tests.id('nothing')) $$, 'PT404', null, 'not what never was');
select results_eq(
  $$ select task_name, params, idempotency_key, max_attempts from absurd.t_tasks $$,
  $$ select 'deliver-webhook', jsonb_build_object('delivery_id', id), id || ':0', null::integer from again $$,
  'a worker will see to it'
) from (select tests.as_owner()) as o;

select tests.as_user('alice', tests.id('acme'));
select results_eq(
  $$ select event_type, payload ->> 'type', payload -> 'data', status::text from public.send_test_webhook(tests.id('hook')) $$,
  $$ values ('webhook.test', 'webhook.test', jsonb_build_object('endpoint_id', tests.id('hook'), 'tenant_id', tests.id('acme')), 'PENDING') $$,
  'a test is an event, too'
);
select lives_ok($$ select public.send_test_webhook(tests.id('hook')) $$, 'number ' || n) from generate_series(2, 5) as g (n);
select throws_ok($$ select public.send_test_webhook(tests.id('hook')) $$, 'PT409', null, 'five within a minute are enough');
select tests.as_owner();
select is((select count(*)::integer from absurd.t_tasks), 6, 'each has its task');

select * from finish();
rollback;
