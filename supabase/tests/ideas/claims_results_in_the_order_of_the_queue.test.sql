begin;
\ir ../helpers.sql
select plan(14);
select tests.create_cast();
select tests.create_idea(t, 'bob') from unnest(array['low', 'late', 'early', 'high', 'gone']) as t;
select tests.submit_idea(t, 'bob', p::public.evaluation_priority)
from (values ('low', 'low'), ('late', 'normal'), ('early', 'normal'), ('high', 'high'), ('gone', 'high')) as v (t, p);
update public.evaluations set created_at = now() - interval '1 day'
where business_idea_id in (tests.id('low'), tests.id('early'));
select tests.as_user('bob');
select public.delete_idea(tests.id('gone'));
select tests.as_owner();

create function tests.claimed(p_limit integer) returns text[]
language sql
as $$
  select array_agg(distinct r.input_data ->> 'title')
  from public.claim_agent_results(p_limit) as r
$$;

select tests.as_service();
select is(tests.claimed(5), array['high'], 'high priority first, but for deleted ideas');
select is(tests.claimed(5), array['early'], 'then the older one of two alike');
select is(tests.claimed(5), array['late'], 'then the younger');
select is((select count(*) from public.claim_agent_results(3)), 3::bigint, 'not more than asked for');
select results_eq(
  $$ select input_data ->> 'title', status::text, started_at from public.claim_agent_results() $$,
  $$ values ('low', 'running', now()) $$, 'one unless it is said, running'
);
select is((select count(*) from public.claim_agent_results(100)), 1::bigint, 'then what is left');
select is((select count(*) from public.claim_agent_results(100)), 0::bigint, 'then none');
select is(
  (select count(*) from public.agent_results where status = 'running'), 20::bigint, 'each was claimed once'
);
select tests.as_owner();
select is(
  (select array_agg(distinct e.status::text || ' ' || i.status::text) from public.evaluations as e
   join public.business_ideas as i on i.id = e.business_idea_id where i.title <> 'gone'),
  array['analyzing evaluating'], 'evaluations and ideas follow'
);

select tests.as_user('bob');
select public.restore_idea(tests.id('gone'));
select tests.as_service();
select is((select count(*) from public.claim_agent_results(0)), 0::bigint, 'none is none');
select is((select count(*) from public.claim_agent_results(-1)), 0::bigint, 'less is none');
select is((select count(*) from public.claim_agent_results(2147483647)), 5::bigint, 'a restored idea is claimed again');
select tests.as_owner();
select ok(
  (select pg_get_functiondef('private.claim_agent_results'::regproc) ~* 'skip locked'), 'callers do not wait for each other'
);
select ok(
  (select pg_get_functiondef('private.claim_agent_results'::regproc) ~* 'least\(greatest\(p_limit, 0\), 100\)'), 'at most 100 at once'
);

select * from finish();
rollback;
