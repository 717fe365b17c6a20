-- Two ventures of demo@formaops.com: one that went all the way to DEPLOY, with everything that belongs to a venture,
-- and one in DISCOVER whose gate has not passed.

do $seed$
declare
  c_demo constant uuid := '00000000-0000-4000-8000-000000000001';
  c_venture constant uuid := '00000000-0000-4000-8000-000000000401';
  c_young constant uuid := '00000000-0000-4000-8000-000000000402';
  c_prd constant uuid := '00000000-0000-4000-8000-000000000441';
  c_sizing constant uuid := '00000000-0000-4000-8000-000000000451';
  c_checking constant uuid := '00000000-0000-4000-8000-000000000452';
  c_queued constant uuid := '00000000-0000-4000-8000-000000000453';
  c_start constant timestamptz := now() - interval '60 days';
  v_tenant_id uuid;
begin
  if exists (select from public.ventures where id = c_venture) then
    return;
  end if;
  select id into strict v_tenant_id from public.tenants where personal_user_id = c_demo;
  -- Act as the demo user until the end of this block, so that the phases and the audit log see who it was.
  perform set_config('request.jwt.claims', jsonb_build_object('sub', c_demo, 'role', 'authenticated')::text, true);

  insert into public.ventures (id, tenant_id, name, description, created_at)
  values
  (
    c_venture, v_tenant_id, 'Table by Message',
    'Small restaurants lose evening guests because the phone is not answered during service; we take bookings by '
    'message and confirm them at once.', c_start
  ),
  (
    c_young, v_tenant_id, 'Quiet Hours',
    'Shops announce hours without music and bright light, so that people who cannot bear both may plan their visit.',
    now() - interval '6 days'
  );

  insert into public.quality_gates (id, tenant_id, venture_id, gate_type, score, criteria, calculated_at)
  values
  (
    '00000000-0000-4000-8000-000000000411', v_tenant_id, c_venture, 'VRC', 0.6850,
    '{"problem": 0.8, "customer": 0.7, "market": 0.6, "alternatives": 0.6, "evidence": 0.6}',
    c_start + interval '8 days'
  ),
  (
    '00000000-0000-4000-8000-000000000412', v_tenant_id, c_venture, 'VRC', 0.8275,
    '{"problem": 0.95, "customer": 0.85, "market": 0.75, "alternatives": 0.7, "evidence": 0.8}',
    c_start + interval '12 days'
  ),
  (
    '00000000-0000-4000-8000-000000000413', v_tenant_id, c_venture, 'VCD', 0.7900,
    '{"coherence": 0.8, "evidence": 0.85, "testability": 0.75, "coverage": 0.75, "focus": 0.8}',
    c_start + interval '22 days'
  ),
  (
    '00000000-0000-4000-8000-000000000414', v_tenant_id, c_venture, 'DSP', 0.8400,
    '{"traceability": 0.9, "consistency": 0.8, "failure": 0.8, "security": 0.85, "accessibility": 0.8}',
    c_start + interval '33 days'
  ),
  (
    '00000000-0000-4000-8000-000000000415', v_tenant_id, c_venture, 'MDP', 0.9050,
    '{"function": 1, "defects": 0.8, "quality": 0.85, "safety": 0.9, "operation": 0.9}', c_start + interval '52 days'
  ),
  (
    '00000000-0000-4000-8000-000000000416', v_tenant_id, c_young, 'VRC', 0.4150,
    '{"problem": 0.5, "customer": 0.5, "market": 0.2, "alternatives": 0.4, "evidence": 0.4}', now() - interval '2 days'
  );
  perform public.advance_venture(c_venture, 'DISCOVER');
  perform public.advance_venture(c_venture, 'DEFINE');
  perform public.advance_venture(c_venture, 'DESIGN');
  perform public.advance_venture(c_venture, 'DEVELOP');
  -- It did not happen all at once: a phase ends when its gate was calculated, and the next begins.
  update public.venture_phases as p
  set completed_at = w.completed_at, entered_at = w.entered_at
  from (
    select
      q.id, g.calculated_at as completed_at,
      coalesce(lag(g.calculated_at) over (partition by v.id order by q.phase), v.created_at) as entered_at
    from public.venture_phases as q
    join public.ventures as v on v.id = q.venture_id
    left join public.quality_gates as g on g.id = q.quality_gate_id
    where v.id in (c_venture, c_young)
  ) as w
  where p.id = w.id;

  insert into public.personas (
    id, tenant_id, venture_id, name, occupation, summary, goals, frustrations, attributes, evidence_tier
  )
  values
  (
    '00000000-0000-4000-8000-000000000421', v_tenant_id, c_venture, 'Gloria', 'Owner and cook, 28 seats',
    'Cooks herself, with two helpers. Answers the phone with one hand, or not at all.',
    array['A full room on weekdays', 'No second screen in the kitchen'],
    array['Regulars who found nobody on the phone', 'Tables kept for guests who do not come'],
    '{"tools": ["paper book", "mobile phone"], "interviews": [1, 3, 4, 9]}', 'E2'
  ),
  (
    '00000000-0000-4000-8000-000000000422', v_tenant_id, c_venture, 'Martin', 'Guest, decides at five for the evening',
    'Writes to three places and takes the one that answers first.',
    array['An answer before the others have decided'], array['Forms that ask for an account'], '{}', 'E1'
  );

  insert into public.user_stories (id, tenant_id, venture_id, title, description, priority, evidence_tier)
  values
  (
    '00000000-0000-4000-8000-000000000431', v_tenant_id, c_venture,
    'As Martin I get an answer to my message, so that I know where I eat',
    'Given a free table at that time, when I write, then I read a confirmation within a minute.', 'P1', 'E3'
  ),
  (
    '00000000-0000-4000-8000-000000000432', v_tenant_id, c_venture,
    'As Gloria I see who comes tonight, so that I can plan',
    'Given service has begun, when I look, then one look is enough.', 'P1', 'E2'
  ),
  (
    '00000000-0000-4000-8000-000000000433', v_tenant_id, c_venture,
    'As Gloria I block a table by hand, so that regulars keep theirs', null, 'P2', 'E1'
  ),
  (
    '00000000-0000-4000-8000-000000000434', v_tenant_id, c_venture,
    'As Martin I move my booking, so that I do not just stay away', null, 'P3', 'E0'
  ),
  (
    '00000000-0000-4000-8000-000000000435', v_tenant_id, c_young,
    'As a visitor I see when it is quiet, so that I can plan my shopping', null, 'P1', 'E1'
  );

  insert into public.requirements (id, tenant_id, venture_id, description, evidence_tier, evidence_url, is_critical)
  values
  (
    '00000000-0000-4000-8000-000000000461', v_tenant_id, c_venture,
    'A guest gets an answer to a booking message within 60 seconds, 95 times out of 100.', 'E4',
    'https://example.com/table-by-message/answer-times', true
  ),
  (
    '00000000-0000-4000-8000-000000000462', v_tenant_id, c_venture, 'A table is never given to two parties at once.',
    'E3', 'https://example.com/table-by-message/pilot', true
  ),
  (
    '00000000-0000-4000-8000-000000000463', v_tenant_id, c_venture, 'The owner can block a table by hand.', 'E1', null,
    false
  ),
  (
    '00000000-0000-4000-8000-000000000464', v_tenant_id, c_young, 'Shops announce quiet hours a week ahead.', 'E0',
    null, false
  );

  insert into public.artifacts (id, tenant_id, venture_id, type, content, metadata)
  values
  (
    c_prd, v_tenant_id, c_venture, 'PRD',
    '{
      "title": "Table by Message", "goals": [{"metric": "lost bookings a week", "today": 8, "target": 4}],
      "not_goals": ["payment"], "scope": ["R1", "R2"]
    }',
    '{"agent": "prd-writer"}'
  ),
  (
    '00000000-0000-4000-8000-000000000442', v_tenant_id, c_venture, 'DATA_MODEL',
    '{"tables": ["restaurants", "tables", "reservations"], "constraints": ["reservations_do_not_overlap"]}', null
  ),
  (
    '00000000-0000-4000-8000-000000000443', v_tenant_id, c_venture, 'API_CONTRACT',
    '{"openapi": "3.1.0", "paths": {"/messages": {"post": {"responses": {"202": {"description": "Taken"}}}}}}', null
  );
  update public.artifacts
  set
    content = content
    || '{"goals": [{"metric": "lost bookings a week", "today": 8, "target": 2}], "scope": ["R1", "R2", "R3"]}'
  where id = c_prd;

  insert into public.agent_executions (id, tenant_id, venture_id, agent_id, user_id, input, model)
  values
  (
    c_sizing, v_tenant_id, c_venture, '00000000-0000-4000-8000-0000000f0103', c_demo,
    '{"segment": "Restaurants with fewer than 40 seats", "region": "Austria", "currency": "EUR"}', 'local:smollm2'
  ),
  (
    c_checking, v_tenant_id, c_venture, '00000000-0000-4000-8000-0000000f0126', c_demo,
    '{"window_start": "2026-03-06T17:00:00Z", "window_end": "2026-03-06T21:00:00Z"}', 'local:smollm2'
  ),
  (c_queued, v_tenant_id, c_young, '00000000-0000-4000-8000-0000000f0101', c_demo, '{"minutes": 30}', null);
  update public.agent_executions
  set status = 'RUNNING', started_at = c_start + interval '5 days'
  where id = c_sizing;
  update public.agent_executions
  set
    status = 'COMPLETED', completed_at = c_start + interval '5 days 41 seconds',
    output = '{"tam": 14976000, "sam": 8986000, "som": 1123000, "most_sensitive_assumption": "share of cooks"}',
    token_usage = '{"input": 1460, "output": 700, "total": 2160, "model": "local:smollm2"}', cost_usd = 0.000213
  where id = c_sizing;
  update public.agent_executions
  set status = 'RUNNING', started_at = now() - interval '2 days'
  where id = c_checking;
  update public.agent_executions
  set
    status = 'FAILED', completed_at = now() - interval '2 days' + interval '60 seconds',
    error = '{"code": "provider_timeout", "message": "The model did not answer within 60 seconds."}', cost_usd = 0
  where id = c_checking;
  insert into public.agent_checkpoints (tenant_id, execution_id, checkpoint_key, state)
  values
  (v_tenant_id, c_sizing, 'collect', '{"node": "collect", "facts": 4}'),
  (v_tenant_id, c_sizing, 'estimate', '{"node": "estimate", "facts": 4, "assumptions": 6}'),
  (v_tenant_id, c_checking, 'match', '{"node": "match", "readings": 12}');
  insert into public.cost_tracking (
    tenant_id, user_id, purpose, reference_id, kind, provider, model, input_tokens, output_tokens, cost_usd,
    price_source, price_version, outcome, latency_ms, started_at
  )
  values (
    v_tenant_id, c_demo, 'AGENT_EXECUTION', c_sizing, 'FIRST', 'local', 'local:smollm2', 1460, 700, 0.000213,
    'OPERATOR', 'nominal', 'SUCCEEDED', 40800, c_start + interval '5 days'
  );

  insert into public.telemetry (tenant_id, venture_id, component, metric, value, payload, recorded_at)
  select
    v_tenant_id, c_venture, 'answering', 'answer_seconds_p95', case when h.n < 24 then 94.5 else 41 end, null::jsonb,
    now() - h.n * interval '1 hour'
  from generate_series(1, 48) as h (n)
  union all
  select
    v_tenant_id, c_venture, 'answering', 'deployment', null, '{"version": "1.0.3"}', now() - interval '24 hours';

  insert into public.divergence_alerts (
    id, tenant_id, venture_id, component, expected, actual, severity, detected_at, resolved_at
  )
  values
  (
    '00000000-0000-4000-8000-000000000471', v_tenant_id, c_venture, 'answering', '{"answer_seconds_p95": 60}',
    '{"answer_seconds_p95": 94.5, "since_version": "1.0.3"}', 'HIGH', now() - interval '20 hours', null
  ),
  (
    '00000000-0000-4000-8000-000000000472', v_tenant_id, c_venture, 'webhook', '{"duplicates_per_day": 0}',
    '{"duplicates_per_day": 3}', 'MEDIUM', now() - interval '5 days', now() - interval '4 days'
  );
end
$seed$;
