begin;
\ir ../helpers.sql
select plan(15);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
select tests.publish('letter', 'alice');
create function tests.told(p_endpoint text) returns setof text
language sql stable
as $$ select event_type from public.webhook_deliveries where endpoint_id = tests.id(p_endpoint) order by event_type $$;

select tests.running_execution('before', 'bob', 'letter');
select tests.create_endpoint('ends', '{execution.completed,execution.failed,execution.cancelled}');
select tests.create_endpoint('poison', '{execution.poisoned}');
select tests.create_endpoint('both', '{execution.poisoned,execution.failed}');
select tests.create_endpoint('budgets', '{budget.exceeded}');
select tests.create_endpoint('foreign', p_tenant_id => tests.personal_tenant('mallory'));

select tests.settle('before', tests.result('COMPLETED', '{"output": "the secret answer"}'), jsonb_build_array(tests.model_call('one', '0.125')));
select results_eq($$ select * from tests.told('ends') $$, $$ values ('execution.completed') $$, 'a completed execution is told');
select is((select count(*)::integer from public.webhook_deliveries), 1, 'to those who want to hear that, in its tenant');
select results_eq(
  $$ select payload - 'timestamp' from public.webhook_deliveries $$,
  $$ select jsonb_build_object('type', 'execution.completed', 'data', jsonb_build_object(
       'id', e.id, 'tenant_id', e.tenant_id, 'user_id', tests.id('bob'), 'prompt_id', tests.id('letter'), 'prompt_version', 1,
       'status', 'COMPLETED', 'validation_status', 'SKIPPED', 'priority', 'NORMAL', 'model', 'local:smollm2', 'error_code', null,
       'cost_usd', '0.125', 'cost_is_complete', true, 'token_usage', e.token_usage, 'latency_ms', 120, 'created_at', e.created_at,
       'started_at', e.started_at, 'completed_at', e.completed_at
     )) from public.executions as e where e.id = tests.id('before') $$, 'with ids and figures'
);
select is_empty($$ select from public.webhook_deliveries where payload::text ~ 'secret|world|Hello' $$, 'and neither input nor output');

delete from public.webhook_deliveries;
select tests.running_execution('fails', 'bob', 'letter');
select tests.settle('fails', tests.result('FAILED', '{"error": {"code": "provider_failed", "detail": "the secret reason"}}'));
select results_eq($$ select * from tests.told('ends') $$, $$ values ('execution.failed') $$, 'a failed one');
select results_eq($$ select * from tests.told('both') $$, $$ values ('execution.failed') $$, 'to each');
select is_empty($$ select * from tests.told('poison') $$, 'that wants it');
select is((select count(distinct event_id)::integer from public.webhook_deliveries), 1, 'under one id');
select is((select distinct payload #>> '{data,error_code}' from public.webhook_deliveries), 'provider_failed', 'with the code of the error');
select is_empty($$ select from public.webhook_deliveries where payload::text ~ 'secret' $$, 'and no more of it');

delete from public.webhook_deliveries;
select tests.running_execution('poisoned', 'bob', 'letter');
select tests.settle('poisoned', tests.result('FAILED', '{"error": {"code": "poisoned", "detail": "x"}}'));
select results_eq(
  $$ select e, t from unnest(array['ends', 'both', 'poison']) as e, tests.told(e) as t $$,
  $$ values ('ends', 'execution.failed'), ('both', 'execution.poisoned'), ('poison', 'execution.poisoned') $$,
  'a poisoned one is poisoned to whom that means something, else failed; each hears it once'
);

delete from public.webhook_deliveries;
select tests.running_execution('cancelled', 'bob', 'letter');
select tests.settle('cancelled', tests.result('CANCELLED'));
select tests.running_execution('swept', 'bob', 'letter');
update public.executions set lease_expires_at = now() - interval '1 second' where id = tests.id('swept');
select public.sweep_executions(10);
select results_eq(
  $$ select * from tests.told('ends') $$, $$ values ('execution.cancelled'), ('execution.failed') $$, 'one that is cancelled, and one that is given up'
);
delete from public.webhook_deliveries;
select tests.settle('swept');
select is_empty($$ select from public.webhook_deliveries $$, 'what ended once is not told again');
update public.webhook_endpoints set is_active = false;
select tests.running_execution('unheard', 'bob', 'letter');
select tests.settle('unheard');
select is_empty($$ select from public.webhook_deliveries $$, 'who is switched off is not told');
select is((select count(*)::integer from public.executions where status <> 'RUNNING'), 6, 'all have ended');

select * from finish();
rollback;
