begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(24);
select tests.create_cast();
select tests.make_active_workflow('flow', 'alice');
select tests.make_run('run', 'flow', 'alice');
alter table public.workflow_executions disable trigger workflow_executions_guard;

select throws_like(
  format('update public.workflow_executions set %s where id = %L', r.change, tests.id('run')), format('%%"%s"%%', r.rule), r.rule
)
from (values
  ('workflow_executions_trigger_data_is_object_of_256_kb', $$ trigger_data = '[]' $$),
  ('workflow_executions_input_data_is_object_of_2_mb', $$ input_data = '"a"' $$),
  ('workflow_executions_output_data_is_object_of_8_mb', $$ output_data = '[]' $$),
  ('workflow_executions_duration_not_negative', $$ status = 'failed', started_at = now(), completed_at = now(), duration_ms = -1 $$),
  ('workflow_executions_completed_after_started', $$ status = 'failed', started_at = now(), completed_at = now() - interval '1s' $$),
  ('workflow_executions_status_matches_timestamps', $$ started_at = now() $$),
  ('workflow_executions_status_matches_timestamps', $$ duration_ms = 1 $$),
  ('workflow_executions_status_matches_timestamps', $$ status = 'running' $$),
  ('workflow_executions_status_matches_timestamps', $$ status = 'completed' $$),
  ('workflow_executions_status_matches_timestamps', $$ status = 'timeout', started_at = now() $$),
  ('workflow_executions_steps_add_up', $$ steps_completed = 2, steps_failed = 1 $$),
  ('workflow_executions_error_message_fits', $$ error_message = repeat('a', 10001) $$),
  ('workflow_executions_error_stack_fits', $$ error_stack = repeat('a', 100001) $$)
) as r (rule, change);

select throws_like(
  format(
    'insert into public.workflow_execution_logs (tenant_id, execution_id, message, %s) values (%L, %L, %s)', r.columns,
    tests.id('acme'), tests.id('run'), r.row
  ),
  format('%%"%s"%%', r.rule), r.rule
)
from (values
  ('workflow_execution_logs_message_fits', 'level', $$ repeat('a', 10001), 'info' $$),
  ('workflow_execution_logs_metadata_is_object_of_256_kb', 'metadata', $$ 'x', '[]' $$),
  ('workflow_execution_logs_step_key_fits', 'step_key', $$ 'x', repeat('a', 101) $$),
  ('workflow_execution_logs_step_completed_after_started', 'step_started_at, step_completed_at', $$ 'x', now(), now() - interval '1s' $$),
  ('workflow_execution_logs_step_duration_not_negative', 'step_duration_ms', $$ 'x', -1 $$)
) as r (rule, columns, row);
alter table public.workflow_execution_logs disable trigger workflow_execution_logs_fill;
select throws_like(
  format(
    'insert into public.workflow_execution_logs (tenant_id, execution_id, message, workflow_step_id) values (%L, %L, ''x'', %L)',
    tests.id('acme'), tests.id('run'), tests.id('flow ask')
  ),
  '%"workflow_execution_logs_step_has_a_key"%', 'a step has a key'
);
alter table public.workflow_execution_logs enable trigger workflow_execution_logs_fill;

-- A line and the workflow's steps.
select tests.make_workflow('other', 'alice');
select lives_ok(
  format(
    'insert into public.workflow_execution_logs (tenant_id, execution_id, message, workflow_step_id) values (%L, %L, ''x'', %L)',
    tests.id('acme'), tests.id('run'), tests.id('flow ask')
  ), 'a line is about a step of its workflow'
);
select is(
  (select step_key from public.workflow_execution_logs where execution_id = tests.id('run')), 'ask', '… and takes its key'
);
select throws_ok(
  format(
    'insert into public.workflow_execution_logs (tenant_id, execution_id, message, workflow_step_id) values (%L, %L, ''x'', %L)',
    tests.id('acme'), tests.id('run'), tests.id('other ask')
  ), 'PT409', 'The step is none of the workflow that is executed.', 'not about another one''s'
);
select throws_ok(
  format('delete from public.workflow_steps where id = %L', tests.id('flow ask')), '23503', null,
  'a step that a line is about is not removed'
);
select throws_ok(
  format('delete from public.workflows where id = %L', tests.id('flow')), '23503', null,
  'nor a workflow that was executed'
);

select * from finish();
rollback;
