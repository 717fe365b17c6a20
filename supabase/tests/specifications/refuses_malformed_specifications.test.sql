begin;
\ir ../helpers.sql
select plan(16);
select tests.create_cast();
select tests.create_project('shop', 'bob');

select tests.as_user('bob', tests.id('acme'));
select throws_ok(statement, '23514', null, rule) from (values
  ('a name', $$ select public.create_project(' ') $$),
  ('of at most 200 characters', $$ select public.create_project(repeat('x', 201)) $$),
  ('a description of at most 5,000', $$ select public.create_project('x', repeat('x', 5001)) $$),
  ('settings are an object', $$ update public.specification_projects set settings = '[]' $$),
  ('a small one', format($$ update public.specification_projects set settings = '{"a": "%s"}' $$, repeat('x', 16384))),
  ('metadata is an object', $$ update public.specification_documents set metadata = '1' $$),
  ('content is at most 1 MB', $$ update public.specification_documents set content = repeat('x', 1048577) where phase = 'DESIGN' $$)
) as v (rule, statement);
select throws_ok($$ select public.create_project(null) $$, '23502', null, 'a name is needed');
select lives_ok(
  $$ update public.specification_documents set content = repeat('all work and no play ', 49000) where phase = 'DESIGN' $$,
  'long prose is no error'
);
select throws_ok(
  $$ update public.specification_documents set content = (select string_agg(md5(i::text), ' ') from generate_series(1, 31000) as i)
     where phase = 'DESIGN' $$, '23514', null, 'more different words than the index holds are'
);
select lives_ok(
  $$ update public.specification_documents
     set content = (select string_agg(left(md5(i::text), 4) || '-' || right(md5(i::text), 4), ' ') from generate_series(1, 19000) as i)
     where phase = 'DESIGN' $$, 'up to 200 kB any text will do'
);
select tests.as_owner();
select throws_ok(
  $$ update public.specification_projects set name = '' $$, '23514', null, 'for the owner of the table, too'
);
select throws_ok(
  $$ insert into public.specification_documents (tenant_id, project_id, phase, content, version)
     values (tests.id('acme'), tests.id('shop'), 'IMPLEMENTATION', 'x', 0) $$, '23514', null, 'versions begin with one'
);
select throws_ok(
  $$ insert into public.specification_documents (tenant_id, project_id, phase, content)
     values (tests.personal_tenant('mallory'), tests.id('shop'), 'IMPLEMENTATION', 'x') $$, '23503', null,
  'a document is in the tenant of its project'
);
select throws_ok(
  $$ insert into public.comment_threads (tenant_id, document_id, position)
     values (tests.personal_tenant('mallory'), tests.id('shop DESIGN'), '{"line": 1, "character": 1}') $$, 'PT404', null,
  'a thread in that of its document'
);
select tests.create_discussion('shop', 'bob');
select throws_ok(
  $$ insert into public.reactions (tenant_id, comment_id, user_id, type)
     values (tests.personal_tenant('mallory'), tests.id('shop comment'), tests.id('mallory'), 'LIKE') $$, 'PT403', null,
  'who reacts is a member of the comment''s tenant'
);

select * from finish();
rollback;
