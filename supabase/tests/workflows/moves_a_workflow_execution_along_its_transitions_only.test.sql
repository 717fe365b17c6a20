begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(38);
select tests.create_cast();
select tests.make_active_workflow('flow', 'alice');
create function tests.in_status(p_status text) returns uuid
language plpgsql
as $$
begin
  perform tests.make_run(p_status || gen_random_uuid(), 'flow', 'alice');
  update public.workflow_executions set id = tests.id(p_status)
  where id = (select e.id from public.workflow_executions as e where e.status = 'pending' order by e.ctid desc limit 1);
  if p_status <> 'pending' then
    update public.workflow_executions set status = case when p_status = 'cancelled' then 'cancelled' else 'running' end::public.workflow_execution_status
    where id = tests.id(p_status);
  end if;
  if p_status not in ('pending', 'running', 'cancelled') then
    update public.workflow_executions set status = p_status::public.workflow_execution_status where id = tests.id(p_status);
  end if;
  return tests.id(p_status);
end
$$;
select tests.in_status(s) from unnest(array['pending', 'running', 'completed', 'failed', 'cancelled', 'timeout']) as s;

select throws_ok(
  format('update public.workflow_executions set status = %L where id = %L', m.later, tests.id(m.earlier)), 'PT409', null,
  format('not from %s to %s', m.earlier, m.later)
)
from (
  select f.status as earlier, t.status as later
  from unnest(array['pending', 'running', 'completed', 'failed', 'cancelled', 'timeout']) as f (status)
  cross join unnest(array['pending', 'running', 'completed', 'failed', 'cancelled', 'timeout']) as t (status)
  where f.status <> t.status and (f.status, t.status) not in (
    ('pending', 'running'), ('pending', 'cancelled'), ('running', 'completed'), ('running', 'failed'),
    ('running', 'cancelled'), ('running', 'timeout')
  )
) as m;
select throws_ok(
  format('update public.workflow_executions set %s where id = %L', c.change, tests.id(c.status)), 'PT409', null,
  c.status || ' is final: ' || c.change
)
from (values
  ('completed', 'output_data = ''{"a": 1}'''), ('failed', 'error_message = ''x'''), ('timeout', 'steps_total = 9'),
  ('cancelled', 'cancel_requested_at = now()')
) as c (status, change);
select throws_ok(
  format('delete from public.workflow_executions where id = %L', tests.id('completed')), 'PT409', null, 'none is deleted'
);
alter table public.workflow_execution_logs disable trigger workflow_execution_logs_are_not_truncated;
select throws_ok('truncate public.workflow_executions cascade', 'PT409', null, 'nor truncated');

-- What the service writes, and what the transition fills in.
select tests.as_service();
select throws_ok(
  format(
    $$ insert into public.workflow_executions (tenant_id, workflow_id, user_id, trigger_type, status)
       values (%L, %L, %L, 'api', 'completed') $$, tests.id('acme'), tests.id('flow'), tests.id('alice')
  ), '42501', null, 'the service makes none that is not pending'
);
insert into public.workflow_executions (id, tenant_id, workflow_id, user_id, trigger_type, trigger_data)
values (tests.id('served'), tests.id('acme'), tests.id('flow'), tests.id('bob'), 'webhook', '{"path": "/x"}');
select is((select steps_total from public.workflow_executions where id = tests.id('served')), 2, 'it knows how many steps there are');
update public.workflow_executions set status = 'running' where id = tests.id('served');
select is((select started_at from public.workflow_executions where id = tests.id('served')), now(), 'running begins now');
update public.workflow_executions
set status = 'completed', completed_at = started_at + interval '1.5 seconds', steps_completed = 2, output_data = '{"a": 1}'
where id = tests.id('served');
select is((select duration_ms from public.workflow_executions where id = tests.id('served')), 1500, 'the duration follows');
select is(
  (select row(status, started_at, completed_at, duration_ms)::text from public.workflow_executions where id = tests.id('cancelled')),
  row('cancelled', now(), now(), null::integer)::text, 'what was cancelled before it ran took no time'
);
select throws_ok(
  format(
    $$ insert into public.workflow_executions (tenant_id, workflow_id, user_id, trigger_type) values (%L, %L, %L, 'api') $$,
    tests.id('acme'), tests.id(w), tests.id(u)
  ), s, null, d
)
from (values
  ('flow', 'mallory', 'PT403', 'its user is a member'), ('nothing', 'bob', 'PT404', 'of a workflow that there is')
) as t (w, u, s, d);

select tests.as_owner();
select throws_ok(
  format('update public.workflow_executions set user_id = %L where id = %L', tests.id('mallory'), tests.id('pending')), 'PT403',
  null, 'and stays one'
);

select * from finish();
rollback;
