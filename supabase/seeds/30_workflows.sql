-- The demo user's agents, three workflows with their executions and logs, a template, and a deployment. Safe to run again.

do $seed$
declare
  c_demo constant uuid := '00000000-0000-4000-8000-000000000001';
  c_analyst constant uuid := '00000000-0000-4000-8000-000000000301';
  c_publisher constant uuid := '00000000-0000-4000-8000-000000000303';
  c_cleaner constant uuid := '00000000-0000-4000-8000-000000000304';
  c_digest constant uuid := '00000000-0000-4000-8000-000000000311';
  c_support constant uuid := '00000000-0000-4000-8000-000000000312';
  c_template constant uuid := '00000000-0000-4000-8000-000000000341';
  c_deployment constant uuid := '00000000-0000-4000-8000-000000000351';
  v_tenant_id uuid;
  v_next uuid;
begin
  if exists (select from public.agents where id = c_analyst) then
    return;
  end if;
  select id into strict v_tenant_id from public.tenants where personal_user_id = c_demo;
  -- Act as the demo user until the end of this block, so that functions and the audit log see one.
  perform set_config('request.jwt.claims', jsonb_build_object('sub', c_demo, 'role', 'authenticated')::text, true);

  -- Agents: one of two versions, one of each other kind, one retired.
  insert into public.agents (
    id, tenant_id, name, slug, description, purpose, type, config, capabilities, prompt_template, input_schema,
    output_schema, tags
  )
  values (
    c_analyst, v_tenant_id, 'Feedback analyst', 'feedback-analyst',
    'Sorts what customers wrote in a week into themes, with a quotation for each.',
    'The team sees on Monday what customers care about.', 'llm',
    '{"model": "local:smollm2", "parameters": {"temperature": 0.2, "max_tokens": 800}}', '["summarise", "classify"]',
    'Sort the feedback below into at most {{ themes }} themes. Quote one sentence for each.' || E'\n\n{{ feedback }}',
    '{"type": "object", "required": ["feedback", "themes"], "properties": {"feedback": {"type": "string"}, '
    '"themes": {"type": "integer", "minimum": 1, "maximum": 10}}}',
    '{"type": "object", "required": ["themes"], "properties": {"themes": {"type": "array", "items": {"type": "object"}}}}',
    '{feedback,llm}'
  );
  insert into public.agents (id, tenant_id, name, description, type, config, parameters, capabilities, tags)
  values
  (
    c_publisher, v_tenant_id, 'Channel publisher', 'Posts a message to the team channel.', 'api',
    '{"method": "POST", "url": "https://hooks.example.com/team", "expected_status": [200]}',
    '{"type": "object", "properties": {"channel": {"type": "string"}}}', '["notify"]', '{integration}'
  ),
  (
    c_cleaner, v_tenant_id, 'Feedback cleaner', 'Drops empty and repeated entries and joins the rest.', 'data',
    '{"drop_empty": true, "unique_by": "text"}', '{}', '["transform"]', '{feedback,data}'
  ),
  (
    '00000000-0000-4000-8000-000000000305', v_tenant_id, 'Priority rules', 'Decides how urgent a ticket is.', 'code',
    '{"code": "export default (ticket) => ({ urgent: /outage|down/i.test(ticket.subject) })"}', '{}', '["decide"]',
    '{support}'
  ),
  (
    '00000000-0000-4000-8000-000000000306', v_tenant_id, 'Weekly digest as a step', 'Runs the digest inside another workflow.',
    'workflow', jsonb_build_object('workflow_id', c_digest), '{}', '["summarise"]', '{feedback}'
  );
  perform public.activate_agent(a.id) from public.agents as a
  where a.tenant_id = v_tenant_id and a.id <> '00000000-0000-4000-8000-000000000306';
  perform public.archive_agent('00000000-0000-4000-8000-000000000306');
  v_next := (public.new_agent_version(c_analyst)).id;
  update public.agents
  set
    id = '00000000-0000-4000-8000-000000000302',
    description = 'Sorts feedback into themes, with a quotation and a mood for each.'
  where id = v_next;

  -- Workflows: an active one on a schedule, an inactive one, and a draft of its next version.
  insert into public.workflows (
    id, tenant_id, name, description, definition, trigger_config, schedule_cron, schedule_timezone, schedule_enabled, tags
  )
  values
  (
    c_digest, v_tenant_id, 'Weekly feedback digest', 'Every Monday: what customers wrote in the last week, by themes.',
    '{"inputs": {"days": {"type": "integer", "default": 7}}}', '{}', '30 7 * * MON', 'Europe/Berlin', true,
    '{feedback,weekly}'
  ),
  (
    c_support, v_tenant_id, 'Support triage', 'Sorts new tickets by urgency and tells the team of urgent ones.',
    '{"inputs": {"ticket": {"type": "object"}}}', '{"webhook": {"path": "/tickets"}}', null, 'UTC', false, '{support}'
  );
  insert into public.workflow_steps (
    id, tenant_id, workflow_id, agent_id, step_key, step_name, step_type, position, config, inputs, outputs, depends_on,
    retry_count, retry_delay_ms, timeout_ms, on_error
  )
  values
  (
    '00000000-0000-4000-8000-000000000321', v_tenant_id, c_digest, c_cleaner, 'clean', 'Clean up', 'agent', 0, '{}',
    '{"entries": "$.input.entries"}', '{"feedback": "$.text"}', '{}', 0, 1000, 10000, 'fail'
  ),
  (
    '00000000-0000-4000-8000-000000000322', v_tenant_id, c_digest, c_analyst, 'analyse', 'Analyse', 'agent', 1,
    '{"themes": 5}', '{"feedback": "$.steps.clean.feedback"}', '{"themes": "$.themes"}', '{clean}', 2, 5000, 120000,
    'retry'
  ),
  (
    '00000000-0000-4000-8000-000000000323', v_tenant_id, c_digest, null, 'any_themes', 'Anything to say?', 'condition', 2,
    '{"if": "$.steps.analyse.themes", "then": ["publish"], "else": []}', '{}', '{}', '{analyse}', 0, 1000, 5000, 'fail'
  ),
  (
    '00000000-0000-4000-8000-000000000324', v_tenant_id, c_digest, c_publisher, 'publish', 'Publish', 'agent', 3,
    '{"channel": "feedback"}', '{"body": "$.steps.analyse.themes"}', '{}', '{any_themes}', 3, 10000, 30000, 'continue'
  ),
  (
    '00000000-0000-4000-8000-000000000325', v_tenant_id, c_support, '00000000-0000-4000-8000-000000000305', 'decide',
    'Decide', 'agent', 0, '{}', '{"ticket": "$.input.ticket"}', '{"urgent": "$.urgent"}', '{}', 0, 1000, 5000, 'fail'
  ),
  (
    '00000000-0000-4000-8000-000000000326', v_tenant_id, c_support, c_publisher, 'tell', 'Tell the team', 'agent', 1,
    '{"channel": "support"}', '{"body": "$.input.ticket"}', '{}', '{decide}', 2, 2000, 30000, 'retry'
  );
  perform public.activate_workflow(c_digest);
  perform public.activate_workflow(c_support);
  perform public.deactivate_workflow(c_support);
  v_next := (public.new_workflow_version(c_support)).id;
  update public.workflows set id = '00000000-0000-4000-8000-000000000313' where id = v_next;

  -- Executions: three weeks of the digest, and one that waits.
  insert into public.workflow_executions (
    id, tenant_id, workflow_id, user_id, status, trigger_type, trigger_data, input_data, output_data, started_at,
    completed_at, duration_ms, steps_completed, steps_failed, steps_total, error_message, created_at
  )
  values
  (
    '00000000-0000-4000-8000-000000000331', v_tenant_id, c_digest, c_demo, 'completed', 'scheduled',
    '{"cron": "30 7 * * MON"}', '{"days": 7}', '{"themes": [{"name": "Export", "quotation": "I miss a CSV export."}]}',
    now() - interval '21 days', now() - interval '21 days' + interval '4.2 seconds', 4200, 4, 0, 4, null,
    now() - interval '21 days'
  ),
  (
    '00000000-0000-4000-8000-000000000332', v_tenant_id, c_digest, c_demo, 'failed', 'scheduled',
    '{"cron": "30 7 * * MON"}', '{"days": 7}', '{}', now() - interval '14 days',
    now() - interval '14 days' + interval '9.8 seconds', 9800, 1, 1, 4, 'Step "analyse": the model did not answer.',
    now() - interval '14 days'
  ),
  (
    '00000000-0000-4000-8000-000000000333', v_tenant_id, c_digest, c_demo, 'timeout', 'manual', '{}', '{"days": 30}',
    '{}', now() - interval '13 days', now() - interval '13 days' + interval '2 minutes', 120000, 1, 0, 4,
    'The execution ran for longer than 120 seconds.', now() - interval '13 days'
  ),
  (
    '00000000-0000-4000-8000-000000000334', v_tenant_id, c_digest, c_demo, 'cancelled', 'manual', '{}', '{"days": 7}',
    '{}', now() - interval '12 days', now() - interval '12 days', null, 0, 0, 4, null, now() - interval '12 days'
  ),
  (
    '00000000-0000-4000-8000-000000000335', v_tenant_id, c_digest, c_demo, 'completed', 'scheduled',
    '{"cron": "30 7 * * MON"}', '{"days": 7}', '{"themes": []}', now() - interval '7 days',
    now() - interval '7 days' + interval '3.4 seconds', 3400, 4, 0, 4, null, now() - interval '7 days'
  );
  insert into public.workflow_executions (id, tenant_id, workflow_id, user_id, trigger_type, input_data)
  values ('00000000-0000-4000-8000-000000000336', v_tenant_id, c_digest, c_demo, 'manual', '{"days": 7}');

  insert into public.workflow_execution_logs (
    tenant_id, execution_id, workflow_step_id, level, message, metadata, step_status, step_duration_ms, created_at
  )
  select
    v_tenant_id, ('00000000-0000-4000-8000-000000000' || l.execution)::uuid,
    ('00000000-0000-4000-8000-000000000' || l.step)::uuid, l.level::public.workflow_log_level, l.message,
    l.metadata::jsonb, l.step_status::public.workflow_step_status, l.duration_ms, e.started_at + l.after
  from (values
    ('331', '321', 'info', 'Dropped 12 of 240 entries', '{"dropped": 12}', 'completed', 180, interval '0.2 seconds'),
    ('331', '322', 'info', 'Found 5 themes', '{"tokens": 2140}', 'completed', 3600, interval '3.8 seconds'),
    ('331', '323', 'debug', 'Going on to publish', '{}', 'completed', 4, interval '3.9 seconds'),
    ('331', '324', 'info', 'Posted', '{"status": 200}', 'completed', 310, interval '4.2 seconds'),
    ('332', '321', 'info', 'Dropped 3 of 198 entries', '{"dropped": 3}', 'completed', 160, interval '0.2 seconds'),
    ('332', '322', 'warn', 'The model did not answer, trying again', '{"attempt": 1}', 'running', null, interval '4 seconds'),
    ('332', '322', 'error', 'The model did not answer', '{"attempt": 3}', 'failed', 9500, interval '9.8 seconds'),
    ('332', '323', 'info', 'Passed over', '{}', 'skipped', null, interval '9.8 seconds'),
    ('333', '321', 'info', 'Dropped 40 of 1,020 entries', '{"dropped": 40}', 'completed', 700, interval '0.7 seconds'),
    ('333', null, 'fatal', 'Ran for longer than 120 seconds', '{}', null, null, interval '2 minutes'),
    ('335', '321', 'info', 'Dropped 0 of 0 entries', '{"dropped": 0}', 'completed', 20, interval '0.1 seconds'),
    ('335', '322', 'info', 'Found no themes', '{"tokens": 90}', 'completed', 3100, interval '3.2 seconds'),
    ('335', '323', 'info', 'Nothing to say', '{}', 'completed', 4, interval '3.4 seconds')
  ) as l (execution, step, level, message, metadata, step_status, duration_ms, after)
  join public.workflow_executions as e on e.id = ('00000000-0000-4000-8000-000000000' || l.execution)::uuid;

  -- A template of their own, and what they think of two official ones.
  insert into public.templates (id, tenant_id, name, description, category, type, tags, template_data)
  values (
    c_template, v_tenant_id, 'Analyse and publish', 'The two steps that all our digests share.', 'feedback', 'workflow',
    '{feedback}',
    '{"steps": [
      {"step_key": "analyse", "step_name": "Analyse", "step_type": "agent", "agent_slug": "feedback-analyst"},
      {"step_key": "publish", "step_name": "Publish", "step_type": "agent", "depends_on": ["analyse"],
       "agent": {"type": "api", "name": "Publisher", "config": {"method": "POST", "url": "https://hooks.example.com/team"}}}
    ]}'
  );
  insert into public.template_ratings (tenant_id, template_id, rating)
  values
  (v_tenant_id, '00000000-0000-4000-8000-00000000f304', 5),
  (v_tenant_id, '00000000-0000-4000-8000-00000000f305', 4);

  -- The digest in service, with a variable whose value nobody reads back.
  insert into public.deployments (id, tenant_id, name, description, workflow_id, environment, config, endpoint_url)
  values (
    c_deployment, v_tenant_id, 'Digest in production', 'Answers calls besides its schedule.', c_digest, 'production',
    '{"region": "europe-west3"}', 'https://digest.example.com/run'
  );
  perform public.set_deployment_secrets(c_deployment, '{"CHANNEL_TOKEN": "not-a-real-token", "REGION": "europe-west3"}');
  perform public.start_deployment(c_deployment);
  update public.deployments
  set
    status = 'running', health_status = 'healthy', last_health_check_at = now(), total_requests = 1284, total_errors = 3,
    avg_response_time_ms = 212
  where id = c_deployment;
end
$seed$;
