begin;
\ir ../helpers.sql
select plan(10);
select tests.create_cast();
insert into public.business_ideas (id, tenant_id, user_id, title, description)
select tests.id('idea ' || n), tests.id('acme'), tests.id('bob'), 'idea ' || n, md5(n::text) || md5('a' || n)
from generate_series(1, 2000) as n;
do $$ begin perform tests.submit_idea('idea ' || n, 'bob') from generate_series(1, 60) as n; end $$;
update public.business_ideas set deleted_at = now() where title like '%99';
select ok(gin_clean_pending_list('public.business_ideas_search_idx') > 0, 'new rows wait in a list beside the search index');
analyze public.business_ideas, public.evaluations, public.agent_results;
-- So few rows would be read in one go.
set local enable_seqscan = off;
set local enable_sort = off;
set local plan_cache_mode = force_custom_plan;

create function tests.plan_of(p_query text) returns text
language plpgsql
as $$
declare
  v_line text;
  v_plan text := '';
begin
  for v_line in execute 'explain (costs off) ' || p_query loop
    v_plan := v_plan || v_line || e'\n';
  end loop;
  return v_plan;
end
$$;

select alike(tests.plan_of(q.query), '%' || q.index || '%', q.index)
from (values
  (
    'business_ideas_tenant_created_idx',
    $$select * from public.business_ideas where tenant_id = tests.id('acme') order by created_at desc limit 5$$
  ),
  (
    'business_ideas_tenant_status_idx',
    $$select * from public.business_ideas where tenant_id = tests.id('acme') and status = 'completed'
      and deleted_at is null order by created_at desc limit 5$$
  ),
  (
    'business_ideas_user_created_idx',
    $$select * from public.business_ideas where user_id = tests.id('bob') order by created_at desc limit 5$$
  ),
  (
    'business_ideas_deleted_idx',
    $$select id from public.business_ideas where tenant_id = tests.id('acme') and deleted_at is not null$$
  ),
  (
    'evaluations_idea_created_idx',
    $$select * from public.evaluations where tenant_id = tests.id('acme') and business_idea_id = tests.id('idea 7')
      order by created_at desc limit 1$$
  ),
  (
    'evaluations_tenant_created_idx',
    $$select * from public.evaluations where tenant_id = tests.id('acme') order by created_at desc limit 5$$
  ),
  (
    'evaluations_tenant_status_idx',
    $$select * from public.evaluations where tenant_id = tests.id('acme') and status = 'pending'
      order by created_at desc limit 5$$
  ),
  (
    'evaluations_queue_idx',
    $$select * from public.evaluations where status in ('pending', 'analyzing')
      order by priority desc, created_at, id limit 5$$
  )
) as q (index, query);

-- No samples are kept of text, so among so few rows reading all of them by a smaller index looks just as good.
drop index public.business_ideas_tenant_status_idx;
select alike(
  tests.plan_of($$
    select * from public.business_ideas
    where deleted_at is null and (title ilike '%1777%' or description ilike '%c4ca%')
  $$),
  '%business_ideas_search_idx%', 'business_ideas_search_idx'
);

select * from finish();
rollback;
