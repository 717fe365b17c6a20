begin;
\ir ../helpers.sql
select plan(20);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
select tests.create_prompt('theirs', 'mallory', tests.personal_tenant('mallory'));

prepare budget (text, numeric, numeric[], uuid, uuid) as
insert into public.budgets (tenant_id, name, period, limit_usd, thresholds, user_id, prompt_id)
values (tests.id('acme'), $1, 'DAY', $2, $3, $4, $5);

select throws_ok($$ execute budget(' ', 1, '{1}', null, null) $$, '23514', null, 'a name that is blank');
select throws_ok($$ execute budget(repeat('x', 201), 1, '{1}', null, null) $$, '23514', null, 'one that is too long');
select throws_ok($$ execute budget('a', -1, '{1}', null, null) $$, '23514', null, 'a limit below nothing');
select throws_ok($$ execute budget('a', 'NaN', '{1}', null, null) $$, '23514', null, 'or one that nothing is above');
select lives_ok($$ execute budget('nothing', 0, '{}', null, null) $$, 'a limit of nothing is one');
select throws_ok($$ execute budget('nothing', 1, '{1}', null, null) $$, '23505', null, 'a name that another has');
select throws_ok($$ execute budget('a', 1, '{0}', null, null) $$, '23514', null, 'a threshold of nothing');
select throws_ok($$ execute budget('a', 1, '{11}', null, null) $$, '23514', null, 'one far beyond the limit');
select throws_ok($$ execute budget('a', 1, '{1,0.5}', null, null) $$, '23514', null, 'thresholds that descend');
select throws_ok($$ execute budget('a', 1, '{0.5,0.5}', null, null) $$, '23514', null, 'or repeat themselves');
select throws_ok($$ execute budget('a', 1, '{null}', null, null) $$, '23514', null, 'or are none');
select throws_ok(
  $$ execute budget('a', 1, '{0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1,2}', null, null) $$, '23514', null, 'or are many'
);
select throws_ok(
  $$ execute budget('a', 1, '{1}', tests.id('bob'), tests.id('letter')) $$, '23514', null, 'a user and a prompt at once'
);
select throws_ok(
  $$ execute budget('a', 1, '{1}', null, tests.id('theirs')) $$, '23503', null, 'another tenant''s prompt'
);
select throws_ok(
  $$ execute budget('a', 1, '{1}', tests.id('mallory'), null) $$, 'PT403', null, 'another tenant''s user'
);
select lives_ok($$ execute budget('bob''s', 1, '{0.001,10}', tests.id('bob'), null) $$, 'a member''s is right');
select lives_ok($$ execute budget('letters', 1, '{}', null, tests.id('letter')) $$, 'a prompt''s too');

select throws_ok(
  $$ update public.tenants set time_zone = 'Mars/Olympus' where id = tests.id('acme') $$, 'PT400', null,
  'a time zone that is none'
);
select throws_ok(
  $$ update public.tenants set time_zone = 'FOO+3' where id = tests.id('acme') $$, 'PT400', null, 'nor what is made up'
);
select lives_ok(
  $$ update public.tenants set time_zone = 'Europe/Lisbon' where id = tests.id('acme') $$, 'a known one is right'
);
select * from finish();
rollback;
