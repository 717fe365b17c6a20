begin;
\ir ../helpers.sql
select plan(20);
select tests.create_cast();
select tests.create_project('shop', 'bob', 'alice', 'vera');
select tests.create_discussion('shop', 'vera');

select tests.as_user('vera', tests.id('acme'));
select throws_ok($$ select public.delete_project(tests.id('shop')) $$, 'PT403', null, 'a reviewer does not delete');
select tests.as_user('bob', tests.id('acme'));
select is((public.delete_project(tests.id('shop'))).deleted_at, now(), 'its owner does');
select throws_ok($$ select public.delete_project(tests.id('shop')) $$, 'PT404', null, 'once');
select is_empty(format('select from public.%I', t), 'then nobody sees ' || t) from unnest(array[
  'specification_projects', 'team_members', 'specification_documents', 'document_versions', 'comment_threads', 'comments',
  'reactions', 'ai_reviews'
]) as t;
select is_empty($$ select public.search_specifications('about') $$, 'or finds it');
select throws_ok(
  $$ insert into public.comments (thread_id, content) values (tests.id('shop thread'), 'x') $$, 'PT404', null,
  'or adds to it'
);
select tests.as_user('vera', tests.id('acme'));
select throws_ok($$ select public.restore_project(tests.id('shop')) $$, 'PT404', null, 'a reviewer does not restore');
select tests.as_user('mallory');
select throws_ok($$ select public.restore_project(tests.id('shop')) $$, 'PT404', null, 'nor does a stranger');
select tests.as_user('bob');
select is((public.restore_project(tests.id('shop'))).deleted_at, null, 'its owner does');
select throws_ok($$ select public.restore_project(tests.id('shop')) $$, 'PT404', null, 'once');
select is((select count(*)::integer from public.comments), 1, 'with all that belongs to it');
select tests.as_user('alice');
select lives_ok($$ select public.delete_project(tests.id('shop')) $$, 'an ADMIN deletes');
select lives_ok($$ select public.restore_project(tests.id('shop')) $$, 'and restores');

select * from finish();
rollback;
