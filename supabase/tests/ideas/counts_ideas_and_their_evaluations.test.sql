begin;
\ir ../helpers.sql
select plan(6);
select tests.create_cast();
select tests.as_user('vera', tests.id('acme'));
select results_eq(
  $$ select * from public.idea_statistics() $$,
  $$ values (0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, null::numeric, 0::bigint, 0::bigint, 0::bigint,
     0::bigint, null::numeric, null::numeric) $$, 'nothing is zero, and of nothing there is no mean'
);
select tests.as_owner();

-- bob: a draft, one submitted, one completed twice (the second time better), one failed. alice: one at work.
select tests.create_idea(t, 'bob') from unnest(array['draft', 'submitted', 'twice', 'failed']) as t;
select tests.create_idea('working', 'alice');
update public.business_ideas set description = repeat('a', 50) where title = 'draft';
select tests.submit_idea('submitted', 'bob'), tests.submit_idea('twice', 'bob'), tests.submit_idea('failed', 'bob'),
  tests.submit_idea('working', 'alice');
update public.evaluations set created_at = now() - interval '1 day' where business_idea_id = tests.id('twice');
select tests.run_agents('twice', 10, 10, 10, 10, 10);
select tests.submit_idea('twice', 'bob');
select tests.run_agents('twice', 90, 90, 90, 90, null);
select tests.run_agents('failed', null, null, null, null, null);
select tests.run_agent('working', 'market-research', 40);

select tests.as_user('vera', tests.id('acme'));
select results_eq(
  $$ select ideas, draft, submitted, evaluating, completed, evaluations, open_evaluations, completed_evaluations,
       failed_evaluations, avg_score from public.idea_statistics() $$,
  $$ values (5::bigint, 2::bigint, 1::bigint, 1::bigint, 1::bigint, 5::bigint, 2::bigint, 2::bigint, 1::bigint, 90.00) $$,
  'counted by hand; the mean is of the latest score of each idea'
);
select results_eq(
  $$ select ideas, draft, submitted, evaluating, completed, evaluations from public.idea_statistics(tests.id('alice')) $$,
  $$ values (1::bigint, 0::bigint, 0::bigint, 1::bigint, 0::bigint, 1::bigint) $$, 'of one owner'
);
select is(
  (select avg_description_length from public.idea_statistics(tests.id('bob'))),
  (select round(avg(char_length(description)), 1) from public.business_ideas where user_id = tests.id('bob')),
  'so long are the descriptions'
);
select is((select avg_evaluation_seconds from public.idea_statistics()), 0.0, 'so long did it take');
select tests.as_user('mallory', tests.id('acme'));
select throws_ok($$ select public.idea_statistics() $$, 'PT403', null, 'a stranger learns nothing');

select * from finish();
rollback;
