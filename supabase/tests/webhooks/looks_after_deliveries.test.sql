begin;
\ir ../helpers.sql
select plan(6);
select tests.create_cast();
select tests.create_endpoint('hook');
-- One whose task was never made, or is lost.
select tests.create_delivery('message', 'hook');
update public.webhook_deliveries set next_attempt_at = now() - interval '6 minutes';
select tests.as_service();
select is(public.sweep_webhooks(), '{"queued": 1}', 'what nobody looks at gets a task');
select tests.as_owner();
select is(
  (select idempotency_key from absurd.t_tasks),
  (select id || ':' || extract(epoch from next_attempt_at) from public.webhook_deliveries),
  'one for each time that it was due'
);
update public.webhook_deliveries set next_attempt_at = now() - interval '4 minutes';
select is(public.sweep_webhooks(), '{"queued": 0}', 'what is only late is left to its task');

select tests.create_delivery('waits', 'hook');
alter table public.webhook_deliveries disable trigger webhook_deliveries_guard;
update public.webhook_deliveries set created_at = now() - interval '400 days';
alter table public.webhook_deliveries enable trigger webhook_deliveries_guard;
insert into private.exceeded_budgets (tenant_id, budget_id, period_start, created_at)
select tests.id('acme'), tests.create_budget('daily', 1), now() - make_interval(days => n), now() - make_interval(days => n)
from generate_series(99, 99) as g (n);
insert into private.exceeded_budgets (tenant_id, budget_id, period_start, created_at)
values (tests.id('acme'), tests.id('daily'), now() - interval '101 days', now() - interval '101 days');
select is(public.sweep_webhooks(), '{"queued": 0}', 'and what is looked after stays');
select is((select count(*)::integer from public.webhook_deliveries), 2, 'however old it is');
select is((select count(*)::integer from private.exceeded_budgets), 1, 'of old periods nothing is remembered');

select * from finish();
rollback;
