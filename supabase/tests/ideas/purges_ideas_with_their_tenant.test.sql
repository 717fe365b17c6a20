begin;
\ir ../helpers.sql
select plan(4);
select tests.create_cast();
select tests.create_user('olga');
insert into private.operators (user_id) values (tests.id('olga'));
select tests.create_idea('shop', 'bob'), tests.create_idea('mine', 'mallory', tests.personal_tenant('mallory'));
select tests.submit_idea('shop', 'bob'), tests.submit_idea('mine', 'mallory');
select tests.run_agents('shop', 10, 20, 30, 40, 50);

select tests.as_user('alice');
select public.delete_tenant(tests.id('acme'));
select is((select count(*) from public.business_ideas), 0::bigint, 'with a deleted tenant its ideas are out of sight');
select tests.as_owner();
select lives_ok($$ select private.purge_tenant(tests.id('acme'), tests.id('olga')) $$, 'a purge takes them along');
select results_eq(
  $$ select (select count(*) from public.business_ideas), (select count(*) from public.evaluations),
       (select count(*) from public.agent_results) $$,
  $$ values (1::bigint, 1::bigint, 5::bigint) $$, 'final evaluations, too; others'' stay'
);
select lives_ok(
  $$ delete from auth.users where id = tests.id('mallory') $$, 'an account with ideas can be erased'
);

select * from finish();
rollback;
