-- The durable queue: executions that are accepted now and run by a worker, on whatever machine.
--
-- An execution is accepted, held for under its budgets and put in the queue in one transaction; it is a task of Absurd
-- (schema absurd, installed by `formaops queue install`; never exposed). Absurd keeps tasks, runs, attempts and their
-- backoff. Which run is next, it would decide by time alone: so its runs are parked, and a claim sets free exactly
-- those whose turn it is, under one lock for all claims. So a tenant's bound on what runs at once is exact.
--
-- Whose turn it is: CRITICAL before HIGH before NORMAL before LOW, among equals the tenant with the fewest running and
-- then the one that was served longest ago. Every eighth start goes to the tenant that was served longest ago, whatever
-- its priority, and there to what has waited longest: so nobody waits forever.
--
-- There is one lease: the execution's. When it ends, sweep_executions writes down what the worker may have spent, and
-- puts the execution back with a new hold, until its attempts are used up.
--
-- Locks are taken in this order: the queue's (claims only) or the idempotency key's (who begins), executions,
-- queued_executions, Absurd's runs and tasks, budgets.

set lock_timeout = '5s';
set statement_timeout = '60s';

-- =========================================================================================================== tables

comment on type public.execution_status is
'PENDING -> RUNNING -> COMPLETED | FAILED | CANCELLED, PENDING -> CANCELLED. The last three are final. Queued ones '
'also RUNNING -> PENDING, when their worker is gone, and PENDING -> FAILED, when they are refused at their turn.';

alter table public.executions add column queued_at timestamptz;
comment on column public.executions.queued_at is
'When it was accepted to run later (Prefer: respond-async); null when its caller waits for it.';

alter table public.tenants add column queue_concurrency integer
constraint tenants_queue_concurrency_fits check (queue_concurrency between 0 and 1000);
comment on column public.tenants.queue_concurrency is
'How many of the tenant''s queued executions run at once; null: by plan, 2, 8 or 32. 0 pauses them. Changed by '
'operators only.';

-- These are written by every queued execution. No foreign keys, as for budget_slots: triggers on executions clean up.
create table private.queued_executions (
  execution_id uuid primary key,
  tenant_id uuid not null,
  priority public.execution_priority not null,
  queued_at timestamptz not null,
  due_at timestamptz not null,
  is_running boolean not null default false,
  attempt integer not null default 0,
  worker text,
  task_id uuid not null,
  run_id uuid not null,
  asking jsonb,
  hold jsonb,
  draft private.pinned_prompt
) with (fillfactor = 70);
comment on table private.queued_executions is
'The queued executions that have not ended: what decides whose turn it is, and what they will need to run.';
comment on column private.queued_executions.due_at is 'Not before this: attempts are spaced.';
comment on column private.queued_executions.is_running is 'A worker has it; its lease stands on the execution.';
comment on column private.queued_executions.attempt is 'How often a worker has begun it.';
comment on column private.queued_executions.worker is 'Who has it, as they called themselves.';
comment on column private.queued_executions.task_id is 'Its task in Absurd.';
comment on column private.queued_executions.run_id is 'The present run of that task.';
comment on column private.queued_executions.asking is 'As begin_execution took it, to hold anew for another attempt.';
comment on column private.queued_executions.hold is 'What is held, and the prices that it was reckoned with.';
comment on column private.queued_executions.draft is 'The working copy as it was then, where no version is published.';

create table private.queue_turns (
  tenant_id uuid primary key references public.tenants (id) on delete cascade,
  served_at timestamptz not null
);
comment on table private.queue_turns is 'When a queued execution of a tenant was last begun.';

create table private.queue_upkeep (
  cleaned_at timestamptz not null
);
comment on table private.queue_upkeep is 'One row: when Absurd''s ended tasks were last cleaned up.';
insert into private.queue_upkeep (cleaned_at) values ('-infinity');

create sequence private.queue_starts;
comment on sequence private.queue_starts is 'Counts the starts of queued executions; every eighth goes by turns.';

-- ========================================================================================================== indexes

create index queued_executions_waiting_idx on private.queued_executions (priority, tenant_id, queued_at)
where not is_running;
create index queued_executions_running_idx on private.queued_executions (tenant_id) where is_running;

-- =============================================================================================== functions: tasks

create function private.require_queue(p_queue text)
returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if to_regclass(format('absurd.%I', 'r_' || p_queue)) is null then
    raise sqlstate 'PT503' using
      message = format('The durable queue %s is not installed in this database: formaops queue install.', p_queue),
      detail = '{"code": "queue_not_installed"}';
  end if;
end
$$;
comment on function private.require_queue is 'Raises PT503 where Absurd or its queue of that name is not installed.';

create function private.spawn_task(
  p_queue text, p_name text, p_params jsonb, p_idempotency_key text default null, p_options jsonb default '{}'
)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  v_task_id uuid;
begin
  perform private.require_queue(p_queue);
  select s.task_id into v_task_id
  from absurd.spawn_task(
    p_queue, p_name, p_params,
    coalesce(p_options, '{}') || jsonb_strip_nulls(jsonb_build_object('idempotency_key', p_idempotency_key))
  ) as s;
  perform pg_notify('formaops_queue', p_queue);
  return v_task_id;
end
$$;
comment on function private.spawn_task is
'Makes a task that a worker will do, in this transaction; the same one for the same key. p_options as Absurd takes '
'them: max_attempts, retry_strategy, headers. PT503 without the queue.';

create function private.require_task_queue(p_queue text)
returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if p_queue is distinct from 'tasks' then
    raise sqlstate 'PT400' using message = 'Tasks are in the queue tasks; executions are claimed by claim_executions.';
  end if;
  perform private.require_queue(p_queue);
end
$$;
comment on function private.require_task_queue is 'It is the queue of tasks, and that is installed.';

create function private.claim_tasks(p_queue text, p_worker text, p_limit integer, p_lease_seconds integer)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.require_task_queue(p_queue);
  if p_limit < 1 then
    return jsonb_build_array();
  end if;
  return coalesce(
    (
      select jsonb_agg(jsonb_build_object(
        'task_id', c.task_id, 'run_id', c.run_id, 'attempt', c.attempt, 'name', c.task_name, 'params', c.params
      ))
      from absurd.claim_task(
        p_queue, left(p_worker, 200), least(greatest(p_lease_seconds, 1), 3600), least(p_limit, 100)
      ) as c
    ),
    jsonb_build_array()
  );
end
$$;

create function private.change_task_run(p_queue text, p_run_id uuid, p_change text, p_detail jsonb, p_at timestamptz)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  perform private.require_task_queue(p_queue);
  case p_change
    when 'complete' then perform absurd.complete_run(p_queue, p_run_id, p_detail);
    when 'fail' then perform absurd.fail_run(p_queue, p_run_id, p_detail, p_at);
    else perform absurd.extend_claim(p_queue, p_run_id, greatest((p_detail #>> '{}')::integer, 1));
  end case;
  return true;
exception
  -- Absurd's words for a task that was cancelled, a run that has failed (its lease was over), one that does not run.
  when sqlstate 'AB001' or sqlstate 'AB002' or raise_exception then
    return false;
end
$$;
comment on function private.change_task_run is 'False when the run is not the caller''s any more.';

create function private.complete_task(p_queue text, p_run_id uuid, p_result jsonb)
returns boolean
language plpgsql security definer
set search_path = ''
as $$
begin
  return private.change_task_run(p_queue, p_run_id, 'complete', p_result, null);
end
$$;

create function private.fail_task(p_queue text, p_run_id uuid, p_reason jsonb, p_retry_at timestamptz)
returns boolean
language plpgsql security definer
set search_path = ''
as $$
begin
  return private.change_task_run(p_queue, p_run_id, 'fail', p_reason, p_retry_at);
end
$$;

create function private.extend_task_lease(p_queue text, p_run_id uuid, p_lease_seconds integer)
returns boolean
language plpgsql security definer
set search_path = ''
as $$
begin
  return private.change_task_run(p_queue, p_run_id, 'extend', to_jsonb(least(p_lease_seconds, 3600)), null);
end
$$;

-- ============================================================================================ functions: executions

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
    -- Queued ones: put back for another attempt, or refused when their turn came.
    or (old.queued_at is not null and (old.status, new.status) in (('RUNNING', 'PENDING'), ('PENDING', 'FAILED')))
  ) then
    raise sqlstate 'PT409' using message = format('An execution does not go from %s to %s.', old.status, new.status);
  end if;
  new.updated_at := now();
  return new;
end
$$;

create function private.queue_concurrency(p_tenant public.tenants)
returns integer
language plpgsql immutable
set search_path = ''
as $$
begin
  return case
    when p_tenant.deleted_at is not null then 1000
    when p_tenant.queue_concurrency is not null then p_tenant.queue_concurrency
    when p_tenant.plan = 'FREE' then 2
    when p_tenant.plan = 'PRO' then 8
    else 32
  end;
end
$$;
comment on function private.queue_concurrency is
'How many of the tenant''s queued executions run at once. Those of a deleted tenant are only refused, all at once.';

create function private.put_in_queue(
  p_execution public.executions, p_prompt private.pinned_prompt, p_hold jsonb, p_asking jsonb
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_task record;
  v_was_empty boolean := not exists (select from private.queued_executions as q where not q.is_running);
begin
  select s.task_id, s.run_id into v_task
  from absurd.spawn_task(
    'executions', 'execute-prompt', jsonb_build_object('execution_id', p_execution.id),
    jsonb_build_object(
      'idempotency_key', p_execution.id,
      'max_attempts', private.whole_number(p_asking -> 'max_attempts', '5', 1, 100),
      'retry_strategy', jsonb_build_object(
        'kind', 'exponential', 'factor', 2, 'max_seconds', 600,
        'base_seconds', private.whole_number(p_asking -> 'retry_seconds', '2', 0, 600)
      )
    )
  ) as s;
  -- Parked: only a claim sets it free.
  update absurd.r_executions set available_at = 'infinity' where run_id = v_task.run_id;
  insert into private.queued_executions (
    execution_id, tenant_id, priority, queued_at, due_at, task_id, run_id, asking, hold, draft
  )
  values (
    p_execution.id, p_execution.tenant_id, p_execution.priority, p_execution.queued_at, p_execution.queued_at,
    v_task.task_id, v_task.run_id, p_asking, p_hold,
    case when exists (
      select from public.prompt_versions as v
      where v.prompt_id = p_execution.prompt_id and v.version = p_execution.prompt_version
    ) then null else p_prompt end
  );
  -- Who finds others waiting need not wake anybody: the workers are at it. Notifying has all commits wait in line.
  if v_was_empty then
    perform pg_notify('formaops_queue', 'executions');
  end if;
end
$$;
comment on function private.put_in_queue is 'Makes the Absurd task of a PENDING execution and lines it up.';

create function private.pinned_again(p_execution public.executions, p_draft private.pinned_prompt)
returns private.pinned_prompt
language plpgsql stable
set search_path = ''
as $$
declare
  v_pinned private.pinned_prompt := p_draft;
begin
  if (p_draft).id is null then
    select
      p.id, p.name, v.version, v.template, v.variables, v.validations, v.model, v.fallback_model, v.parameters,
      p_execution.model
    into v_pinned
    from public.prompt_versions as v
    join public.prompts as p on p.id = v.prompt_id
    where v.prompt_id = p_execution.prompt_id and v.version = p_execution.prompt_version;
  end if;
  return v_pinned;
end
$$;
comment on function private.pinned_again is 'What was pinned when the execution was accepted.';

create function private.pick_executions(p_limit integer)
returns uuid[]
language plpgsql
set search_path = ''
as $$
declare
  v_by_turns integer := (
    select count(*) filter (where nextval('private.queue_starts') % 8 = 0) from generate_series(1, p_limit)
  );
begin
  return array(
    -- From tenant to tenant by the index, however many each has waiting.
    with recursive line (priority, tenant_id) as (
      (
        select q.priority, q.tenant_id
        from private.queued_executions as q
        where not q.is_running
        order by q.priority desc, q.tenant_id desc
        limit 1
      )
      union all
      select n.priority, n.tenant_id
      from line as l
      cross join lateral (
        select q.priority, q.tenant_id
        from private.queued_executions as q
        where not q.is_running and (q.priority, q.tenant_id) < (l.priority, l.tenant_id)
        order by q.priority desc, q.tenant_id desc
        limit 1
      ) as n
    ),

    tenant as (
      select
        t.id, r.running, private.queue_concurrency(t) - r.running as free,
        coalesce((select u.served_at from private.queue_turns as u where u.tenant_id = t.id), '-infinity') as served_at
      from public.tenants as t
      cross join lateral (
        select count(*)::integer as running
        from private.queued_executions as q
        where q.tenant_id = t.id and q.is_running
      ) as r
      where t.id = any(array(select l.tenant_id from line as l))
    ),

    candidate as (
      select
        q.execution_id, l.tenant_id, l.priority, q.queued_at, t.running, t.free, t.served_at,
        row_number() over (partition by l.tenant_id order by q.queued_at) as by_age
      from line as l
      join tenant as t on t.id = l.tenant_id and t.free > 0
      cross join lateral (
        select q.execution_id, q.queued_at
        from private.queued_executions as q
        where not q.is_running and q.priority = l.priority and q.tenant_id = l.tenant_id
          and q.due_at <= clock_timestamp()
        order by q.queued_at
        limit least(p_limit, t.free)
      ) as q
    ),

    by_turns as (
      select c.execution_id from candidate as c order by c.by_age, c.served_at, c.tenant_id limit v_by_turns
    ),

    in_order as (
      select
        c.*, t.execution_id is not null as is_by_turns,
        row_number() over (
          partition by c.tenant_id order by t.execution_id is not null desc, c.priority desc, c.queued_at
        ) as n
      from candidate as c
      left join by_turns as t on t.execution_id = c.execution_id
    )

    select o.execution_id
    from in_order as o
    where o.n <= o.free
    order by o.is_by_turns desc, o.priority desc, o.running + o.n, o.served_at, o.queued_at
    limit p_limit
  );
end
$$;
comment on function private.pick_executions is
'Whose turn it is, the first first; the caller has the queue''s lock. Reads a few rows of each tenant that waits.';

create function private.end_unstarted(p_execution public.executions, p_status text, p_error jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  update public.executions as e
  set
    status = p_status::public.execution_status, validation_status = 'SKIPPED', lease_id = null, error = p_error,
    cancel_requested_at = p_execution.cancel_requested_at, started_at = coalesce(e.started_at, now()),
    completed_at = now(), latency_ms = 1, cost_usd = spent.cost_usd, cost_is_complete = spent.is_complete
  from private.spent_on_execution(p_execution.id) as spent
  where e.id = p_execution.id;
end
$$;
comment on function private.end_unstarted is
'Ends an execution that no worker has: with what its attempts have spent.';

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
    v_execution.cancel_requested_at := now();
    perform private.end_unstarted(v_execution, 'CANCELLED', null);
    select e.* into v_execution from public.executions as e where e.id = p_execution_id;
  elsif v_execution.cancel_requested_at is null then
    update public.executions set cancel_requested_at = now() where id = p_execution_id returning * into v_execution;
  end if;
  return v_execution;
end
$$;

create function private.start_queued(
  p_queued private.queued_executions, p_worker text, p_lease_seconds integer
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_execution public.executions;
  v_pinned private.pinned_prompt;
  v_detail text;
begin
  update public.executions
  set
    status = 'RUNNING', started_at = now(), lease_id = gen_random_uuid(),
    lease_expires_at = clock_timestamp() + make_interval(secs => p_lease_seconds)
  where id = p_queued.execution_id
  returning * into v_execution;
  update private.queued_executions
  set is_running = true, attempt = attempt + 1, worker = p_worker
  where execution_id = p_queued.execution_id;
  -- Their role may have been taken away since it was accepted, or the tenant be gone.
  if not exists (
    select from public.user_roles as r
    join public.tenants as t on t.id = r.tenant_id
    join public.users as u on u.id = r.user_id
    where r.user_id = v_execution.user_id and r.tenant_id = v_execution.tenant_id and r.role >= 'MEMBER'
      and t.deleted_at is null and u.is_active
  ) then
    raise sqlstate 'PT403' using message = 'The user may not execute in this tenant any more.';
  end if;
  -- Who revokes a key that has got into the wrong hands stops what was asked for with it, too.
  if exists (
    select from public.api_keys as k where k.id = v_execution.api_key_id and k.revoked_at is not null
  ) then
    raise sqlstate 'PT403' using message = 'The API key that asked for it was revoked.';
  end if;
  v_pinned := private.pinned_again(v_execution, p_queued.draft);
  return private.execution_package(v_execution, v_pinned, p_queued.hold) || jsonb_build_object(
    'order', jsonb_build_object(
      'model', v_execution.model, 'inputs', v_execution.inputs, 'context', v_execution.context
    ),
    'attempt', p_queued.attempt + 1, 'queued_at', v_execution.queued_at,
    'traceparent', p_queued.asking ->> 'traceparent'
  );
exception
  when sqlstate 'PT402' or sqlstate 'PT403' or sqlstate 'PT404' or sqlstate 'PT409' or sqlstate 'PT422' then
    get stacked diagnostics v_detail = pg_exception_detail;
    return jsonb_build_object('id', p_queued.execution_id, 'ends', 'FAILED', 'error', jsonb_build_object(
      'code', case
        when left(v_detail, 1) = '{' then v_detail::jsonb ->> 'code'
        else case sqlstate when 'PT403' then 'forbidden' when 'PT404' then 'not_found' else 'wrong_state' end
      end,
      'detail', sqlerrm, 'faults', '[]'::jsonb
    ));
end
$$;
comment on function private.start_queued is
'Gives a queued execution to a worker: its package, or how it ends when it is refused: {"id", "ends", "error"}.';

create function private.claim_executions(p_worker text, p_limit integer, p_lease_seconds integer)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_picked uuid[];
  v_ids uuid[];
  v_now timestamptz;
  v_runs uuid[];
  v_queued private.queued_executions;
  v_package jsonb;
  v_packages jsonb := jsonb_build_array();
  v_refused jsonb := jsonb_build_array();
  v_tenant_ids uuid[];
begin
  perform private.require_queue('executions');
  if p_limit < 1 or not exists (select from private.queued_executions as q where not q.is_running) then
    return v_packages;
  end if;
  perform pg_advisory_xact_lock(private.queue_lock());
  v_now := clock_timestamp();
  v_picked := private.pick_executions(least(p_limit, 100));
  -- Whom a cancellation has just now is not waited for.
  v_ids := array(
    select e.id
    from public.executions as e
    where e.id = any(v_picked) and e.status = 'PENDING'
    order by array_position(v_picked, e.id)
    for no key update skip locked
  );
  if cardinality(v_ids) = 0 then
    return v_packages;
  end if;
  insert into private.queue_turns as t (tenant_id, served_at)
  select distinct q.tenant_id, v_now
  from private.queued_executions as q
  where q.execution_id = any(v_ids)
  on conflict (tenant_id) do update set served_at = excluded.served_at;

  update absurd.r_executions as r
  set available_at = '-infinity'
  where r.run_id = any(array(select q.run_id from private.queued_executions as q where q.execution_id = any(v_ids)));
  -- Without a lease of Absurd's own: the execution has one.
  v_runs := array(select c.run_id from absurd.claim_task('executions', p_worker, 0, cardinality(v_ids)) as c);

  for v_queued in
    select q.*
    from unnest(v_ids) with ordinality as i (id, n)
    join private.queued_executions as q on q.execution_id = i.id
    order by i.n
  loop
    if v_queued.run_id = any(v_runs) then
      v_package := private.start_queued(v_queued, left(p_worker, 200), least(greatest(p_lease_seconds, 1), 3600));
    else
      v_package := jsonb_build_object('id', v_queued.execution_id, 'ends', 'CANCELLED', 'error', jsonb_build_object(
        'code', 'cancelled', 'detail', 'Its task was ended in the durable queue by an operator.', 'faults', '[]'::jsonb
      ));
    end if;
    if v_package ? 'ends' then
      v_refused := v_refused || v_package;
      v_tenant_ids := v_tenant_ids || v_queued.tenant_id;
    else
      v_packages := v_packages || v_package;
    end if;
  end loop;

  if v_refused <> '[]' then
    perform private.have_budgets_alone(v_tenant_ids);
    perform private.end_unstarted(e, r.ends, r.error)
    from jsonb_to_recordset(v_refused) as r (id uuid, ends text, error jsonb)
    join public.executions as e on e.id = r.id;
  end if;
  return v_packages;
end
$$;

create function private.queue_lock()
returns bigint
language sql immutable
set search_path = ''
as $$ select 120000::bigint $$;
comment on function private.queue_lock is 'The advisory lock of who claims executions.';

create function private.leave_queue()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_queued private.queued_executions;
begin
  delete from private.queued_executions as q where q.execution_id = old.id returning q.* into v_queued;
  if not found or to_regclass('absurd.r_executions') is null then
    return null;
  end if;
  -- Locked, for an operator may be ending it.
  perform from absurd.r_executions as r where r.run_id = v_queued.run_id and r.state = 'running' for update;
  if found and tg_op = 'UPDATE' then
    perform absurd.complete_run('executions', v_queued.run_id, jsonb_build_object('status', new.status));
  elsif exists (select from absurd.t_executions as t where t.task_id = v_queued.task_id) then
    perform absurd.cancel_task('executions', v_queued.task_id);
  end if;
  return null;
end
$$;
comment on function private.leave_queue is 'Fired when a queued execution ends or is erased: so does its task.';

create function private.record_estimate(p_execution public.executions)
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into public.cost_tracking (
    id, tenant_id, user_id, purpose, reference_id, prompt_id, kind, provider, model, cost_usd, price_source, outcome,
    is_estimate, error, started_at
  )
  values (
    private.estimate_id(p_execution.lease_id), p_execution.tenant_id, p_execution.user_id, 'PROMPT_EXECUTION',
    p_execution.id, p_execution.prompt_id, 'ADJUSTMENT',
    coalesce(nullif(left(split_part(p_execution.model, ':', 1), 100), ''), 'unknown'),
    coalesce(nullif(p_execution.model, ''), 'unknown'),
    coalesce((select max(h.held_usd) from private.budget_holds as h where h.execution_id = p_execution.id), 0),
    'UNKNOWN', 'UNKNOWN', true, 'lease_expired', p_execution.started_at
  );
end
$$;
comment on function private.record_estimate is
'Nobody knows what a dead worker has spent, but no more than is held. Before the hold is let go of.';

create function private.put_back(p_execution public.executions, p_counts boolean, p_reason text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_queued private.queued_executions;
  v_run_id uuid;
  v_due_at timestamptz;
  v_execution public.executions;
  v_hold jsonb;
begin
  select q.* into v_queued from private.queued_executions as q where q.execution_id = p_execution.id;
  insert into public.execution_logs (tenant_id, execution_id, level, message, metadata)
  values (
    p_execution.tenant_id, p_execution.id, 'WARN', format('Attempt %s: %s', v_queued.attempt, p_reason),
    jsonb_build_object(
      'attempt', v_queued.attempt, 'worker', v_queued.worker, 'started_at', p_execution.started_at,
      'lease_expires_at', p_execution.lease_expires_at
    )
  );
  if p_execution.cancel_requested_at is not null then
    perform private.end_unstarted(p_execution, 'CANCELLED', jsonb_build_object(
      'code', 'cancelled', 'detail', 'It was cancelled on request.', 'faults', '[]'::jsonb
    ));
    return;
  end if;

  if to_regclass('absurd.r_executions') is not null then
    -- Absurd refuses to go on with a run that an operator has ended, and would undo the whole sweep.
    perform from absurd.r_executions as r where r.run_id = v_queued.run_id and r.state = 'running' for update;
    if not found then
      perform private.end_unstarted(p_execution, 'CANCELLED', jsonb_build_object(
        'code', 'cancelled', 'detail', 'Its task was ended in the durable queue by an operator.', 'faults', '[]'::jsonb
      ));
      return;
    end if;
    if not p_counts then
      perform absurd.schedule_run('executions', v_queued.run_id, 'infinity');
      v_run_id := v_queued.run_id;
      v_due_at := now();
    else
      perform absurd.fail_run('executions', v_queued.run_id, jsonb_build_object('message', p_reason));
      update absurd.r_executions as r
      set available_at = 'infinity'
      from absurd.r_executions as n
      where r.task_id = v_queued.task_id and r.state in ('pending', 'sleeping') and n.run_id = r.run_id
      returning r.run_id, n.available_at into v_run_id, v_due_at;
    end if;
  end if;
  if v_run_id is null then
    perform private.end_unstarted(p_execution, 'FAILED', jsonb_build_object(
      'code', 'poisoned',
      'detail', format('It was begun %s times and never came to an end; its log has each attempt.', v_queued.attempt),
      'faults', '[]'::jsonb
    ));
    return;
  end if;

  update public.executions
  set status = 'PENDING', started_at = null, lease_id = null, lease_expires_at = null
  where id = p_execution.id
  returning * into v_execution;
  update private.queued_executions
  set
    is_running = false, worker = null, run_id = v_run_id, due_at = v_due_at,
    attempt = case when p_counts then attempt else attempt - 1 end
  where execution_id = p_execution.id;
  begin
    v_hold := private.hold_for_execution(
      v_execution, private.pinned_again(v_execution, v_queued.draft), v_queued.asking
    );
    update private.queued_executions set hold = v_hold where execution_id = p_execution.id;
  exception
    when sqlstate 'PT402' or sqlstate 'PT422' then
      perform private.end_unstarted(v_execution, 'FAILED', jsonb_build_object(
        'code', case sqlstate when 'PT402' then 'budget_exceeded' else 'unknown_price' end,
        'detail', sqlerrm, 'faults', '[]'::jsonb
      ));
  end;
end
$$;
comment on function private.put_back is
'Lines a running queued execution up again, with a new hold: after its backoff when the attempt counts, else at once. '
'Ends it where there is no further attempt: cancelled, poisoned, or over its budget.';

create function private.release_execution(p_execution_id uuid, p_lease_id uuid, p_calls jsonb, p_logs jsonb)
returns boolean
language plpgsql security definer
set search_path = ''
as $$
declare
  v_execution public.executions;
begin
  select e.* into v_execution
  from public.executions as e
  where e.id = p_execution_id
  for no key update;
  if not found then
    return false;
  end if;
  perform private.have_budgets_alone(array[v_execution.tenant_id]);
  perform private.record_calls(v_execution, p_lease_id, p_calls);
  if v_execution.status <> 'RUNNING' or v_execution.lease_id is distinct from p_lease_id
    or v_execution.queued_at is null
  then
    return false;
  end if;
  insert into public.execution_logs (tenant_id, execution_id, level, message, metadata, timestamp)
  select
    v_execution.tenant_id, p_execution_id, upper(coalesce(l.level, 'INFO'))::public.log_level, left(l.message, 10000),
    l.metadata, coalesce(l.timestamp, now())
  from jsonb_to_recordset(p_logs) as l (level text, message text, metadata jsonb, timestamp timestamptz);
  perform private.put_back(v_execution, false, 'given back by its worker, which was asked to stop.');
  return true;
end
$$;

create or replace function private.sweep_executions(p_limit integer)
returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  v_execution public.executions;
  v_dead public.executions[];
begin
  -- Before anything is locked: who begins and settles would wait for it. One sweeper does it, the others go on.
  if to_regclass('absurd.queues') is not null then
    update private.queue_upkeep set cleaned_at = now()
    where cleaned_at in (
      select u.cleaned_at
      from private.queue_upkeep as u
      where u.cleaned_at < now() - interval '10 minutes'
      for no key update skip locked
    );
    if found then
      perform absurd.cleanup_all_queues();
    end if;
  end if;

  v_dead := array(
    select e
    from public.executions as e
    where e.status = 'RUNNING' and e.lease_expires_at < now()
    order by e.lease_expires_at
    limit p_limit
    for no key update skip locked
  );
  perform private.have_budgets_alone(array(select d.tenant_id from unnest(v_dead) as d));
  foreach v_execution in array v_dead loop
    perform private.record_estimate(v_execution);
    if v_execution.queued_at is not null then
      perform private.put_back(v_execution, true, 'its worker stopped answering.');
      continue;
    end if;
    -- The lease is taken away: a worker that comes back late finds itself superseded.
    update public.executions as e
    set
      status = 'FAILED', validation_status = 'SKIPPED', lease_id = null, cost_is_complete = false,
      cost_usd = (private.spent_on_execution(e.id)).cost_usd,
      error = jsonb_build_object(
        'code', 'lease_expired', 'detail', 'The worker of this execution stopped answering.',
        'lease_expires_at', e.lease_expires_at
      ),
      completed_at = now(),
      latency_ms = least(greatest(extract(epoch from now() - e.started_at) * 1000, 1), 2147483647)::integer
    where e.id = v_execution.id;
  end loop;
  return cardinality(v_dead);
end
$$;

create function private.queue_status(p_tenants integer)
returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  v_tasks jsonb;
begin
  if to_regclass('absurd.r_tasks') is not null then
    select jsonb_build_object(
      'waiting', count(*) filter (where r.state in ('pending', 'sleeping')),
      'running', count(*) filter (where r.state = 'running'),
      'oldest_seconds', coalesce(extract(epoch from now() - min(r.available_at) filter (
        where r.state in ('pending', 'sleeping') and r.available_at <= now()
      ))::integer, 0)
    )
    into v_tasks
    from absurd.r_tasks as r
    where r.state in ('pending', 'sleeping', 'running');
  end if;
  return (
    select jsonb_build_object(
      'installed', to_regclass('absurd.r_executions') is not null,
      'waiting', jsonb_build_object(
        'CRITICAL', count(*) filter (where not q.is_running and q.priority = 'CRITICAL'),
        'HIGH', count(*) filter (where not q.is_running and q.priority = 'HIGH'),
        'NORMAL', count(*) filter (where not q.is_running and q.priority = 'NORMAL'),
        'LOW', count(*) filter (where not q.is_running and q.priority = 'LOW')
      ),
      'delayed', count(*) filter (where not q.is_running and q.due_at > clock_timestamp()),
      'oldest_seconds', coalesce(
        extract(epoch from now() - min(q.queued_at) filter (where not q.is_running)), 0
      )::integer,
      'running', count(*) filter (where q.is_running),
      'again', count(*) filter (where q.attempt > 1 or (q.attempt = 1 and not q.is_running)),
      'tasks', v_tasks,
      'tenants', (
        select coalesce(jsonb_agg(to_jsonb(t) order by t.waiting desc, t.tenant_id), '[]')
        from (
          select
            n.tenant_id, count(*) filter (where not n.is_running) as waiting,
            count(*) filter (where n.is_running) as running, private.queue_concurrency(o) as concurrency,
            coalesce(
              extract(epoch from now() - min(n.queued_at) filter (where not n.is_running)), 0
            )::integer as oldest_seconds
          from private.queued_executions as n
          join public.tenants as o on o.id = n.tenant_id
          group by n.tenant_id, o.*
          order by 2 desc, 1
          limit p_tenants
        ) as t
      )
    )
    from private.queued_executions as q
  );
end
$$;

drop function private.replayed_execution(uuid, uuid, text, text);

create function private.replayed_execution(
  p_tenant_id uuid, p_user_id uuid, p_idempotency_key text, p_idempotency_hash text, p_is_queued boolean default false
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
  -- Who asked for it to be queued, and asks again, is told how far it is.
  if v_execution.status in ('PENDING', 'RUNNING') and not (p_is_queued and v_execution.queued_at is not null) then
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
'while it runs, unless it was queued and is asked for again in that way; PT422 when it was another request.';

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
  v_is_queued boolean := p_lease_seconds is null;
  v_prompt private.pinned_prompt;
  v_execution public.executions;
  v_replay jsonb;
  v_hold jsonb;
begin
  if v_is_queued then
    perform private.require_queue('executions');
  end if;
  if p_idempotency_key is not null then
    -- Somebody else with the same key is waited for here, not under the budgets' lock: what they queued, a claim may have
    -- taken up meanwhile that waits for that lock.
    perform pg_advisory_xact_lock(hashtextextended(
      v_caller.tenant_id || ' ' || v_caller.user_id || ' ' || p_idempotency_key, 403
    ));
    v_replay := private.replayed_execution(
      v_caller.tenant_id, v_caller.user_id, p_idempotency_key, p_idempotency_hash, v_is_queued
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
    started_at, lease_id, lease_expires_at, idempotency_key, idempotency_hash, queued_at, api_key_id
  )
  values (
    v_caller.tenant_id, v_caller.user_id, v_prompt.id, v_prompt.version, coalesce(p_inputs, '{}'), p_context,
    case when v_is_queued then 'PENDING' else 'RUNNING' end::public.execution_status,
    coalesce(p_priority, 'NORMAL')::public.execution_priority, p_edge_function_id, v_prompt.asked_model,
    case when not v_is_queued then now() end,
    case when not v_is_queued then gen_random_uuid() end,
    case when not v_is_queued then now() + make_interval(secs => least(greatest(p_lease_seconds, 1), 3600)) end,
    p_idempotency_key, p_idempotency_hash, case when v_is_queued then clock_timestamp() end,
    v_caller.api_key_id
  )
  on conflict (tenant_id, user_id, idempotency_key) where idempotency_key is not null do nothing
  returning * into v_execution;
  if not found then
    -- Written by other means than this function, meanwhile.
    return private.replayed_execution(
      v_caller.tenant_id, v_caller.user_id, p_idempotency_key, p_idempotency_hash, v_is_queued
    );
  end if;

  -- Holds come last, so that their locks are held for no longer than it takes to answer; in the order of settling.
  v_hold := private.hold_for_execution(v_execution, v_prompt, p_asking);
  perform private.take_tokens(
    v_caller.tenant_id, v_caller, v_execution.id, private.token_estimate(v_prompt, v_execution.inputs, p_asking)
  );
  if v_is_queued then
    -- Made now, too, so that what cannot be run is refused before it is accepted.
    perform private.execution_package(v_execution, v_prompt, v_hold);
    perform private.put_in_queue(v_execution, v_prompt, v_hold, p_asking);
    return jsonb_build_object('execution', private.execution_record(v_execution));
  end if;
  return private.execution_package(v_execution, v_prompt, v_hold);
end
$$;

-- ====================================================================================== functions: exposed wrappers

create function public.enqueue_execution(
  p_user_id uuid, p_tenant_id uuid, p_prompt text, p_version integer default null, p_inputs jsonb default '{}',
  p_context jsonb default null, p_priority text default 'NORMAL', p_model text default null,
  p_edge_function_id text default null, p_idempotency_key text default null, p_idempotency_hash text default null,
  p_asking jsonb default null, p_api_key jsonb default null
)
returns jsonb
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.begin_execution(
    p_user_id, p_tenant_id, p_prompt, p_version, p_inputs, p_context, p_priority, p_model, p_edge_function_id, null,
    p_idempotency_key, p_idempotency_hash, p_asking, p_api_key
  );
end
$$;
comment on function public.enqueue_execution is
'As begin_execution, for a worker to run: the PENDING execution, held for and in the queue. p_asking has three '
'members more: {"max_attempts": of workers that stop answering, "retry_seconds": before the second, doubled each time, '
'"traceparent": which the worker is told}. With an idempotency key that was sent before: {"replay"}, also while it '
'waits and runs. PT503 without the queue. Service only.';

create function public.claim_executions(p_worker text, p_limit integer default 1, p_lease_seconds integer default 30)
returns jsonb
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.claim_executions(p_worker, p_limit, p_lease_seconds);
end
$$;
comment on function public.claim_executions is
'Starts those queued executions whose turn it is, at most p_limit, and returns for each what begin_execution would, '
'with its order and attempt. Service only.';

create function public.release_execution(
  p_execution_id uuid, p_lease_id uuid, p_calls jsonb default '[]', p_logs jsonb default '[]'
)
returns boolean
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.release_execution(p_execution_id, p_lease_id, p_calls, p_logs);
end
$$;
comment on function public.release_execution is
'A worker that stops gives a queued execution back, with the calls that it has made: it waits again, and this was no '
'attempt. False when the lease was lost; the calls are in the ledger nevertheless. Service only.';

create function public.queue_status(p_tenants integer default 20) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return private.queue_status(p_tenants);
end
$$;
comment on function public.queue_status is
'{"installed", "waiting": {priority: count}, "delayed", "oldest_seconds", "running", "again", "tasks": {"waiting", '
'"running", "oldest_seconds"}, "tenants": [those with the most waiting]}. Service only.';

create function public.claim_tasks(
  p_queue text, p_worker text, p_limit integer default 1, p_lease_seconds integer default 30
)
returns jsonb
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.claim_tasks(p_queue, p_worker, p_limit, p_lease_seconds);
end
$$;
comment on function public.claim_tasks is
'Tasks other than executions, with a lease: [{"task_id", "run_id", "attempt", "name", "params"}]. Service only.';

create function public.complete_task(p_queue text, p_run_id uuid, p_result jsonb default null) returns boolean
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.complete_task(p_queue, p_run_id, p_result);
end
$$;
comment on function public.complete_task is 'The task is done. False when the lease was lost. Service only.';

create function public.fail_task(
  p_queue text, p_run_id uuid, p_reason jsonb default null, p_retry_at timestamptz default null
)
returns boolean
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.fail_task(p_queue, p_run_id, p_reason, p_retry_at);
end
$$;
comment on function public.fail_task is
'The attempt failed: the next is at p_retry_at, else when the task''s own strategy says. False when the lease was '
'lost. Service only.';

create function public.extend_task_lease(p_queue text, p_run_id uuid, p_lease_seconds integer default 30)
returns boolean
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.extend_task_lease(p_queue, p_run_id, p_lease_seconds);
end
$$;
comment on function public.extend_task_lease is 'False when the lease was lost. Service only.';

-- ========================================================================================================= triggers

create trigger executions_leave_queue after update of status on public.executions
for each row when (old.queued_at is not null and new.status in ('COMPLETED', 'FAILED', 'CANCELLED'))
execute function private.leave_queue();
create trigger executions_leave_queue_when_erased after delete on public.executions
for each row when (old.queued_at is not null and old.status in ('PENDING', 'RUNNING'))
execute function private.leave_queue();

-- =========================================================================================================== grants

revoke all on all functions in schema private from public, anon;
revoke all on function
public.enqueue_execution(
  uuid, uuid, text, integer, jsonb, jsonb, text, text, text, text, text, jsonb, jsonb
),
public.claim_executions(text, integer, integer), public.release_execution(uuid, uuid, jsonb, jsonb),
public.queue_status(integer), public.claim_tasks(text, text, integer, integer),
public.complete_task(text, uuid, jsonb), public.fail_task(text, uuid, jsonb, timestamptz),
public.extend_task_lease(text, uuid, integer)
from public, anon, authenticated, service_role;

-- What the functions and workers call with the service key.
grant execute on function
public.enqueue_execution(
  uuid, uuid, text, integer, jsonb, jsonb, text, text, text, text, text, jsonb, jsonb
)
to service_role;
grant execute on function public.claim_executions(text, integer, integer) to service_role;
grant execute on function private.claim_executions(text, integer, integer) to service_role;
grant execute on function public.release_execution(uuid, uuid, jsonb, jsonb) to service_role;
grant execute on function private.release_execution(uuid, uuid, jsonb, jsonb) to service_role;
grant execute on function public.queue_status(integer), private.queue_status(integer) to service_role;
grant execute on function public.claim_tasks(text, text, integer, integer) to service_role;
grant execute on function private.claim_tasks(text, text, integer, integer) to service_role;
grant execute on function public.complete_task(text, uuid, jsonb) to service_role;
grant execute on function private.complete_task(text, uuid, jsonb) to service_role;
grant execute on function public.fail_task(text, uuid, jsonb, timestamptz) to service_role;
grant execute on function private.fail_task(text, uuid, jsonb, timestamptz) to service_role;
grant execute on function public.extend_task_lease(text, uuid, integer) to service_role;
grant execute on function private.extend_task_lease(text, uuid, integer) to service_role;

-- ========================================================================================================= realtime

do $$
begin
  -- Where Supabase Realtime is: it tells members of changes to the rows that their policies let them see.
  if exists (select from pg_publication where pubname = 'supabase_realtime') then
    alter publication supabase_realtime add table public.executions;
  end if;
end
$$;
