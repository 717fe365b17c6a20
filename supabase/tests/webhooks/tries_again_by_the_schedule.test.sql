begin;
\ir ../helpers.sql
select plan(35);
select tests.create_cast();
select tests.create_endpoint('hook');
select tests.create_delivery('message', 'hook');

select tests.as_user('alice', tests.id('acme'));
select throws_ok($$ select public.begin_webhook_delivery(tests.id('message')) $$, '42501', null, 'only the service delivers');
select tests.as_service();
select is(
  public.begin_webhook_delivery(tests.id('message'), 60),
  jsonb_build_object(
    'event_id', tests.id('message event'), 'attempt', 1, 'url', 'https://hooks.example.com/hook',
    'body', '{"type": "budget.exceeded"}', 'secrets', '["whsec_bmV3"]'::jsonb
  ), 'an attempt begins with all that it needs'
);
select is(
  public.begin_webhook_delivery(tests.id('message')), jsonb_build_object('again_at', now() + interval '60 seconds'),
  'nobody else begins one meanwhile'
);
select is(public.begin_webhook_delivery(tests.id('nothing')), null, 'what is not there is not delivered');
select tests.as_owner();
select results_eq(
  $$ select attempts, last_attempt_at, status::text from public.webhook_deliveries $$, $$ values (1, now(), 'PENDING') $$,
  'it is counted when it begins'
);

-- The worker is gone; another one begins when the time is over.
update public.webhook_deliveries set next_attempt_at = now() - interval '1 second';
select is(public.begin_webhook_delivery(tests.id('message')) ->> 'attempt', '2', 'the next worker begins another');
select is(
  public.end_webhook_delivery(tests.id('message'), 1, 500, 'HTTP 500') ->> 'status', 'PENDING', 'a late failure of the first'
);
select results_eq(
  $$ select attempts, next_attempt_at, response_status, consecutive_failures
     from public.webhook_deliveries, public.webhook_endpoints $$,
  $$ values (2, now() + interval '60 seconds', null::integer, 0) $$, 'changes nothing'
);

select is(public.end_webhook_delivery(tests.id('message'), 2, 500, repeat('x', 2000)) ->> 'status', 'PENDING', 'a failure is not the end');
select results_eq(
  $$ select response_status, char_length(error), consecutive_failures, failing_since, last_success_at
     from public.webhook_deliveries, public.webhook_endpoints $$,
  $$ values (500, 1000, 1, now(), null::timestamptz) $$, 'what happened is written down, at the endpoint, too'
);
select ok(
  (select next_attempt_at between now() + interval '300 seconds' and now() + interval '330 seconds' from public.webhook_deliveries),
  'it is tried again after the time for the second failure, and up to a tenth more'
);
select is(public.end_webhook_delivery(tests.id('message'), 2, 200) ->> 'status', 'DELIVERED', 'a success counts whenever it comes');
select results_eq(
  $$ select status::text, delivered_at, response_status, error, consecutive_failures, failing_since, last_success_at
     from public.webhook_deliveries, public.webhook_endpoints $$,
  $$ values ('DELIVERED', now(), 200, null, 0, null::timestamptz, now()) $$, 'and makes the failures forgotten'
);
select is(public.end_webhook_delivery(tests.id('message'), 2, 500, 'x') ->> 'status', 'DELIVERED', 'and is the end');
select is(public.begin_webhook_delivery(tests.id('message')), null, 'what is delivered is not begun');
select is(public.end_webhook_delivery(tests.id('nothing'), 1, 200), null, 'what is not there does not end');

-- All of the schedule.
select tests.create_delivery('lost', 'hook');
select is(tests.attempt('lost', n) ->> 'status', 'PENDING', 'after failure ' || n) from generate_series(501, 509) as g (n);
select is(tests.attempt('lost', 510) ->> 'status', 'FAILED', 'after the tenth it is given up');
select results_eq(
  $$ select attempts, next_attempt_at, error from public.webhook_deliveries where id = tests.id('lost') $$,
  $$ values (10, null::timestamptz, 'HTTP 510') $$, 'with what happened last'
);

-- The receiver says when.
select tests.create_delivery('later', 'hook');
select tests.attempt('later', 503, 900);
select is((select next_attempt_at from public.webhook_deliveries where id = tests.id('later')), now() + interval '900 seconds', 'not before the receiver said');
select tests.attempt('later', 503, 1e9);
select is((select next_attempt_at from public.webhook_deliveries where id = tests.id('later')), now() + interval '1 day', 'but within a day');
select tests.attempt('later', 503, 1);
select ok((select next_attempt_at > now() + interval '29 minutes' from public.webhook_deliveries where id = tests.id('later')), 'nor before it was planned');

-- Whose workers die each time.
select tests.create_delivery('deadly', 'hook');
update public.webhook_deliveries set attempts = 100 where id = tests.id('deadly');
select is(public.begin_webhook_delivery(tests.id('deadly')), null, 'what kills its workers is given up');
select is((select status || ' ' || left(error, 8) from public.webhook_deliveries where id = tests.id('deadly')), 'FAILED Given up', 'and says so');

-- As the operator says.
select tests.create_delivery('once', 'hook');
select public.begin_webhook_delivery(tests.id('once'));
select is(public.end_webhook_delivery(tests.id('once'), 1, null, 'no host', null, '{}') ->> 'status', 'FAILED', 'without a schedule once');
select throws_ok($$ update public.webhook_deliveries set status = 'PENDING', next_attempt_at = now() where id = tests.id('once') $$, 'PT409', null, 'an ended delivery stays as it is');
select throws_ok($$ update public.webhook_deliveries set error = 'x' where id = tests.id('message') $$, 'PT409', null, 'in all its parts');

select * from finish();
rollback;
