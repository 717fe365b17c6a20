begin;
\ir ../helpers.sql
select plan(19);
select tests.create_cast();
select tests.create_project('shop', 'bob', 'alice', 'vera');
select tests.create_discussion('shop', 'bob');
select tests.create_project('100% bakery', 'alice'), tests.create_project('garage', 'bob');
insert into public.comments (tenant_id, thread_id, author_id, content)
select tests.id('acme'), tests.id('shop thread'), tests.id('vera'), 'Comment ' || i from generate_series(1, 4) as i;
insert into public.ai_reviews (tenant_id, document_id, overall_score) values (tests.id('acme'), tests.id('shop DESIGN'), 90);
update public.team_members set status = 'REMOVED' where user_id = tests.id('alice');
alter table public.specification_projects disable trigger specification_projects_set_updated_at;
update public.specification_projects set updated_at = now() - interval '1 day' where name = 'garage';
update public.specification_projects set status = 'SUSPENDED' where name = '100% bakery';

select tests.as_user('bob', tests.id('acme'));
create temporary table page as select public.list_projects() as answer;
select is(
  (select answer -> 'pagination' from page), '{"page": 1, "limit": 20, "total": 2, "pages": 1}', 'the pages are counted'
);
select is(
  (select jsonb_path_query_array(answer, '$.projects[*].name') from page), '["shop", "garage"]',
  'what changed last comes first, and only what one sees'
);
select is(
  (select answer #> '{projects,0,counts}' from page), '{"documents": 3, "comments": 5}',
  'documents and comments are counted each by themselves'
);
select is(
  (select answer #> '{projects,0,owner}' from page),
  jsonb_build_object('id', tests.id('bob'), 'name', 'Bob', 'avatar_url', null), 'the owner is told'
);
select is(
  (select answer #> '{projects,0,team}' from page),
  jsonb_build_array(jsonb_build_object('id', tests.id('vera'), 'name', 'Vera', 'avatar_url', null, 'role', 'REVIEWER')),
  'with the active team'
);
select is((select answer #>> '{projects,0,current_phase}' from page), 'REQUIREMENTS', 'and the columns of the project');
select is(
  (select public.list_projects(p_page => 2, p_limit => 1)),
  (select jsonb_build_object(
    'projects', jsonb_build_array(answer #> '{projects,1}'),
    'pagination', '{"page": 2, "limit": 1, "total": 2, "pages": 2}'::jsonb
  ) from page), 'the second page is the second'
);
select is((public.list_projects(p_page => 9)) -> 'projects', '[]', 'the ninth is empty');
select is((public.list_projects('SHO')) #>> '{pagination,total}', '1', 'a part of the name finds it');
select is((public.list_projects(p_status => 'SUSPENDED')) #>> '{pagination,total}', '0', 'a status chooses');
select tests.as_user('alice', tests.id('acme'));
select is(
  (public.list_projects(p_status => 'SUSPENDED')) #>> '{projects,0,name}', '100% bakery', 'an ADMIN sees all of the tenant'
);
select is((public.list_projects('0%')) #>> '{pagination,total}', '1', 'a percent sign is itself');
select throws_ok(format('select public.list_projects(p_page => %s, p_limit => %s)', p, l), 'PT400', null, 'no page ' || p || ' of ' || l)
from (values ('0', '20'), ('1', '0'), ('1', '101')) as v (p, l);

select results_eq(
  $$ select name, document_count, comment_count, team_member_count, average_quality_score, last_activity
     from public.project_analytics(array[tests.id('shop'), tests.id('100% bakery'), tests.id('nothing')]) $$,
  $$ values ('100% bakery', 3::bigint, 0::bigint, 0::bigint, null::numeric, now()), ('shop', 3, 5, 1, 80.00, now()) $$,
  'each count is right, whatever the others are'
);
select tests.as_user('vera', tests.id('acme'));
select set_eq(
  $$ select name from public.project_analytics(array[tests.id('shop'), tests.id('100% bakery')]) $$, array['shop'],
  'of what one sees'
);
select throws_ok(
  $$ select public.project_analytics(array_fill(tests.id('shop'), array[1001])) $$, 'PT400', null, 'of at most 1,000'
);
select tests.as_user('mallory', tests.id('acme'));
select throws_ok($$ select public.list_projects() $$, 'PT403', null, 'a stranger lists nothing');

select * from finish();
rollback;
