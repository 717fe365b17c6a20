begin;
\ir ../helpers.sql
select plan(17);
select tests.create_cast();
select tests.create_idea('shop', 'bob');
select tests.submit_idea('shop', 'bob');

select tests.as_user('vera', tests.id('acme'));
select is((select title from public.business_ideas), 'shop', 'a VIEWER sees the idea');
select is((select count(*) from public.evaluations), 1::bigint, 'and its evaluation');
select is((select count(*) from public.agent_results), 5::bigint, 'and what its agents found');
select throws_ok(
  $$ insert into public.business_ideas (title, description) values ('mine', repeat('a', 50)) $$, '42501', null,
  'but adds none'
);
update public.business_ideas set title = 'changed';
select is((select title from public.business_ideas), 'shop', 'changes none');
select throws_ok($$ select public.submit_idea(tests.id('shop')) $$, 'PT403', null, 'submits none');
select throws_ok($$ select public.delete_idea(tests.id('shop')) $$, 'PT403', null, 'and deletes none');

select tests.as_user('mallory');
select is_empty($$ select from public.business_ideas $$, 'a stranger sees no idea');
select is_empty($$ select from public.evaluations $$, 'no evaluation');
select is_empty($$ select from public.agent_results $$, 'and no result');
select throws_ok(
  $$ insert into public.business_ideas (tenant_id, title, description)
     values (tests.id('acme'), 'mine', repeat('a', 50)) $$, 'PT403', null, 'nor adds one'
);
select throws_ok(
  $$ select public.submit_idea(tests.id('shop')) $$, 'PT404', 'There is no such idea.', 'or submits one'
);
select throws_ok(
  $$ select public.submit_idea(tests.id('no such')) $$, 'PT404', 'There is no such idea.', 'in the words for none at all'
);
select throws_ok($$ select public.delete_idea(tests.id('shop')) $$, 'PT404', 'There is no such idea.', 'or deletes one');

select tests.as_user('alice', tests.id('acme'));
insert into public.business_ideas (title, description) values ('bakery', repeat('a', 50));
select results_eq(
  $$ select tenant_id, user_id, status::text from public.business_ideas where title = 'bakery' $$,
  $$ values (tests.id('acme'), tests.id('alice'), 'draft') $$, 'a writer''s idea is theirs, in the tenant they act in'
);
select throws_ok(
  $$ insert into public.business_ideas (user_id, title, description)
     values (tests.id('bob'), 'his', repeat('a', 50)) $$, '42501', null, 'nobody adds one in another''s name'
);
select tests.as_user('bob');
update public.business_ideas set title = 'Bakery' where title = 'bakery';
select isnt_empty($$ select from public.business_ideas where title = 'Bakery' $$, 'members change each other''s drafts');

select * from finish();
rollback;
