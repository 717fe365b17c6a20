begin;
\ir ../helpers.sql
select plan(25);
select tests.create_cast();
select tests.create_endpoint('hook');
select tests.create_delivery('message', 'hook');
select tests.create_endpoint('hers', '{execution.failed}', tests.personal_tenant('mallory'));

create function tests.tries(p_who text, p_code text) returns setof text
language plpgsql
as $$
begin
  perform tests.as_user(p_who, case p_who when 'mallory' then null else tests.id('acme') end);
  return next is_empty($q$ select from public.webhook_endpoints where tenant_id = tests.id('acme') $q$, p_who || ' sees no endpoint');
  return next is_empty($q$ select from public.webhook_deliveries where tenant_id = tests.id('acme') $q$, 'and no delivery');
  return next is_empty($q$ update public.webhook_endpoints set is_active = false where tenant_id = tests.id('acme') returning id $q$, 'and changes none');
  return next is_empty($q$ delete from public.webhook_endpoints where tenant_id = tests.id('acme') returning id $q$, 'and removes none');
  return next throws_ok($q$ select public.rotate_webhook_secret(tests.id('hook')) $q$, 'PT404', null, 'and rotates no secret');
  return next throws_ok($q$ select public.send_test_webhook(tests.id('hook')) $q$, 'PT404', null, 'and sends no test');
  return next throws_ok($q$ select public.redeliver_webhook(tests.id('message')) $q$, 'PT404', null, 'and delivers nothing again');
end
$$;
select tests.tries('bob', 'PT403');
select tests.tries('mallory', 'PT404');
select tests.as_user('bob', tests.id('acme'));
select throws_ok($$ select public.create_webhook_endpoint('https://x.example.com', '{execution.failed}') $$, 'PT403', null, 'a MEMBER makes none');

select tests.as_user('alice', tests.id('acme'));
select is((select count(*)::integer from public.webhook_endpoints), 1, 'an ADMIN sees those of the tenant');
select is((select count(*)::integer from public.webhook_deliveries), 1, 'and its deliveries');
select isnt_empty(
  $$ update public.webhook_endpoints set url = 'https://y.example.com', description = 'Ours', events = '{execution.failed}'
     returning id $$, 'changes one'
);
select throws_ok($$ update public.webhook_endpoints set consecutive_failures = 0 $$, '42501', null, 'but not what happened to it');
select throws_ok(
  $$ insert into public.webhook_endpoints (tenant_id, created_by, url, events)
     values (tests.id('acme'), tests.id('alice'), 'https://x.example.com', '{execution.failed}') $$,
  '42501', null, 'nor makes one without a secret'
);
select throws_ok($$ update public.webhook_deliveries set status = 'DELIVERED' $$, '42501', null, 'nor says what was delivered');
select throws_ok($$ delete from public.webhook_deliveries $$, '42501', null, 'nor removes what was');
select isnt_empty($$ delete from public.webhook_endpoints returning id $$, 'removes an endpoint');
select tests.as_owner();
select results_eq(
  $$ select (select count(*)::integer from public.webhook_deliveries), array(select endpoint_id from private.webhook_secrets) $$,
  $$ values (0, array[tests.id('hers')]) $$, 'its deliveries and its secret go along'
);
select results_eq(
  $$ select action from public.audit_logs where resource_type = 'webhook_endpoint' and user_id = tests.id('alice') and tenant_id = tests.id('acme') order by created_at, action desc $$,
  $$ values ('UPDATE'), ('DELETE') $$, 'and the audit log knows'
);

select * from finish();
rollback;
