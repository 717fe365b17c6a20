begin;
\ir ../helpers.sql
select plan(17);
select tests.create_cast();
select tests.create_dollar_prompt('letter', 'alice');
select tests.create_budget('daily', 100, '{"thresholds": []}');
select tests.running_execution('run', 'bob', 'letter');
select tests.settle(
  'run', tests.result(),
  jsonb_build_array(
    tests.model_call('right', '0.1', '{"model": "local:priced", "input_tokens": 100, "output_tokens": 50, "cache_read_tokens": 20, "cache_write_tokens": 10}'),
    tests.model_call('wrong', '0.3', '{"model": "local:priced", "input_tokens": 1000, "output_tokens": 0}'),
    tests.model_call('unknown', null, '{"model": "local:priced", "input_tokens": 10, "output_tokens": 0}'),
    tests.model_call('refused', '0', '{"model": "local:priced", "input_tokens": 0, "output_tokens": 0, "outcome": "failed"}'),
    tests.model_call('other', '0.7', '{"model": "openai:listed"}')
  )
);
insert into private.model_prices (
  provider, model, effective_from, input_usd_per_mtok, output_usd_per_mtok, cache_read_usd_per_mtok, version
)
values
('local', 'priced', now() - interval '1 year', 9, 9, 9, 'old'),
-- 70 * 500 + 20 * 250 + 10 * 500 + 50 * 1100 millionths: a tenth of a dollar.
('local', 'priced', now() - interval '1 day', 500, 1100, 250, 'set right'),
('local', 'priced', now() + interval '1 day', 1, 1, 1, 'to come');

create function tests.recomputed(p_dry_run boolean default false) returns table (model text, version text, calls bigint, difference numeric)
language sql
as $$ select model, price_version, calls, trim_scale(difference_usd) from public.recompute_costs(now() - interval '1 hour', now() + interval '1 hour', null, p_dry_run) $$;

select tests.as_service();
select results_eq(
  $$ select * from tests.recomputed(true) $$, $$ values ('local:priced', 'set right', 2::bigint, 0.205) $$,
  'it tells beforehand what would come of it'
);
select is((select count(*)::integer from public.cost_tracking), 5, 'and does nothing');
select results_eq(
  $$ select * from tests.recomputed() $$, $$ values ('local:priced', 'set right', 2::bigint, 0.205) $$, 'then does it'
);
select set_eq(
  $$ select corrects_id, cost_usd, kind::text, price_source::text, price_version, error, is_estimate, input_tokens
     from public.cost_tracking where corrects_id is not null $$,
  $$ values
     (tests.id('wrong'), 0.2, 'ADJUSTMENT', 'OPERATOR', 'set right', 'repriced', false, 0::bigint),
     (tests.id('unknown'), 0.005, 'ADJUSTMENT', 'OPERATOR', 'set right', 'repriced', false, 0::bigint) $$,
  'a row for each call whose cost was another, with the difference; what was right or refused has none'
);
select is((select cost_usd from public.cost_tracking where id = tests.id('wrong')), 0.3, 'the call itself stays as it is');
select is((select cost_usd from public.executions), 1.1, 'so does the execution');
select is_empty($$ select * from tests.recomputed() $$, 'done again, it adds nothing');
select results_eq(
  $$ select * from tests.counted('daily') $$, $$ values (1.305, 0::numeric) $$, 'budgets have the right cost'
);
select is_empty($$ select * from tests.miscounted() $$, 'all counters are right');

select tests.as_owner();
update private.model_prices set input_usd_per_mtok = 400, version = 'set right again' where version = 'set right';
select tests.as_service();
select results_eq(
  $$ select * from tests.recomputed() $$, $$ values ('local:priced', 'set right again', 3::bigint, -0.109) $$,
  'another price corrects what was corrected'
);
select is_empty($$ select * from tests.recomputed() $$, 'once');
select is(
  (select count(*) from public.recompute_costs(now() - interval '1 hour', now() + interval '1 hour', tests.id('umbrella'), false)), 0::bigint,
  'for one tenant only, when asked so'
);

select tests.as_user('vera', tests.id('acme'));
select results_eq(
  $$ select day, provider, model, calls, input_tokens, trim_scale(cost_usd), calls_without_price from public.usage_by_day_and_model() $$,
  $$ values
     ((now() at time zone 'UTC')::date, 'local', 'local:priced', 4::bigint, 1110::bigint, 0.496, 0::bigint),
     ((now() at time zone 'UTC')::date, 'local', 'openai:listed', 1::bigint, 10::bigint, 0.7, 0::bigint) $$,
  'a VIEWER sees what was used, day by day and model by model, as it is corrected'
);
select is_empty(
  $$ select public.usage_by_day_and_model(current_date - 9, current_date - 1) $$, 'not of other days'
);
select tests.as_user('mallory');
select is_empty($$ select public.usage_by_day_and_model() $$, 'nor of other tenants');
select throws_ok($$ select public.recompute_costs(now()) $$, '42501', null, 'no user prices again');
select tests.as_owner();
select throws_ok(
  $$ insert into public.cost_tracking (tenant_id, purpose, reference_id, kind, provider, model, price_source, outcome, started_at, corrects_id)
     values (tests.id('acme'), 'EVALUATION', tests.id('x'), 'FIRST', 'p', 'p:m', 'UNKNOWN', 'FAILED', now(), tests.id('y')) $$,
  '23514', null, 'a call corrects nothing'
);

select * from finish();
rollback;
