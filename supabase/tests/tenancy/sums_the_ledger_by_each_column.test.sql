begin;
\ir ../helpers.sql
select plan(13);
select tests.create_cast();
insert into public.cost_tracking (
  tenant_id, user_id, purpose, reference_id, prompt_id, kind, provider, model, input_tokens, output_tokens, cost_usd,
  price_source, outcome, is_estimate, started_at, created_at
)
values
(tests.id('acme'), tests.id('alice'), 'PROMPT_EXECUTION', tests.id('run 1'), tests.id('p'), 'FIRST', 'openai', 'openai:a', 100, 10, 0.000000000001, 'GENAI_PRICES', 'SUCCEEDED', false, '2026-03-01', '2026-03-01 23:59:59.999+00'),
(tests.id('acme'), tests.id('alice'), 'PROMPT_EXECUTION', tests.id('run 1'), tests.id('p'), 'REPAIR', 'openai', 'openai:a', 200, 20, 0.1, 'GENAI_PRICES', 'FAILED', false, '2026-03-02', '2026-03-02 00:00+00'),
(tests.id('acme'), tests.id('bob'), 'EVALUATION', tests.id('run 2'), null, 'FIRST', 'local', 'local:b', 7, 3, 0.2, 'OPERATOR', 'SUCCEEDED', true, '2026-03-02', '2026-03-02 10:00+00'),
(tests.id('acme'), null, 'EVALUATION', tests.id('run 3'), null, 'FIRST', 'local', 'local:b', 1, 1, null, 'UNKNOWN', 'SUCCEEDED', false, '2026-03-02', '2026-03-02 10:00+00'),
-- Outside of the window, and in another tenant.
(tests.id('acme'), tests.id('bob'), 'EVALUATION', tests.id('run 4'), null, 'FIRST', 'local', 'local:b', 5, 5, 50, 'OPERATOR', 'SUCCEEDED', false, '2026-03-03', '2026-03-03 00:00+00'),
(tests.personal_tenant('mallory'), tests.id('mallory'), 'EVALUATION', tests.id('run 5'), null, 'FIRST', 'local', 'local:b', 5, 5, 70, 'OPERATOR', 'SUCCEEDED', false, '2026-03-02', '2026-03-02 10:00+00');

create function tests.summary(p_group_by text)
returns table (key text, calls bigint, input_tokens bigint, output_tokens bigint, cost_usd numeric, estimated_calls bigint)
language sql
as $$ select * from public.cost_summary('2026-03-01 00:00+00', '2026-03-03 00:00+00', p_group_by) $$;

select tests.as_user('vera', tests.id('acme'));
select results_eq(
  $$ select key, calls, input_tokens, output_tokens, trim_scale(cost_usd)::text, estimated_calls
     from tests.summary('day') $$,
  $$ values ('2026-03-01', 1::bigint, 100::bigint, 10::bigint, '0.000000000001', 0::bigint),
     ('2026-03-02', 3::bigint, 208::bigint, 24::bigint, '0.3', 1::bigint) $$,
  'by day of UTC, exact to the last digit, from the first moment up to the last'
);
select set_eq(
  $$ select key, calls, cost_usd from tests.summary('model') $$,
  $$ values ('openai:a', 2::bigint, 0.100000000001), ('local:b', 2::bigint, 0.2) $$, 'by model'
);
select set_eq(
  $$ select key, calls from tests.summary('provider') $$, $$ values ('openai', 2::bigint), ('local', 2::bigint) $$,
  'by provider'
);
select set_eq(
  $$ select key, calls from tests.summary('prompt') $$,
  $$ values (tests.id('p')::text, 2::bigint), (null, 2::bigint) $$, 'by prompt'
);
select set_eq(
  $$ select key, calls from tests.summary('user') $$,
  $$ values (tests.id('alice')::text, 2::bigint), (tests.id('bob')::text, 1::bigint), (null, 1::bigint) $$, 'by user'
);
select set_eq(
  $$ select key, calls from tests.summary('purpose') $$,
  $$ values ('PROMPT_EXECUTION', 2::bigint), ('EVALUATION', 2::bigint) $$, 'by purpose'
);
select set_eq(
  $$ select key, calls from tests.summary('outcome') $$, $$ values ('SUCCEEDED', 3::bigint), ('FAILED', 1::bigint) $$,
  'by outcome'
);
select results_eq(
  $$ select calls, cost_usd from public.cost_summary('2026-03-02 10:00+00', '2026-03-03', 'model') $$,
  $$ values (2::bigint, 0.2) $$,
  'an unknown price adds nothing and its call is counted'
);
select is_empty($$ select from public.cost_summary('2020-01-01', '2020-01-02') $$, 'nothing spent, no rows');
select throws_ok(
  $$ select * from tests.summary('template; drop table prompts') $$, 'PT400', null, 'any other column is refused'
);
select throws_ok($$ select * from tests.summary(null) $$, 'PT400', null, 'and none');

select tests.as_user('mallory');
select results_eq(
  $$ select cost_usd from tests.summary('provider') $$, $$ values (70.000000000000) $$,
  'another tenant has its own books'
);
select tests.as_user('mallory', tests.id('acme'));
select throws_ok($$ select * from tests.summary('day') $$, 'PT403', null, 'and does not see these');

select * from finish();
rollback;
