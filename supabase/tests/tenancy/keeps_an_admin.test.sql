begin;
\ir ../helpers.sql
select plan(11);
select tests.create_cast();

select tests.as_user('alice', tests.id('acme'));
select throws_ok(
  $$ select public.leave_tenant(tests.id('acme')) $$, 'PT409',
  'The last ADMIN of a tenant can neither leave nor be demoted.',
  'the last ADMIN cannot leave'
);
select throws_ok(
  $$ select public.remove_member(tests.id('alice')) $$, 'PT409', null, 'nor be removed'
);
select throws_ok(
  $$ select public.change_member_role(tests.id('alice'), 'MEMBER') $$, 'PT409', null, 'nor be demoted'
);
select lives_ok($$ select public.change_member_role(tests.id('bob'), 'ADMIN') $$, 'another member becomes ADMIN');
select lives_ok($$ select public.leave_tenant(tests.id('acme')) $$, 'then the first may leave');

select tests.as_user('bob', tests.id('acme'));
select throws_ok(
  $$ select public.leave_tenant(tests.id('acme')) $$, 'PT409', null, 'and the other one is the last'
);

select tests.as_user('mallory');
select throws_ok(
  $$ select public.leave_tenant(tests.personal_tenant('mallory')) $$, 'PT409',
  'The owner of a personal tenant stays its ADMIN.', 'nobody leaves their personal tenant'
);
select throws_ok(
  $$ select public.change_member_role(tests.id('mallory'), 'VIEWER') $$, 'PT409', null, 'or ceases to be its ADMIN'
);

-- Even with a second ADMIN in it.
select tests.as_owner();
insert into public.user_roles (tenant_id, user_id, role)
values (tests.personal_tenant('mallory'), tests.id('bob'), 'ADMIN');
select tests.as_user('bob', tests.personal_tenant('mallory'));
select throws_ok(
  $$ select public.remove_member(tests.id('mallory')) $$, 'PT409', null, 'nor is an owner put out by another ADMIN'
);

select tests.as_owner();
select throws_ok(
  $$ delete from public.user_roles where tenant_id = tests.id('acme') and user_id = tests.id('bob') $$, 'PT409', null,
  'the rule holds for the owner of the tables'
);
select throws_ok(
  $$ update public.user_roles set role = 'VIEWER' where tenant_id = tests.id('acme') $$, 'PT409', null,
  'and for a statement that demotes everyone'
);

select * from finish();
rollback;
