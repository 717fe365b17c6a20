begin;
\ir ../helpers.sql
select plan(27);
select tests.create_cast();
select tests.create_project('shop', 'bob');

select tests.as_user('bob', tests.id('acme'));
select is((public.add_team_member(tests.id('shop'), tests.id('vera'))).role::text, 'MEMBER', 'MEMBER is the usual role');
select is((public.add_team_member(tests.id('shop'), tests.id('vera'), 'REVIEWER')).role::text, 'REVIEWER', 'it can be changed');
select is((select count(*)::integer from public.team_members), 1, 'in place');
select is((public.remove_team_member(tests.id('shop'), tests.id('vera'))).status::text, 'REMOVED', 'a member is removed');
select throws_ok(
  $$ select public.remove_team_member(tests.id('shop'), tests.id('vera')) $$, 'PT404', 'This user is not in the team.', 'once'
);
select is((public.add_team_member(tests.id('shop'), tests.id('vera'))).status::text, 'ACTIVE', 'and brought back');
select tests.as_user('vera', tests.id('acme'));
select is((public.remove_team_member(tests.id('shop'), tests.id('vera'))).status::text, 'REMOVED', 'one leaves oneself');
select throws_ok($$ select public.remove_team_member(tests.id('shop'), tests.id('vera')) $$, 'PT404', null, 'for good');

select tests.as_user('bob', tests.id('acme'));
select throws_ok(
  format('select public.add_team_member(tests.id(''shop''), tests.id(%L))', n), 'PT404',
  'This user is not a member of the tenant.', n || ' is not added'
)
from unnest(array['mallory', 'nobody']) as n;
select throws_ok(
  $$ select public.add_team_member(tests.id('shop'), tests.id('bob')) $$, 'PT409', null, 'the owner has no place in it'
);
select throws_ok(
  $$ insert into public.team_members (project_id, user_id) values (tests.id('shop'), tests.id('vera')) $$, '42501', null,
  'clients do not write it'
);
select throws_ok($$ update public.team_members set role = 'LEAD' $$, '42501', null, 'at all');

-- Handing over.
select throws_ok(
  $$ select public.hand_over_project(tests.id('shop'), tests.id('bob')) $$, 'PT409', null, 'not to oneself'
);
select throws_ok(
  $$ select public.hand_over_project(tests.id('shop'), tests.id('vera')) $$, 'PT409', null, 'nor to a VIEWER of the tenant'
);
select throws_ok(
  $$ select public.hand_over_project(tests.id('shop'), tests.id('mallory')) $$, 'PT404', null, 'nor to a stranger'
);
select is(
  (public.hand_over_project(tests.id('shop'), tests.id('alice'))).owner_id, tests.id('alice'), 'it is handed to a member'
);
select is(
  (select role::text from public.team_members where user_id = tests.id('bob') and status = 'ACTIVE'), 'LEAD',
  'who had it stays as LEAD'
);
select throws_ok(
  $$ select public.hand_over_project(tests.id('shop'), tests.id('bob')) $$, 'PT403', null, 'and cannot take it back'
);
select tests.as_user('alice', tests.id('acme'));
select is((public.hand_over_project(tests.id('shop'), tests.id('bob'))).owner_id, tests.id('bob'), 'an ADMIN gives it back');

-- What holds for everybody.
select tests.as_owner();
select throws_ok(
  $$ insert into public.team_members (tenant_id, project_id, user_id)
     values (tests.id('acme'), tests.id('shop'), tests.id('mallory')) $$, 'PT404', null,
  'the owner of the table, too, adds members of the tenant only'
);
select throws_ok(
  $$ insert into public.team_members (tenant_id, project_id, user_id, status)
     values (tests.id('acme'), tests.id('shop'), tests.id('mallory'), 'REMOVED') $$, 'PT403', null, 'in any status'
);
select throws_ok(
  $$ insert into public.team_members (tenant_id, project_id, user_id)
     values (tests.id('acme'), tests.id('shop'), tests.id('vera')) $$, '23505', null, 'and each once'
);
select tests.create_user('carol');
insert into public.user_roles (tenant_id, user_id, role) values (tests.id('acme'), tests.id('carol'), 'MEMBER');
insert into public.team_members (tenant_id, project_id, user_id)
values (tests.id('acme'), tests.id('shop'), tests.id('carol'));
delete from auth.users where id = tests.id('carol');
select is(
  (select status::text from public.team_members where user_id = tests.id('carol')), 'REMOVED',
  'an account that is erased ends its places'
);
select tests.as_user('alice', tests.id('acme'));
select public.remove_member(tests.id('bob'));
select is(
  (select status::text from public.team_members where user_id = tests.id('bob')), 'REMOVED',
  'so does a removal from the tenant'
);
select is((select owner_id from public.specification_projects), tests.id('bob'), 'a project keeps its owner');
select is(
  (public.hand_over_project(tests.id('shop'), tests.id('alice'))).owner_id, tests.id('alice'), 'until an ADMIN takes it'
);

select * from finish();
rollback;
