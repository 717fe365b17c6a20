-- Runs as they came to be at some time, whoever ran them.

create function tests.run(
  p_kind public.backup_kind, p_at text, p_status public.backup_run_status default 'SUCCEEDED',
  p_result jsonb default '{}', p_error jsonb default '{"code": "broken", "detail": "It broke."}'
)
returns uuid
language sql
as $$
  insert into public.backup_runs (
    kind, status, scheduled_at, attempt, backup_id, worker, result, error, started_at, completed_at, lease_until
  )
  values (
    p_kind, p_status, p_at::timestamptz,
    1 + (select count(*) from public.backup_runs as r where r.kind = p_kind and r.scheduled_at = p_at::timestamptz),
    coalesce(
      p_result ->> 'backup_id', to_char(p_at::timestamptz at time zone 'UTC', 'YYYYMMDD"T"HH24MISS"Z"')
    ),
    'tests', p_result, case when p_status = 'FAILED' then p_error end, p_at::timestamptz,
    case when p_status <> 'RUNNING' then p_at::timestamptz + interval '10 minutes' end,
    case when p_status = 'RUNNING' then now() - interval '1 second' end
  )
  returning id
$$;

create function tests.ago(p_interval interval) returns text
language sql stable
as $$ select (date_trunc('second', now()) - p_interval)::text $$;

create function tests.name_of(p_at text) returns text
language sql stable
as $$ select to_char(p_at::timestamptz at time zone 'UTC', 'YYYYMMDD"T"HH24MISS"Z"') $$;

-- Looks again, whenever it was looked last, and answers what is raised.
create function tests.checked(p_max_age_hours numeric default 26, p_shrink_ratio numeric default 0.5) returns jsonb
language plpgsql
as $$
declare
  v_answer jsonb;
begin
  update private.backup_watch set checked_at = '-infinity';
  perform tests.as_service();
  v_answer := public.check_backups(p_max_age_hours, p_shrink_ratio);
  perform tests.as_owner();
  return v_answer;
end
$$;

create function tests.raised() returns text[]
language sql security definer
as $$
  select coalesce(array_agg(a.kind order by a.kind), '{}') from private.operator_alerts as a where a.cleared_at is null
$$;
