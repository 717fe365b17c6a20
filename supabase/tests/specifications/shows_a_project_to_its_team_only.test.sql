begin;
\ir ../helpers.sql
select plan(35);
select tests.create_cast();
select tests.create_user(n) from unnest(array['owen', 'tess', 'rita', 'nora', 'rex']) as n;
insert into public.user_roles (tenant_id, user_id, role)
select tests.id('acme'), tests.id(n), 'MEMBER' from unnest(array['owen', 'tess', 'rita', 'nora', 'rex']) as n;
select tests.create_project('shop', 'owen', 'tess', 'rita');
select tests.create_discussion('shop', 'tess');
insert into public.team_members (tenant_id, project_id, user_id, status)
values (tests.id('acme'), tests.id('shop'), tests.id('rex'), 'REMOVED');

create function tests.seen() returns bigint
language sql
as $$
  select sum(n) from (
    select count(*) as n from public.specification_projects union all select count(*) from public.team_members
    union all select count(*) from public.specification_documents union all select count(*) from public.document_versions
    union all select count(*) from public.comment_threads union all select count(*) from public.comments
    union all select count(*) from public.reactions union all select count(*) from public.ai_reviews
  ) as t
$$;

create function tests.seen_by(p_name text) returns bigint
language plpgsql
as $$
begin
  perform tests.as_user(p_name, tests.id('acme'));
  return tests.seen();
end
$$;

select is(tests.seen_by(n), 14::bigint, what || ' sees all of it')
from (values
  ('owen', 'its owner'), ('tess', 'a team member'), ('rita', 'a reviewer'), ('alice', 'an ADMIN of the tenant')
) as v (n, what);
select is(tests.seen_by(n), 0::bigint, what || ' sees nothing of it')
from (values
  ('nora', 'another MEMBER'), ('vera', 'a VIEWER'), ('rex', 'who was removed from the team'), ('bob', 'one more')
) as v (n, what);
select tests.as_user('mallory');
select is(tests.seen(), 0::bigint, 'a stranger sees nothing of it');
select tests.as_anon();
select throws_ok('select tests.seen()', '42501', null, 'nor does anon');

-- Functions do not show more than tables.
select tests.as_user('nora', tests.id('acme'));
select is((public.list_projects()) #>> '{pagination,total}', '0', 'no list counts it');
select is_empty($$ select public.search_specifications('about') $$, 'no search finds it');
select is_empty($$ select public.project_analytics(array[tests.id('shop')]) $$, 'no analysis knows it');
select throws_ok(statement, 'PT404', null, 'for the tenant''s others it is not there: ' || statement)
from unnest(array[
  $$ select public.transition_phase(tests.id('shop'), 'DESIGN') $$,
  $$ select public.set_project_status(tests.id('shop'), 'ARCHIVED') $$,
  $$ select public.hand_over_project(tests.id('shop'), tests.id('nora')) $$,
  $$ select public.add_team_member(tests.id('shop'), tests.id('nora')) $$,
  $$ select public.remove_team_member(tests.id('shop'), tests.id('tess')) $$,
  $$ select public.delete_project(tests.id('shop')) $$,
  $$ select public.set_document_status(tests.id('shop REQUIREMENTS'), 'REVIEW') $$,
  $$ select public.revert_document(tests.id('shop REQUIREMENTS'), 1) $$,
  $$ select public.open_thread(tests.id('shop REQUIREMENTS'), '{"line": 1, "character": 1}', 'x') $$,
  $$ select public.resolve_thread(tests.id('shop thread')) $$,
  $$ select public.reopen_thread(tests.id('shop thread')) $$,
  $$ select public.apply_suggestions(tests.id('shop review'), '{s1}') $$
]) as statement;
select throws_ok(
  $$ insert into public.comments (thread_id, content) values (tests.id('shop thread'), 'x') $$, 'PT404',
  'There is no such thread.', 'nobody comments from outside'
);
select throws_ok(
  $$ insert into public.reactions (comment_id, type) values (tests.id('shop comment'), 'LIKE') $$, 'PT404',
  'There is no such comment.', 'or reacts'
);
select throws_ok(
  $$ insert into public.specification_documents (project_id, phase, content)
     values (tests.id('shop'), 'IMPLEMENTATION', 'x') $$, '42501', null, 'or writes'
);

-- The audit log holds what the rows held.
select is_empty(
  $$ select from public.audit_logs where resource_type in (
       'project', 'team_member', 'document', 'comment_thread', 'comment', 'reaction', 'ai_review'
     ) $$, 'their audit log does not tell of it'
);
select isnt_empty($$ select from public.audit_logs $$, 'but of the rest of the tenant');
select tests.as_user('alice', tests.id('acme'));
select set_eq(
  $$ select distinct resource_type from public.audit_logs where resource_type not in ('tenant', 'membership') $$,
  array['project', 'team_member', 'document', 'comment_thread', 'comment', 'reaction', 'ai_review'], 'the ADMINs'' does'
);

-- Leaving.
select tests.as_user('tess');
select lives_ok($$ select public.leave_tenant(tests.id('acme')) $$, 'a team member leaves the tenant');
select is(tests.seen(), 0::bigint, 'and the project with it');
select tests.as_owner();
select is(
  (select status::text from public.team_members where user_id = tests.id('tess')), 'REMOVED', 'their place is ended'
);
insert into public.user_roles (tenant_id, user_id, role) values (tests.id('acme'), tests.id('tess'), 'MEMBER');
select tests.as_user('tess', tests.id('acme'));
select is(tests.seen(), 0::bigint, 'and stays so when they come back');

select * from finish();
rollback;
