begin;
\ir ../helpers.sql
select plan(12);
select tests.create_cast();
select tests.create_dollar_prompt('letter', 'alice');

create function tests.said(p_word text, p_action text) returns setof jsonb
language sql stable
as $$ select changes -> 'after' from public.audit_logs where resource_id = tests.id(p_word) and action = p_action $$;

select tests.running_execution('run', 'bob', 'letter');
select is_empty($$ select tests.said('run', 'END') $$, 'what runs has not ended');
select tests.settle('run', tests.result(), jsonb_build_array(tests.model_call('one', '0.10'), tests.model_call('two', '0.025')));
select results_eq(
  $$ select tests.said('run', 'END') $$,
  $$ values ('{"status": "COMPLETED", "validation_status": "SKIPPED", "model": "local:smollm2", "cost_usd": "0.125", "cost_is_complete": true}'::jsonb) $$,
  'a settled execution has one row that says how it ended and what it cost'
);
select tests.settle('run', tests.result(), jsonb_build_array(tests.model_call('one', '0.10')));
select is((select count(*)::integer from tests.said('run', 'END')), 1, 'settled again, it has no other');
select is(
  (select user_id from public.audit_logs where resource_id = tests.id('run') and action = 'END'), null,
  'nobody did it: the EXECUTE row says for whom it ran'
);

select tests.running_execution('failed', 'bob', 'letter');
select tests.settle('failed', tests.result('FAILED', '{"validation_status": "FAILED", "output": null}'));
select results_eq(
  $$ select a ->> 'status', a ->> 'validation_status', a ->> 'cost_usd' from tests.said('failed', 'END') as a $$,
  $$ values ('FAILED', 'FAILED', '0') $$, 'one that failed'
);
select tests.running_execution('cancelled', 'bob', 'letter');
select tests.as_user('bob');
select public.cancel_execution(tests.id('cancelled'));
select tests.as_owner();
select is_empty($$ select tests.said('cancelled', 'END') $$, 'one whose end is asked for has not ended');
select tests.settle('cancelled', tests.result('CANCELLED'));
select results_eq(
  $$ select a ->> 'status' from tests.said('cancelled', 'END') as a $$, array['CANCELLED'], 'until its worker says so'
);

select tests.create_budget('daily', 100);
select tests.running_execution('lost', 'bob', 'letter');
update public.executions set lease_expires_at = now() - interval '1 second' where id = tests.id('lost');
select is(public.sweep_executions(), 1, 'a worker is gone');
select results_eq(
  $$ select a ->> 'status', a ->> 'cost_usd', a -> 'cost_is_complete' from tests.said('lost', 'END') as a $$,
  $$ values ('FAILED', '1', 'false'::jsonb) $$, 'one that the sweeper ended, with what it may have cost'
);
select tests.settle('lost', tests.result(), jsonb_build_array(tests.model_call('late', '0.4')));
select set_eq(
  $$ select changes #>> '{after,cost_usd}' as cost, changes #>> '{after,reason}' as reason from public.audit_logs where action = 'ADJUST' $$,
  $$ values ('1', 'lease_expired'), ('-1', 'late_settle') $$, 'what set the ledger right, before and after, is recorded'
);
insert into private.model_prices (provider, model, effective_from, input_usd_per_mtok, output_usd_per_mtok, version)
values ('local', 'smollm2', '2020-01-01', 0, 20000, 'right');
select public.recompute_costs('2020-01-01', '2100-01-01');
select results_eq(
  $$ select changes #>> '{after,cost_usd}', (changes #>> '{after,corrects_id}')::uuid from public.audit_logs
     where changes #>> '{after,reason}' = 'repriced' and (changes #>> '{after,corrects_id}')::uuid = tests.id('two') $$,
  $$ values ('0.075', tests.id('two')) $$, 'so is a price that is set right'
);
select set_eq(
  $$ select resource_id, (changes #>> '{after,cost_usd}')::numeric as cost from public.audit_logs where action = 'ADJUST' $$,
  $$ select id, cost_usd from public.cost_tracking where kind = 'ADJUSTMENT' $$, 'every adjustment of the ledger, by what it adds'
);

select * from finish();
rollback;
