-- What the tests share. Each test file includes this inside its transaction, so nothing of it stays.
--
-- People are called by a first name, everything else by any word: tests.id('acme') is the same uuid everywhere, so
-- that a test can name a row without looking it up.

create schema tests;
grant usage on schema tests to anon, authenticated, service_role;
alter default privileges in schema tests grant execute on functions to anon, authenticated, service_role;

create function tests.id(p_word text) returns uuid
language sql immutable
as $$ select pg_catalog.md5(p_word)::uuid $$;

-- ====================================================================================================== acting as …

create function tests.as_user(p_name text, p_tenant_id uuid default null) returns void
language plpgsql
as $$
begin
  perform set_config('request.jwt.claims', jsonb_build_object(
    'sub', tests.id(p_name), 'role', 'authenticated', 'email', p_name || '@example.com'
  )::text, true);
  perform set_config('request.headers', jsonb_strip_nulls(jsonb_build_object(
    'x-tenant-id', p_tenant_id, 'user-agent', 'pgTAP', 'x-forwarded-for', '192.0.2.7, 10.0.0.1'
  ))::text, true);
  perform set_config('role', 'authenticated', true);
end
$$;

create function tests.with_header(p_name text, p_value text) returns void
language sql
as $$ select set_config('request.headers', jsonb_build_object(p_name, p_value)::text, true) $$;

create function tests.as_role(p_role text) returns void
language plpgsql
as $$
begin
  perform set_config('request.jwt.claims', jsonb_build_object('role', p_role)::text, true);
  perform set_config('request.headers', '{}', true);
  perform set_config('role', p_role, true);
end
$$;

create function tests.as_anon() returns void language sql as $$ select tests.as_role('anon') $$;

create function tests.as_service() returns void language sql as $$ select tests.as_role('service_role') $$;

-- The owner of the tables, as migrations are.
create function tests.as_owner() returns void
language plpgsql
as $$
begin
  perform set_config('request.jwt.claims', '', true);
  perform set_config('request.headers', '', true);
  perform set_config('role', session_user, true);
end
$$;

-- ===================================================================================================== making rows

create function tests.create_user(p_name text) returns uuid
language sql
as $$
  insert into auth.users (id, aud, role, email, email_confirmed_at, raw_app_meta_data, raw_user_meta_data, created_at)
  values (
    tests.id(p_name), 'authenticated', 'authenticated', p_name || '@example.com', now(), '{"provider": "email"}',
    jsonb_build_object('name', initcap(p_name)), now()
  )
  returning id
$$;

create function tests.personal_tenant(p_name text) returns uuid
language sql stable security definer
as $$ select id from public.tenants where personal_user_id = tests.id(p_name) $$;

-- A shared tenant with one member of each role that is named.
create function tests.create_tenant(p_name text, p_admin text, p_member text default null, p_viewer text default null)
returns uuid
language plpgsql
as $$
begin
  insert into public.tenants (id, name) values (tests.id(p_name), p_name);
  insert into public.user_roles (tenant_id, user_id, role)
  select tests.id(p_name), tests.id(m.name), m.role::public.tenant_role
  from (values (p_admin, 'ADMIN'), (p_member, 'MEMBER'), (p_viewer, 'VIEWER')) as m (name, role)
  where m.name is not null;
  return tests.id(p_name);
end
$$;

-- alice is ADMIN, bob MEMBER, vera VIEWER of acme; mallory belongs nowhere but to herself.
create function tests.create_cast() returns void
language plpgsql
as $$
begin
  perform tests.create_user(u.name) from unnest(array['alice', 'bob', 'vera', 'mallory']) as u (name);
  perform tests.create_tenant('acme', 'alice', 'bob', 'vera');
end
$$;

create function tests.create_prompt(p_name text, p_author text, p_tenant_id uuid default tests.id('acme')) returns uuid
language sql
as $$
  insert into public.prompts (id, tenant_id, user_id, name, template, variables)
  values (
    tests.id(p_name), p_tenant_id, tests.id(p_author), p_name, 'Hello {{who}}', '[{"name": "who", "type": "string"}]'
  )
  returning id
$$;

create function tests.publish(p_prompt text, p_author text) returns void
language plpgsql
as $$
begin
  perform tests.as_user(p_author);
  perform public.publish_prompt(tests.id(p_prompt));
  perform tests.as_owner();
end
$$;

-- ====================================================================================================== executing

create function tests.begin_execution(
  p_user text, p_prompt text, p_tenant_id uuid default tests.id('acme'), p_version integer default null
)
returns jsonb
language sql
as $$
  select public.begin_execution(
    p_user_id => tests.id(p_user), p_tenant_id => p_tenant_id, p_prompt => p_prompt, p_version => p_version,
    p_inputs => '{"who": "world"}', p_edge_function_id => 'pgtap'
  )
$$;

-- Begins an execution and gives it a known id and a known lease, both named by one word.
create function tests.running_execution(p_word text, p_user text, p_prompt text) returns uuid
language plpgsql
as $$
declare
  v_id uuid := (tests.begin_execution(p_user, p_prompt) #>> '{execution,id}')::uuid;
begin
  update public.executions set id = tests.id(p_word), lease_id = tests.id(p_word || ' lease') where id = v_id;
  update private.budget_holds set execution_id = tests.id(p_word) where execution_id = v_id;
  return tests.id(p_word);
end
$$;

create function tests.result(p_status text default 'COMPLETED', p_more jsonb default '{}') returns jsonb
language sql immutable
as $$
  select jsonb_build_object(
    'status', p_status, 'model', 'local:smollm2', 'output', 'Hello', 'validated_output', null,
    'validation_status', 'SKIPPED', 'validation_results', '[]'::jsonb,
    'token_usage', '{"input": 10, "output": 5, "total": 15}'::jsonb, 'latency_ms', 120, 'error', null
  ) || p_more
$$;

create function tests.model_call(p_word text, p_cost_usd text, p_more jsonb default '{}') returns jsonb
language sql immutable
as $$
  select jsonb_build_object(
    'id', tests.id(p_word), 'kind', 'first', 'provider', 'local', 'model', 'local:smollm2', 'input_tokens', 10,
    'output_tokens', 5, 'cache_read_tokens', 0, 'cache_write_tokens', 0, 'cost_usd', p_cost_usd,
    'price_source', case when p_cost_usd is null then 'unknown' else 'operator' end, 'price_version', 'nominal',
    'outcome', 'succeeded', 'is_estimate', false, 'error', null, 'latency_ms', 100, 'started_at', now()
  ) || p_more
$$;

create function tests.settle(p_word text, p_result jsonb default tests.result(), p_calls jsonb default '[]')
returns jsonb
language sql
as $$
  select public.settle_execution(
    tests.id(p_word), tests.id(p_word || ' lease'), p_result, p_calls,
    '[{"level": "info", "message": "Asked", "metadata": {"n": 1}}]'
  )
$$;

-- ========================================================================================================== ideas

create function tests.create_idea(p_title text, p_owner text, p_tenant_id uuid default tests.id('acme')) returns uuid
language sql
as $$
  insert into public.business_ideas (id, tenant_id, user_id, title, description)
  values (tests.id(p_title), p_tenant_id, tests.id(p_owner), p_title, repeat('A shop that sells by weight. ', 3))
  returning id
$$;

-- As the user; the answer is the id of the evaluation.
create function tests.submit_idea(p_title text, p_user text, p_priority public.evaluation_priority default 'normal')
returns uuid
language plpgsql
as $$
declare
  v_id uuid;
begin
  perform tests.as_user(p_user);
  v_id := (public.submit_idea(tests.id(p_title), p_priority)).id;
  perform tests.as_owner();
  return v_id;
end
$$;

-- The result of an agent in the latest evaluation of an idea.
create function tests.result_id(p_title text, p_agent_type text) returns uuid
language sql stable security definer
as $$
  select r.id
  from public.evaluations as e
  join public.agent_results as r on r.evaluation_id = e.id
  where e.business_idea_id = tests.id(p_title) and r.agent_type = p_agent_type
  order by e.completed_at desc nulls first
  limit 1
$$;

-- An agent begins and ends, or with null as score fails.
create function tests.run_agent(p_title text, p_agent_type text, p_score numeric) returns void
language plpgsql
as $$
declare
  v_id uuid := tests.result_id(p_title, p_agent_type);
begin
  update public.agent_results set status = 'running' where id = v_id;
  if p_score is null then
    update public.agent_results set status = 'failed', error_message = 'No answer.' where id = v_id;
  else
    update public.agent_results
    set status = 'completed', score = p_score, output_data = '{}', insights = jsonb_build_array(p_agent_type)
    where id = v_id;
  end if;
end
$$;

-- The agents of an idea's open evaluation one after the other, with these scores.
create function tests.run_agents(p_title text, variadic p_scores numeric[]) returns void
language sql
as $$
  select tests.run_agent(p_title, a.agent_type, a.score)
  from unnest(array[
    'market-research', 'competitive-analysis', 'customer-research', 'financial-analysis', 'technical-feasibility'
  ], p_scores) with ordinality as a (agent_type, score, n)
  where n <= cardinality(p_scores)
$$;

-- ================================================================================================== specifications

-- A project with its three documents: tests.id('shop REQUIREMENTS') is the first of them.
create function tests.create_project(
  p_word text, p_owner text, p_member text default null, p_reviewer text default null,
  p_tenant_id uuid default tests.id('acme')
)
returns uuid
language plpgsql
as $$
begin
  -- The versions have an author: whoever is signed in.
  perform set_config('request.jwt.claims', jsonb_build_object('sub', tests.id(p_owner))::text, true);
  insert into public.specification_projects (id, tenant_id, owner_id, name)
  values (tests.id(p_word), p_tenant_id, tests.id(p_owner), p_word);
  insert into public.specification_documents (id, tenant_id, project_id, phase, content)
  select tests.id(p_word || ' ' || d), p_tenant_id, tests.id(p_word), d::public.specification_phase, 'About ' || d
  from unnest(array['REQUIREMENTS', 'DESIGN', 'TASKS']) as d;
  insert into public.team_members (tenant_id, project_id, user_id, role)
  select p_tenant_id, tests.id(p_word), tests.id(m.name), m.role::public.team_role
  from (values (p_member, 'MEMBER'), (p_reviewer, 'REVIEWER')) as m (name, role)
  where m.name is not null;
  perform set_config('request.jwt.claims', '', true);
  return tests.id(p_word);
end
$$;

-- Of the requirements: a thread with a comment, a reaction to it, a review. Each is called by the word and what it is.
create function tests.create_discussion(p_project text, p_author text) returns void
language plpgsql
as $$
declare
  v_tenant_id uuid := (select tenant_id from public.specification_projects where id = tests.id(p_project));
begin
  insert into public.comment_threads (id, tenant_id, document_id, position)
  values (
    tests.id(p_project || ' thread'), v_tenant_id, tests.id(p_project || ' REQUIREMENTS'), '{"line": 3, "character": 0}'
  );
  insert into public.comments (id, tenant_id, thread_id, author_id, content)
  values (
    tests.id(p_project || ' comment'), v_tenant_id, tests.id(p_project || ' thread'), tests.id(p_author), 'Why?'
  );
  insert into public.reactions (id, tenant_id, comment_id, user_id, type)
  values (
    tests.id(p_project || ' reaction'), v_tenant_id, tests.id(p_project || ' comment'), tests.id(p_author), 'HELPFUL'
  );
  insert into public.ai_reviews (id, tenant_id, document_id, overall_score, suggestions)
  values (
    tests.id(p_project || ' review'), v_tenant_id, tests.id(p_project || ' REQUIREMENTS'), 70,
    '[{"id": "s1"}, {"id": "s2"}]'
  );
end
$$;

-- A published module with the lessons one and two.
create function tests.create_module(
  p_word text, p_needs text default null, p_tenant_id uuid default tests.id('acme')
)
returns uuid
language plpgsql
as $$
begin
  insert into public.learning_modules (
    id, tenant_id, slug, title, description, difficulty, content, estimated_duration, is_published
  )
  values (
    tests.id(p_word), p_tenant_id, p_word, initcap(p_word), 'About ' || p_word, 'BEGINNER',
    '[{"id": "one"}, {"id": "two"}]', 30, true
  );
  insert into public.module_prerequisites (tenant_id, module_id, prerequisite_id)
  select p_tenant_id, tests.id(p_word), tests.id(p_needs)
  where p_needs is not null;
  return tests.id(p_word);
end
$$;

create function tests.create_progress(
  p_module text, p_user text, p_status text default 'COMPLETED', p_tenant_id uuid default tests.id('acme')
)
returns void
language sql
as $$
  insert into public.user_progress (tenant_id, user_id, module_id, status, completed_lessons, completed_at)
  values (
    p_tenant_id, tests.id(p_user), tests.id(p_module), p_status::public.progress_status,
    case when p_status = 'COMPLETED' then '{one,two}'::text[] else '{}' end,
    case when p_status = 'COMPLETED' then now() end
  )
$$;

-- ======================================================================================================== budgets

-- A prompt of which each execution costs a dollar at most: one token of output, asked for once.
create function tests.create_dollar_prompt(p_name text, p_author text, p_tenant_id uuid default tests.id('acme'))
returns void
language plpgsql
as $$
begin
  insert into private.model_prices (provider, model, effective_from, input_usd_per_mtok, output_usd_per_mtok, version)
  values ('local', 'dollar', '-infinity', 0, 1000000, 'test')
  on conflict do nothing;
  insert into public.prompts (id, tenant_id, user_id, name, template, model, parameters)
  values (
    tests.id(p_name), p_tenant_id, tests.id(p_author), p_name, 'Hello', 'local:dollar',
    '{"max_tokens": 1, "max_retries": 0, "max_repairs": 0}'
  );
  perform tests.publish(p_name, p_author);
end
$$;

create function tests.create_budget(p_word text, p_limit_usd numeric, p_more jsonb default '{}') returns uuid
language sql
as $$
  insert into public.budgets (
    id, tenant_id, name, user_id, prompt_id, period, limit_usd, kind, thresholds
  )
  select
    tests.id(p_word), coalesce((p_more ->> 'tenant_id')::uuid, tests.id('acme')), p_word, (p_more ->> 'user_id')::uuid,
    (p_more ->> 'prompt_id')::uuid, coalesce(p_more ->> 'period', 'DAY')::public.budget_period, p_limit_usd,
    coalesce(p_more ->> 'kind', 'HARD')::public.budget_kind,
    case
      when p_more ? 'thresholds' then array(
        select t.value::numeric from jsonb_array_elements_text(p_more -> 'thresholds') as t (value)
      )
      else '{0.8,1}'
    end
  returning id
$$;

-- What a budget has spent and holds, in the newest period that is counted.
create function tests.counted(p_word text) returns table (spent_usd numeric, held_usd numeric)
language sql stable security definer
as $$
  select trim_scale(sum(s.spent_usd)), trim_scale(sum(s.held_usd))
  from private.budget_slots as s
  where s.budget_id = tests.id(p_word)
  group by s.period_start
  order by s.period_start desc
  limit 1
$$;

-- Budgets whose counters are not what the ledger and the holds say; there must be none, ever.
create function tests.miscounted() returns table (budget text, period_start timestamptz, what text, counted numeric, truth numeric)
language sql stable security definer
as $$
  with counted as (
    select b.id, b.name, b.tenant_id, b.period, b.user_id, b.prompt_id, b.workflow_id, t.time_zone, s.period_start,
      sum(s.spent_usd) as spent, sum(s.held_usd) as held
    from private.budget_slots as s
    join public.budgets as b on b.id = s.budget_id
    join public.tenants as t on t.id = b.tenant_id
    group by b.id, t.time_zone, s.period_start
  )

  select c.name, c.period_start, 'spent', c.spent, coalesce(l.spent, 0)
  from counted as c
  cross join lateral (
    select sum(l.cost_usd) as spent from public.cost_tracking as l
    where l.tenant_id = c.tenant_id and (c.user_id is null or l.user_id = c.user_id)
      and (c.prompt_id is null or l.prompt_id = c.prompt_id)
      and (c.workflow_id is null or l.workflow_id = c.workflow_id)
      and private.period_start(c.period, c.time_zone, coalesce(l.reference_created_at, l.created_at)) = c.period_start
  ) as l
  where c.spent <> coalesce(l.spent, 0)
  union all
  select c.name, c.period_start, 'held', c.held, coalesce(h.held, 0)
  from counted as c
  cross join lateral (
    select sum(h.held_usd) as held from private.budget_holds as h
    where h.budget_id = c.id and h.period_start = c.period_start
  ) as h
  where c.held <> coalesce(h.held, 0)
  union all
  select b.name, h.period_start, 'hold without an execution', h.held_usd, 0
  from private.budget_holds as h
  left join public.budgets as b on b.id = h.budget_id
  left join public.executions as e on e.id = h.execution_id and e.status in ('PENDING', 'RUNNING')
  where e.id is null or b.id is null
$$;

-- ======================================================================================================= webhooks

-- One that wants to hear of everything, unless it is said of what.
create function tests.create_endpoint(
  p_word text,
  p_events text[] default '{
    budget.threshold_reached,budget.exceeded,execution.completed,execution.failed,execution.cancelled,execution.poisoned
  }',
  p_tenant_id uuid default tests.id('acme')
)
returns uuid
language sql
as $$
  with made as (
    insert into public.webhook_endpoints (id, tenant_id, created_by, url, events)
    select tests.id(p_word), p_tenant_id, r.user_id, 'https://hooks.example.com/' || p_word, p_events
    from public.user_roles as r
    where r.tenant_id = p_tenant_id and r.role = 'ADMIN'
    returning id
  )

  insert into private.webhook_secrets (endpoint_id, secret) select m.id, 'whsec_bmV3' from made as m
  returning endpoint_id
$$;

-- A delivery that waits, for an endpoint.
create function tests.create_delivery(p_word text, p_endpoint text) returns uuid
language sql
as $$
  insert into public.webhook_deliveries (id, tenant_id, endpoint_id, event_id, event_type, payload)
  select tests.id(p_word), w.tenant_id, w.id, tests.id(p_word || ' event'), 'budget.exceeded', '{"type": "budget.exceeded"}'
  from public.webhook_endpoints as w
  where w.id = tests.id(p_endpoint)
  returning id
$$;

-- What becomes of the next attempt, whenever it would be due.
create function tests.attempt(p_word text, p_response_status integer, p_retry_after_seconds numeric default null)
returns jsonb
language plpgsql
as $$
declare
  v_begun jsonb;
begin
  update public.webhook_deliveries set next_attempt_at = now() where id = tests.id(p_word) and status = 'PENDING';
  v_begun := public.begin_webhook_delivery(tests.id(p_word));
  return public.end_webhook_delivery(
    tests.id(p_word), (v_begun ->> 'attempt')::integer, p_response_status, 'HTTP ' || p_response_status,
    p_retry_after_seconds
  );
end
$$;

-- ========================================================================================================== queue

-- Puts an execution in the queue and gives it a known id. p_more: priority, idempotency_key, asking, version.
create function tests.queued_execution(
  p_word text, p_user text, p_prompt text, p_more jsonb default '{}', p_tenant_id uuid default tests.id('acme')
)
returns uuid
language plpgsql
as $$
declare
  v_id uuid := (public.enqueue_execution(
    p_user_id => tests.id(p_user), p_tenant_id => p_tenant_id, p_prompt => p_prompt, p_inputs => '{"who": "world"}',
    p_version => (p_more ->> 'version')::integer,
    p_priority => coalesce(p_more ->> 'priority', 'NORMAL'),
    p_idempotency_key => p_more ->> 'idempotency_key', p_idempotency_hash => p_more ->> 'idempotency_key',
    p_asking => p_more -> 'asking'
  ) #>> '{execution,id}')::uuid;
begin
  update public.executions set id = tests.id(p_word) where id = v_id;
  update private.queued_executions set execution_id = tests.id(p_word) where execution_id = v_id;
  update private.budget_holds set execution_id = tests.id(p_word) where execution_id = v_id;
  return tests.id(p_word);
end
$$;

-- What a worker starts, in this order.
create function tests.claim(p_limit integer, p_worker text default 'worker') returns uuid[]
language sql
as $$
  select coalesce(array_agg((c.package #>> '{execution,id}')::uuid order by c.n), '{}')
  from jsonb_array_elements(public.claim_executions(p_worker, p_limit)) with ordinality as c (package, n)
$$;

-- Settles a claimed execution by the lease that it has now.
create function tests.settle_claimed(p_word text, p_result jsonb default tests.result(), p_calls jsonb default '[]')
returns text
language sql
as $$
  select public.settle_execution(e.id, e.lease_id, p_result, p_calls) ->> 'outcome'
  from public.executions as e
  where e.id = tests.id(p_word)
$$;

-- The lease of a running execution ends, and its worker has not been heard of.
create function tests.lose(p_word text) returns void
language sql
as $$
  update public.executions set lease_expires_at = now() - interval '1 second' where id = tests.id(p_word)
$$;

-- Its backoff is over.
create function tests.fall_due(p_word text) returns void
language sql
as $$ update private.queued_executions set due_at = now() where execution_id = tests.id(p_word) $$;

-- The tasks of executions in Absurd, by state.
create function tests.task_states() returns table (state text, n bigint)
language sql
as $$ select t.state, count(*) from absurd.t_executions as t group by t.state $$;

-- ========================================================================================================= access

-- The text of a key that is called by a word; as right as any but for its checksum, which the database leaves to others.
create function tests.key(p_word text) returns text
language sql immutable
as $$
  select format('fo_live_%s_%s_%s', replace(tests.id(p_word)::text, '-', ''), rpad(md5(p_word), 43, 'x'), '012345')
$$;

create function tests.proof(p_word text, p_key text default null) returns jsonb
language sql immutable
as $$
  select jsonb_build_object(
    'id', tests.id(p_word), 'digest', encode(sha256(coalesce(p_key, tests.key(p_word))::bytea), 'hex'),
    'last_four', '2345'
  )
$$;

create function tests.create_api_key(
  p_word text, p_owner text, p_scopes text[] default '{prompts:read}', p_more jsonb default '{}'
)
returns uuid
language sql
as $$
  select id from public.create_api_key(
    tests.id(p_owner), coalesce((p_more ->> 'tenant_id')::uuid, tests.id('acme')), tests.proof(p_word), p_word, p_scopes,
    (p_more ->> 'expires_at')::timestamptz, (p_more ->> 'requests_per_minute')::integer,
    (p_more ->> 'tokens_per_minute')::integer
  )
$$;

-- As PostgREST does it for a request with this key: what it sets, and then the function that it runs first.
create function tests.as_key(
  p_key text, p_path text default '/prompts', p_method text default 'GET', p_headers jsonb default '{}'
)
returns void
language plpgsql
as $$
begin
  perform set_config('request.jwt.claims', '{"role": "anon"}', true);
  perform set_config('request.headers', (jsonb_build_object('x-api-key', p_key) || p_headers)::text, true);
  perform set_config('request.path', p_path, true);
  perform set_config('request.method', p_method, true);
  perform set_config('role', 'anon', true);
  perform gate.check_request();
end
$$;

-- ================================================================================================== provider keys

-- As the function stores it; the ciphertext is any. tests.id(p_word) is its id.
create function tests.set_provider_key(
  p_word text, p_user text, p_provider text default 'openai', p_tenant_id uuid default tests.id('acme'),
  p_label text default null
)
returns jsonb
language sql
as $$
  select to_jsonb(public.set_provider_key(
    tests.id(p_user), p_tenant_id, tests.id(p_word), p_provider, p_label, right(p_word, 4), 'first',
    encode(sha256(p_word::bytea), 'hex')
  ))
$$;

-- Which of the tenant's keys an execution of these models is given, by the word that it was set with.
create function tests.keys_given(p_tenant_id uuid, p_model text, p_fallback_model text default null) returns text
language sql stable security definer
as $$
  select string_agg(k ->> 'provider' || ' ' || (k ->> 'ciphertext'), ', ' order by k ->> 'provider')
  from jsonb_array_elements(private.encrypted_provider_keys(p_tenant_id, p_model, p_fallback_model)) as k
$$;
