begin;
\ir ../helpers.sql
select plan(20);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
select tests.create_budget('team', 5);

create function tests.new_budget(p_name text) returns text
language sql immutable
as $$ select format('insert into public.budgets (tenant_id, name, period, limit_usd) values (tests.id(''acme''), %L, ''MONTH'', 3)', p_name) $$;

select tests.as_user('vera', tests.id('acme'));
select results_eq(
  $$ select name, limit_usd from public.budgets $$, $$ values ('team', 5.000000000000) $$, 'a VIEWER sees the budgets'
);
select throws_ok(tests.new_budget('mine'), '42501', null, 'and adds none');
select is_empty($$ update public.budgets set limit_usd = 9 returning id $$, 'and changes none');
select throws_ok($$ select public.delete_budget(tests.id('team')) $$, 'PT403', null, 'and deletes none');
select tests.as_user('bob', tests.id('acme'));
select throws_ok(tests.new_budget('mine'), '42501', null, 'a MEMBER adds none');
select is_empty($$ update public.budgets set limit_usd = 9 returning id $$, 'and changes none');
select throws_ok($$ select public.delete_budget(tests.id('team')) $$, 'PT403', null, 'and deletes none');
select tests.as_user('mallory');
select is_empty($$ select from public.budgets $$, 'a stranger sees none');
select throws_ok(tests.new_budget('mine'), '42501', null, 'and adds none');
select throws_ok($$ select public.delete_budget(tests.id('team')) $$, 'PT404', null, 'and hears of none');

select tests.as_user('alice', tests.id('acme'));
select lives_ok(tests.new_budget('monthly'), 'an ADMIN adds one');
select isnt_empty(
  $$ update public.budgets set name = 'daily', limit_usd = 9, kind = 'WARNING', thresholds = '{0.5}', is_active = false
     where name = 'team' returning id $$, 'and changes one'
);
select throws_ok($$ update public.budgets set period = 'DAY' $$, '42501', null, 'but not whom it is for or how long');
select throws_ok($$ update public.budgets set deleted_at = now() $$, '42501', null, 'nor deletes it that way');
select throws_ok(
  $$ insert into public.budgets (tenant_id, name, period, limit_usd, user_id)
     values (tests.id('acme'), 'x', 'DAY', 1, tests.id('mallory')) $$,
  'PT403', null, 'nor makes one for somebody who is no member'
);
select isnt(
  (public.delete_budget(tests.id('team'))).deleted_at, null, 'an ADMIN deletes one'
);
select is((select count(*)::integer from public.budgets), 1, 'then it is gone from sight');
select throws_ok($$ select public.delete_budget(tests.id('team')) $$, 'PT404', null, 'and not deleted twice');
select tests.as_user('bob', tests.id('acme'));
select throws_ok($$ select public.restore_budget(tests.id('team')) $$, 'PT404', null, 'a MEMBER does not restore it');
select tests.as_user('alice', tests.id('acme'));
select is((public.restore_budget(tests.id('team'))).name, 'daily', 'an ADMIN does');

select * from finish();
rollback;
