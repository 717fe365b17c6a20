begin;
\ir ../helpers.sql
select plan(36);
select tests.create_cast();
select tests.create_project('shop', 'alice', 'bob', 'vera');

select tests.as_user('vera', tests.id('acme'));
create temporary table thread as
select * from public.open_thread(tests.id('shop DESIGN'), '{"line": 12, "character": 4}', 'What of this?');
select results_eq(
  'select status::text, position, resolved_at, resolved_by, project_id from thread',
  $$ values ('OPEN', '{"line": 12, "character": 4}'::jsonb, null::timestamptz, null::uuid, tests.id('shop')) $$,
  'a thread is opened at a place'
);
select results_eq(
  'select content, author_id, edited_at from public.comments',
  $$ values ('What of this?', tests.id('vera'), null::timestamptz) $$, 'with a first comment'
);
select throws_ok(
  format('select public.open_thread(tests.id(''shop DESIGN''), %L, ''x'')', p), '23514', null, 'no place: ' || p
)
from unnest(array[
  '{"line": -1, "character": 0}', '{"line": 1.5, "character": 0}', '{"line": "1", "character": 0}', '{"line": 1}',
  '{"line": 1, "character": 0, "column": 3}', '[1, 2]', 'null', '{"line": 1e12, "character": 0}'
]) as p;
select throws_ok(
  $$ select public.open_thread(tests.id('shop DESIGN'), '{"line": 1, "character": 0}', ' ') $$, '23514', null,
  'no thread without a word'
);
select is((select count(*)::integer from public.comment_threads), 1, 'then there is no thread');

select tests.as_user('bob', tests.id('acme'));
select lives_ok(
  $$ insert into public.comments (thread_id, content) select id, 'An answer' from thread $$, 'others answer'
);
select throws_ok(
  $$ insert into public.comments (thread_id, content, author_id) select id, 'x', tests.id('vera') from thread $$, '42501',
  null, 'each in their own name'
);
select throws_ok(
  $$ insert into public.comments (thread_id, content) select id, repeat('x', 10001) from thread $$, '23514', null, 'in brief'
);
select is_empty(
  $$ update public.comments set content = 'Forged' where author_id = tests.id('vera') returning 1 $$,
  'nobody changes another''s words'
);
select is_empty(
  $$ delete from public.comments where author_id = tests.id('vera') returning 1 $$, 'or takes them away'
);
select results_eq(
  $$ update public.comments set content = 'A better answer' where author_id = tests.id('bob') returning edited_at $$,
  'values (now())', 'one changes one''s own, and it shows'
);
select tests.as_owner();
update public.comments set content = content;
select is((select count(edited_at)::integer from public.comments), 1, 'what stays the same is not edited');

-- Resolving.
select tests.as_user('bob', tests.id('acme'));
select results_eq(
  $$ select r.status::text, r.resolved_at, r.resolved_by from thread as t, public.resolve_thread(t.id) as r $$,
  $$ values ('RESOLVED', now(), tests.id('bob')) $$, 'a thread is resolved by somebody at a time'
);
select throws_ok($$ select public.resolve_thread(id) from thread $$, 'PT409', null, 'once');
select lives_ok(
  $$ insert into public.comments (thread_id, content) select id, 'Thanks' from thread $$, 'one may still say thanks'
);
select tests.as_user('vera', tests.id('acme'));
select results_eq(
  $$ select r.status::text, r.resolved_at, r.resolved_by from thread as t, public.reopen_thread(t.id) as r $$,
  $$ values ('OPEN', null::timestamptz, null::uuid) $$, 'who takes part opens it again'
);
select throws_ok($$ select public.reopen_thread(id) from thread $$, 'PT409', null, 'once');
select throws_ok($$ update public.comment_threads set status = 'RESOLVED' $$, '42501', null, 'there is no other way');
select tests.as_owner();
select throws_ok(statement, '23514', null, 'no half-resolved thread: ' || statement)
from unnest(array[
  $$ update public.comment_threads set status = 'RESOLVED' $$,
  $$ update public.comment_threads set resolved_at = now(), resolved_by = tests.id('bob') $$,
  $$ update public.comment_threads set status = 'RESOLVED', resolved_at = now() $$
]) as statement;

-- Reacting.
select tests.as_user('vera', tests.id('acme'));
insert into public.reactions (comment_id, type) select id, 'LIKE' from public.comments where author_id = tests.id('bob');
select throws_ok(
  $$ insert into public.reactions (comment_id, type) select comment_id, type from public.reactions $$, '23505', null,
  'each reaction once'
);
select tests.as_user('bob', tests.id('acme'));
select is_empty($$ delete from public.reactions returning 1 $$, 'nobody takes another''s reaction back');

-- What is said belongs where its thread is, whatever tenant the request acts in.
select tests.as_user('bob');
select results_eq(
  $$ insert into public.comments (thread_id, content) select id, 'From my own tenant' from thread
     returning tenant_id, project_id $$,
  $$ values (tests.id('acme'), tests.id('shop')) $$, 'a comment is in the tenant of its thread'
);
select results_eq(
  $$ insert into public.reactions (comment_id, type)
     select id, 'HELPFUL' from public.comments where content = 'From my own tenant' returning tenant_id, project_id $$,
  $$ values (tests.id('acme'), tests.id('shop')) $$, 'a reaction in that of its comment'
);
select tests.as_user('mallory');
select throws_ok(
  $$ insert into public.comments (thread_id, content) select id, 'x' from thread $$, 'PT404', 'There is no such thread.',
  'strangers find no thread'
);
select throws_ok(
  format(
    $$ insert into public.comments (tenant_id, thread_id, content) select %L, id, 'x' from thread $$, tests.id('acme')
  ),
  'PT404', 'There is no such thread.', 'nor by naming its tenant'
);

-- A LEAD tidies up.
select tests.as_user('alice', tests.id('acme'));
select isnt_empty($$ delete from public.comments where author_id = tests.id('bob') returning 1 $$, 'a LEAD removes comments');
select is((select count(*)::integer from public.reactions), 0, 'and what was made of them');

select * from finish();
rollback;
