-- Webhooks: a tenant is told of its budgets and executions where its ADMINs say, as Standard Webhooks has it.
--
-- What is to be told becomes a row of webhook_deliveries in the transaction of what it tells, and a task of the durable
-- queue beside it. The row is the truth: it says how often it was tried and when it is tried again; the task only has
-- a worker look at it. A task that could not be made, or was lost, is made again by sweep_webhooks. So nothing that
-- happens here stops an execution from being settled.
--
-- Where no endpoint wants to hear, the end of an execution costs one look into an index that is empty.

set lock_timeout = '5s';
set statement_timeout = '60s';

-- ============================================================================================================ types

create type public.webhook_delivery_status as enum (
  'PENDING',    -- made with what it tells, or by send_test_webhook, redeliver_webhook; waits for its next attempt
  'DELIVERED',  -- end_webhook_delivery: the receiver answered 2xx
  'FAILED'      -- end_webhook_delivery: the last attempt failed; begin_webhook_delivery: it is off, or workers die
);
comment on type public.webhook_delivery_status is 'What became of telling one endpoint of one event.';

create type public.webhook_disabled_reason as enum (
  'BY_ADMIN',  -- an ADMIN set is_active to false
  'GONE',      -- the receiver answered 410
  'FAILING'    -- nothing got through for five days
);
comment on type public.webhook_disabled_reason is 'Why an endpoint is not told any more.';

-- ============================================================================================ functions of the checks

create function private.webhook_events_fit(p_events text[])
returns boolean
language sql immutable
set search_path = ''
as $$
  select
    cardinality(p_events) > 0 and coalesce(array_ndims(p_events), 1) = 1
    and p_events <@ array[
      'budget.threshold_reached', 'budget.exceeded', 'execution.completed', 'execution.failed', 'execution.cancelled',
      'execution.poisoned'
    ]
    and cardinality(p_events) = (select count(distinct e.name) from unnest(p_events) as e (name))
$$;
comment on function private.webhook_events_fit is 'A list of event types that there are, each once, at least one.';

-- =========================================================================================================== tables

create table public.webhook_endpoints (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null default private.current_tenant_id() references public.tenants (id) on delete cascade,
  created_by uuid not null references public.users (id),
  url text not null,
  description text,
  events text[] not null,
  is_active boolean not null default true,
  disabled_at timestamptz,
  disabled_reason public.webhook_disabled_reason,
  last_success_at timestamptz,
  failing_since timestamptz,
  consecutive_failures integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint webhook_endpoints_id_in_tenant unique (tenant_id, id),
  constraint webhook_endpoints_url_is_http check (
    url ~* '^https?://[^/?#@[:space:]]+([/?#]|$)' and url !~ '[[:space:][:cntrl:]]'
    and octet_length(url) = char_length(url) and char_length(url) <= 2048
  ),
  constraint webhook_endpoints_description_fits check (char_length(description) <= 1000),
  constraint webhook_endpoints_events_are_known check (private.webhook_events_fit(events)),
  constraint webhook_endpoints_disabled_for_a_reason check (
    is_active = (disabled_at is null) and is_active = (disabled_reason is null)
  ),
  constraint webhook_endpoints_failures_not_negative check (consecutive_failures >= 0)
);
alter table public.webhook_endpoints alter column url set statistics 0;
alter table public.webhook_endpoints alter column description set statistics 0;
alter table public.webhook_endpoints alter column events set statistics 0;
comment on table public.webhook_endpoints is
'Where a tenant is told of its budgets and executions. Made by create_webhook_endpoint, which shows the secret once.';
comment on column public.webhook_endpoints.url is
'ASCII, without user and password. Whether it may be asked at all is found out when it is.';
comment on column public.webhook_endpoints.events is 'Of which types of events it is told.';
comment on column public.webhook_endpoints.is_active is
'False: it is told nothing, and what waits is not sent. True again forgets the failures.';
comment on column public.webhook_endpoints.failing_since is 'The first failed attempt after which none succeeded.';
comment on column public.webhook_endpoints.consecutive_failures is 'Failed attempts since one succeeded.';

create table private.webhook_secrets (
  endpoint_id uuid primary key references public.webhook_endpoints (id) on delete cascade,
  secret text not null,
  previous_secret text,
  previous_until timestamptz,
  constraint webhook_secrets_previous_ends check ((previous_secret is null) = (previous_until is null))
);
comment on table private.webhook_secrets is
'What deliveries are signed with: whsec_ and the base64 of 32 bytes. The previous one signs, too, until it ends.';

create table public.webhook_deliveries (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  endpoint_id uuid not null,
  event_id uuid not null,
  event_type text not null,
  payload jsonb not null,
  status public.webhook_delivery_status not null default 'PENDING',
  attempts integer not null default 0,
  next_attempt_at timestamptz default now(),
  response_status integer,
  error text,
  last_attempt_at timestamptz,
  delivered_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint webhook_deliveries_belong_to_endpoint foreign key (tenant_id, endpoint_id)
  references public.webhook_endpoints (tenant_id, id) on delete cascade,
  constraint webhook_deliveries_payload_fits check (private.json_fits(payload, 'object', 65536)),
  constraint webhook_deliveries_attempts_not_negative check (attempts >= 0),
  constraint webhook_deliveries_response_status_is_http check (response_status between 100 and 999),
  constraint webhook_deliveries_error_fits check (char_length(error) <= 1000),
  constraint webhook_deliveries_pending_has_a_next_attempt check (
    (status = 'PENDING') = (next_attempt_at is not null)
  ),
  constraint webhook_deliveries_delivered_has_its_time check ((status = 'DELIVERED') = (delivered_at is not null))
);
alter table public.webhook_deliveries alter column event_type set statistics 0;
alter table public.webhook_deliveries alter column error set statistics 0;
comment on table public.webhook_deliveries is
'What one endpoint is told of one event, and what became of it. Ended ones are kept for thirty days.';
comment on column public.webhook_deliveries.event_id is
'The header webhook-id: the same at each attempt, for each endpoint, and when it is delivered again.';
comment on column public.webhook_deliveries.payload is 'The body: {"type", "timestamp", "data"}.';
comment on column public.webhook_deliveries.attempts is
'Attempts begun. One whose worker died is begun again, and the receiver may hear it twice.';
comment on column public.webhook_deliveries.next_attempt_at is
'When it is tried next; during an attempt, when that is given up for dead.';
comment on column public.webhook_deliveries.error is 'Of the last attempt.';

create table private.exceeded_budgets (
  tenant_id uuid not null,
  budget_id uuid not null,
  period_start timestamptz not null,
  created_at timestamptz not null default now(),
  primary key (budget_id, period_start),
  constraint exceeded_budgets_belong_to_budget foreign key (tenant_id, budget_id)
  references public.budgets (tenant_id, id) on delete cascade
);
comment on table private.exceeded_budgets is
'Of which budgets it was told that they are exceeded, in which period: once. Kept for a hundred days.';

-- ========================================================================================================== indexes

create index webhook_endpoints_tenant_created_idx on public.webhook_endpoints (tenant_id, created_at desc);
create index webhook_endpoints_created_by_idx on public.webhook_endpoints (created_by);
-- What the end of every execution looks into.
create index webhook_endpoints_active_idx on public.webhook_endpoints (tenant_id) where is_active;

create index webhook_deliveries_tenant_created_idx on public.webhook_deliveries (tenant_id, created_at desc);
create index webhook_deliveries_endpoint_idx on public.webhook_deliveries (tenant_id, endpoint_id, created_at desc);
create index webhook_deliveries_due_idx on public.webhook_deliveries (next_attempt_at) where status = 'PENDING';
create index webhook_deliveries_ended_idx on public.webhook_deliveries (created_at) where status <> 'PENDING';
create unique index webhook_deliveries_wait_once on public.webhook_deliveries (endpoint_id, event_id)
where status = 'PENDING';

create index exceeded_budgets_budget_idx on private.exceeded_budgets (tenant_id, budget_id);
create index exceeded_budgets_created_idx on private.exceeded_budgets (created_at);

-- ================================================================================================ functions: guards

create function private.guard_webhook_endpoint()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if new.is_active then
    new.disabled_at := null;
    new.disabled_reason := null;
    if not old.is_active then
      new.consecutive_failures := 0;
      new.failing_since := null;
    end if;
  elsif old.is_active then
    new.disabled_at := now();
    new.disabled_reason := coalesce(new.disabled_reason, 'BY_ADMIN');
  end if;
  new.updated_at := now();
  return new;
end
$$;
comment on function private.guard_webhook_endpoint is
'When it is switched off and why follows is_active; switched on again it begins anew. Keeps updated_at.';

create function private.guard_webhook_delivery()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if old.status <> 'PENDING' then
    raise sqlstate 'PT409' using message = format('A delivery that is %s does not change any more.', old.status);
  end if;
  new.updated_at := now();
  return new;
end
$$;
comment on function private.guard_webhook_delivery is 'An ended delivery is immutable. Keeps updated_at.';

-- =============================================================================================== functions: telling

create function private.queue_webhook(p_delivery_id uuid, p_turn text)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  perform private.spawn_task(
    'tasks', 'deliver-webhook', jsonb_build_object('delivery_id', p_delivery_id), p_delivery_id || ':' || p_turn
  );
  return true;
exception
  -- No queue, or one that is out of order: what is told must not undo what happened. sweep_webhooks tries again.
  when others then
    raise warning 'no task for webhook delivery %: %', p_delivery_id, sqlerrm;
    return false;
end
$$;
comment on function private.queue_webhook is
'Has a worker look at the delivery. A turn is queued once. False when there is no task now.';

create function private.make_webhook_delivery(
  p_endpoint public.webhook_endpoints, p_event_id uuid, p_type text, p_data jsonb, p_at timestamptz
)
returns public.webhook_deliveries
language plpgsql
set search_path = ''
as $$
declare
  v_delivery public.webhook_deliveries;
begin
  insert into public.webhook_deliveries (tenant_id, endpoint_id, event_id, event_type, payload)
  values (
    p_endpoint.tenant_id, p_endpoint.id, p_event_id, p_type,
    jsonb_build_object(
      'type', p_type, 'timestamp', to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'data', p_data
    )
  )
  returning * into v_delivery;
  perform private.queue_webhook(v_delivery.id, '0');
  return v_delivery;
end
$$;
comment on function private.make_webhook_delivery is 'Tells an endpoint of an event, as soon as a worker comes to it.';

create function private.tell_webhooks(p_tenant_id uuid, p_types text[], p_data jsonb, p_at timestamptz)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_event_id uuid := gen_random_uuid();
  v_told integer := 0;
  v_wanted record;
begin
  for v_wanted in
    select w as endpoint, (select t.name from unnest(p_types) as t (name) where t.name = any(w.events) limit 1) as type
    from public.webhook_endpoints as w
    where w.tenant_id = p_tenant_id and w.is_active and w.events && p_types
    order by w.id
    -- One that is being deleted is passed over, and one that is told is not deleted before we are through: a foreign key
    -- that is broken would undo what happened.
    for key share
  loop
    perform private.make_webhook_delivery(v_wanted.endpoint, v_event_id, v_wanted.type, p_data, p_at);
    v_told := v_told + 1;
  end loop;
  return v_told;
end
$$;
comment on function private.tell_webhooks is
'Tells every active endpoint of the tenant that wants one of the types, by the first of them that it wants. How many.';

create function private.budget_event(p_budget public.budgets, p_period_start timestamptz, p_more jsonb)
returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'budget_id', p_budget.id, 'name', p_budget.name, 'kind', p_budget.kind, 'period', p_budget.period,
    'user_id', p_budget.user_id, 'prompt_id', p_budget.prompt_id, 'workflow_id', p_budget.workflow_id,
    'tenant_id', p_budget.tenant_id, 'limit_usd', trim_scale(p_budget.limit_usd)::text, 'period_start', p_period_start,
    'period_end', (
      select private.period_end(p_budget.period, t.time_zone, p_period_start)
      from public.tenants as t
      where t.id = p_budget.tenant_id
    )
  ) || p_more;
end
$$;
comment on function private.budget_event is 'What is told of a budget: ids and figures, amounts as decimal strings.';

create function private.tell_of_exceeded_budget(p_budget public.budgets, p_period_start timestamptz)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  v_counted record;
begin
  -- Where nobody listens nothing is written, so that who begins to listen in the middle of a period still hears.
  if not exists (
    select from public.webhook_endpoints as w
    where w.tenant_id = p_budget.tenant_id and w.is_active and 'budget.exceeded' = any(w.events)
  ) then
    return false;
  end if;
  insert into private.exceeded_budgets (tenant_id, budget_id, period_start)
  values (p_budget.tenant_id, p_budget.id, p_period_start)
  on conflict do nothing;
  if not found then
    return false;
  end if;
  select coalesce(sum(s.spent_usd), 0) as spent_usd, coalesce(sum(s.held_usd), 0) as held_usd into v_counted
  from private.budget_slots as s
  where s.budget_id = p_budget.id and s.period_start = p_period_start;
  perform private.tell_webhooks(
    p_budget.tenant_id, array['budget.exceeded'],
    private.budget_event(p_budget, p_period_start, jsonb_build_object(
      'spent_usd', trim_scale(v_counted.spent_usd)::text, 'held_usd', trim_scale(v_counted.held_usd)::text
    )),
    now()
  );
  return true;
end
$$;
comment on function private.tell_of_exceeded_budget is
'Tells once a period that a budget is exceeded, if somebody wants to hear. Whether it was told now.';

create function private.tell_of_budget_alert()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_budget public.budgets;
begin
  if not exists (
    select from public.webhook_endpoints as w where w.tenant_id = new.tenant_id and w.is_active
  ) then
    return null;
  end if;
  select b.* into v_budget from public.budgets as b where b.id = new.budget_id;
  perform private.tell_webhooks(
    new.tenant_id, array['budget.threshold_reached'],
    private.budget_event(v_budget, new.period_start, jsonb_build_object(
      'alert_id', new.id, 'threshold', trim_scale(new.threshold)::text,
      'limit_usd', trim_scale(new.limit_usd)::text, 'spent_usd', trim_scale(new.spent_usd)::text
    )),
    new.created_at
  );
  if new.spent_usd >= new.limit_usd then
    perform private.tell_of_exceeded_budget(v_budget, new.period_start);
  end if;
  return null;
end
$$;
comment on function private.tell_of_budget_alert is 'Fired when a budget''s spending reaches a threshold.';

create function private.tell_of_execution()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if not exists (
    select from public.webhook_endpoints as w where w.tenant_id = new.tenant_id and w.is_active
  ) then
    return null;
  end if;
  perform private.tell_webhooks(
    new.tenant_id,
    case when new.error ->> 'code' = 'poisoned' then array['execution.poisoned'] else '{}' end
    || ('execution.' || lower(new.status::text)),
    jsonb_build_object(
      'id', new.id, 'tenant_id', new.tenant_id, 'user_id', new.user_id, 'prompt_id', new.prompt_id,
      'prompt_version', new.prompt_version, 'status', new.status, 'validation_status', new.validation_status,
      'priority', new.priority, 'model', new.model, 'error_code', new.error ->> 'code',
      'cost_usd', trim_scale(new.cost_usd)::text, 'cost_is_complete', new.cost_is_complete,
      'token_usage', new.token_usage, 'latency_ms', new.latency_ms, 'created_at', new.created_at,
      'started_at', new.started_at, 'completed_at', new.completed_at
    ),
    coalesce(new.completed_at, now())
  );
  return null;
end
$$;
comment on function private.tell_of_execution is
'Fired when an execution ends. What is told has ids and figures; neither what was asked nor what came back.';

create function private.record_budget_refusal(p_budget_id uuid)
returns boolean
language plpgsql security definer
set search_path = ''
as $$
begin
  return coalesce((
    select private.tell_of_exceeded_budget(b, private.period_start(b.period, t.time_zone, now()))
    from public.budgets as b
    join public.tenants as t on t.id = b.tenant_id
    where b.id = p_budget_id and b.is_active and b.deleted_at is null
  ), false);
end
$$;

-- ============================================================================================= functions: endpoints

create function private.new_webhook_secret()
returns text
language sql volatile
set search_path = ''
as $$
  -- 244 bits of the system's own randomness.
  select 'whsec_' || encode(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'base64')
$$;
comment on function private.new_webhook_secret is
'As Standard Webhooks writes them: whsec_ and the base64 of 32 bytes.';

create function private.create_webhook_endpoint(p_url text, p_events text[], p_description text)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_tenant_id uuid := private.current_tenant_id();
  v_endpoint public.webhook_endpoints;
  v_secret text := private.new_webhook_secret();
begin
  perform private.require_role(v_tenant_id, 'ADMIN');
  -- Those who make one at once wait for each other, so that there is not one too many.
  perform from public.tenants as t where t.id = v_tenant_id for no key update;
  if (select count(*) from public.webhook_endpoints as w where w.tenant_id = v_tenant_id) >= 20 then
    raise sqlstate 'PT409' using message = 'A tenant has at most 20 webhook endpoints.';
  end if;
  insert into public.webhook_endpoints (tenant_id, created_by, url, events, description)
  values (v_tenant_id, auth.uid(), p_url, p_events, p_description)
  returning * into v_endpoint;
  insert into private.webhook_secrets (endpoint_id, secret) values (v_endpoint.id, v_secret);
  return to_jsonb(v_endpoint) || jsonb_build_object('secret', v_secret);
end
$$;

create function private.lock_webhook_endpoint(p_endpoint_id uuid)
returns public.webhook_endpoints
language plpgsql
set search_path = ''
as $$
declare
  v_endpoint public.webhook_endpoints;
begin
  select w.* into v_endpoint
  from public.webhook_endpoints as w
  where w.id = p_endpoint_id and w.tenant_id = any(private.my_tenant_ids('ADMIN'))
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message =
      'There is no such webhook endpoint, or you are not an ADMIN of its tenant.';
  end if;
  return v_endpoint;
end
$$;
comment on function private.lock_webhook_endpoint is 'An endpoint of a tenant in which the caller is ADMIN, or PT404.';

create function private.rotate_webhook_secret(p_endpoint_id uuid, p_overlap_hours integer)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_endpoint public.webhook_endpoints := private.lock_webhook_endpoint(p_endpoint_id);
  v_secret text := private.new_webhook_secret();
  v_until timestamptz := now() + make_interval(hours => p_overlap_hours);
begin
  if p_overlap_hours is null or p_overlap_hours not between 0 and 168 then
    raise sqlstate 'PT400' using message = 'p_overlap_hours is between 0 and 168.';
  end if;
  update private.webhook_secrets as s
  set
    secret = v_secret,
    previous_secret = case when p_overlap_hours > 0 then s.secret end,
    previous_until = case when p_overlap_hours > 0 then v_until end
  where s.endpoint_id = v_endpoint.id;
  perform private.write_audit_log(
    v_endpoint.tenant_id, auth.uid(), 'UPDATE', 'webhook_secret', v_endpoint.id, '{"after": {"secret": "(new)"}}'
  );
  return jsonb_build_object(
    'endpoint_id', v_endpoint.id, 'secret', v_secret,
    'previous_until', case when p_overlap_hours > 0 then v_until end
  );
end
$$;

create function private.send_test_webhook(p_endpoint_id uuid)
returns public.webhook_deliveries
language plpgsql security definer
set search_path = ''
as $$
declare
  v_endpoint public.webhook_endpoints := private.lock_webhook_endpoint(p_endpoint_id);
begin
  if not v_endpoint.is_active then
    raise sqlstate 'PT409' using message = 'The endpoint is switched off.';
  end if;
  if (
    select count(*)
    from public.webhook_deliveries as d
    where d.tenant_id = v_endpoint.tenant_id and d.endpoint_id = v_endpoint.id and d.event_type = 'webhook.test'
      and d.created_at > now() - interval '1 minute'
  ) >= 5 then
    raise sqlstate 'PT409' using message = 'Five tests were sent within a minute: wait for what becomes of them.';
  end if;
  return private.make_webhook_delivery(
    v_endpoint, gen_random_uuid(), 'webhook.test',
    jsonb_build_object('endpoint_id', v_endpoint.id, 'tenant_id', v_endpoint.tenant_id), now()
  );
end
$$;

create function private.redeliver_webhook(p_delivery_id uuid)
returns public.webhook_deliveries
language plpgsql security definer
set search_path = ''
as $$
declare
  v_delivery public.webhook_deliveries;
  v_endpoint public.webhook_endpoints;
  v_again public.webhook_deliveries;
begin
  select d.* into v_delivery
  from public.webhook_deliveries as d
  where d.id = p_delivery_id and d.tenant_id = any(private.my_tenant_ids('ADMIN'));
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such delivery, or you are not an ADMIN of its tenant.';
  end if;
  v_endpoint := private.lock_webhook_endpoint(v_delivery.endpoint_id);
  if not v_endpoint.is_active then
    raise sqlstate 'PT409' using message = 'The endpoint is switched off.';
  end if;
  insert into public.webhook_deliveries (tenant_id, endpoint_id, event_id, event_type, payload)
  values (
    v_delivery.tenant_id, v_delivery.endpoint_id, v_delivery.event_id, v_delivery.event_type, v_delivery.payload
  )
  on conflict (endpoint_id, event_id) where status = 'PENDING' do nothing
  returning * into v_again;
  if not found then
    raise sqlstate 'PT409' using message = 'The event waits for its delivery already.';
  end if;
  perform private.queue_webhook(v_again.id, '0');
  return v_again;
end
$$;

-- ============================================================================================ functions: deliveries

create function private.begin_webhook_delivery(p_delivery_id uuid, p_lease_seconds integer)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_delivery public.webhook_deliveries;
  v_endpoint record;
begin
  select d.* into v_delivery
  from public.webhook_deliveries as d
  where d.id = p_delivery_id and d.status = 'PENDING'
  for no key update;
  if not found then
    return null;
  end if;
  if v_delivery.next_attempt_at > now() then
    return jsonb_build_object('again_at', v_delivery.next_attempt_at);
  end if;

  select w.url, w.is_active and t.deleted_at is null as is_told, s.secret,
    case when s.previous_until > now() then s.previous_secret end as previous_secret
  into v_endpoint
  from public.webhook_endpoints as w
  join public.tenants as t on t.id = w.tenant_id
  join private.webhook_secrets as s on s.endpoint_id = w.id
  where w.id = v_delivery.endpoint_id;
  if v_endpoint.is_told is not true or v_delivery.attempts >= 100 then
    update public.webhook_deliveries
    set
      status = 'FAILED', next_attempt_at = null,
      error = case
        when v_endpoint.is_told then 'Given up: its workers die before they tell what came of it.'
        else 'The endpoint is switched off.'
      end
    where id = p_delivery_id;
    return null;
  end if;

  update public.webhook_deliveries
  set
    attempts = v_delivery.attempts + 1, last_attempt_at = now(),
    next_attempt_at = now() + make_interval(secs => least(greatest(p_lease_seconds, 1), 3600))
  where id = p_delivery_id;
  return jsonb_build_object(
    'event_id', v_delivery.event_id, 'attempt', v_delivery.attempts + 1, 'url', v_endpoint.url,
    'body', v_delivery.payload::text,
    'secrets', jsonb_build_array(v_endpoint.secret) || case
      when v_endpoint.previous_secret is null then '[]' else jsonb_build_array(v_endpoint.previous_secret)
    end
  );
end
$$;

create function private.end_webhook_delivery(
  p_delivery_id uuid, p_attempt integer, p_response_status integer, p_error text, p_retry_after_seconds numeric,
  p_retry_seconds integer[]
)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_endpoint_id uuid;
  v_endpoint public.webhook_endpoints;
  v_delivery public.webhook_deliveries;
  v_delay integer;
begin
  select d.endpoint_id into v_endpoint_id from public.webhook_deliveries as d where d.id = p_delivery_id;
  -- The endpoint first, as whoever deletes it with its deliveries.
  select w.* into v_endpoint from public.webhook_endpoints as w where w.id = v_endpoint_id for no key update;
  select d.* into v_delivery from public.webhook_deliveries as d where d.id = p_delivery_id for no key update;
  if not found then
    return null;
  end if;
  if v_delivery.status <> 'PENDING' then
    return jsonb_build_object('status', v_delivery.status, 'next_attempt_at', null);
  end if;

  if p_response_status between 200 and 299 then
    -- Also when the attempt was taken for dead: the receiver has it.
    update public.webhook_deliveries
    set
      status = 'DELIVERED', next_attempt_at = null, delivered_at = now(), response_status = p_response_status,
      error = null
    where id = p_delivery_id
    returning * into v_delivery;
    update public.webhook_endpoints
    set consecutive_failures = 0, failing_since = null, last_success_at = now()
    where id = v_endpoint.id
      and (consecutive_failures > 0 or last_success_at is null or last_success_at < now() - interval '1 minute');
    return jsonb_build_object('status', v_delivery.status, 'next_attempt_at', null);
  end if;

  if v_delivery.attempts = p_attempt then
    v_delay := case when p_response_status is distinct from 410 then p_retry_seconds[v_delivery.attempts] end;
    update public.webhook_deliveries
    set
      status = case when v_delay is null then 'FAILED' else 'PENDING' end::public.webhook_delivery_status,
      -- A tenth more at random, so that what failed together does not come back together.
      next_attempt_at = case
        when v_delay is not null then now() + make_interval(secs => greatest(
          v_delay * (1 + random() / 10), least(coalesce(p_retry_after_seconds, 0), 86400)
        ))
      end,
      response_status = p_response_status, error = left(p_error, 1000)
    where id = p_delivery_id
    returning * into v_delivery;
    update public.webhook_endpoints
    set
      consecutive_failures = v_endpoint.consecutive_failures + 1,
      failing_since = coalesce(v_endpoint.failing_since, now()),
      is_active = v_endpoint.is_active and f.reason is null,
      disabled_reason = coalesce(v_endpoint.disabled_reason, f.reason)
    from (
      select case
        when p_response_status = 410 then 'GONE'
        when v_endpoint.failing_since < now() - interval '5 days' and v_endpoint.consecutive_failures >= 9
          then 'FAILING'
      end::public.webhook_disabled_reason as reason
    ) as f
    where id = v_endpoint.id;
  end if;
  return jsonb_build_object('status', v_delivery.status, 'next_attempt_at', v_delivery.next_attempt_at);
end
$$;

create function private.sweep_webhooks(p_limit integer, p_keep_days integer)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_queued integer;
  v_pruned integer;
begin
  -- Due for so long that nobody looks at them: their task was never made, or is lost.
  select count(*) filter (where private.queue_webhook(d.id, extract(epoch from d.next_attempt_at)::text)) into v_queued
  from (
    select o.id, o.next_attempt_at
    from public.webhook_deliveries as o
    where o.status = 'PENDING' and o.next_attempt_at < now() - interval '5 minutes'
    order by o.next_attempt_at
    limit p_limit
  ) as d;

  delete from public.webhook_deliveries
  where id in (
    select d.id
    from public.webhook_deliveries as d
    where d.status <> 'PENDING' and d.created_at < now() - make_interval(days => greatest(p_keep_days, 1))
    order by d.created_at
    limit p_limit
    for update skip locked
  );
  get diagnostics v_pruned = row_count;
  delete from private.exceeded_budgets
  where (budget_id, period_start) in (
    select x.budget_id, x.period_start
    from private.exceeded_budgets as x
    where x.created_at < now() - interval '100 days'
    limit p_limit
  );
  return jsonb_build_object('queued', v_queued, 'pruned', v_pruned);
end
$$;

-- ====================================================================================== functions: exposed wrappers

create function public.create_webhook_endpoint(p_url text, p_events text[], p_description text default null)
returns jsonb
language sql security invoker set search_path = ''
as $$ select private.create_webhook_endpoint(p_url, p_events, p_description) $$;
comment on function public.create_webhook_endpoint is
'Makes an endpoint in the current tenant; answers its row and, this once, its secret. ADMIN.';

create function public.rotate_webhook_secret(p_endpoint_id uuid, p_overlap_hours integer default 24) returns jsonb
language sql security invoker set search_path = ''
as $$ select private.rotate_webhook_secret(p_endpoint_id, p_overlap_hours) $$;
comment on function public.rotate_webhook_secret is
'Makes a new secret and answers it, this once: {"endpoint_id", "secret", "previous_until"}. For so many hours (0 to '
'168) deliveries are signed with the one before, too. ADMIN.';

create function public.send_test_webhook(p_endpoint_id uuid) returns public.webhook_deliveries
language sql security invoker set search_path = ''
as $$ select private.send_test_webhook(p_endpoint_id) $$;
comment on function public.send_test_webhook is
'Sends an event webhook.test to the endpoint; the answer is the delivery to look at. ADMIN.';

create function public.redeliver_webhook(p_delivery_id uuid) returns public.webhook_deliveries
language sql security invoker set search_path = ''
as $$ select private.redeliver_webhook(p_delivery_id) $$;
comment on function public.redeliver_webhook is
'Tells the endpoint of the same event once more, under the same webhook-id, as a delivery of its own. ADMIN.';

create function public.record_budget_refusal(p_budget_id uuid) returns boolean
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.record_budget_refusal(p_budget_id);
end
$$;
comment on function public.record_budget_refusal is
'A hard budget has refused a request: tells budget.exceeded, once in the present period. Whether it was told now. '
'Service only.';

create function public.begin_webhook_delivery(p_delivery_id uuid, p_lease_seconds integer default 60) returns jsonb
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.begin_webhook_delivery(p_delivery_id, p_lease_seconds);
end
$$;
comment on function public.begin_webhook_delivery is
'Begins an attempt: {"event_id", "attempt", "url", "body", "secrets"}. {"again_at"} when it is not due; null when '
'there is nothing to do. Service only.';

create function public.end_webhook_delivery(
  p_delivery_id uuid, p_attempt integer, p_response_status integer default null, p_error text default null,
  p_retry_after_seconds numeric default null,
  p_retry_seconds integer[] default '{5,300,1800,7200,18000,36000,50400,72000,86400}'
)
returns jsonb
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.end_webhook_delivery(
    p_delivery_id, p_attempt, p_response_status, p_error, p_retry_after_seconds, p_retry_seconds
  );
end
$$;
comment on function public.end_webhook_delivery is
'What became of an attempt: {"status", "next_attempt_at"}. A failed one is tried again after as many seconds as the '
'list says for it, and not before the receiver said; 410 and five days without success switch the endpoint off. '
'Service only.';

create function public.sweep_webhooks(p_limit integer default 100, p_keep_days integer default 30) returns jsonb
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.sweep_webhooks(p_limit, p_keep_days);
end
$$;
comment on function public.sweep_webhooks is
'Queues deliveries that lost their task, and removes ended ones that are older than so many days: {"queued", '
'"pruned"}. Service only.';

-- ========================================================================================================= triggers

create trigger webhook_endpoints_guard before update on public.webhook_endpoints
for each row execute function private.guard_webhook_endpoint();
create trigger webhook_endpoints_refuse_tenant_change before update of tenant_id on public.webhook_endpoints
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger webhook_endpoints_require_member before insert on public.webhook_endpoints
for each row execute function private.require_member_as_author();
create trigger webhook_endpoints_audit after insert or delete on public.webhook_endpoints
for each row execute function private.audit('webhook_endpoint');
-- Not each attempt, only what somebody decided.
create trigger webhook_endpoints_audit_change
after update of url, description, events, is_active on public.webhook_endpoints
for each row when (
  old.url is distinct from new.url or old.description is distinct from new.description
  or old.events is distinct from new.events or old.is_active is distinct from new.is_active
)
execute function private.audit('webhook_endpoint');

create trigger webhook_deliveries_guard before update on public.webhook_deliveries
for each row execute function private.guard_webhook_delivery();
create trigger webhook_deliveries_refuse_tenant_change before update of tenant_id on public.webhook_deliveries
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();

create trigger budget_alerts_tell_webhooks after insert on public.budget_alerts
for each row execute function private.tell_of_budget_alert();
create trigger executions_tell_webhooks after update of status on public.executions
for each row when (old.status <> new.status and new.status in ('COMPLETED', 'FAILED', 'CANCELLED'))
execute function private.tell_of_execution();

-- =========================================================================================================== grants

revoke all on public.webhook_endpoints, public.webhook_deliveries from public, anon, authenticated, service_role;

grant select on public.webhook_endpoints, public.webhook_deliveries to authenticated, service_role;
grant update (url, description, events, is_active) on public.webhook_endpoints to authenticated;
grant delete on public.webhook_endpoints to authenticated;

revoke all on all functions in schema private from public, anon;

-- What checks call, as whoever writes the row.
grant execute on function private.webhook_events_fit(text[]) to authenticated;

revoke all on function public.create_webhook_endpoint(text, text[], text),
public.rotate_webhook_secret(uuid, integer), public.send_test_webhook(uuid), public.redeliver_webhook(uuid),
public.record_budget_refusal(uuid), public.begin_webhook_delivery(uuid, integer),
public.end_webhook_delivery(uuid, integer, integer, text, numeric, integer[]),
public.sweep_webhooks(integer, integer)
from public, anon, authenticated, service_role;

-- What clients call, and the definer half of each.
grant execute on function public.create_webhook_endpoint(text, text[], text) to authenticated;
grant execute on function private.create_webhook_endpoint(text, text[], text) to authenticated;
grant execute on function public.rotate_webhook_secret(uuid, integer) to authenticated;
grant execute on function private.rotate_webhook_secret(uuid, integer) to authenticated;
grant execute on function public.send_test_webhook(uuid), private.send_test_webhook(uuid) to authenticated;
grant execute on function public.redeliver_webhook(uuid), private.redeliver_webhook(uuid) to authenticated;

-- What the functions and workers call with the service key.
grant execute on function public.record_budget_refusal(uuid), private.record_budget_refusal(uuid) to service_role;
grant execute on function public.begin_webhook_delivery(uuid, integer) to service_role;
grant execute on function private.begin_webhook_delivery(uuid, integer) to service_role;
grant execute on function public.end_webhook_delivery(uuid, integer, integer, text, numeric, integer[])
to service_role;
grant execute on function private.end_webhook_delivery(uuid, integer, integer, text, numeric, integer[])
to service_role;
grant execute on function public.sweep_webhooks(integer, integer), private.sweep_webhooks(integer, integer)
to service_role;

-- ========================================================================================================= policies

alter table public.webhook_endpoints enable row level security;
alter table public.webhook_endpoints force row level security;
alter table public.webhook_deliveries enable row level security;
alter table public.webhook_deliveries force row level security;

-- An address may be a secret itself.
create policy "admins see the webhook endpoints of their tenants" on public.webhook_endpoints
for select to authenticated
using (tenant_id = any((select private.my_tenant_ids('ADMIN'))::uuid[]));

create policy "admins change the webhook endpoints of their tenants" on public.webhook_endpoints
for update to authenticated
using (tenant_id = any((select private.my_tenant_ids('ADMIN'))::uuid[]))
with check (tenant_id = any((select private.my_tenant_ids('ADMIN'))::uuid[]));

create policy "admins remove the webhook endpoints of their tenants" on public.webhook_endpoints
for delete to authenticated
using (tenant_id = any((select private.my_tenant_ids('ADMIN'))::uuid[]));

create policy "admins see the webhook deliveries of their tenants" on public.webhook_deliveries
for select to authenticated
using (tenant_id = any((select private.my_tenant_ids('ADMIN'))::uuid[]));

-- What keys may ask for: to read. Secrets and addresses are given by people.
insert into private.api_key_paths (path, read_scope, write_scope)
values
('webhook_endpoints', 'webhooks:read', 'webhooks:write'),
('webhook_deliveries', 'webhooks:read', 'webhooks:write'),
('rpc/create_webhook_endpoint', null, null),
('rpc/rotate_webhook_secret', null, null),
('rpc/send_test_webhook', null, null),
('rpc/redeliver_webhook', null, null);

create policy "keys read webhook endpoints with their scope" on public.webhook_endpoints
as restrictive for select to authenticated
using ((select private.key_may('webhooks:read')));

create policy "keys change webhook endpoints with their scope" on public.webhook_endpoints
as restrictive for update to authenticated
using ((select private.key_may('webhooks:write')))
with check ((select private.key_may('webhooks:write')));

create policy "keys remove webhook endpoints with their scope" on public.webhook_endpoints
as restrictive for delete to authenticated
using ((select private.key_may('webhooks:write')));

create policy "keys read webhook deliveries with their scope" on public.webhook_deliveries
as restrictive for select to authenticated
using ((select private.key_may('webhooks:read')));
