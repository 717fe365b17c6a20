-- What the tests of ventures share, beyond ../helpers.sql. Rows are called by a word, as there.

create function tests.create_venture(p_name text, p_founder text, p_tenant_id uuid default tests.id('acme')) returns uuid
language sql
as $$
  insert into public.ventures (id, tenant_id, user_id, name, description)
  values (tests.id(p_name), p_tenant_id, tests.id(p_founder), p_name, 'Bookings for restaurants')
  returning id
$$;

create function tests.score(p_venture text, p_gate_type public.gate_type, p_score numeric) returns uuid
language sql
as $$
  insert into public.quality_gates (tenant_id, venture_id, gate_type, score, criteria)
  select v.tenant_id, v.id, p_gate_type, p_score, '{"market": 0.8}'
  from public.ventures as v where v.id = tests.id(p_venture)
  returning id
$$;

create function tests.create_agent(p_name text, p_owner text, p_tenant_id uuid default tests.id('acme')) returns uuid
language sql
as $$
  insert into public.agents (id, tenant_id, user_id, name, type)
  values (tests.id(p_name), p_tenant_id, tests.id(p_owner), p_name, 'llm')
  returning id
$$;

create function tests.create_agent_execution(
  p_word text, p_venture text, p_user text, p_agent text, p_status public.agent_execution_status default 'PENDING'
)
returns uuid
language sql
as $$
  insert into public.agent_executions (id, tenant_id, venture_id, agent_id, user_id, status)
  select tests.id(p_word), v.tenant_id, v.id, tests.id(p_agent), tests.id(p_user), p_status
  from public.ventures as v where v.id = tests.id(p_venture)
  returning id
$$;

create function tests.create_artifact(p_word text, p_venture text, p_author text, p_content jsonb) returns uuid
language sql
as $$
  insert into public.artifacts (id, tenant_id, venture_id, user_id, type, content)
  select tests.id(p_word), v.tenant_id, v.id, tests.id(p_author), 'PRD', p_content
  from public.ventures as v where v.id = tests.id(p_venture)
  returning id
$$;

-- A row in every table below a venture, called by the venture's name and what it is: 'shop story', 'shop artifact', …
create function tests.fill_venture(p_venture text, p_author text) returns void
language plpgsql
as $$
declare
  v_tenant_id uuid := (select tenant_id from public.ventures where id = tests.id(p_venture));
begin
  perform tests.score(p_venture, 'VRC', 0.5);
  insert into public.user_stories (id, tenant_id, venture_id, user_id, title, priority)
  values (tests.id(p_venture || ' story'), v_tenant_id, tests.id(p_venture), tests.id(p_author), 'Book a table', 'P1');
  insert into public.personas (id, tenant_id, venture_id, user_id, name)
  values (tests.id(p_venture || ' persona'), v_tenant_id, tests.id(p_venture), tests.id(p_author), 'Gloria');
  insert into public.requirements (id, tenant_id, venture_id, user_id, description)
  values (
    tests.id(p_venture || ' requirement'), v_tenant_id, tests.id(p_venture), tests.id(p_author), 'Booked once'
  );
  perform tests.create_artifact(p_venture || ' artifact', p_venture, p_author, '{"title": "Bookings"}');
  perform tests.create_agent(p_venture || ' agent', p_author, v_tenant_id);
  perform tests.create_agent_execution(p_venture || ' run', p_venture, p_author, p_venture || ' agent');
  insert into public.agent_checkpoints (tenant_id, execution_id, checkpoint_key, state)
  values (v_tenant_id, tests.id(p_venture || ' run'), '1', '{}');
  insert into public.telemetry (tenant_id, venture_id, component, metric, value)
  values (v_tenant_id, tests.id(p_venture), 'api', 'latency_ms', 12);
  insert into public.divergence_alerts (id, tenant_id, venture_id, component, expected, actual, severity)
  values (tests.id(p_venture || ' alert'), v_tenant_id, tests.id(p_venture), 'api', '1', '2', 'HIGH');
end
$$;
