begin;
\ir ../helpers.sql
select plan(3);
select tests.create_cast();
select tests.create_endpoint('hook'), tests.create_delivery('message', 'hook'), tests.create_budget('daily', 0);
select tests.create_endpoint('hers', p_tenant_id => tests.personal_tenant('mallory'));
select is(public.record_budget_refusal(tests.id('daily')), true, 'what is told of');
insert into private.operators (user_id) values (tests.id('mallory'));
update public.tenants set deleted_at = now() where id = tests.id('acme');

select lives_ok($$ select private.purge_tenant(tests.id('acme'), tests.id('mallory')) $$, 'a tenant is erased');
select results_eq(
  $$ select (select count(*)::integer from public.webhook_deliveries), (select count(*)::integer from private.exceeded_budgets),
     array(select id from public.webhook_endpoints), array(select endpoint_id from private.webhook_secrets) $$,
  $$ values (0, 0, array[tests.id('hers')], array[tests.id('hers')]) $$, 'with its webhooks, and nobody else''s'
);

select * from finish();
rollback;
