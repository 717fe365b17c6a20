begin;
\ir ../helpers.sql
select plan(6);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
insert into public.executions (
  id, tenant_id, user_id, prompt_id, prompt_version, inputs, status, lease_id, lease_expires_at, started_at, created_at
)
values (
  tests.id('run'), tests.id('acme'), tests.id('bob'), tests.id('letter'), 1, '{}', 'RUNNING', tests.id('lease'), now(),
  now(), '2026-03-01 23:59+00'
);
insert into public.cost_tracking (
  id, tenant_id, purpose, reference_id, kind, provider, model, cost_usd, price_source, outcome, started_at,
  reference_created_at
)
select
  tests.id(v.id), tests.id(v.tenant), v.purpose::public.cost_purpose, tests.id(v.reference), 'FIRST', 'a', 'a:b', 0.25,
  'OPERATOR', 'SUCCEEDED', now(), v.dated::timestamptz
from (values
  ('given', 'acme', 'PROMPT_EXECUTION', 'run', '2020-01-01'),
  ('elsewhere', 'globex', 'PROMPT_EXECUTION', 'run', null),
  ('unknown', 'acme', 'PROMPT_EXECUTION', 'nothing', null),
  ('review', 'acme', 'AI_REVIEW', 'run', null)
) as v (id, tenant, purpose, reference, dated);

select is(
  (select reference_created_at from public.cost_tracking where id = tests.id('given')),
  '2026-03-01 23:59+00'::timestamptz, 'the execution says when it was created, whatever the writer says'
);
select is_empty(
  $$ select id from public.cost_tracking
     where id in (tests.id('elsewhere'), tests.id('unknown'), tests.id('review')) and reference_created_at is not null $$,
  'nothing is known of another tenant''s execution, of none, and of other purposes'
);

select public.settle_execution(
  tests.id('run'), tests.id('lease'), '{"status": "COMPLETED", "latency_ms": 10}',
  format(
    '[{"id": "%s", "kind": "first", "provider": "a", "model": "a:b", "cost_usd": 0.5, "price_source": "operator", '
    '"outcome": "succeeded"}]', gen_random_uuid()
  )::jsonb
);
insert into public.cost_tracking (
  tenant_id, purpose, reference_id, kind, provider, model, cost_usd, price_source, outcome, started_at
)
values (
  tests.id('acme'), 'PROMPT_EXECUTION', tests.id('run'), 'ADJUSTMENT', 'a', 'a:b', -0.125, 'OPERATOR', 'UNKNOWN', now()
);
select tests.as_user('vera', tests.id('acme'));
select is(
  (select total_cost_usd from public.execution_metrics('2026-03-01', '2026-03-02')), 0.625,
  'a day has all that its executions cost, however late it was written down'
);
select is(
  (select total_cost_usd from public.execution_metrics('2026-03-01', '2026-03-02', tests.id('letter'))), 0.625,
  'of one prompt too'
);
select is(
  (select total_cost_usd from public.execution_metrics('2026-03-02', '2027-01-01')), 0::numeric,
  'the next day has none of it'
);
select is(
  (select sum(cost_usd) from public.cost_summary(now() - interval '1 day', now() + interval '1 day', 'purpose')), 1.125,
  'what was spent counts by when it was written down'
);

select * from finish();
rollback;
