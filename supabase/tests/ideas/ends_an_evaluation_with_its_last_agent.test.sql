begin;
\ir ../helpers.sql
select plan(15);
select tests.create_cast();
select tests.create_idea('shop', 'bob');
select tests.submit_idea('shop', 'bob');

create function tests.statuses() returns text
language sql stable
as $$
  select i.status || ', ' || e.status from public.business_ideas as i join public.evaluations as e on e.business_idea_id = i.id
$$;

select is(tests.statuses(), 'submitted, pending', 'it waits');
update public.agent_results set status = 'running', started_at = '2026-01-01 10:00Z'
where id = tests.result_id('shop', 'market-research');
select is(tests.statuses(), 'evaluating, analyzing', 'the first agent that begins starts it');
select is((select started_at from public.evaluations), '2026-01-01 10:00Z', 'at the moment when that one began');
update public.agent_results set status = 'running', started_at = '2026-01-01 09:00Z'
where id = tests.result_id('shop', 'customer-research');
select is((select started_at from public.evaluations), '2026-01-01 10:00Z', 'the next one does not start it again');

update public.agent_results
set status = 'completed', score = 80, output_data = '{}', insights = '["large"]', completed_at = '2026-01-01 12:00Z'
where id = tests.result_id('shop', 'market-research');
update public.agent_results
set status = 'completed', score = 65.5, output_data = '{}', completed_at = '2026-01-01 11:00Z'
where id = tests.result_id('shop', 'customer-research');
update public.agent_results set status = 'running', started_at = '2026-01-01 10:00Z' where status = 'pending';
update public.agent_results
set status = 'completed', output_data = '"a report"', completed_at = '2026-01-01 11:00Z'
where id = tests.result_id('shop', 'competitive-analysis');
update public.agent_results
set status = 'failed', error_message = 'No figures.', completed_at = '2026-01-01 11:00Z'
where id = tests.result_id('shop', 'financial-analysis');
select is(tests.statuses(), 'evaluating, analyzing', 'four of five do not end it');
select is((select results from public.evaluations), null, 'and give no results');

update public.agent_results
set status = 'completed', score = 70, output_data = '{}', completed_at = '2026-01-01 11:30Z'
where id = tests.result_id('shop', 'technical-feasibility');
select is(tests.statuses(), 'completed, completed', 'the last one does');
select is((select completed_at from public.evaluations), '2026-01-01 12:00Z', 'at the latest of their ends');
select is((select score from public.evaluations), 71.83, 'its score is the mean of the scores that there are');
select is((select error_message from public.evaluations), null, 'one failure does not make it fail');
select is(
  (select results - 'agents' from public.evaluations),
  '{"overall_score": 71.83, "total": 5, "completed": 4, "failed": 1}', 'the agents are counted'
);
select is(
  (select results #> '{agents,market-research}' from public.evaluations),
  '{"status": "completed", "score": 80.00, "insights": ["large"], "error_message": null}', 'each has its say'
);
select is(
  (select results #> '{agents,financial-analysis}' from public.evaluations),
  '{"status": "failed", "score": null, "insights": null, "error_message": "No figures."}', 'the failed one too'
);

-- All at once, in one statement.
select tests.create_idea('bakery', 'bob'), tests.submit_idea('bakery', 'bob');
update public.agent_results set status = 'running' where status = 'pending';
update public.agent_results set status = 'completed', output_data = '{}' where status = 'running';
select results_eq(
  $$ select i.status::text, e.status::text, e.score from public.business_ideas as i
     join public.evaluations as e on e.business_idea_id = i.id where i.title = 'bakery' $$,
  $$ values ('completed', 'completed', null::numeric) $$, 'agents may end together, and without scores'
);
select is(
  (select (results ->> 'completed')::int from public.evaluations where business_idea_id = tests.id('bakery')), 5,
  'all five are in the results'
);

select * from finish();
rollback;
