begin;
\ir ../helpers.sql
select plan(7);
select tests.create_cast();
select tests.create_dollar_prompt('letter', 'alice');
update public.tenants set time_zone = 'Asia/Tokyo' where id = tests.id('acme');
select tests.create_budget('daily', 2.5);
select tests.create_budget('letters', 10, jsonb_build_object('prompt_id', tests.id('letter'), 'period', 'MONTH', 'kind', 'WARNING'));
select tests.create_budget('asleep', 1);
update public.budgets set is_active = false where id = tests.id('asleep');
select tests.running_execution('done', 'bob', 'letter');
select tests.settle('done', tests.result(), jsonb_build_array(tests.model_call('1', '0.25')));
select tests.running_execution('runs', 'bob', 'letter');

select tests.as_user('vera', tests.id('acme'));
select results_eq(
  $$ select budget_id, name, kind::text, period::text, prompt_id, limit_usd, spent_usd, held_usd, remaining_usd, time_zone
     from public.budget_status() $$,
  $$ values
     (tests.id('daily'), 'daily', 'HARD', 'DAY', null, 2.5, 0.25, 1.0, 1.25, 'Asia/Tokyo'),
     (tests.id('letters'), 'letters', 'WARNING', 'MONTH', tests.id('letter'), 10, 0.25, 1.0, 8.75, 'Asia/Tokyo') $$,
  'a VIEWER sees limit, spent, held and what is left of the active ones'
);
select results_eq(
  $$ select period_start, period_end - period_start from public.budget_status() where name = 'daily' $$,
  $$ values (date_trunc('day', now() at time zone 'Asia/Tokyo') at time zone 'Asia/Tokyo', interval '1 day') $$,
  'and since when and until when'
);
select tests.as_user('mallory', tests.id('acme'));
select throws_ok($$ select public.budget_status() $$, 'PT403', null, 'a stranger does not');
select tests.as_user('mallory');
select is_empty($$ select public.budget_status() $$, 'nor sees any in their own tenant');
select tests.as_owner();
update public.budgets set limit_usd = 0.5 where id = tests.id('daily');
select tests.as_user('bob', tests.id('acme'));
select is((select remaining_usd from public.budget_status() where name = 'daily'), 0::numeric, 'what is left is never below nothing');
select tests.as_owner();
delete from private.budget_slots;
select tests.as_user('bob', tests.id('acme'));
select is(
  (select remaining_usd from public.budget_status() where name = 'letters'), 10::numeric, 'where nothing was begun all is left'
);
select tests.as_anon();
select throws_ok($$ select public.budget_status() $$, '42501', null, 'anon sees nothing');

select * from finish();
rollback;
