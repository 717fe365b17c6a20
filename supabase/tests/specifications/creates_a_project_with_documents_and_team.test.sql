begin;
\ir ../helpers.sql
select plan(19);
select tests.create_cast();
select tests.create_user('carol');

select tests.as_user('bob', tests.id('acme'));
create temporary table made as
select * from public.create_project(
  'Shop', 'Sells things', array[tests.id('alice'), tests.id('vera'), tests.id('alice'), tests.id('bob')]
);
select is((select owner_id from made), tests.id('bob'), 'it is the caller''s');
select is((select tenant_id from made), tests.id('acme'), 'in the tenant of the header');
select results_eq(
  'select current_phase::text, status::text, description from made', $$ values ('REQUIREMENTS', 'ACTIVE', 'Sells things') $$,
  'it begins with the requirements'
);
select results_eq(
  $$ select d.phase::text, d.status::text, d.version from public.specification_documents as d order by d.phase $$,
  $$ values ('REQUIREMENTS', 'DRAFT', 1), ('DESIGN', 'DRAFT', 1), ('TASKS', 'DRAFT', 1) $$, 'with a document for each of three phases'
);
select is(
  (select count(distinct content)::integer from public.specification_documents where content like '# %'), 3,
  'each begun in its own way'
);
select set_eq(
  $$ select user_id, role::text, status::text from public.team_members $$,
  $$ values (tests.id('alice'), 'MEMBER', 'ACTIVE'), (tests.id('vera'), 'MEMBER', 'ACTIVE') $$,
  'the team is who was named, once, without the owner'
);
select is(
  (select count(*)::integer from public.document_versions where version = 1 and created_by = tests.id('bob')), 3,
  'the first versions are kept'
);
select tests.as_user('alice');
select set_eq(
  $$ select resource_type, action, user_id from public.audit_logs where resource_id = (select id from made) $$,
  $$ values ('project', 'CREATE', tests.id('bob')) $$, 'and it is written down'
);
select is(
  (select count(*)::integer from public.audit_logs where resource_type in ('document', 'team_member')), 5,
  'with all that belongs to it'
);

select tests.as_user('vera', tests.id('acme'));
select throws_ok($$ select public.create_project('x') $$, 'PT403', null, 'a VIEWER makes none');
select tests.as_user('mallory', tests.id('acme'));
select throws_ok($$ select public.create_project('x') $$, 'PT403', null, 'a stranger makes none there');
select tests.as_user('mallory');
select lives_ok($$ select public.create_project('Mine') $$, 'without a header it goes into the personal tenant');
select is((select tenant_id from public.specification_projects), tests.personal_tenant('mallory'), 'which is theirs');

select tests.as_user('bob', tests.id('acme'));
select throws_ok(
  $$ select public.create_project('x', null, array[tests.id('mallory')]) $$, 'PT404',
  'This user is not a member of the tenant.', 'nobody from outside comes into a team'
);
select throws_ok(
  $$ select public.create_project('x', null, array[tests.id('nobody')]) $$, 'PT404',
  'This user is not a member of the tenant.', 'whether they exist or not'
);
select is((select count(*)::integer from public.specification_projects), 1, 'then nothing of it was made');
select throws_ok($$ select public.create_project('x', null, array[null::uuid]) $$, 'PT400', null, 'null is nobody');
select throws_ok(
  $$ select public.create_project('x', null, array_fill(tests.id('alice'), array[101])) $$, 'PT400', null,
  'a team begins with at most 100'
);
select throws_ok(
  $$ insert into public.specification_projects (name) values ('x') $$, '42501', null, 'there is no other way to make one'
);

select * from finish();
rollback;
