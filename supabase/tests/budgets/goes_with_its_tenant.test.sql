begin;
\ir ../helpers.sql
select plan(5);
select tests.create_cast();
select tests.create_dollar_prompt('letter', 'alice');
select tests.create_budget('daily', 1, '{"thresholds": [0.1]}');
select tests.running_execution('done', 'bob', 'letter');
select tests.settle('done', tests.result(), jsonb_build_array(tests.model_call('1', '0.25')));
update public.budgets set limit_usd = 5;
select tests.running_execution('runs', 'bob', 'letter');
insert into private.operators values (tests.id('mallory'));
update public.tenants set deleted_at = now() where id = tests.id('acme');
select lives_ok($$ select private.purge_tenant(tests.id('acme'), tests.id('mallory')) $$, 'a tenant with budgets is erased');
select is_empty($$ select from public.budgets $$, 'with them');
select is_empty($$ select from public.budget_alerts $$, 'and what they told');
select is_empty($$ select from private.budget_slots $$, 'and what they counted');
select is_empty($$ select from private.budget_holds $$, 'and what they held');

select * from finish();
rollback;
