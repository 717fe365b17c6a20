begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(47);
select tests.create_cast();
select tests.create_venture('shop', 'alice');
select tests.create_agent('agent', 'alice');

create function tests.move(p_from text, p_to text) returns text
language plpgsql
as $$
declare
  v_word text := p_from || ' to ' || p_to;
begin
  perform tests.create_agent_execution(v_word, 'shop', 'bob', 'agent');
  if p_from <> 'PENDING' then
    update public.agent_executions set status = case when p_from = 'CANCELLED' then 'CANCELLED' else 'RUNNING' end::public.agent_execution_status
    where id = tests.id(v_word);
  end if;
  if p_from in ('COMPLETED', 'FAILED') then
    update public.agent_executions set status = p_from::public.agent_execution_status where id = tests.id(v_word);
  end if;
  return format('update public.agent_executions set status = %L where id = tests.id(%L)', p_to, v_word);
end
$$;
create temporary table pairs as
select s.status::text as before, n.status::text as after,
  (s.status::text, n.status::text) in (
    ('PENDING', 'RUNNING'), ('PENDING', 'CANCELLED'), ('RUNNING', 'COMPLETED'), ('RUNNING', 'FAILED'),
    ('RUNNING', 'CANCELLED')
  ) as is_allowed
from unnest(enum_range(null::public.agent_execution_status)) as s (status)
cross join unnest(enum_range(null::public.agent_execution_status)) as n (status)
where s.status <> n.status;

select case
  when is_allowed then lives_ok(tests.move(before, after), before || ' goes to ' || after)
  else throws_ok(tests.move(before, after), 'PT409', null, before || ' does not go to ' || after)
end
from pairs;

select throws_ok(
  format(
    'update public.agent_executions set %s where id = tests.id(%L)', change,
    case status when 'CANCELLED' then 'PENDING to CANCELLED' else 'RUNNING to ' || status end
  ),
  'PT409', format('The execution is %s: that is final.', status), format('%s: no %s', status, change)
)
from unnest(array['COMPLETED', 'FAILED', 'CANCELLED']) as status,
  unnest(array['output = ''1''', 'cost_usd = 0', 'status = ''RUNNING''', 'cancel_requested_at = now()']) as change;
select throws_ok(
  format('delete from public.agent_executions where id = tests.id(%L)', 'RUNNING to COMPLETED'), 'PT409', null,
  'what ran is not deleted'
);
select throws_ok('truncate public.agent_executions cascade', 'PT409', null, 'nor truncated');

select throws_ok(
  format($$ select tests.create_agent_execution('x', 'shop', 'bob', 'agent', %L) $$, status), 'PT409',
  format('An execution does not begin as %s.', status), 'none begins as ' || status
)
from unnest(array['COMPLETED', 'FAILED', 'CANCELLED']) as status;

-- Timestamps come with the status.
select tests.create_agent_execution('run', 'shop', 'bob', 'agent');
select is((select (started_at, completed_at)::text from public.agent_executions where id = tests.id('run')),
  (now(), null::timestamptz)::text, 'it is queued now');
alter table public.agent_executions disable trigger agent_executions_guard;
update public.agent_executions set started_at = now() - interval '1 hour' where id = tests.id('run');
alter table public.agent_executions enable trigger agent_executions_guard;
select tests.as_service();
update public.agent_executions set status = 'RUNNING' where id = tests.id('run');
select is((select started_at from public.agent_executions where id = tests.id('run')), now(), 'then it starts');
update public.agent_executions set cancel_requested_at = now() where id = tests.id('run');
select is((select started_at from public.agent_executions where id = tests.id('run')), now(), 'once');
update public.agent_executions set status = 'COMPLETED', output = '{"ok": true}', cost_usd = 0.000000000001
where id = tests.id('run');
select is(
  (select (status, completed_at, updated_at, cost_usd)::text from public.agent_executions where id = tests.id('run')),
  ('COMPLETED'::public.agent_execution_status, now(), now(), 0.000000000001)::text, 'and ends, with its result'
);
select throws_ok(
  $$ update public.agent_executions set status = 'FAILED' where id = tests.id('run') $$, 'PT409', null,
  'the service does not change it then'
);
select throws_ok(
  $$ update public.agent_executions set venture_id = venture_id, agent_id = agent_id $$, '42501', null,
  'nor ever what it is about'
);
select lives_ok(
  $$ insert into public.agent_executions (tenant_id, venture_id, agent_id, user_id, status, input, model)
     values (tests.id('acme'), tests.id('shop'), tests.id('agent'), tests.id('bob'), 'RUNNING', '{}', 'local:a') $$,
  'a worker may begin at once'
);
select throws_ok(
  $$ insert into public.agent_executions (tenant_id, venture_id, agent_id, user_id)
     values (tests.id('acme'), tests.id('shop'), tests.id('agent'), tests.id('mallory')) $$, 'PT403', null,
  'for a member only'
);
select tests.as_user('alice', tests.id('acme'));
select throws_ok(
  $$ insert into public.agent_executions (tenant_id, venture_id, agent_id, user_id)
     values (tests.id('acme'), tests.id('shop'), tests.id('agent'), tests.id('alice')) $$, '42501', null,
  'clients make none'
);
select throws_ok($$ update public.agent_executions set output = '1' $$, '42501', null, 'and change none');

select * from finish();
rollback;
