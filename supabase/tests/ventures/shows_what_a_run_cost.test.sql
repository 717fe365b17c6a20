begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(3);
select tests.create_cast();
select tests.create_venture('shop', 'alice');
select tests.create_agent('agent', 'alice');
select tests.create_agent_execution('run', 'shop', 'bob', 'agent', 'RUNNING');
insert into public.cost_tracking (
  tenant_id, user_id, purpose, reference_id, kind, provider, model, cost_usd, price_source, outcome, started_at
)
select tests.id('acme'), tests.id('bob'), purpose::public.cost_purpose, reference_id, 'FIRST', 'local', 'local:a', cost,
  'OPERATOR', 'SUCCEEDED', now()
from (values
  ('AGENT_EXECUTION', tests.id('run'), 0.25), ('AGENT_EXECUTION', tests.id('run'), 0.5),
  ('PROMPT_EXECUTION', tests.id('run'), 7), ('AGENT_EXECUTION', tests.id('other'), 9)
) as t (purpose, reference_id, cost);

select tests.as_user('vera', tests.id('acme'));
select is(
  (select sum(c.cost_usd) from public.agent_executions as e cross join lateral public.agent_model_calls(e) as c), 0.75,
  'the ledger rows of the run, and no others'
);
select is(
  (select (key, calls)::text from public.cost_summary(p_to => now() + interval '1 s', p_group_by => 'purpose') where key = 'AGENT_EXECUTION'),
  '(AGENT_EXECUTION,3)', 'and the tenant''s costs by purpose'
);
select tests.as_user('mallory');
select is_empty(
  $$ select from public.agent_executions as e cross join lateral public.agent_model_calls(e) $$, 'nothing to a stranger'
);

select * from finish();
rollback;
