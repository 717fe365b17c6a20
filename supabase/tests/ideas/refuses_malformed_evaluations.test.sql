begin;
\ir ../helpers.sql
select plan(19);
select tests.create_cast();
select tests.create_tenant('umbrella', 'mallory');
select tests.create_idea('shop', 'bob'), tests.create_idea('theirs', 'mallory', tests.id('umbrella'));

create function tests.add(p_tenant text, p_idea text, p_author text) returns void
language sql
as $$
  insert into public.evaluations (tenant_id, business_idea_id, created_by)
  values (tests.id(p_tenant), tests.id(p_idea), tests.id(p_author))
$$;
select throws_like(
  $$ select tests.add('acme', 'theirs', 'bob') $$, '%evaluations_belong_to_idea%', 'an idea of another tenant'
);
select throws_like($$ select tests.add('acme', 'none', 'bob') $$, '%evaluations_belong_to_idea%', 'or none at all');
select throws_ok(
  $$ select tests.add('acme', 'shop', 'mallory') $$, 'PT403', 'created_by must be a member of the tenant.',
  'somebody from outside'
);
select throws_ok(
  $$ insert into public.business_ideas (tenant_id, user_id, title, description)
     values (tests.id('acme'), tests.id('mallory'), 'x', repeat('a', 50)) $$,
  'PT403', 'user_id must be a member of the tenant.', 'an idea of somebody from outside'
);

-- What the triggers see to, the constraints see to again.
select tests.add('acme', 'shop', 'bob');
alter table public.evaluations disable trigger user;
select throws_like('update public.evaluations set ' || s.change, '%' || s.rule || '%', s.change)
from (values
  ('started_at = now()', 'evaluations_status_matches_timestamps'),
  ($$status = 'analyzing'$$, 'evaluations_status_matches_timestamps'),
  ($$status = 'analyzing', started_at = now(), completed_at = now()$$, 'evaluations_status_matches_timestamps'),
  ($$status = 'completed', results = '{}', completed_at = now()$$, 'evaluations_status_matches_timestamps'),
  ($$status = 'failed', results = '{}', error_message = 'x'$$, 'evaluations_status_matches_timestamps'),
  (
    $$status = 'completed', results = '{}', started_at = now(), completed_at = now() - interval '1s'$$,
    'evaluations_completed_after_started'
  ),
  ($$status = 'completed', started_at = now(), completed_at = now()$$, 'evaluations_results_come_with_the_end'),
  ($$results = '{}'$$, 'evaluations_results_come_with_the_end'),
  ($$status = 'completed', started_at = now(), completed_at = now(), results = '[]'$$, 'evaluations_results_fit_4_mb'),
  (
    $$status = 'completed', started_at = now(), completed_at = now(), results = '{"overall_score": 100.01}'$$,
    'evaluations_score_between_0_and_100'
  ),
  (
    $$status = 'completed', started_at = now(), completed_at = now(), results = '{"overall_score": 75.996}'$$,
    'evaluations_score_has_at_most_2_decimals'
  ),
  ($$status = 'failed', started_at = now(), completed_at = now(), results = '{}'$$, 'evaluations_error_message_means_failed'),
  ($$error_message = 'x'$$, 'evaluations_error_message_means_failed'),
  (
    $$status = 'failed', started_at = now(), completed_at = now(), results = '{}', error_message = ''$$,
    'evaluations_error_message_fits'
  )
) as s (change, rule);
select lives_ok(
  $$ update public.evaluations set status = 'failed', started_at = now(), completed_at = now(), results = '{}',
     error_message = 'x' $$, 'a whole one is none of these'
);

select * from finish();
rollback;
