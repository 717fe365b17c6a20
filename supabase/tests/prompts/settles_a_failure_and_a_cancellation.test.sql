begin;
\ir ../helpers.sql
select plan(7);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
select tests.publish('letter', 'alice');
select tests.running_execution('failed', 'bob', 'letter'), tests.running_execution('cancelled', 'bob', 'letter'),
  tests.running_execution('quick', 'bob', 'letter');

select tests.settle(
  'failed',
  tests.result('FAILED', '{"output": null, "model": null, "error": {"code": "provider_failed"}, "token_usage": null, "validation_status": null}'),
  jsonb_build_array(
    tests.model_call('f1', '0.2', '{"outcome": "failed", "error": "429"}'),
    tests.model_call('f2', '0.3', '{"kind": "fallback", "outcome": "failed"}')
  )
);
select results_eq(
  $$ select status::text, output, error ->> 'code', validation_status::text, token_usage, cost_usd
     from public.executions where id = tests.id('failed') $$,
  $$ values ('FAILED', null, 'provider_failed', 'SKIPPED', null::jsonb, 0.500000000000) $$,
  'a failed execution says why, and costs what its calls did'
);
select results_eq(
  $$ select kind::text, outcome::text, error from public.cost_tracking where reference_id = tests.id('failed')
     order by cost_usd $$,
  $$ values ('FIRST', 'FAILED', '429'), ('FALLBACK', 'FAILED', null) $$, 'failed calls are in the ledger'
);
select is(
  tests.settle('cancelled', tests.result('CANCELLED'), jsonb_build_array(tests.model_call('c1', '0.1', '{"outcome": "cancelled", "is_estimate": true}'))) ->> 'outcome',
  'settled', 'a cancelled one is settled'
);
select results_eq(
  $$ select is_estimate, outcome::text from public.cost_tracking where reference_id = tests.id('cancelled') $$,
  $$ values (true, 'CANCELLED') $$,
  'an estimated call says that it is one'
);
select tests.settle('quick', tests.result('COMPLETED', '{"latency_ms": 0}'));
select results_eq(
  $$ select latency_ms, cost_usd, cost_is_complete from public.executions where id = tests.id('quick') $$,
  $$ values (1, 0.000000000000, true) $$,
  'a latency is at least 1 ms; no calls, no cost'
);
select tests.running_execution('odd', 'bob', 'letter');
select throws_ok(
  $$ select tests.settle('odd', tests.result('COMPLETED', '{"validation_status": "FAILED"}')) $$, '23514', null,
  'what failed its validations is not completed'
);
select throws_ok(
  $$ select tests.settle('odd', tests.result(), jsonb_build_array(tests.model_call('odd', '-1'))) $$, '23514', null,
  'no call costs less than nothing'
);

select * from finish();
rollback;
