begin;
\ir ../helpers.sql
select plan(3);
select tests.create_cast();
select tests.create_dollar_prompt('letter', 'alice');
select tests.create_endpoint('hook');
alter schema absurd rename to taken_away;

select tests.running_execution('run', 'bob', 'letter');
select is(tests.settle('run') ->> 'outcome', 'settled', 'what happened has happened');
select results_eq(
  $$ select status::text, event_type from public.webhook_deliveries $$, $$ values ('PENDING', 'execution.completed') $$,
  'and will be told'
);
update public.webhook_deliveries set next_attempt_at = now() - interval '6 minutes';
select is(public.sweep_webhooks(), '{"queued": 0}', 'when there is a queue');

select * from finish();
rollback;
