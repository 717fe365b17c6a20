-- Undoes 20261121120000_queue.sql. Queued executions that have not ended are cancelled. Absurd, which no migration
-- installed, stays: drop schema absurd cascade.
-- Afterwards: supabase migration repair --status reverted 20261121120000

set lock_timeout = '5s';
set statement_timeout = '60s';

update public.executions as e
set
  status = 'CANCELLED', validation_status = 'SKIPPED', started_at = coalesce(e.started_at, now()), completed_at = now(),
  latency_ms = 1, cost_usd = coalesce((
    select sum(c.cost_usd) from public.cost_tracking as c
    where c.reference_id = e.id and c.purpose = 'PROMPT_EXECUTION'
  ), 0)
where queued_at is not null and status in ('PENDING', 'RUNNING');

do $$
begin
  if exists (
    select from pg_publication_tables
    where pubname = 'supabase_realtime' and schemaname = 'public' and tablename = 'executions'
  ) then
    alter publication supabase_realtime drop table public.executions;
  end if;
end
$$;

-- Triggers on tables that stay
drop trigger executions_leave_queue on public.executions;
drop trigger executions_leave_queue_when_erased on public.executions;

-- Functions
drop function public.extend_task_lease(text, uuid, integer);
drop function public.fail_task(text, uuid, jsonb, timestamptz);
drop function public.complete_task(text, uuid, jsonb);
drop function public.claim_tasks(text, text, integer, integer);
drop function public.queue_status(integer);
drop function public.release_execution(uuid, uuid, jsonb, jsonb);
drop function public.claim_executions(text, integer, integer);
drop function public.enqueue_execution(
  uuid, uuid, text, integer, jsonb, jsonb, text, text, text, text, text, jsonb, jsonb
);
drop function private.queue_status(integer);
drop function private.release_execution(uuid, uuid, jsonb, jsonb);
drop function private.put_back(public.executions, boolean, text);
drop function private.record_estimate(public.executions);
drop function private.leave_queue();
drop function private.claim_executions(text, integer, integer);
drop function private.queue_lock();
drop function private.start_queued(private.queued_executions, text, integer);
drop function private.end_unstarted(public.executions, text, jsonb);
drop function private.pick_executions(integer);
drop function private.pinned_again(public.executions, private.pinned_prompt);
drop function private.put_in_queue(public.executions, private.pinned_prompt, jsonb, jsonb);
drop function private.queue_concurrency(public.tenants);
drop function private.extend_task_lease(text, uuid, integer);
drop function private.fail_task(text, uuid, jsonb, timestamptz);
drop function private.complete_task(text, uuid, jsonb);
drop function private.change_task_run(text, uuid, text, jsonb, timestamptz);
drop function private.claim_tasks(text, text, integer, integer);
drop function private.require_task_queue(text);
drop function private.spawn_task(text, text, jsonb, text, jsonb);
drop function private.require_queue(text);
drop function private.replayed_execution(uuid, uuid, text, text, boolean);

-- Tables, columns and sequences
drop table private.queued_executions;
drop table private.queue_turns;
drop table private.queue_upkeep;
drop sequence private.queue_starts;
alter table public.tenants drop column queue_concurrency;
alter table public.executions drop column queued_at;
comment on type public.execution_status is
'PENDING -> RUNNING -> COMPLETED | FAILED | CANCELLED, PENDING -> CANCELLED. The last three are final.';

-- As they were before

create or replace function private.guard_execution()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if old.status in ('COMPLETED', 'FAILED', 'CANCELLED') then
    raise sqlstate 'PT409' using message = format('The execution is %s: that is final.', old.status);
  end if;
  if new.status <> old.status and not (
    (old.status = 'PENDING' and new.status in ('RUNNING', 'CANCELLED'))
    or (old.status = 'RUNNING' and new.status in ('COMPLETED', 'FAILED', 'CANCELLED'))
  ) then
    raise sqlstate 'PT409' using message = format('An execution does not go from %s to %s.', old.status, new.status);
  end if;
  new.updated_at := now();
  return new;
end
$$;

create or replace function private.cancel_execution(p_execution_id uuid)
returns public.executions
language plpgsql security definer
set search_path = ''
as $$
declare
  v_execution public.executions;
begin
  select e.* into v_execution
  from public.executions as e
  where e.id = p_execution_id and e.tenant_id = any(private.my_tenant_ids('MEMBER'))
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such execution.';
  end if;
  if v_execution.status in ('COMPLETED', 'FAILED', 'CANCELLED') then
    raise sqlstate 'PT409' using message = format('The execution is already %s.', v_execution.status);
  end if;

  if v_execution.status = 'PENDING' then
    update public.executions
    set
      status = 'CANCELLED', validation_status = 'SKIPPED', cancel_requested_at = now(), started_at = now(),
      completed_at = now(), latency_ms = 1, cost_usd = 0
    where id = p_execution_id
    returning * into v_execution;
  elsif v_execution.cancel_requested_at is null then
    update public.executions set cancel_requested_at = now() where id = p_execution_id returning * into v_execution;
  end if;
  return v_execution;
end
$$;

create function private.replayed_execution(
  p_tenant_id uuid, p_user_id uuid, p_idempotency_key text, p_idempotency_hash text
)
returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  v_execution public.executions;
begin
  select e.* into v_execution
  from public.executions as e
  where e.tenant_id = p_tenant_id and e.user_id = p_user_id and e.idempotency_key = p_idempotency_key;
  if not found then
    return null;
  end if;
  if v_execution.idempotency_hash is distinct from p_idempotency_hash then
    raise sqlstate 'PT422' using
      message = 'This Idempotency-Key was sent before with another request.',
      detail = jsonb_build_object('code', 'idempotency_mismatch', 'execution_id', v_execution.id)::text;
  end if;
  if v_execution.status in ('PENDING', 'RUNNING') then
    raise sqlstate 'PT409' using
      message = 'The request with this Idempotency-Key is still at work.',
      detail = jsonb_build_object('code', 'in_progress', 'execution_id', v_execution.id)::text;
  end if;
  return jsonb_build_object('replay', jsonb_build_object(
    'execution', private.execution_record(v_execution),
    'calls', (
      select coalesce(jsonb_agg(
        to_jsonb(c) || jsonb_build_object('cost_usd', trim_scale(c.cost_usd)::text) order by c.started_at, c.created_at
      ), '[]')
      from public.cost_tracking as c
      where c.reference_id = v_execution.id and c.purpose = 'PROMPT_EXECUTION' and c.kind <> 'ADJUSTMENT'
    )
  ));
end
$$;
comment on function private.replayed_execution is
'What became of the request with this key: {"replay": {"execution", "calls"}}, or null when there was none. PT409 '
'while it runs, PT422 when it was another request.';

create or replace function private.begin_execution(
  p_user_id uuid, p_tenant_id uuid, p_prompt text, p_version integer, p_inputs jsonb, p_context jsonb, p_priority text,
  p_model text, p_edge_function_id text, p_lease_seconds integer, p_idempotency_key text, p_idempotency_hash text,
  p_asking jsonb, p_api_key jsonb
)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_caller private.api_key_caller := private.acting_caller(p_user_id, p_tenant_id, p_api_key);
  v_prompt private.pinned_prompt;
  v_execution public.executions;
  v_replay jsonb;
  v_hold jsonb;
begin
  if p_idempotency_key is not null then
    v_replay := private.replayed_execution(
      v_caller.tenant_id, v_caller.user_id, p_idempotency_key, p_idempotency_hash
    );
    if v_replay is not null then
      return v_replay;
    end if;
  end if;
  v_prompt := private.prompt_to_run(v_caller.tenant_id, v_caller.user_id, p_prompt, p_version, p_model, p_asking);
  perform private.take_request(v_caller.tenant_id, v_caller);

  -- Whoever makes or changes a budget waits for us, or we for them: each execution is under a budget or before it.
  perform pg_advisory_xact_lock_shared(private.budget_lock(v_caller.tenant_id));

  insert into public.executions (
    tenant_id, user_id, prompt_id, prompt_version, inputs, context, status, priority, edge_function_id, model,
    started_at, lease_id, lease_expires_at, idempotency_key, idempotency_hash, api_key_id
  )
  values (
    v_caller.tenant_id, v_caller.user_id, v_prompt.id, v_prompt.version, coalesce(p_inputs, '{}'), p_context,
    'RUNNING', coalesce(p_priority, 'NORMAL')::public.execution_priority, p_edge_function_id, v_prompt.asked_model,
    now(), gen_random_uuid(), now() + make_interval(secs => least(greatest(p_lease_seconds, 1), 3600)),
    p_idempotency_key, p_idempotency_hash, v_caller.api_key_id
  )
  on conflict (tenant_id, user_id, idempotency_key) where idempotency_key is not null do nothing
  returning * into v_execution;
  if not found then
    -- Somebody else with the same key was faster: we have waited until they had committed.
    return private.replayed_execution(v_caller.tenant_id, v_caller.user_id, p_idempotency_key, p_idempotency_hash);
  end if;

  -- Holds come last, so that their locks are held for no longer than it takes to answer; in the order of settling.
  v_hold := private.hold_for_execution(v_execution, v_prompt, p_asking);
  perform private.take_tokens(
    v_caller.tenant_id, v_caller, v_execution.id, private.token_estimate(v_prompt, v_execution.inputs, p_asking)
  );
  return private.execution_package(v_execution, v_prompt, v_hold);
end
$$;

create or replace function private.sweep_executions(p_limit integer)
returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  v_ids uuid[];
begin
  v_ids := array(
    select e.id
    from public.executions as e
    where e.status = 'RUNNING' and e.lease_expires_at < now()
    order by e.lease_expires_at
    limit p_limit
    for no key update skip locked
  );

  -- First the money, while the holds are there: nobody knows what a dead worker has spent, but no more than this.
  insert into public.cost_tracking (
    id, tenant_id, user_id, purpose, reference_id, prompt_id, kind, provider, model, cost_usd, price_source, outcome,
    is_estimate, error, started_at
  )
  select
    private.estimate_id(e.lease_id), e.tenant_id, e.user_id, 'PROMPT_EXECUTION', e.id, e.prompt_id,
    'ADJUSTMENT',
    coalesce(nullif(left(split_part(e.model, ':', 1), 100), ''), 'unknown'),
    coalesce(nullif(e.model, ''), 'unknown'),
    coalesce((select max(h.held_usd) from private.budget_holds as h where h.execution_id = e.id), 0),
    'UNKNOWN', 'UNKNOWN', true, 'lease_expired', e.started_at
  from public.executions as e
  where e.id = any(v_ids);

  -- The lease is taken away: a worker that comes back late finds itself superseded.
  update public.executions as e
  set
    status = 'FAILED', validation_status = 'SKIPPED', lease_id = null, cost_is_complete = false,
    cost_usd = coalesce((
      select sum(c.cost_usd) from public.cost_tracking as c
      where c.reference_id = e.id and c.purpose = 'PROMPT_EXECUTION'
    ), 0),
    error = jsonb_build_object(
      'code', 'lease_expired', 'detail', 'The worker of this execution stopped answering.',
      'lease_expires_at', e.lease_expires_at
    ),
    completed_at = now(),
    latency_ms = least(greatest(extract(epoch from now() - e.started_at) * 1000, 1), 2147483647)::integer
  where e.id = any(v_ids);
  return cardinality(v_ids);
end
$$;
