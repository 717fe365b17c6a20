-- What operators watch: one call tells how much waits, runs, is held and was spent, for all tenants together.

set lock_timeout = '5s';
set statement_timeout = '60s';

-- ======================================================================================================== functions

create function private.queue_metrics()
returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'waiting', coalesce(w.waiting, '{}'), 'again', s.status -> 'again', 'tasks', s.status -> 'tasks'
  )
  from private.queue_status(0) as s (status)
  cross join lateral (
    select jsonb_object_agg(p.priority, jsonb_build_object(
      'executions', p.waiting, 'oldest_seconds', extract(epoch from now() - p.oldest_at)
    )) as waiting
    from (
      select q.priority, count(*) as waiting, min(q.queued_at) as oldest_at
      from private.queued_executions as q
      where not q.is_running
      group by q.priority
    ) as p
  ) as w
$$;
comment on function private.queue_metrics is
'By priority, how many queued executions wait and for how long the oldest has; how many of those that have not ended '
'are there again; and the other tasks, null where there is no queue.';

create function private.webhook_metrics()
returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'waiting', count(*),
    'oldest_seconds', coalesce(extract(epoch from now() - min(d.created_at)), 0),
    'late_seconds', coalesce(greatest(extract(epoch from now() - min(d.next_attempt_at)), 0), 0),
    'failed', (
      select count(*)
      from public.webhook_deliveries as f
      where f.status = 'FAILED' and f.created_at > now() - interval '1 day'
    )
  )
  from public.webhook_deliveries as d
  where d.status = 'PENDING'
$$;
comment on function private.webhook_metrics is
'Deliveries that wait: how many, for how long the oldest has, for how long the next is overdue; and how many of the '
'last day''s were given up.';

create function private.running_metrics()
returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'running', count(*),
    'oldest_seconds', coalesce(extract(epoch from now() - min(e.started_at)), 0),
    'leases_ending', count(*) filter (where e.lease_expires_at between now() and now() + interval '10 seconds'),
    'leases_ended', count(*) filter (where e.lease_expires_at < now())
  )
  from public.executions as e
  where e.status = 'RUNNING'
$$;
comment on function private.running_metrics is
'Executions that run: how many, since when, whose lease ends within ten seconds, and whose has ended unswept.';

create function private.hold_metrics()
returns jsonb
language sql stable
set search_path = ''
as $$
  -- An execution holds the same under each budget that applies to it.
  select jsonb_build_object('executions', count(*), 'usd', trim_scale(coalesce(sum(h.held_usd), 0))::text)
  from (select max(b.held_usd) as held_usd from private.budget_holds as b group by b.execution_id) as h
$$;
comment on function private.hold_metrics is 'What running executions hold under budgets, each counted once.';

create function private.spend_metrics(p_most_models integer)
returns jsonb
language sql stable
set search_path = ''
as $$
  with spent as (
    select c.provider, c.model, sum(c.cost_usd) as usd
    from public.cost_tracking as c
    where c.created_at >= date_trunc('day', now() at time zone 'UTC') at time zone 'UTC'
    group by c.provider, c.model
  ),

  ranked as (
    select s.provider, s.model, s.usd, row_number() over (order by s.usd desc nulls last, s.model) as place
    from spent as s
  ),

  named as (
    select
      case when r.place <= p_most_models then r.provider else 'other' end as provider,
      case when r.place <= p_most_models then r.model else 'other' end as model,
      sum(r.usd) as usd
    from ranked as r
    group by 1, 2
  )

  select coalesce(jsonb_agg(jsonb_build_object(
    'provider', n.provider, 'model', n.model, 'usd', trim_scale(coalesce(n.usd, 0))::text
  )), '[]')
  from named as n
$$;
comment on function private.spend_metrics is
'What the ledger was charged since midnight UTC, by model: the dearest by name, all others as one.';

create function private.audit_metrics()
returns jsonb
language sql stable
set search_path = ''
as $$
  select jsonb_build_object(
    'unsealed', count(*), 'oldest_seconds', coalesce(extract(epoch from now() - min(u.noted_at)), 0)
  )
  from private.audit_unsealed as u
$$;
comment on function private.audit_metrics is 'Audit rows that are not in their chain yet, and the age of the oldest.';

create function private.operational_metrics()
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
    'webhooks', private.webhook_metrics()
  )
$$;

-- ====================================================================================== functions: exposed wrappers

create function public.operational_metrics()
returns jsonb
language sql stable security invoker
set search_path = ''
as $$ select private.operational_metrics() $$;
comment on function public.operational_metrics is
'What waits, runs, is held and was spent, for all tenants together; times in seconds, amounts as decimal strings. '
'Service only: the function metrics shows it.';

-- =========================================================================================================== grants

grant execute on function public.operational_metrics(), private.operational_metrics() to service_role;
