begin;
\ir ../helpers.sql
select plan(6);
select tests.create_cast();
select tests.create_idea('shop', 'bob');
select tests.submit_idea('shop', 'bob');
select tests.run_agents('shop', null, 40, 40, 40);

select tests.as_service();
select lives_ok(
  $$ update public.agent_results set status = 'pending' where agent_type = 'market-research' $$, 'a failed one, again'
);
select tests.as_owner();
select tests.run_agent('shop', 'technical-feasibility', 40);
select is((select status::text from public.evaluations), 'analyzing', 'the evaluation waits for it');
select tests.run_agent('shop', 'market-research', 90);
select results_eq(
  $$ select status::text, score, (results ->> 'failed')::int from public.evaluations $$,
  $$ values ('completed', 50.00, 0) $$, 'and knows nothing of the failure'
);

-- An agent that died is known by its started_at; what it had is given to another.
select tests.create_idea('bakery', 'bob'), tests.submit_idea('bakery', 'bob');
select tests.as_service();
select public.claim_agent_results(5);
update public.agent_results set status = 'pending' where status = 'running' and started_at < now() + interval '1s';
select is((select count(*) from public.agent_results where status = 'pending'), 5::bigint, 'given back');
select is(
  (select status::text from public.evaluations where business_idea_id = tests.id('bakery')), 'analyzing',
  'the evaluation does not go back'
);
select is((select count(*) from public.claim_agent_results(10)), 5::bigint, 'and claimed again');

select * from finish();
rollback;
