begin;
\ir ../helpers.sql
select plan(19);
create function tests.spawned(p_word text, p_options jsonb default '{}') returns uuid
language sql
as $$ select private.spawn_task('tasks', 'greet', jsonb_build_object('who', p_word), p_word, p_options) $$;
create temporary table tasks as select tests.spawned(w) as id, w as word from unnest(array['a', 'b', 'c']) as w;
grant select on tasks to service_role;
select is(tests.spawned('a'), (select id from tasks where word = 'a'), 'the same key is the same task');
select throws_ok($$ select private.spawn_task('none', 'greet', '{}') $$, 'PT503', null, 'there has to be a queue');

select tests.as_service();
select throws_ok($$ select private.spawn_task('tasks', 'greet', '{}') $$, '42501', null, 'only our own functions spawn');
create temporary table claimed as
select c.task ->> 'name' as name, c.task #>> '{params,who}' as who, (c.task ->> 'run_id')::uuid as run_id,
  (c.task ->> 'attempt')::integer as attempt
from jsonb_array_elements(public.claim_tasks('tasks', 'w', 3)) as c (task);
select results_eq(
  'select name, who, attempt from claimed order by who', $$ values ('greet', 'a', 1), ('greet', 'b', 1), ('greet', 'c', 1) $$,
  'a worker claims tasks'
);
select is(public.claim_tasks('tasks', 'w', 3), '[]', 'nobody else has them then');
select is(public.claim_tasks('tasks', 'w', 0), '[]', 'none is none');
select throws_ok($$ select public.claim_tasks('executions', 'w') $$, 'PT400', null, 'executions are no such tasks');
select throws_ok($$ select public.claim_tasks('none', 'w') $$, 'PT400', null, 'nor is what is not there');

select is(public.extend_task_lease('tasks', run_id, 60), true, 'it extends the lease') from claimed where who = 'a';
select is(public.complete_task('tasks', run_id, '{"ok": true}'), true, 'it ends one') from claimed where who = 'a';
select is(public.complete_task('tasks', run_id), false, 'once') from claimed where who = 'a';
select is(public.fail_task('tasks', run_id, '{"status": 500}', now() + interval '1 hour'), true, 'it fails at one')
from claimed where who = 'b';
select is(public.extend_task_lease('tasks', run_id), false, 'which is its own no more') from claimed where who = 'b';

select tests.as_owner();
select ok(
  (select available_at > now() + interval '59 minutes' from absurd.r_tasks where attempt = 2), 'until the moment that it says'
);
update absurd.r_tasks set available_at = now() where attempt = 2;
update absurd.r_tasks set claim_expires_at = now() - interval '1 second' where state = 'running';
select tests.as_service();
select results_eq(
  -- Absurd puts back in one claim what it gives in the next.
  $$ select c.task #>> '{params,who}'
     from generate_series(1, 2) as n cross join lateral jsonb_array_elements(public.claim_tasks('tasks', 'w' || n, 3)) as c (task)
     order by 1 $$,
  $$ values ('b'), ('c') $$, 'then it is claimed again, as is what a dead worker had'
);
select is(public.complete_task('tasks', run_id), false, 'which the dead one ends no more') from claimed where who = 'c';
select throws_ok(
  $$ select public.complete_task('executions', gen_random_uuid()) $$, 'PT400', null, 'executions are settled otherwise'
);
select is(
  public.queue_status() -> 'tasks', '{"waiting": 0, "running": 2, "oldest_seconds": 0}', 'they are counted'
);

select tests.as_user('alice');
select throws_ok($$ select public.claim_tasks('tasks', 'w') $$, '42501', null, 'no user claims');

select * from finish();
rollback;
