begin;
\ir ../helpers.sql
select plan(10);
select tests.create_cast();
select tests.create_tenant('umbrella', 'mallory');
select tests.create_idea('shop', 'bob');
select tests.submit_idea('shop', 'bob');

create function tests.add(p_agent_type text, p_tenant_id uuid default tests.id('acme'), p_evaluation_id uuid default null)
returns void
language sql
as $$
  insert into public.agent_results (tenant_id, evaluation_id, agent_type, input_data)
  values (p_tenant_id, coalesce(p_evaluation_id, (select id from public.evaluations)), p_agent_type, '{"more": 1}')
$$;

select tests.as_service();
select lives_ok($$ select tests.add('risk-assessment') $$, 'one more agent');
select throws_ok(
  $$ select tests.add('risk-assessment') $$, 'PT409', 'The evaluation has agent risk-assessment already.', 'not twice'
);
select throws_like(
  $$ select tests.add('Risk Assessment') $$, '%agent_results_agent_type_is_words_with_hyphens%', 'named like the others'
);
select throws_like($$ select tests.add('risk-') $$, '%agent_results_agent_type_is_words_with_hyphens%', 'whole words');
select throws_ok(
  $$ select tests.add('x', tests.id('umbrella')) $$, 'PT404', 'There is no such evaluation.', 'not into another tenant'
);
select throws_ok(
  $$ select tests.add('x', p_evaluation_id => tests.id('none')) $$, 'PT404', 'There is no such evaluation.',
  'nor to none at all'
);
select tests.add('agent-' || n) from generate_series(1, 14) as n;
select throws_ok($$ select tests.add('agent-15') $$, 'PT409', 'An evaluation has at most 20 agents.', 'up to 20');
select tests.as_owner();
select throws_ok(
  $$ insert into public.agent_results (tenant_id, evaluation_id, agent_type, status, started_at)
     select tenant_id, id, 'x', 'running', now() from public.evaluations $$,
  'PT409', 'A result begins as pending.', 'whoever adds it'
);
update public.agent_results set status = 'running';
update public.agent_results set status = 'completed', score = 10, output_data = '{}' where agent_type <> 'risk-assessment';
select is((select status::text from public.evaluations), 'analyzing', 'the evaluation waits for all of them');
alter table public.agent_results disable trigger agent_results_admit;
select throws_like(
  $$ select tests.add('risk-assessment') $$, '%agent_results_one_of_each_agent_type%', 'nor around the trigger'
);

select * from finish();
rollback;
