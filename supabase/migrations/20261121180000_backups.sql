-- What became of backing up, verifying and pruning; and of what operators are told when it goes wrong or stays away.
--
-- A run holds its kind's place by its row: at most one of a kind is RUNNING, which a unique index says. Its worker
-- extends a lease; when that ends, whoever comes next writes the run down as FAILED and begins the next attempt. Each
-- attempt is a row, so the history stays. A run is named by its kind and the time that it was scheduled for: what has
-- SUCCEEDED is answered again, however many schedulers ask.
--
-- An alert is one row from when its condition is first met until it no longer is. check_backups looks; a worker tells.

set lock_timeout = '5s';
set statement_timeout = '60s';

-- ============================================================================================================ types

create type public.backup_kind as enum (
  'BACKUP',  -- begin_backup_run by backup-database: the database and its storage objects are backed up
  'VERIFY',  -- begin_backup_run by verify-backup: a backup is restored and compared
  'PRUNE'    -- begin_backup_run by formaops backup prune: what is old enough is removed
);
comment on type public.backup_kind is 'What a run does.';

create type public.backup_run_status as enum (
  'RUNNING',    -- begin_backup_run
  'SUCCEEDED',  -- end_backup_run
  'FAILED'      -- end_backup_run; begin_backup_run and check_backups: its lease has ended
);
comment on type public.backup_run_status is 'RUNNING -> SUCCEEDED | FAILED. The last two are final.';

-- =========================================================================================================== tables

create table public.backup_runs (
  id uuid primary key default gen_random_uuid(),
  kind public.backup_kind not null,
  status public.backup_run_status not null default 'RUNNING',
  scheduled_at timestamptz not null,
  attempt integer not null,
  backup_id text,
  worker text not null,
  details jsonb not null default '{}',
  progress jsonb not null default '{}',
  lease_until timestamptz,
  result jsonb,
  error jsonb,
  started_at timestamptz not null default now(),
  completed_at timestamptz,
  duration_seconds numeric generated always as (extract(epoch from completed_at - started_at)) stored,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint backup_runs_attempt_is_of_one_time unique (kind, scheduled_at, attempt),
  constraint backup_runs_attempt_is_positive check (attempt > 0),
  constraint backup_runs_backup_id_is_a_time check (backup_id ~ '^[0-9]{8}T[0-9]{6}Z$'),
  constraint backup_runs_worker_fits check (char_length(worker) between 1 and 200),
  constraint backup_runs_details_fit check (private.json_fits(details, 'object', 16384)),
  constraint backup_runs_progress_fits check (private.json_fits(progress, 'object', 16384)),
  constraint backup_runs_result_fits check (private.json_fits(result, 'object', 262144)),
  constraint backup_runs_error_fits check (private.json_fits(error, 'object', 16384)),
  constraint backup_runs_running_has_a_lease check ((status = 'RUNNING') = (lease_until is not null)),
  constraint backup_runs_ended_has_its_time check ((status = 'RUNNING') = (completed_at is null)),
  constraint backup_runs_failed_says_why check ((status = 'FAILED') = (error is not null and error ? 'code')),
  constraint backup_runs_end_after_they_start check (completed_at >= started_at),
  constraint backup_runs_success_names_its_backup check (
    status <> 'SUCCEEDED' or kind = 'PRUNE' or backup_id is not null
  )
);
alter table public.backup_runs alter column backup_id set statistics 0;
alter table public.backup_runs alter column worker set statistics 0;
comment on table public.backup_runs is
'Each attempt to back up, to verify a backup, to prune. Of no tenant: operators read it. Kept for 400 days.';
comment on column public.backup_runs.scheduled_at is
'Names the run, with its kind; in whole seconds. What has SUCCEEDED for that time is not done again.';
comment on column public.backup_runs.attempt is 'Counts from 1; one that FAILED is followed by another.';
comment on column public.backup_runs.backup_id is
'The backup that was made or verified: the time it was scheduled for.';
comment on column public.backup_runs.worker is 'Who runs it, as they call themselves.';
comment on column public.backup_runs.details is 'What was asked for.';
comment on column public.backup_runs.progress is '{"stage", "done_bytes", "total_bytes", "detail"}, as last heard.';
comment on column public.backup_runs.lease_until is 'Unless it is extended, the run is given up for dead then.';
comment on column public.backup_runs.result is
'What came of it. Of a VERIFY that FAILED: what was found to differ; null where it could not look.';
comment on column public.backup_runs.error is '{"code", "detail"}: why it FAILED.';

create table private.backup_leases (
  run_id uuid primary key references public.backup_runs (id) on delete cascade,
  lease_token uuid not null default gen_random_uuid(),
  system_identifier text
);
comment on table private.backup_leases is
'What the worker of a run shows to extend and end it; gone when another has taken its place. And in which cluster it '
'runs: a dump holds the row of its own run, which in a restored database runs nowhere.';

create table private.backup_watch (
  since timestamptz not null default now(),
  checked_at timestamptz not null default '-infinity'
);
comment on table private.backup_watch is
'One row: since when this database is there to be backed up, and when it was last looked whether it is.';
insert into private.backup_watch default values;

create table private.operator_alerts (
  id uuid primary key default gen_random_uuid(),
  kind text not null,
  detail text not null,
  data jsonb not null default '{}',
  raised_at timestamptz not null default now(),
  cleared_at timestamptz,
  due_at timestamptz default now(),
  attempts integer not null default 0,
  told_at timestamptz,
  told integer not null default 0,
  error text,
  constraint operator_alerts_kind_is_known check (
    kind in (
      'backup_failed', 'verify_failed', 'prune_failed', 'backup_shrunk', 'far_copy_failed', 'backup_not_verified'
    )
  ),
  constraint operator_alerts_data_fits check (private.json_fits(data, 'object', 32768)),
  constraint operator_alerts_attempts_not_negative check (attempts >= 0 and told >= 0),
  constraint operator_alerts_told_has_its_time check ((told > 0) = (told_at is not null)),
  constraint operator_alerts_clear_after_they_rise check (cleared_at >= raised_at)
);
comment on table private.operator_alerts is
'What operators are told of: from when it was first so until it no longer was. Kept for 400 days.';
comment on column private.operator_alerts.due_at is
'When it is told next: at once, again after a failure, once a day while it lasts, and that it is over. Null: not.';
comment on column private.operator_alerts.attempts is 'Attempts to tell it since it last got through.';
comment on column private.operator_alerts.told is 'How often it was told.';
comment on column private.operator_alerts.error is 'Of the last attempt to tell it.';

-- ========================================================================================================== indexes

create unique index backup_runs_run_alone on public.backup_runs (kind) where status = 'RUNNING';
create index backup_runs_kind_completed_idx on public.backup_runs (kind, completed_at desc);
create index backup_runs_created_idx on public.backup_runs (created_at);
create unique index operator_alerts_are_raised_once on private.operator_alerts (kind) where cleared_at is null;
create index operator_alerts_due_idx on private.operator_alerts (due_at);

-- =================================================================================================== functions: runs

create function private.is_operator()
returns boolean
language sql stable security definer
set search_path = ''
as $$
  select exists (
    select from private.operators as o
    join public.users as u on u.id = o.user_id
    where o.user_id = auth.uid() and u.is_active
  )
$$;
comment on function private.is_operator is 'Whether the caller has signed in as an operator.';

create function private.guard_backup_run()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if old.status <> 'RUNNING' then
    raise sqlstate 'PT409' using message = format('The run is %s: that is final.', old.status);
  end if;
  if (new.id, new.kind, new.scheduled_at, new.attempt, new.worker, new.started_at, new.created_at)
    is distinct from (old.id, old.kind, old.scheduled_at, old.attempt, old.worker, old.started_at, old.created_at)
  then
    raise sqlstate 'PT409' using message = 'What a run is does not change, only how it stands.';
  end if;
  new.updated_at := now();
  return new;
end
$$;
comment on function private.guard_backup_run is
'An ended run is immutable, and a run stays what it is. Keeps updated_at.';

create function private.system_identifier()
returns text
language plpgsql stable
set search_path = ''
as $$
begin
  return (select c.system_identifier::text from pg_catalog.pg_control_system() as c);
exception
  when insufficient_privilege then
    return null;
end
$$;
comment on function private.system_identifier is 'Of this cluster, where it may be known.';

create function private.end_lost_backup_runs()
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_lost record;
  v_ended integer := 0;
begin
  for v_lost in
    select r.id, coalesce(l.system_identifier <> private.system_identifier(), false) as is_restored
    from public.backup_runs as r
    left join private.backup_leases as l on l.run_id = r.id
    where r.status = 'RUNNING' and r.lease_until < clock_timestamp()
    -- Whoever has one at this moment is its worker, who is not dead.
    for no key update of r skip locked
  loop
    update public.backup_runs
    set
      status = 'FAILED', lease_until = null, completed_at = clock_timestamp(),
      error = case
        when v_lost.is_restored then jsonb_build_object(
          'code', 'restored', 'detail', 'It ran in the database that this one was restored from.'
        )
        else jsonb_build_object(
          'code', 'lease_ended', 'detail', 'Nothing was heard of its worker any more.'
        )
      end
    where id = v_lost.id;
    delete from private.backup_leases where run_id = v_lost.id;
    v_ended := v_ended + 1;
  end loop;
  return v_ended;
end
$$;
comment on function private.end_lost_backup_runs is 'Those whose lease has ended become FAILED. How many.';

create function private.lock_backup_runs()
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('backup_runs', 0));
end
$$;
comment on function private.lock_backup_runs is 'Who begins or gives up runs does so alone.';

create function private.begin_backup_run(
  p_kind public.backup_kind, p_scheduled_at timestamptz, p_worker text, p_lease_seconds integer, p_details jsonb
)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_at timestamptz := date_trunc('second', p_scheduled_at);
  v_run public.backup_runs;
  v_token uuid;
begin
  if p_kind is null or v_at is null or not isfinite(v_at) or v_at > now() + interval '1 hour' then
    raise sqlstate 'PT400' using message = 'A run has a kind and a time that is not in the future.';
  end if;
  perform private.lock_backup_runs();
  perform private.end_lost_backup_runs();

  select r.* into v_run
  from public.backup_runs as r
  where r.kind = p_kind and r.scheduled_at = v_at and r.status = 'SUCCEEDED';
  if found then
    return to_jsonb(v_run) || jsonb_build_object('replayed', true, 'lease_token', null);
  end if;

  -- Pruning would remove what a backup is about to use again, or what is being verified.
  select r.* into v_run
  from public.backup_runs as r
  where r.status = 'RUNNING' and (r.kind = p_kind or 'PRUNE' in (r.kind, p_kind))
  order by r.started_at
  limit 1;
  if found then
    raise sqlstate 'PT409' using
      message = format(
        'A %s is running since %s; its lease ends at %s.', v_run.kind,
        to_char(v_run.started_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"'),
        to_char(v_run.lease_until at time zone 'UTC', 'HH24:MI:SS')
      ),
      detail = jsonb_build_object('code', 'in_progress', 'run', to_jsonb(v_run));
  end if;

  insert into public.backup_runs (kind, scheduled_at, attempt, backup_id, worker, details, started_at, lease_until)
  values (
    p_kind, v_at,
    1 + coalesce(
      (select max(r.attempt) from public.backup_runs as r where r.kind = p_kind and r.scheduled_at = v_at), 0
    ),
    case p_kind
      when 'BACKUP' then to_char(v_at at time zone 'UTC', 'YYYYMMDD"T"HH24MISS"Z"')
      when 'VERIFY' then p_details ->> 'backup_id'
    end,
    left(p_worker, 200), coalesce(p_details, '{}'), clock_timestamp(),
    clock_timestamp() + make_interval(secs => least(greatest(p_lease_seconds, 5), 3600))
  )
  returning * into v_run;
  insert into private.backup_leases (run_id, system_identifier)
  values (v_run.id, private.system_identifier())
  returning lease_token into v_token;
  return to_jsonb(v_run) || jsonb_build_object('replayed', false, 'lease_token', v_token);
end
$$;

create function private.lock_backup_run(p_id uuid, p_lease_token uuid)
returns public.backup_runs
language plpgsql
set search_path = ''
as $$
declare
  v_run public.backup_runs;
begin
  select r.* into v_run from public.backup_runs as r where r.id = p_id for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such run.';
  end if;
  if not exists (
    select from private.backup_leases as l where l.run_id = p_id and l.lease_token = p_lease_token
  ) then
    raise sqlstate 'PT409' using
      message = 'The run is not this worker''s any more: its lease has ended.', detail = '{"code": "lost_lease"}';
  end if;
  return v_run;
end
$$;
comment on function private.lock_backup_run is 'A run by its worker; PT404, or PT409 where the lease is lost.';

create function private.extend_backup_run(p_id uuid, p_lease_token uuid, p_lease_seconds integer, p_progress jsonb)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_run public.backup_runs := private.lock_backup_run(p_id, p_lease_token);
begin
  update public.backup_runs
  set
    lease_until = clock_timestamp() + make_interval(secs => least(greatest(p_lease_seconds, 5), 3600)),
    progress = coalesce(p_progress, v_run.progress)
  where id = p_id
  returning * into v_run;
  return to_jsonb(v_run);
end
$$;

create function private.end_backup_run(
  p_id uuid, p_lease_token uuid, p_status public.backup_run_status, p_result jsonb, p_error jsonb
)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_run public.backup_runs := private.lock_backup_run(p_id, p_lease_token);
begin
  if p_status is null or p_status = 'RUNNING' then
    raise sqlstate 'PT400' using message = 'A run ends as SUCCEEDED or FAILED.';
  end if;
  -- The answer to the first time did not arrive.
  if v_run.status = p_status then
    return to_jsonb(v_run);
  end if;
  update public.backup_runs
  set
    status = p_status, lease_until = null, completed_at = greatest(clock_timestamp(), v_run.started_at),
    backup_id = coalesce(v_run.backup_id, p_result ->> 'backup_id'), result = p_result,
    error = case when p_status = 'FAILED' then coalesce(p_error, '{}') end
  where id = p_id
  returning * into v_run;
  -- So that the next look is a thorough one.
  update private.backup_watch set checked_at = '-infinity' where checked_at > '-infinity';
  return to_jsonb(v_run);
end
$$;

create function private.queue_backup_run(p_kind public.backup_kind, p_scheduled_at timestamptz, p_backup_id text)
returns timestamptz
language plpgsql security definer
set search_path = ''
as $$
declare
  v_at timestamptz := date_trunc('second', p_scheduled_at);
begin
  if p_kind is null or p_kind = 'PRUNE' or v_at is null or not isfinite(v_at) or v_at > now() + interval '1 hour' then
    raise sqlstate 'PT400' using message = 'A BACKUP or a VERIFY is queued, for a time that is not in the future.';
  end if;
  -- One task for what is asked for, until that has failed.
  perform private.spawn_task(
    'tasks', 'run-backup',
    jsonb_build_object('kind', p_kind, 'scheduled_at', v_at, 'backup_id', p_backup_id),
    format('run-backup %s %s %s', p_kind, extract(epoch from v_at), (
      select count(*)
      from public.backup_runs as r
      where r.kind = p_kind and r.scheduled_at = v_at and r.status = 'FAILED'
    )),
    '{"max_attempts": 3, "retry_strategy": {"kind": "exponential", "base_seconds": 60, "factor": 5}}'
  );
  return v_at;
end
$$;

-- ================================================================================================= functions: status

create function private.verified_backups()
returns table (backup_id text, backup_at timestamptz, verified_at timestamptz)
language sql stable
set search_path = ''
as $$
  -- A verification that could not look, without a result, proves nothing against an earlier one.
  select l.backup_id, l.backup_id::timestamptz, l.completed_at
  from (
    select distinct on (r.backup_id) r.backup_id, r.status, r.completed_at
    from public.backup_runs as r
    where r.kind = 'VERIFY' and (r.status = 'SUCCEEDED' or (r.status = 'FAILED' and r.result is not null))
      and r.backup_id is not null
    order by r.backup_id, r.completed_at desc
  ) as l
  where l.status = 'SUCCEEDED'
$$;
comment on function private.verified_backups is 'Whose last verification that came to a result found them whole.';

create function private.backup_figures()
returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'age_seconds', extract(epoch from now() - b.scheduled_at), 'last_bytes', (b.result ->> 'bytes')::numeric,
    'verified_age_seconds', extract(epoch from now() - v.backup_at),
    'running', (select count(*) from public.backup_runs as r where r.status = 'RUNNING'),
    'alerts', coalesce(
      (select jsonb_agg(a.kind order by a.kind) from private.operator_alerts as a where a.cleared_at is null), '[]'
    )
  )
  from (select) as one
  left join lateral (
    select r.scheduled_at, r.result
    from public.backup_runs as r
    where r.kind = 'BACKUP' and r.status = 'SUCCEEDED'
    order by r.completed_at desc
    limit 1
  ) as b on true
  left join lateral (select max(f.backup_at) as backup_at from private.verified_backups() as f) as v on true
$$;
comment on function private.backup_figures is
'How old the last backup and the last verified one are, null without one; and which alerts are raised.';

create function private.backup_status()
returns jsonb
language sql stable security definer
set search_path = ''
as $$
  select private.backup_figures() || jsonb_build_object(
    'since', (select w.since from private.backup_watch as w),
    'last_backup', (
      select to_jsonb(r)
      from public.backup_runs as r
      where r.kind = 'BACKUP' and r.status = 'SUCCEEDED'
      order by r.completed_at desc
      limit 1
    ),
    'last_verified', (
      select to_jsonb(v) from private.verified_backups() as v order by v.backup_at desc limit 1
    ),
    'verified', coalesce(
      (select jsonb_agg(v.backup_id order by v.backup_at desc) from private.verified_backups() as v), '[]'
    ),
    'running', coalesce(
      (select jsonb_agg(to_jsonb(r) order by r.started_at) from public.backup_runs as r where r.status = 'RUNNING'),
      '[]'
    ),
    'alerts', coalesce(
      (
        select jsonb_agg(
          jsonb_build_object(
            'kind', a.kind, 'detail', a.detail, 'data', a.data, 'raised_at', a.raised_at, 'told_at', a.told_at
          )
          order by a.raised_at
        )
        from private.operator_alerts as a
        where a.cleared_at is null
      ),
      '[]'
    )
  )
$$;

create function private.health_figures()
returns jsonb
language sql stable security definer
set search_path = ''
as $$
  select jsonb_build_object(
    'queue_age_seconds', coalesce(
      (
        select extract(epoch from now() - e.created_at)
        from public.executions as e
        where e.status = 'PENDING'
        order by e.created_at
        limit 1
      ),
      0
    ),
    'audit_age_seconds', (private.audit_metrics() -> 'oldest_seconds'),
    'backups', private.backup_figures()
  )
$$;

create or replace function private.operational_metrics()
returns jsonb
language sql stable security definer
set search_path = ''
as $$
  select jsonb_build_object(
    'queue', private.queue_metrics(),
    'executions', private.running_metrics(),
    'holds', private.hold_metrics(),
    'spend_today', private.spend_metrics(20),
    'audit', private.audit_metrics(),
    'webhooks', private.webhook_metrics(),
    'backups', private.backup_figures()
  )
$$;

-- ================================================================================================= functions: alerts

create function private.backup_conditions(p_max_age_hours numeric, p_shrink_ratio numeric)
returns table (kind text, detail text, data jsonb)
language sql stable
set search_path = ''
as $$
  -- The last run of each kind, whatever its time, and the last two backups that are whole.
  with last_run as (
    select distinct on (r.kind) r.*
    from public.backup_runs as r
    where r.status <> 'RUNNING' and r.error ->> 'code' is distinct from 'restored'
    order by r.kind, r.completed_at desc
  ),

  whole as (
    select
      r.*, (r.result ->> 'bytes')::numeric as bytes, (r.result ->> 'object_bytes')::numeric as object_bytes,
      row_number() over (order by r.completed_at desc) as n
    from (
      select b.*
      from public.backup_runs as b
      where b.kind = 'BACKUP' and b.status = 'SUCCEEDED'
      order by b.completed_at desc
      limit 2
    ) as r
  )

  select
    case r.kind when 'BACKUP' then 'backup_failed' when 'VERIFY' then 'verify_failed' else 'prune_failed' end,
    format(
      'The last %s failed: %s', r.kind, left(coalesce(r.error ->> 'detail', r.error ->> 'code'), 2000)
    ),
    jsonb_build_object(
      'run_id', r.id, 'backup_id', r.backup_id, 'scheduled_at', r.scheduled_at, 'attempt', r.attempt,
      'code', left(r.error ->> 'code', 200)
    )
  from last_run as r
  where r.status = 'FAILED'

  union all

  select
    'backup_shrunk',
    format('The last backup is far smaller than the one before: %s instead of %s bytes%s.',
      t.bytes, b.bytes,
      case
        when t.object_bytes < p_shrink_ratio * b.object_bytes
          then format(', storage objects %s instead of %s', t.object_bytes, b.object_bytes)
        else ''
      end
    ),
    jsonb_build_object(
      'backup_id', t.backup_id, 'bytes', t.bytes, 'object_bytes', t.object_bytes, 'before', jsonb_build_object(
        'backup_id', b.backup_id, 'bytes', b.bytes, 'object_bytes', b.object_bytes
      )
    )
  from whole as t
  join whole as b on b.n = 2
  where t.n = 1 and (t.bytes < p_shrink_ratio * b.bytes or t.object_bytes < p_shrink_ratio * b.object_bytes)

  union all

  select
    'far_copy_failed', format('The last backup was not copied: %s', left(t.result ->> 'far_error', 2000)),
    jsonb_build_object('run_id', t.id, 'backup_id', t.backup_id)
  from whole as t
  where t.n = 1 and t.result ->> 'far_error' is not null

  union all

  select
    'backup_not_verified',
    case
      when v.backup_at is null then format('No backup was ever verified, and the database is there since %s.', to_char(
        w.since at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'
      ))
      else format('The last backup that was verified is of %s.', to_char(
        v.backup_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"'
      ))
    end,
    jsonb_build_object('verified_backup_at', v.backup_at, 'max_age_hours', p_max_age_hours)
  from private.backup_watch as w
  cross join (select max(f.backup_at) as backup_at from private.verified_backups() as f) as v
  where p_max_age_hours > 0 and coalesce(v.backup_at, w.since) < now() - p_max_age_hours * interval '1 hour'
$$;
comment on function private.backup_conditions is 'What operators are to be told of, as it stands now.';

create function private.due_alerts()
returns bigint
language sql stable
set search_path = ''
as $$ select count(*) from private.operator_alerts as a where a.due_at <= now() $$;
comment on function private.due_alerts is 'How many alerts are to be told now.';

create function private.check_backups(p_max_age_hours numeric, p_shrink_ratio numeric, p_keep_days integer)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_lost integer;
  v_raised jsonb;
  v_cleared jsonb;
begin
  -- Every worker asks every few seconds; who comes too early, or while another is at it, has nothing to do.
  perform from private.backup_watch as w
  where w.checked_at <= now() - interval '20 seconds'
  for no key update skip locked;
  if not found then
    return jsonb_build_object('looked', false, 'due', private.due_alerts());
  end if;
  update private.backup_watch set checked_at = now();
  perform private.lock_backup_runs();
  v_lost := private.end_lost_backup_runs();

  with present as (
    select c.kind, c.detail, c.data from private.backup_conditions(p_max_age_hours, p_shrink_ratio) as c
  ),

  cleared as (
    update private.operator_alerts as a
    set
      cleared_at = now(), attempts = 0,
      -- Who was not told that it was so is not told that it is over.
      due_at = case when a.told > 0 or a.attempts > 0 then now() end
    where a.cleared_at is null and not exists (select from present as p where p.kind = a.kind)
    returning a.kind
  ),

  renewed as (
    update private.operator_alerts as a
    set detail = p.detail, data = p.data
    from present as p
    where a.cleared_at is null and a.kind = p.kind and (a.detail, a.data) is distinct from (p.detail, p.data)
  ),

  raised as (
    insert into private.operator_alerts (kind, detail, data)
    select p.kind, p.detail, p.data from present as p
    on conflict (kind) where cleared_at is null do nothing
    returning kind
  )

  select
    coalesce((select jsonb_agg(r.kind order by r.kind) from raised as r), '[]'),
    coalesce((select jsonb_agg(c.kind order by c.kind) from cleared as c), '[]')
  into v_raised, v_cleared;

  delete from public.backup_runs
  where id in (
    select r.id
    from public.backup_runs as r
    where r.created_at < now() - make_interval(days => greatest(p_keep_days, 1)) and r.status <> 'RUNNING'
    order by r.created_at
    limit 1000
  );
  delete from private.operator_alerts
  where cleared_at < now() - make_interval(days => greatest(p_keep_days, 1));
  return jsonb_build_object(
    'looked', true, 'due', private.due_alerts(), 'lost', v_lost, 'raised', v_raised, 'cleared', v_cleared
  );
end
$$;

create function private.claim_operator_alerts(p_limit integer, p_lease_seconds integer)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_claimed jsonb;
begin
  with due as (
    select a.id
    from private.operator_alerts as a
    where a.due_at <= now()
    order by a.due_at
    limit least(greatest(p_limit, 0), 100)
    for no key update skip locked
  ),

  claimed as (
    update private.operator_alerts as a
    set
      attempts = a.attempts + 1,
      -- A worker that dies over it is followed by another.
      due_at = now() + make_interval(secs => least(greatest(p_lease_seconds, 5), 3600))
    from due as d
    where a.id = d.id
    returning a.*
  )

  select jsonb_agg(
    jsonb_build_object(
      'id', c.id, 'kind', c.kind, 'detail', c.detail, 'data', c.data, 'raised_at', c.raised_at,
      'cleared_at', c.cleared_at, 'attempt', c.attempts, 'told', c.told
    )
    order by c.raised_at
  )
  into v_claimed
  from claimed as c;
  return coalesce(v_claimed, '[]');
end
$$;

create function private.end_operator_alert(
  p_id uuid, p_attempt integer, p_was_cleared boolean, p_error text, p_retry_seconds integer[]
)
returns boolean
language plpgsql security definer
set search_path = ''
as $$
declare
  v_alert private.operator_alerts;
  v_retry integer;
begin
  select a.* into v_alert from private.operator_alerts as a where a.id = p_id for no key update;
  -- Another has begun; or it is over by now, which is told next.
  if not found or v_alert.attempts <> p_attempt or (v_alert.cleared_at is not null) <> p_was_cleared then
    return false;
  end if;
  -- After the last of these it is the reminder's turn.
  v_retry := case when p_error is not null then p_retry_seconds[p_attempt] end;
  update private.operator_alerts
  set
    told = v_alert.told + case when p_error is null then 1 else 0 end,
    told_at = case when p_error is null then now() else v_alert.told_at end,
    error = left(p_error, 1000),
    attempts = case when v_retry is null then 0 else v_alert.attempts end,
    due_at = case
      when v_retry is not null then now() + make_interval(secs => v_retry)
      when v_alert.cleared_at is null then now() + interval '24 hours'
    end
  where id = p_id;
  return true;
end
$$;

-- ====================================================================================== functions: exposed wrappers

create function public.begin_backup_run(
  p_kind public.backup_kind, p_scheduled_at timestamptz, p_worker text, p_lease_seconds integer default 120,
  p_details jsonb default '{}'
)
returns jsonb
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.begin_backup_run(p_kind, p_scheduled_at, p_worker, p_lease_seconds, p_details);
end
$$;
comment on function public.begin_backup_run is
'Begins the next attempt at the run of that kind and time: its row, with its lease_token, and replayed false; or the '
'one that has SUCCEEDED, and replayed true. PT409 in_progress while one of that kind runs. Service only.';

create function public.extend_backup_run(
  p_id uuid, p_lease_token uuid, p_lease_seconds integer default 120, p_progress jsonb default null
)
returns jsonb
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.extend_backup_run(p_id, p_lease_token, p_lease_seconds, p_progress);
end
$$;
comment on function public.extend_backup_run is
'The run''s worker is alive, and so far. PT409 lost_lease when the run is not theirs any more. Service only.';

create function public.end_backup_run(
  p_id uuid, p_lease_token uuid, p_status public.backup_run_status, p_result jsonb default null,
  p_error jsonb default null
)
returns jsonb
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.end_backup_run(p_id, p_lease_token, p_status, p_result, p_error);
end
$$;
comment on function public.end_backup_run is
'Ends a run as SUCCEEDED, or as FAILED with {"code", "detail"}; the same once more is answered the same. Service only.';

create function public.queue_backup_run(
  p_kind public.backup_kind, p_scheduled_at timestamptz, p_backup_id text default null
)
returns timestamptz
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.queue_backup_run(p_kind, p_scheduled_at, p_backup_id);
end
$$;
comment on function public.queue_backup_run is
'Has a worker of the durable queue run it: the time that names it. PT503 without the queue. Service only.';

create function public.backup_status() returns jsonb
language sql stable security invoker set search_path = ''
as $$ select private.backup_status() $$;
comment on function public.backup_status is
'{"last_backup", "last_verified", "age_seconds", "verified_age_seconds", "verified" (ids), "running", "alerts"}. '
'Service only.';

create function public.health_figures() returns jsonb
language sql stable security invoker set search_path = ''
as $$ select private.health_figures() $$;
comment on function public.health_figures is
'{"queue_age_seconds", "audit_age_seconds", "backups"}: what the function health tells. Service only.';

create function public.check_backups(
  p_max_age_hours numeric default 26, p_shrink_ratio numeric default 0.5, p_keep_days integer default 400
)
returns jsonb
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.check_backups(p_max_age_hours, p_shrink_ratio, p_keep_days);
end
$$;
comment on function public.check_backups is
'Gives lost runs up, raises and clears alerts, removes old runs: {"looked", "due", "lost", "raised", "cleared"}; due '
'is how many alerts are to be told. May be called often; looks every 20 seconds, and when a run has ended. '
'p_max_age_hours 0: absence is not told. Service only.';

create function public.claim_operator_alerts(p_limit integer default 10, p_lease_seconds integer default 120)
returns jsonb
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.claim_operator_alerts(p_limit, p_lease_seconds);
end
$$;
comment on function public.claim_operator_alerts is
'Alerts that are to be told now; the caller tells them. Service only.';

create function public.end_operator_alert(
  p_id uuid, p_attempt integer, p_was_cleared boolean, p_error text default null,
  p_retry_seconds integer[] default '{30,120,600,1800,3600}'
)
returns boolean
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.end_operator_alert(p_id, p_attempt, p_was_cleared, p_error, p_retry_seconds);
end
$$;
comment on function public.end_operator_alert is
'What became of telling it. A failure is tried again after so many seconds; what got through is told again after a '
'day while it lasts. False when another has begun, or the alert has changed meanwhile. Service only.';

-- ========================================================================================================= triggers

create trigger backup_runs_guard before update on public.backup_runs
for each row execute function private.guard_backup_run();

-- =========================================================================================================== grants

revoke all on public.backup_runs from public, anon, authenticated, service_role;
grant select on public.backup_runs to authenticated, service_role;

revoke all on all functions in schema private from public, anon;

-- What the policy calls.
grant execute on function private.is_operator() to authenticated;

revoke all on function
public.begin_backup_run(public.backup_kind, timestamptz, text, integer, jsonb),
public.extend_backup_run(uuid, uuid, integer, jsonb),
public.end_backup_run(uuid, uuid, public.backup_run_status, jsonb, jsonb),
public.queue_backup_run(public.backup_kind, timestamptz, text),
public.backup_status(), public.health_figures(), public.check_backups(numeric, numeric, integer),
public.claim_operator_alerts(integer, integer),
public.end_operator_alert(uuid, integer, boolean, text, integer[])
from public, anon, authenticated, service_role;

-- What the functions and workers call with the service key.
grant execute on function public.begin_backup_run(public.backup_kind, timestamptz, text, integer, jsonb),
private.begin_backup_run(public.backup_kind, timestamptz, text, integer, jsonb) to service_role;
grant execute on function public.extend_backup_run(uuid, uuid, integer, jsonb),
private.extend_backup_run(uuid, uuid, integer, jsonb) to service_role;
grant execute on function public.end_backup_run(uuid, uuid, public.backup_run_status, jsonb, jsonb),
private.end_backup_run(uuid, uuid, public.backup_run_status, jsonb, jsonb) to service_role;
grant execute on function public.queue_backup_run(public.backup_kind, timestamptz, text),
private.queue_backup_run(public.backup_kind, timestamptz, text) to service_role;
grant execute on function public.backup_status(), private.backup_status() to service_role;
grant execute on function public.health_figures(), private.health_figures() to service_role;
grant execute on function public.check_backups(numeric, numeric, integer),
private.check_backups(numeric, numeric, integer) to service_role;
grant execute on function public.claim_operator_alerts(integer, integer),
private.claim_operator_alerts(integer, integer) to service_role;
grant execute on function public.end_operator_alert(uuid, integer, boolean, text, integer[]),
private.end_operator_alert(uuid, integer, boolean, text, integer[]) to service_role;

-- ========================================================================================================= policies

alter table public.backup_runs enable row level security;
alter table public.backup_runs force row level security;

create policy "operators see the runs of backups" on public.backup_runs
for select to authenticated
using ((select private.is_operator()));

-- No key has this scope: operators sign in.
insert into private.api_key_paths (path, read_scope, write_scope)
values ('backup_runs', 'backups:read', 'backups:write');

create policy "keys read the runs of backups with their scope" on public.backup_runs
as restrictive for select to authenticated
using ((select private.key_may('backups:read')));
