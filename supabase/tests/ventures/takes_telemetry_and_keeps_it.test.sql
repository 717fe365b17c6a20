begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(9);
select tests.create_cast();
select tests.create_tenant('umbrella', 'mallory');
select tests.create_venture('shop', 'alice');

select tests.as_service();
select lives_ok(
  $$ insert into public.telemetry (tenant_id, venture_id, component, metric, value, payload, recorded_at)
     values (tests.id('acme'), tests.id('shop'), 'api', 'latency_ms', 12.5, null, '2026-01-01'),
       (tests.id('acme'), tests.id('shop'), 'api', 'deploy', null, '{"version": "1.2"}', now()) $$,
  'numbers and events, as of when the sender says'
);
select throws_ok(
  $$ insert into public.telemetry (tenant_id, venture_id, component, metric, value)
     values (tests.id('umbrella'), tests.id('shop'), 'api', 'latency_ms', 1) $$, 'PT404', 'There is no such venture.',
  'not for the venture of another tenant'
);
select tests.as_user('vera', tests.id('acme'));
select is((select count(*)::integer from public.telemetry), 2, 'members read it');
select throws_ok(
  $$ insert into public.telemetry (tenant_id, venture_id, component, metric, value)
     values (tests.id('acme'), tests.id('shop'), 'api', 'latency_ms', 1) $$, '42501', null, 'and make none up'
);
select tests.as_user('mallory');
select is_empty($$ select from public.telemetry $$, 'strangers see none');
select tests.as_user('alice', tests.id('acme'));
select public.delete_venture(tests.id('shop'));
select is((select count(*)::integer from public.telemetry), 2, 'it stays when the venture goes');
select tests.as_service();
select throws_ok(
  $$ insert into public.telemetry (tenant_id, venture_id, component, metric, value)
     values (tests.id('acme'), tests.id('shop'), 'api', 'latency_ms', 1) $$, 'PT404', 'There is no such venture.',
  'but no more is taken'
);
select tests.as_owner();
select throws_ok($$ update public.telemetry set value = 0 $$, 'PT409', null, 'nobody rewrites it');
select throws_ok($$ delete from public.telemetry $$, 'PT409', null, 'or removes it');

select * from finish();
rollback;
