begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(33);
select tests.create_cast();
select tests.make_workflow('flow', 'alice');
select tests.make_run('gone', 'active', 'alice') from tests.make_active_workflow('active', 'alice');
select tests.make_deployment('live', 'active', 'alice');

select throws_like(
  format('update public.%s set %s where id = %L', r.table_name, r.change, tests.id(r.word)), format('%%"%s"%%', r.rule), r.rule
)
from (values
  ('workflows', 'flow', 'workflows_name_fits', $$ name = ' ' $$),
  ('workflows', 'flow', 'workflows_description_fits', $$ description = repeat('a', 5001) $$),
  ('workflows', 'flow', 'workflows_definition_is_object_of_256_kb', $$ definition = '[]' $$),
  ('workflows', 'flow', 'workflows_trigger_config_is_object_of_100_kb', $$ trigger_config = '1' $$),
  ('workflows', 'flow', 'workflows_schedule_has_a_cron_expression', $$ schedule_enabled = true $$),
  ('workflows', 'flow', 'workflows_schedule_cron_is_valid', $$ schedule_cron = '61 * * * *' $$),
  ('workflows', 'flow', 'workflows_schedule_cron_is_valid', $$ schedule_cron = repeat('1,', 50) || '1 * * * *' $$),
  ('workflows', 'flow', 'workflows_counters_add_up', $$ failed_executions = 1 $$),
  ('workflows', 'flow', 'workflows_tags_are_few_and_short', $$ tags = array_fill('a'::text, array[51]) $$),
  ('workflow_steps', 'flow ask', 'workflow_steps_only_agent_steps_have_an_agent', $$ step_type = 'wait' $$),
  ('workflow_steps', 'flow ask', 'workflow_steps_key_is_an_identifier', $$ step_key = 'with space' $$),
  ('workflow_steps', 'flow ask', 'workflow_steps_key_is_an_identifier', $$ step_key = repeat('a', 101) $$),
  ('workflow_steps', 'flow ask', 'workflow_steps_key_is_unique_in_workflow', $$ step_key = 'pause' $$),
  ('workflow_steps', 'flow ask', 'workflow_steps_name_fits', $$ step_name = '' $$),
  ('workflow_steps', 'flow ask', 'workflow_steps_position_is_sane', $$ position = -1 $$),
  ('workflow_steps', 'flow ask', 'workflow_steps_config_is_object_of_100_kb', $$ config = '[]' $$),
  ('workflow_steps', 'flow ask', 'workflow_steps_inputs_is_object_of_100_kb', $$ inputs = '[]' $$),
  ('workflow_steps', 'flow ask', 'workflow_steps_outputs_is_object_of_100_kb', $$ outputs = '[]' $$),
  ('workflow_steps', 'flow ask', 'workflow_steps_depend_on_at_most_100_others', $$ depends_on = '{ask}' $$),
  ('workflow_steps', 'flow ask', 'workflow_steps_depend_on_at_most_100_others', $$ depends_on = array_fill('a'::text, array[101]) $$),
  ('workflow_steps', 'flow ask', 'workflow_steps_retry_count_is_at_most_10', $$ retry_count = 11 $$),
  ('workflow_steps', 'flow ask', 'workflow_steps_retry_delay_is_at_most_an_hour', $$ retry_delay_ms = 3600001 $$),
  ('workflow_steps', 'flow ask', 'workflow_steps_timeout_is_at_most_a_day', $$ timeout_ms = 0 $$),
  ('deployments', 'live', 'deployments_name_fits', $$ name = ' ' $$),
  ('deployments', 'live', 'deployments_description_fits', $$ description = repeat('a', 5001) $$),
  ('deployments', 'live', 'deployments_deploy_either_a_workflow_or_an_agent', $$ workflow_id = null $$),
  ('deployments', 'live', 'deployments_deploy_either_a_workflow_or_an_agent', $$ agent_id = tests.id('active agent') $$),
  ('deployments', 'live', 'deployments_config_is_object_of_100_kb', $$ config = '[]' $$),
  ('deployments', 'live', 'deployments_endpoint_url_is_http', $$ endpoint_url = 'ftp://example.com' $$),
  ('deployments', 'live', 'deployments_memory_is_at_most_64_gb', $$ allocated_memory_mb = 65537 $$),
  ('deployments', 'live', 'deployments_cpu_shares_are_2_to_262144', $$ allocated_cpu_shares = 1 $$),
  ('deployments', 'live', 'deployments_counters_add_up', $$ total_errors = 1 $$),
  ('workflow_executions', 'gone', 'workflow_executions_steps_add_up', $$ steps_failed = 3 $$)
) as r (table_name, word, rule, change);

select * from finish();
rollback;
