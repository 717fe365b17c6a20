begin;
\ir ../helpers.sql
select plan(19);
select tests.create_cast();
select tests.create_endpoint('hook');
create function tests.hook() returns text
language sql stable
as $$
  select concat_ws(' ', w.is_active, w.disabled_reason, w.disabled_at = now(), w.consecutive_failures)
  from public.webhook_endpoints as w where w.id = tests.id('hook')
$$;

-- 410: it wants to hear nothing more.
select tests.create_delivery('gone', 'hook');
select is(tests.attempt('gone', 410) ->> 'status', 'FAILED', 'a receiver that is gone is not asked again');
select is(tests.hook(), 'f GONE t 1', 'of anything');
select tests.create_delivery('waiting', 'hook');
select is(public.begin_webhook_delivery(tests.id('waiting')), null, 'what waits is not sent');
select results_eq(
  $$ select status::text, attempts, error from public.webhook_deliveries where id = tests.id('waiting') $$,
  $$ values ('FAILED', 0, 'The endpoint is switched off.') $$, 'and says why'
);
select is(
  (select changes -> 'after' ->> 'disabled_reason' from public.audit_logs
   where resource_id = tests.id('hook') and action = 'UPDATE'), 'GONE', 'the audit log knows'
);

-- Its ADMIN switches it on, and off.
select tests.as_user('alice', tests.id('acme'));
update public.webhook_endpoints set is_active = true where id = tests.id('hook');
select is(tests.hook(), 't 0', 'switched on it begins anew');
update public.webhook_endpoints set is_active = false where id = tests.id('hook');
select is(tests.hook(), 'f BY_ADMIN t 0', 'switched off it says by whom');
update public.webhook_endpoints set description = 'x' where id = tests.id('hook');
select is(tests.hook(), 'f BY_ADMIN t 0', 'and stays so');
select throws_ok($$ select public.send_test_webhook(tests.id('hook')) $$, 'PT409', null, 'no test is sent there');
select throws_ok($$ select public.redeliver_webhook(tests.id('gone')) $$, 'PT409', null, 'and nothing again');
update public.webhook_endpoints set is_active = true where id = tests.id('hook');
select tests.as_owner();

-- Many failures, but not for long; long, but not many; both.
select tests.create_delivery('a', 'hook');
select tests.attempt('a', 500) from generate_series(1, 9);
select is(tests.hook(), 't 9', 'nine failures are no reason');
select tests.create_delivery('b', 'hook');
select tests.attempt('b', 500);
select is(tests.hook(), 't 10', 'nor ten within a day');
update public.webhook_endpoints set failing_since = now() - interval '5 days', consecutive_failures = 8 where id = tests.id('hook');
select tests.attempt('b', 500);
select is(tests.hook(), 't 9', 'nor nine in five days');
select tests.attempt('b', 500);
select is(tests.hook(), 't 10', 'nor ten in just five days');
update public.webhook_endpoints set failing_since = failing_since - interval '1 second' where id = tests.id('hook');
select tests.attempt('b', 500);
select is(tests.hook(), 'f FAILING t 11', 'but that');

-- One that gets through in between.
update public.webhook_endpoints set is_active = true where id = tests.id('hook');
update public.webhook_endpoints set failing_since = now() - interval '6 days', consecutive_failures = 20 where id = tests.id('hook');
select tests.create_delivery('c', 'hook');
select tests.attempt('c', 204);
select is(tests.hook(), 't 0', 'is enough');
update public.webhook_endpoints set last_success_at = now() - interval '1 hour' where id = tests.id('hook');
select tests.create_delivery('d', 'hook');
select tests.attempt('d', 200);
select is((select last_success_at from public.webhook_endpoints where id = tests.id('hook')), now(), 'when it was is told');

-- A tenant that is gone.
select tests.create_delivery('e', 'hook');
update public.tenants set deleted_at = now() where id = tests.id('acme');
select is(public.begin_webhook_delivery(tests.id('e')), null, 'of a deleted tenant nothing is told');
update public.tenants set deleted_at = null where id = tests.id('acme');
select is((select count(*)::integer from public.audit_logs where resource_id = tests.id('hook') and action = 'UPDATE'), 7, 'what was decided is audited, attempts are not');

select * from finish();
rollback;
