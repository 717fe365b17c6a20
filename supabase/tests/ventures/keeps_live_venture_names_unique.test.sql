begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(5);
select tests.create_cast();
select tests.create_tenant('umbrella', 'mallory');
select tests.create_venture('shop', 'alice');

select throws_ok(
  $$ insert into public.ventures (tenant_id, user_id, name, description)
     values (tests.id('acme'), tests.id('bob'), 'shop', '') $$,
  '23505', null, 'two live ventures of a tenant differ in name'
);
select lives_ok(
  $$ insert into public.ventures (tenant_id, user_id, name, description)
     values (tests.id('umbrella'), tests.id('mallory'), 'shop', '') $$, 'not those of different tenants'
);
select tests.as_user('alice', tests.id('acme'));
select lives_ok($$ select public.delete_venture(tests.id('shop')) $$, 'a deleted one');
select lives_ok($$ insert into public.ventures (name, description) values ('shop', '') $$, 'frees its name');
select throws_ok(
  $$ select public.restore_venture(tests.id('shop')) $$, '23505', null, 'and comes back only when it is free again'
);

select * from finish();
rollback;
