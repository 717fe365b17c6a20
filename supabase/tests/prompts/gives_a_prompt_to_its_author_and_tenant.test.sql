begin;
\ir ../helpers.sql
select plan(8);
select tests.create_cast();

select tests.as_user('bob');
insert into public.prompts (name, template) values ('mine', 'x');
select results_eq(
  $$ select tenant_id, user_id, status::text, version, published_version, published_at, variables, tags, parameters
     from public.prompts where name = 'mine' $$,
  $$ values (
       tests.personal_tenant('bob'), tests.id('bob'), 'DRAFT', 1, null::integer, null::timestamptz, '[]'::jsonb,
       '{}'::text[], '{}'::jsonb
     ) $$,
  'without a header a new prompt is a draft in the personal tenant'
);
select tests.as_user('bob', tests.id('acme'));
insert into public.prompts (name, template) values ('ours', 'x');
select is(
  (select tenant_id from public.prompts where name = 'ours'), tests.id('acme'), 'with the header, in that tenant'
);
select throws_ok(
  $$ insert into public.prompts (name, template, user_id) values ('x', 'x', tests.id('alice')) $$, '42501', null,
  'nobody writes in another''s name'
);
select throws_ok(
  $$ insert into public.prompts (name, template, tenant_id) values ('x', 'x', tests.personal_tenant('mallory')) $$,
  null, null, 'or in a tenant to which they do not belong'
);
select tests.as_user('mallory');
select throws_ok(
  $$ insert into public.prompts (name, template, tenant_id) values ('x', 'x', tests.id('acme')) $$, null, null,
  'a stranger''s header or row, it is the same'
);
select is_empty($$ select from public.prompts $$, 'a stranger sees none of them');

select tests.as_owner();
select throws_ok(
  $$ insert into public.prompts (name, template, tenant_id, user_id)
     values ('x', 'x', tests.id('acme'), tests.id('mallory')) $$,
  'PT403', 'user_id must be a member of the tenant.', 'an author is a member, whoever writes the row'
);
select throws_ok(
  $$ update public.prompts set user_id = tests.id('mallory') where name = 'ours' $$, 'PT403', null,
  'also when it changes'
);

select * from finish();
rollback;
