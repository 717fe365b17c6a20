begin;
\ir ../helpers.sql
select plan(8);
select tests.create_cast();
select tests.create_idea('shop', 'bob');
select tests.submit_idea('shop', 'bob');

select tests.run_agents('shop', null, null, null, null, null);
select results_eq(
  $$ select status::text, score, (results ->> 'failed')::int, started_at is not null, completed_at is not null
     from public.evaluations $$,
  $$ values ('failed', null::numeric, 5, true, true) $$, 'all agents failed: so did the evaluation'
);
select is(
  (select error_message from public.evaluations),
  e'competitive-analysis: No answer.\ncustomer-research: No answer.\nfinancial-analysis: No answer.\n'
  || e'market-research: No answer.\ntechnical-feasibility: No answer.', 'it says why, agent by agent'
);
select is((select status::text from public.business_ideas), 'draft', 'the idea is a draft again');
select tests.as_user('bob');
select lives_ok($$ update public.business_ideas set title = 'other' $$, 'to be worked on');
select tests.as_owner();

select tests.submit_idea('shop', 'bob');
select tests.run_agents('shop', null, 50, null, null, null);
select is((select status::text from public.business_ideas), 'completed', 'one agent is enough to complete it');
select tests.submit_idea('shop', 'bob');
select tests.run_agents('shop', null, null, null, null, null);
select is(
  (select status::text from public.business_ideas), 'completed',
  'when a later evaluation fails, the idea is what it was: completed'
);
select results_eq(
  $$ select status::text, count(*) from public.evaluations group by status order by status $$,
  $$ values ('completed', 1::bigint), ('failed', 2::bigint) $$, 'all evaluations stay'
);

-- Twenty agents with the longest of reasons.
select tests.submit_idea('shop', 'bob');
insert into public.agent_results (tenant_id, evaluation_id, agent_type)
select e.tenant_id, e.id, 'agent-' || n from public.evaluations as e, generate_series(1, 15) as n where e.status = 'pending';
update public.agent_results set status = 'running' where status = 'pending';
update public.agent_results set status = 'failed', error_message = repeat(e'\u0001', 10000) where status = 'running';
select is(
  (select max(char_length(error_message)) from public.evaluations), 10000, 'what would not fit is cut off'
);

select * from finish();
rollback;
