begin;
\ir ../helpers.sql
select plan(21);
select tests.create_cast();
select tests.create_dollar_prompt('letter', 'alice');
select tests.create_prompt('unpublished', 'alice');
select tests.create_budget('daily', 3);
grant select on private.queued_executions to service_role;
create function tests.refusal(p_key text, p_hash text, p_queued boolean) returns jsonb
language plpgsql
as $$
declare
  v_code text;
  v_detail text;
begin
  if p_queued then
    perform public.enqueue_execution(
      tests.id('bob'), tests.id('acme'), 'letter', p_idempotency_key => p_key, p_idempotency_hash => p_hash
    );
  else
    perform public.begin_execution(
      tests.id('bob'), tests.id('acme'), 'letter', p_idempotency_key => p_key, p_idempotency_hash => p_hash
    );
  end if;
  return null;
exception when others then
  get stacked diagnostics v_code = returned_sqlstate, v_detail = pg_exception_detail;
  return jsonb_build_object('state', v_code) || coalesce(nullif(v_detail, ''), '{}')::jsonb;
end
$$;

select tests.queued_execution('first', 'bob', 'letter', '{"idempotency_key": "k", "priority": "HIGH"}');

select results_eq(
  $$ select status::text, priority::text, queued_at is not null, started_at, lease_id, prompt_version, model
     from public.executions where id = tests.id('first') $$,
  $$ values ('PENDING', 'HIGH', true, null::timestamptz, null::uuid, 1, 'local:dollar') $$,
  'it waits, with its version and its model pinned'
);
select is((select held_usd from tests.counted('daily')), 1::numeric, 'what it may cost is held already');
select is_empty('select * from tests.miscounted()', 'and rightly counted');
select results_eq(
  $$ select t.task_name, t.state, t.max_attempts, r.available_at
     from absurd.t_executions as t join absurd.r_executions as r on r.task_id = t.task_id $$,
  $$ values ('execute-prompt', 'pending', 5, 'infinity'::timestamptz) $$,
  'it is a task of Absurd, which no worker of Absurd would take'
);
select is(
  (select count(*)::integer from public.audit_logs where action = 'EXECUTE'), 1,
  'and stands in the audit log'
);

select tests.as_service();
select is(
  public.enqueue_execution(
    tests.id('bob'), tests.id('acme'), 'letter', p_idempotency_key => 'k', p_idempotency_hash => 'k'
  ) #>> '{replay,execution,status}',
  'PENDING', 'who asks again with its key is told that it waits'
);
select is(tests.refusal('k', 'k', false) ->> 'code', 'in_progress', 'unless they would wait for it themselves');
select is(tests.refusal('k', 'other', true) ->> 'code', 'idempotency_mismatch', 'another request is another request');
select is((select count(*)::integer from public.executions), 1, 'none of them made another');

select throws_ok(
  $$ select public.enqueue_execution(tests.id('vera'), tests.id('acme'), 'letter') $$, 'PT403', null,
  'who may not execute may not enqueue'
);
select throws_ok(
  $$ select public.enqueue_execution(tests.id('bob'), tests.id('acme'), 'unpublished') $$, 'PT409', null,
  'what has no published version is refused at once'
);
select lives_ok(
  $$ select public.enqueue_execution(tests.id('bob'), tests.id('acme'), 'letter') from generate_series(1, 2) $$,
  'what the budget bears is accepted'
);
select throws_ok(
  $$ select public.enqueue_execution(tests.id('bob'), tests.id('acme'), 'letter') $$, 'PT402', null,
  'what it does not bear is refused at once'
);
select is((select count(*)::integer from private.queued_executions), 3, 'and not in the queue');
select throws_ok('select count(*) from absurd.t_executions', '42501', null, 'nobody else reads the tasks');
select throws_ok('select absurd.current_time()', '42501', null, 'or calls Absurd');

select tests.as_user('alice');
select throws_ok(
  $$ select public.enqueue_execution(tests.id('alice'), tests.id('acme'), 'letter') $$, '42501', null,
  'users enqueue by the function only'
);

select tests.as_owner();
delete from public.budgets;
alter schema absurd rename to taken_away;
select tests.as_service();
select is(
  tests.refusal('n', 'n', true), '{"state": "PT503", "code": "queue_not_installed"}', 'without Absurd nothing is accepted'
);
select throws_ok($$ select public.claim_executions('w') $$, 'PT503', null, 'or claimed');
select throws_ok($$ select public.claim_tasks('tasks', 'w') $$, 'PT503', null, 'nor other tasks');
select lives_ok(
  $$ select public.begin_execution(tests.id('bob'), tests.id('acme'), 'letter') $$, 'all else works as ever'
);

select * from finish();
rollback;
