begin;
\ir ../helpers.sql
select plan(9);
select tests.create_cast();
select tests.create_prompt('letter', 'alice'), tests.create_prompt('other', 'alice');
-- Latencies 100, 200, 300, 400 (completed, completed, failed, cancelled), one running, one waiting.
insert into public.executions (
  id, tenant_id, user_id, prompt_id, prompt_version, inputs, status, validation_status, latency_ms, cost_usd,
  created_at, started_at, completed_at,
  lease_id, lease_expires_at
)
select
  tests.id(v.word), tests.id('acme'), tests.id('bob'), tests.id(v.prompt), 1, '{}', v.status::public.execution_status,
  (case v.status when 'COMPLETED' then 'PASSED' else 'SKIPPED' end)::public.validation_status, v.latency, 0,
  v.at::timestamptz,
  case when v.status <> 'PENDING' then now() end, case when v.status not in ('PENDING', 'RUNNING') then now() end,
  gen_random_uuid(), now()
from (values
  ('a', 'letter', 'COMPLETED', 100, '2026-03-01 00:00+00'),
  ('b', 'letter', 'COMPLETED', 200, '2026-03-01 01:00+00'),
  ('c', 'letter', 'FAILED', 300, '2026-03-01 02:00+00'),
  ('d', 'other', 'CANCELLED', 400, '2026-03-01 03:00+00'),
  ('e', 'letter', 'RUNNING', null, '2026-03-01 04:00+00'),
  ('f', 'letter', 'PENDING', null, '2026-03-01 05:00+00'),
  ('too early', 'letter', 'COMPLETED', 9000, '2026-02-28 23:59:59+00'),
  ('too late', 'letter', 'COMPLETED', 9000, '2026-03-02 00:00+00')
) as v (word, prompt, status, latency, at);
insert into public.cost_tracking (
  tenant_id, purpose, reference_id, kind, provider, model, input_tokens, output_tokens, cost_usd, price_source, outcome,
  started_at
)
select tests.id('acme'), 'PROMPT_EXECUTION', tests.id(v.word), 'FIRST', 'a', 'a:b', v.input, v.output, v.cost,
  'OPERATOR', 'SUCCEEDED', now()
from (values ('a', 10, 1, 0.1), ('a', 20, 2, 0.2), ('b', 30, 3, 0.000000000001), ('d', 40, 4, 0.5), ('too late', 50, 5, 9)) as v (word, input, output, cost);

select tests.as_user('vera', tests.id('acme'));
create temporary table measured as select * from public.execution_metrics('2026-03-01 00:00+00', '2026-03-02 00:00+00');
select results_eq(
  $$ select total, pending, running, completed, failed, cancelled from measured $$,
  $$ values (6::bigint, 1::bigint, 1::bigint, 2::bigint, 1::bigint, 1::bigint) $$,
  'counts by status, from the first moment up to the last'
);
select is((select success_rate from measured), 0.5, 'two of four final ones completed');
select is((select avg_latency_ms from measured), 250.0, 'the mean of 100, 200, 300, 400');
select results_eq(
  $$ select p50_latency_ms, round(p95_latency_ms::numeric, 6), round(p99_latency_ms::numeric, 6) from measured $$,
  $$ values (250::double precision, 385.000000, 397.000000) $$,
  'its percentiles, interpolated'
);
select results_eq(
  $$ select total_cost_usd::text, avg_cost_usd::text, input_tokens, output_tokens from measured $$,
  $$ values ('0.800000000001', '0.200000000000', 100::bigint, 10::bigint) $$, 'costs and tokens are the ledger''s'
);
select results_eq(
  $$ select total, completed, total_cost_usd
     from public.execution_metrics('2026-03-01 00:00+00', '2026-03-02 00:00+00', tests.id('other')) $$,
  $$ values (1::bigint, 0::bigint, 0.500000000000) $$, 'of one prompt'
);
select results_eq(
  $$ select total, success_rate, avg_latency_ms, total_cost_usd, avg_cost_usd
     from public.execution_metrics('2020-01-01', '2020-01-02') $$,
  $$ values (0::bigint, null::numeric, null::numeric, 0::numeric, null::numeric) $$,
  'of nothing there is no rate, and no error'
);
select tests.as_user('mallory');
select is(
  (select total from public.execution_metrics('2026-03-01', '2026-03-02')), 0::bigint, 'another tenant has its own'
);
select tests.as_user('mallory', tests.id('acme'));
select throws_ok($$ select * from public.execution_metrics() $$, 'PT403', null, 'and does not see these');

select * from finish();
rollback;
