begin;
\ir ../helpers.sql
select plan(23);
select tests.create_cast();
select tests.create_idea('shop', 'bob'), tests.create_idea('bakery', 'alice');
select tests.submit_idea('shop', 'bob'), tests.submit_idea('bakery', 'alice');

select tests.as_user('bob');
select throws_ok(
  $$ select public.delete_idea(tests.id('bakery')) $$, 'PT403', null, 'a MEMBER does not delete another''s idea'
);
select isnt((public.delete_idea(tests.id('shop'))).deleted_at, null, 'but their own');
select is((select array_agg(title) from public.business_ideas), array['bakery'], 'it is out of sight');
select is((select count(*) from public.evaluations), 1::bigint, 'and its evaluation');
select is((select count(*) from public.agent_results), 5::bigint, 'and what the agents found');
select tests.as_user('bob', tests.id('acme'));
select is((select array_agg(title) from public.search_ideas('shop')), array['bakery'], 'no search finds it');
select is((select ideas from public.idea_statistics()), 1::bigint, 'nor is it counted');
update public.business_ideas set title = 'changed' where id = tests.id('shop');
select throws_ok($$ select public.delete_idea(tests.id('shop')) $$, 'PT404', 'There is no such idea.', 'it is not there');
select throws_ok($$ select public.submit_idea(tests.id('shop')) $$, 'PT404', 'There is no such idea.', 'for anything');

select tests.as_user('vera');
select throws_ok($$ select public.restore_idea(tests.id('shop')) $$, 'PT404', null, 'a VIEWER does not bring it back');
select tests.as_user('mallory');
select throws_ok($$ select public.restore_idea(tests.id('shop')) $$, 'PT404', null, 'nor does a stranger');
select tests.as_user('bob');
select is((public.restore_idea(tests.id('shop'))).title, 'shop', 'its owner does; it was not changed meanwhile');
select throws_ok($$ select public.restore_idea(tests.id('shop')) $$, 'PT404', null, 'once');
select is((select count(*) from public.agent_results), 10::bigint, 'with all that belongs to it');

select tests.as_user('alice');
select lives_ok($$ select public.delete_idea(tests.id('shop')) $$, 'an ADMIN deletes any');
select tests.as_user('bob');
select lives_ok($$ select public.restore_idea(tests.id('shop')) $$, 'its owner may restore it');
select tests.as_user('alice');
select public.delete_idea(tests.id('bakery'));
select tests.as_user('bob');
select throws_ok(
  $$ select public.restore_idea(tests.id('bakery')) $$, 'PT404', null, 'a MEMBER does not restore another''s'
);
select tests.as_user('alice');
select lives_ok($$ select public.restore_idea(tests.id('bakery')) $$, 'an ADMIN does');

-- What agents had begun they may end.
select tests.as_service();
select public.claim_agent_results(1);
select tests.as_user('alice');
select public.delete_idea(tests.id('shop')), public.delete_idea(tests.id('bakery'));
select tests.as_owner();
select lives_ok(
  $$ update public.agent_results set status = 'completed', output_data = '{}' where status = 'running' $$,
  'an agent that was at work writes what it found'
);

-- Who was an owner, and is no writer any more.
update public.user_roles set role = 'VIEWER' where user_id = tests.id('bob') and tenant_id = tests.id('acme');
select tests.as_user('bob');
select throws_ok($$ select public.restore_idea(tests.id('shop')) $$, 'PT404', null, 'a VIEWER''s idea stays deleted');
select is((select count(*) from public.evaluations), 0::bigint, 'and hidden');
select tests.as_owner();
select is(
  (select array_agg(action order by action) from public.audit_logs
   where resource_type = 'idea' and resource_id = tests.id('shop') and action in ('DELETE', 'RESTORE')),
  array['DELETE', 'DELETE', 'DELETE', 'RESTORE', 'RESTORE'], 'the audit log knows'
);
select is(
  (select count(*) from public.agent_results), 10::bigint, 'nothing is lost'
);

select * from finish();
rollback;
