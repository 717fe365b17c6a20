begin;
\ir ../helpers.sql
select plan(11);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
select tests.publish('letter', 'alice');
select tests.running_execution(
  w, 'bob', 'letter'
)
from unnest(array['dead 1', 'dead 2', 'dead 3', 'alive', 'done']) as w;
select tests.settle('done');
insert into public.executions (id, tenant_id, user_id, prompt_id, prompt_version, inputs)
values (tests.id('queued'), tests.id('acme'), tests.id('bob'), tests.id('letter'), 1, '{}');
update public.executions set started_at = now() - interval '90 s', lease_expires_at = now() - interval '30 s'
where id = tests.id('dead 1');
update public.executions set started_at = now() - interval '90 s', lease_expires_at = now() - interval '20 s'
where id = tests.id('dead 2');
update public.executions set started_at = now() - interval '90 s', lease_expires_at = now() - interval '10 s'
where id = tests.id('dead 3');

select tests.as_service();
select is(public.sweep_executions(2), 2, 'as many as asked for');
select set_eq(
  $$ select id from public.executions where error ->> 'code' = 'lease_expired' $$,
  $$ values (tests.id('dead 1')), (tests.id('dead 2')) $$,
  'the longest dead first'
);
select is(public.sweep_executions(), 1, 'then the rest');
select is(public.sweep_executions(), 0, 'then none');
select results_eq(
  $$ select distinct status::text, validation_status::text, lease_id, cost_usd, cost_is_complete, completed_at,
     latency_ms
     from public.executions where error ->> 'code' = 'lease_expired' $$,
  $$ values ('FAILED', 'SKIPPED', null::uuid, 0.000000000000, false, now(), 90000) $$,
  'each has failed, with nobody''s lease and a cost that is not complete'
);
select results_eq(
  $$ select kind::text, outcome::text, price_source::text, is_estimate, cost_usd, count(*)::integer
     from public.cost_tracking group by kind, outcome, price_source, is_estimate, cost_usd $$,
  $$ values ('ADJUSTMENT', 'UNKNOWN', 'UNKNOWN', true, 0.000000000000, 3) $$,
  'each has one row in the ledger, that says it is an estimate'
);
select is(
  (select status::text from public.executions where id = tests.id('alive')), 'RUNNING', 'whose lease holds runs on'
);
select is(
  (select status::text from public.executions where id = tests.id('done')), 'COMPLETED', 'what is done stays done'
);
select is((select status::text from public.executions where id = tests.id('queued')), 'PENDING', 'what waits waits');
select is(public.sweep_executions(0), 0, 'none, when none is asked for');
select tests.as_user('alice');
select throws_ok($$ select public.sweep_executions() $$, '42501', null, 'no user sweeps');

select * from finish();
rollback;
