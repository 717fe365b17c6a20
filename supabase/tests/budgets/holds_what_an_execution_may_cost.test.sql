begin;
\ir ../helpers.sql
select plan(12);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
update public.prompts set
  template = 'Dear {{who}}', -- 12 bytes
  variables = '[{"name": "who", "type": "string"}, {"name": "tone", "type": "string", "defaultValue": "polite"}]', -- 6
  model = 'local:first', fallback_model = 'local:second',
  parameters = '{"max_tokens": 100, "max_retries": 1, "max_repairs": 1}'
where id = tests.id('letter');
insert into public.validations (tenant_id, prompt_id, name, type, config)
values (tests.id('acme'), tests.id('letter'), 'shape', 'SCHEMA', '{"a": 1}'); -- 8 bytes
insert into private.model_prices (
  provider, model, effective_from, input_usd_per_mtok, output_usd_per_mtok, cache_read_usd_per_mtok,
  cache_write_usd_per_mtok, version
)
values
('local', 'first', '-infinity', 1, 10, 0.5, 3, 'old'), ('local', 'first', now() - interval '1 day', 2, 10, 0.5, 3, 'now'),
('local', 'first', now() + interval '1 day', 900, 900, 900, 900, 'to come'), ('local', 'second', '-infinity', 1, 1, null, null, 'now');
select tests.publish('letter', 'alice');

select tests.create_budget('all', 1);
select tests.create_budget('monthly', 1, '{"period": "MONTH", "kind": "WARNING"}');
select tests.create_budget('of bob', 1, jsonb_build_object('user_id', tests.id('bob')));
select tests.create_budget('of alice', 1, jsonb_build_object('user_id', tests.id('alice')));
select tests.create_budget('of letters', 1, jsonb_build_object('prompt_id', tests.id('letter')));
select tests.create_prompt('other', 'alice');
select tests.create_budget('of others', 1, jsonb_build_object('prompt_id', tests.id('other')));
select tests.create_budget('asleep', 1);
update public.budgets set is_active = false where id = tests.id('asleep');
select tests.create_budget('gone', 1);
update public.budgets set deleted_at = now() where id = tests.id('gone');
select tests.create_budget('strange', 1, jsonb_build_object('tenant_id', tests.personal_tenant('mallory')));

create temporary table begun as select tests.begin_execution('bob', 'letter') as answer;
-- Bytes in: 12 + 16 of {"who": "world"} + 6 of the default + 8 of the schema + 64 = 106. Two questions, of which the
-- second repeats the first, 100 tokens of its answer and up to 1024 of faults: 2 * 106 + 1124 = 1336. Two tries each.
select is(
  (select answer #>> '{hold,usd}' from begun),
  trim_scale(2 * (1336 * 3.0 + 2 * 100 * 10) / 1e6 + 2 * (1336 * 1.0 + 2 * 100 * 1) / 1e6)::text,
  'the dearest input and all of the output, of all tries, repairs and the fallback'
);
select is(
  (select answer #> '{hold,prices}' from begun),
  '{"local:first": {"call_usd": "0", "input_usd_per_mtok": "3", "output_usd_per_mtok": "10"},
    "local:second": {"call_usd": "0", "input_usd_per_mtok": "1", "output_usd_per_mtok": "1"}}',
  'the worker learns the prices that this was reckoned with'
);
select set_eq(
  $$ select b.name from private.budget_holds as h join public.budgets as b on b.id = h.budget_id $$,
  array['all', 'monthly', 'of bob', 'of letters'], 'it is held under every budget that applies, and no other'
);
select is(
  (select count(distinct h.held_usd)::integer from private.budget_holds as h), 1, 'the same under each'
);
select is(
  (select held_usd from tests.counted('of letters')), (select (answer #>> '{hold,usd}')::numeric from begun),
  'and counted'
);
select results_eq(
  $$ select spent_usd, held_usd from tests.counted('of others') $$, $$ values (0::numeric, 0::numeric) $$,
  'nowhere else'
);
select is_empty($$ select * from tests.miscounted() $$, 'all counters are right');

select is(
  (private.execution_bound('x', '[]', '{}', '[]', '{}', 'local:second', 'local:second', null) ->> 'usd')::numeric,
  3 * (2 * 67 + 1024 + 1024 + 2 * 1024) / 1e6, 'without parameters, those of the functions; a fallback to itself is none'
);
select is(
  private.execution_bound('x', '[]', '{}', '[]', '{"max_tokens": "many", "max_retries": 99, "max_repairs": -1}', 'local:second', null, null),
  private.execution_bound('x', '[]', '{}', '[]', '{"max_tokens": 1024, "max_retries": 5, "max_repairs": 0}', 'local:second', null, null),
  'parameters that no model would be asked with change nothing'
);
select is(
  (private.execution_bound('x', '[]', '{}', '[]', '{"max_repairs": 0}', 'local:second', null, '{"max_tokens": 7, "max_retries": 0}') ->> 'usd')::numeric,
  (67 + 7) / 1e6, 'what the worker says of itself counts'
);
select is(
  private.execution_bound('x', '[]', '{}', '[]', '{}', 'local:second', 'openai:who', null), '{"unknown": "openai:who"}',
  'a price that nobody knows is named'
);
select tests.create_prompt('free', 'mallory', tests.personal_tenant('mallory'));
select tests.publish('free', 'mallory');
update public.budgets set deleted_at = now() where id = tests.id('strange');
select is(
  tests.begin_execution('mallory', 'free', null) -> 'hold', 'null', 'without a budget nothing is reckoned'
);

select * from finish();
rollback;
