begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(20);
select tests.create_cast();
select tests.make_active_workflow('flow', 'alice');
select tests.make_active_workflow('other', 'alice');
alter table public.workflows disable trigger user;
alter table public.agents disable trigger user;
update public.workflows set updated_at = '2020-01-01';
update public.agents set updated_at = '2020-01-01';
alter table public.workflows enable trigger user;
alter table public.agents enable trigger user;

create function tests.counters(p_word text) returns text language sql stable as
$$
  select format('%s: %s ok, %s failed, %s ms', total_executions, successful_executions, failed_executions, avg_execution_time_ms)
  from public.workflows where id = tests.id(p_word)
$$;
create function tests.end_run(p_word text, p_status text, p_ms integer) returns void language sql as
$$
  update public.workflow_executions set status = 'running' where id = tests.id(p_word);
  update public.workflow_executions
  set status = p_status::public.workflow_execution_status, completed_at = started_at + make_interval(secs => p_ms / 1000.0)
  where id = tests.id(p_word);
$$;

select is(tests.counters('flow'), '0: 0 ok, 0 failed, 0 ms', 'none yet');
select tests.make_run('one', 'flow', 'alice');
select is(tests.counters('flow'), '1: 0 ok, 0 failed, 0 ms', 'one that is made counts');
select is((select last_execution_at from public.workflows where id = tests.id('flow')), now(), 'the last one is from now');
select tests.end_run('one', 'completed', 100);
select is(tests.counters('flow'), '1: 1 ok, 0 failed, 100 ms', 'then its outcome');
select tests.make_run('two', 'flow', 'alice');
select tests.end_run('two', 'failed', 201);
select is(tests.counters('flow'), '2: 1 ok, 1 failed, 151 ms', 'the average is over both');
select tests.make_run('three', 'flow', 'alice');
select tests.end_run('three', 'timeout', 302);
select is(tests.counters('flow'), '3: 1 ok, 2 failed, 201 ms', 'one that timed out failed');
select tests.make_run('four', 'flow', 'alice');
update public.workflow_executions set status = 'cancelled' where id = tests.id('four');
select is(tests.counters('flow'), '4: 1 ok, 2 failed, 201 ms', 'one cancelled before it ran took no time');
select is(tests.counters('other'), '0: 0 ok, 0 failed, 0 ms', 'each workflow counts its own');

-- Many in one statement, of several workflows, already ended.
insert into public.workflow_executions (
  tenant_id, workflow_id, user_id, trigger_type, status, started_at, completed_at, duration_ms
)
select tests.id('acme'), tests.id(w), tests.id('bob'), 'api', 'completed', now(), now(), 1000
from unnest(array['flow', 'other']) as w, generate_series(1, 50);
select is(tests.counters('other'), '50: 50 ok, 0 failed, 1000 ms', 'many at once are counted');
select is(tests.counters('flow'), '54: 51 ok, 2 failed, 955 ms', 'together with those before');
select is(
  (select (total_executions, successful_executions, failed_executions, timed_executions, total_execution_time_ms)::text from public.workflows where id = tests.id('flow')),
  (select (count(*), count(*) filter (where status = 'completed'), count(*) filter (where status in ('failed', 'timeout')), count(duration_ms), sum(duration_ms))::text
   from public.workflow_executions where workflow_id = tests.id('flow')),
  'as counted by hand'
);
select is((select count(*) from public.workflows where updated_at > '2020-01-01'), 0::bigint, 'counting is no edit');
select is(
  (select count(*) from public.audit_logs where resource_type = 'workflow' and changes::text like '%total_executions": {%'), 0::bigint,
  'nor written down as one'
);

-- Agents: by the lines of the log that say that a step ended.
create function tests.agent_counters() returns text language sql stable as
$$
  select format('%s: %s ok, %s failed, %s ms', total_executions, successful_executions, failed_executions, avg_execution_time_ms)
  from public.agents where id = tests.id('flow agent')
$$;
insert into public.workflow_execution_logs (tenant_id, execution_id, workflow_step_id, message, step_status, step_duration_ms)
select tests.id('acme'), tests.id('one'), tests.id(s), 'x', st::public.workflow_step_status, ms
from (values
  ('flow ask', 'running', null), ('flow ask', 'completed', 10), ('flow ask', 'failed', 31), ('flow pause', 'completed', 99),
  ('flow ask', 'skipped', null)
) as t (s, st, ms);
select is(tests.agent_counters(), '2: 1 ok, 1 failed, 21 ms', 'a line that says that its step ended counts');
select private.count_agent_execution(tests.id('acme'), tests.id('flow agent'), 'started');
select is(tests.agent_counters(), '3: 1 ok, 1 failed, 21 ms', 'so does what else executes it: when it starts');
select private.count_agent_execution(tests.id('acme'), tests.id('flow agent'), 'completed', 1);
select is(tests.agent_counters(), '3: 2 ok, 1 failed, 14 ms', 'and when it ends');
select private.count_agent_execution(tests.id('acme'), tests.id('flow agent'), 'started');
select private.count_agent_execution(tests.id('acme'), tests.id('flow agent'), 'failed', 2);
select private.count_agent_execution(tests.id('acme'), tests.id('flow agent'), 'started');
select private.count_agent_execution(tests.id('acme'), tests.id('flow agent'), 'cancelled');
select is(tests.agent_counters(), '5: 2 ok, 2 failed, 11 ms', 'in each way');
select throws_ok(
  $$ select private.count_agent_execution(tests.id('acme'), tests.id('flow agent'), 'finished') $$, 'PT400', null, 'there are four'
);
insert into public.agents (id, tenant_id, user_id, name, type, status, is_public)
values (tests.id('official'), private.official_tenant_id(), null, 'Official', 'llm', 'active', true);
update public.workflows set status = 'inactive' where id = tests.id('flow');
update public.workflow_steps set agent_id = tests.id('official') where id = tests.id('flow ask');
insert into public.workflow_execution_logs (tenant_id, execution_id, workflow_step_id, message, step_status)
values (tests.id('acme'), tests.id('one'), tests.id('flow ask'), 'x', 'completed');
select private.count_agent_execution(private.official_tenant_id(), tests.id('official'), 'started');
select is((select total_executions from public.agents where id = tests.id('official')), 0, 'official agents are not counted');
select is((select count(*) from public.agents where name <> 'Official' and updated_at > '2020-01-01'), 0::bigint, 'counting is no edit');

select * from finish();
rollback;
