begin;
\ir ../helpers.sql
select plan(39);
select tests.create_cast();
select tests.create_user(n) from unnest(array['owen', 'tess', 'rita', 'lena']) as n;
insert into public.user_roles (tenant_id, user_id, role)
select tests.id('acme'), tests.id(n), 'MEMBER' from unnest(array['owen', 'tess', 'rita', 'lena']) as n;
select tests.create_project('shop', 'owen', 'tess', 'rita');
select tests.create_discussion('shop', 'owen');
insert into public.team_members (tenant_id, project_id, user_id, role)
values
(tests.id('acme'), tests.id('shop'), tests.id('lena'), 'LEAD'),
(tests.id('acme'), tests.id('shop'), tests.id('vera'), 'LEAD');

create function tests.changed(p_name text, p_statement text) returns integer
language plpgsql
as $$
declare
  v_count integer;
begin
  perform tests.as_user(p_name, tests.id('acme'));
  execute p_statement;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
create function tests.writes() returns table (what text, statement text)
language sql immutable
as $$
  values
  ('writes', $x$ update public.specification_documents set content = content || '.' where phase = 'DESIGN' $x$),
  ('describes', $x$ update public.specification_documents set metadata = '{"a": 1}' where phase = 'DESIGN' $x$)
$$;
create function tests.renames() returns text
language sql immutable
as $$ select $x$ update public.specification_projects set name = 'Renamed' $x$ $$;

-- A reviewer; and a LEAD of the team who is a VIEWER of the tenant is no more than that.
select is(tests.changed(n, statement), 0, n || ' ' || what || ' nothing')
from unnest(array['rita', 'vera']) as n, tests.writes();
select is(tests.changed(n, tests.renames()), 0, n || ' renames nothing')
from unnest(array['rita', 'vera', 'tess']) as n;
select throws_ok(format('select tests.as_user(%L); %s', n, statement), 'PT403', null, n || ': ' || statement)
from unnest(array['rita', 'vera']) as n, unnest(array[
  $$ select public.set_document_status(tests.id('shop DESIGN'), 'REVIEW') $$,
  $$ select public.revert_document(tests.id('shop DESIGN'), 1) $$,
  $$ select public.resolve_thread(tests.id('shop thread')) $$,
  $$ select public.apply_suggestions(tests.id('shop review'), '{s1}') $$
]) as statement;
select is(tests.changed(n, $$
  insert into public.comments (tenant_id, thread_id, content) values (tests.id('acme'), tests.id('shop thread'), 'I see')
$$), 1, n || ' comments')
from unnest(array['rita', 'vera']) as n;
select lives_ok(
  $$ insert into public.reactions (tenant_id, comment_id, type) values (tests.id('acme'), tests.id('shop comment'), 'LIKE') $$,
  'and reacts'
);
select lives_ok($$ select public.resolve_thread(tests.id('shop thread')) $$, 'who has commented in a thread resolves it');
select lives_ok($$ select public.reopen_thread(tests.id('shop thread')) $$, 'and opens it again');

-- A member of the team.
select tests.as_user('tess', tests.id('acme'));
select is(tests.changed('tess', statement), 1, 'a MEMBER of the team ' || what) from tests.writes();
select lives_ok($$ select public.set_document_status(tests.id('shop DESIGN'), 'REVIEW') $$, 'hands in');
select throws_ok(statement, 'PT403', null, 'a MEMBER does not: ' || statement)
from unnest(array[
  $$ select public.set_document_status(tests.id('shop DESIGN'), 'APPROVED') $$,
  $$ select public.set_document_status(tests.id('shop DESIGN'), 'ARCHIVED') $$,
  $$ select public.transition_phase(tests.id('shop'), 'DESIGN') $$,
  $$ select public.set_project_status(tests.id('shop'), 'ARCHIVED') $$,
  $$ select public.add_team_member(tests.id('shop'), tests.id('bob')) $$,
  $$ select public.remove_team_member(tests.id('shop'), tests.id('rita')) $$,
  $$ select public.hand_over_project(tests.id('shop'), tests.id('tess')) $$,
  $$ select public.delete_project(tests.id('shop')) $$
]) as statement;

-- A lead.
select tests.as_user('lena', tests.id('acme'));
select is(tests.changed('lena', tests.renames()), 1, 'a LEAD renames');
select lives_ok($$ select public.set_document_status(tests.id('shop DESIGN'), 'APPROVED') $$, 'approves');
select throws_ok(statement, 'PT403', null, 'but does not: ' || statement)
from unnest(array[
  $$ select public.hand_over_project(tests.id('shop'), tests.id('lena')) $$,
  $$ select public.delete_project(tests.id('shop')) $$
]) as statement;

-- The owner and the ADMIN.
select is(tests.changed(n, tests.renames()), 1, n || ' renames')
from unnest(array['owen', 'alice']) as n;
select tests.as_owner();
update public.user_roles set role = 'VIEWER' where user_id = tests.id('owen') and tenant_id = tests.id('acme');
select tests.as_user('owen', tests.id('acme'));
select is(tests.changed('owen', tests.renames()), 0, 'an owner who is a VIEWER by now reads');
select throws_ok($$ select public.delete_project(tests.id('shop')) $$, 'PT403', null, 'and deletes nothing');

select * from finish();
rollback;
