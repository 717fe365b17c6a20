begin;
\ir ../helpers.sql
select plan(3);
select tests.create_cast();
select tests.create_prompt('greet', 'alice');
select tests.publish('greet', 'alice');
select tests.queued_execution('old', 'bob', 'greet');
select tests.claim(1);
select tests.settle_claimed('old');
update absurd.r_executions set completed_at = now() - interval '25 hours';
update private.queue_upkeep set cleaned_at = now() - interval '9 minutes';
select public.sweep_executions();
select is((select count(*)::integer from absurd.t_executions), 1, 'not at each sweep');
update private.queue_upkeep set cleaned_at = now() - interval '11 minutes';
select public.sweep_executions();
select is((select count(*)::integer from absurd.t_executions), 0, 'tasks that ended more than a day ago go');
select is((select count(*)::integer from public.executions), 1, 'executions stay');

select * from finish();
rollback;
