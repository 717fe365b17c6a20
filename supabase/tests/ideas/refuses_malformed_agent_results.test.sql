begin;
\ir ../helpers.sql
select plan(22);
select tests.create_cast();
select tests.create_idea('shop', 'bob');
select tests.submit_idea('shop', 'bob');

select tests.as_service();
update public.agent_results set status = 'running', started_at = '2026-01-01 10:00Z' where agent_type = 'market-research';
select throws_like(
  'update public.agent_results set ' || s.change || ' where agent_type = ''market-research''',
  '%' || s.rule || '%', s.change
)
from (values
  ($$status = 'completed', output_data = '{}', score = -0.01$$, 'agent_results_score_between_0_and_100'),
  ($$status = 'completed', output_data = '{}', score = 100.01$$, 'agent_results_score_between_0_and_100'),
  ($$status = 'completed', output_data = '{}', score = 100.004$$, 'agent_results_score_between_0_and_100'),
  ($$status = 'completed', output_data = '{}', score = 75.996$$, 'agent_results_score_has_at_most_2_decimals'),
  ('score = 10', 'agent_results_score_means_completed'),
  ($$status = 'completed'$$, 'agent_results_completed_has_output'),
  ($$status = 'failed'$$, 'agent_results_error_message_means_failed'),
  ($$error_message = 'x'$$, 'agent_results_error_message_means_failed'),
  ($$status = 'failed', error_message = ''$$, 'agent_results_error_message_fits'),
  ($$status = 'failed', error_message = repeat('x', 10001)$$, 'agent_results_error_message_fits'),
  ('completed_at = started_at', 'agent_results_status_matches_timestamps'),
  ('started_at = null, status = status', 'none'),
  ($$status = 'completed', output_data = '{}', completed_at = '2026-01-01 09:59Z'$$, 'agent_results_completed_after_started'),
  ($$input_data = '[]'$$, 'agent_results_input_data_is_object_of_1_mb'),
  ($$input_data = jsonb_build_object('a', repeat('x', 1048576))$$, 'agent_results_input_data_is_object_of_1_mb'),
  ($$output_data = to_jsonb(repeat('x', 1048576))$$, 'agent_results_output_data_fits_1_mb'),
  ($$output_data = (repeat('[', 101) || repeat(']', 101))::jsonb$$, 'agent_results_output_data_fits_1_mb'),
  ($$insights = to_jsonb(repeat('x', 65536))$$, 'agent_results_insights_fit_64_kb')
) as s (change, rule)
where s.rule <> 'none';
update public.agent_results set started_at = null where agent_type = 'market-research';
select is(
  (select started_at from public.agent_results where agent_type = 'market-research'), now(), 'what runs has begun'
);
select lives_ok(
  $$ update public.agent_results set insights = '["a", {"b": 1}]', output_data = '"text"'
     where agent_type = 'market-research' $$, 'any JSON is an output'
);
select tests.as_owner();
alter table public.agent_results disable trigger agent_results_guard;
select throws_like(
  'update public.agent_results set ' || s.change || ' where agent_type = ''customer-research''',
  '%agent_results_status_matches_timestamps%', s.change
)
from (values
  ('started_at = now()'), ('status = ''running'''),
  ('status = ''completed'', output_data = ''{}'', completed_at = now()')
) as s (change);

select * from finish();
rollback;
