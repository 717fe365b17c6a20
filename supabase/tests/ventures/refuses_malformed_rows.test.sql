begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(57);
select tests.create_cast();
select tests.create_venture('shop', 'alice');
select tests.create_agent('agent', 'alice');
select tests.create_agent_execution('run', 'shop', 'bob', 'agent', 'RUNNING');

-- A right row of each table, of which one column is then spoiled.
create function tests.right_row(p_table text) returns jsonb
language sql stable
as $$
  select jsonb_build_object('id', gen_random_uuid(), 'tenant_id', tests.id('acme'))
  || case when p_table in ('ventures', 'agent_checkpoints') then '{}' else jsonb_build_object('venture_id', tests.id('shop')) end
  || case when p_table in ('ventures', 'user_stories', 'personas', 'requirements', 'artifacts', 'agent_executions')
       then jsonb_build_object('user_id', tests.id('bob')) else '{}' end
  || case p_table
    when 'ventures' then jsonb_build_object('name', gen_random_uuid(), 'description', '')
    when 'user_stories' then '{"title": "a", "priority": "P1", "evidence_tier": "E0"}'
    when 'personas' then '{"name": "a", "goals": [], "frustrations": [], "attributes": {}, "evidence_tier": "E0"}'
    when 'requirements' then '{"description": "a", "evidence_tier": "E2", "is_critical": true}'
    when 'artifacts' then jsonb_build_object('type', 'CODE', 'content', '{}'::jsonb)
    when 'agent_executions' then jsonb_build_object(
      'agent_id', tests.id('agent'), 'status', 'RUNNING', 'input', '{}'::jsonb, 'cost_is_complete', true,
      'started_at', now()
    )
    when 'agent_checkpoints' then jsonb_build_object(
      'execution_id', tests.id('run'), 'checkpoint_key', gen_random_uuid(), 'state', '{}'::jsonb
    )
    when 'telemetry' then jsonb_build_object('component', 'api', 'metric', 'm', 'value', 1, 'recorded_at', now())
    when 'divergence_alerts' then jsonb_build_object(
      'component', 'api', 'expected', 1, 'actual', 2, 'severity', 'LOW', 'detected_at', now()
    )
  end
  || '{"created_at": "2026-01-01", "updated_at": "2026-01-01"}'
$$;
create function tests.inserting(p_table text, p_row jsonb) returns text
language sql stable
as $$
  select format(
    'insert into public.%1$I (%2$s) select %2$s from jsonb_populate_record(null::public.%1$I, %3$L)',
    p_table, string_agg(format('%I', key), ', '), p_row
  )
  from jsonb_object_keys(p_row) as key
  where key in (select attname from pg_attribute where attrelid = ('public.' || p_table)::regclass)
$$;

select lives_ok(tests.inserting(t, tests.right_row(t)), 'a right row of ' || t)
from unnest(array[
  'ventures', 'user_stories', 'personas', 'requirements', 'artifacts', 'agent_executions', 'agent_checkpoints',
  'telemetry', 'divergence_alerts'
]) as t;
select throws_like(
  tests.inserting(t.name, tests.right_row(t.name) || t.spoiled), '%' || t.constraint_name || '%',
  t.constraint_name || ': ' || left(t.spoiled::text, 50)
)
from (values
  ('ventures', '{"name": " "}', 'ventures_name_fits'),
  ('ventures', jsonb_build_object('name', repeat('x', 101)), 'ventures_name_fits'),
  ('ventures', jsonb_build_object('description', repeat('x', 501)), 'ventures_description_fits'),
  ('ventures', '{"description": null}', 'description'),
  ('user_stories', '{"title": ""}', 'user_stories_title_fits'),
  ('user_stories', jsonb_build_object('title', repeat('x', 201)), 'user_stories_title_fits'),
  ('user_stories', jsonb_build_object('description', repeat('x', 5001)), 'user_stories_description_fits'),
  ('user_stories', '{"priority": null}', 'priority'),
  ('user_stories', '{"priority": "P4"}', 'story_priority'),
  ('personas', '{"name": ""}', 'personas_name_fits'),
  ('personas', jsonb_build_object('name', repeat('x', 101)), 'personas_name_fits'),
  ('personas', jsonb_build_object('occupation', repeat('x', 201)), 'personas_occupation_fits'),
  ('personas', jsonb_build_object('summary', repeat('x', 5001)), 'personas_summary_fits'),
  ('personas', '{"goals": [null]}', 'personas_goals_are_few_and_short'),
  ('personas', jsonb_build_object('frustrations', array[repeat('x', 5001)]), 'personas_frustrations_are_few_and_short'),
  ('personas', '{"attributes": []}', 'personas_attributes_is_small_object'),
  ('requirements', '{"description": " "}', 'requirements_description_fits'),
  ('requirements', jsonb_build_object('description', repeat('x', 20001)), 'requirements_description_fits'),
  ('requirements', '{"evidence_url": "ftp://example.com"}', 'requirements_evidence_url_is_web_address'),
  ('requirements', '{"evidence_url": "https:// x"}', 'requirements_evidence_url_is_web_address'),
  ('requirements', '{"evidence_url": "javascript:alert(1)"}', 'requirements_evidence_url_is_web_address'),
  (
    'requirements', jsonb_build_object('evidence_url', 'https://example.com/' || repeat('x', 481)),
    'requirements_evidence_url_is_web_address'
  ),
  ('artifacts', jsonb_build_object('content', repeat('x', 1048577)), 'artifacts_content_fits'),
  ('artifacts', '{"metadata": []}', 'artifacts_metadata_is_small_object'),
  ('artifacts', '{"type": "POEM"}', 'artifact_type'),
  ('agent_executions', '{"input": []}', 'agent_executions_input_is_object_of_2_mb'),
  ('agent_executions', '{"model": ""}', 'agent_executions_model_fits'),
  ('agent_executions', jsonb_build_object('error', repeat('x', 262145)), 'agent_executions_error_fits'),
  ('agent_executions', jsonb_build_object('output', repeat('x', 4194305)), 'agent_executions_output_fits_4_mb'),
  ('agent_executions', '{"token_usage": []}', 'agent_executions_token_usage_is_small_object'),
  ('agent_executions', '{"cost_usd": -1}', 'agent_executions_cost_not_negative'),
  ('agent_executions', '{"completed_at": "2100-01-01"}', 'agent_executions_status_matches_timestamps'),
  ('agent_executions', '{"completed_at": "2000-01-01"}', 'agent_executions_completed_after_started'),
  ('agent_checkpoints', '{"checkpoint_key": ""}', 'agent_checkpoints_key_fits'),
  ('agent_checkpoints', jsonb_build_object('checkpoint_key', repeat('x', 101)), 'agent_checkpoints_key_fits'),
  ('agent_checkpoints', jsonb_build_object('state', repeat('x', 4194305)), 'agent_checkpoints_state_fits_4_mb'),
  ('telemetry', '{"component": ""}', 'telemetry_component_fits'),
  ('telemetry', jsonb_build_object('metric', repeat('x', 101)), 'telemetry_metric_fits'),
  ('telemetry', '{"value": null}', 'telemetry_says_something'),
  ('telemetry', '{"value": "NaN"}', 'telemetry_value_is_plain_number'),
  ('telemetry', '{"value": 1e30}', 'telemetry_value_is_plain_number'),
  ('telemetry', '{"payload": []}', 'telemetry_payload_is_small_object'),
  ('divergence_alerts', '{"component": " "}', 'divergence_alerts_component_fits'),
  ('divergence_alerts', jsonb_build_object('expected', repeat('x', 262145)), 'divergence_alerts_expected_fits'),
  ('divergence_alerts', jsonb_build_object('actual', repeat('x', 262145)), 'divergence_alerts_actual_fits'),
  ('divergence_alerts', '{"resolved_at": "2000-01-01"}', 'divergence_alerts_resolved_after_detected'),
  ('divergence_alerts', '{"severity": "low"}', 'divergence_severity'),
  (
    'artifacts', jsonb_build_object('content', (repeat('[', 101) || repeat(']', 101))::jsonb), 'artifacts_content_fits'
  )
) as t (name, spoiled, constraint_name);

select * from finish();
rollback;
