begin;
\ir ../helpers.sql
select plan(8);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
select tests.publish('letter', 'alice');
update public.prompts set template = 'two' where id = tests.id('letter');
select tests.publish('letter', 'alice');
update public.prompts set template = 'working copy' where id = tests.id('letter');

select tests.as_user('bob');
select results_eq(
  $$ select (p).status::text, (p).version, (p).published_version, (p).template
     from (select public.rollback_prompt(tests.id('letter'), 1) as p) as x $$,
  $$ values ('PUBLISHED', 4, 3, 'working copy') $$,
  'version 1 runs again, as version 3; the working copy is left alone'
);
select results_eq(
  $$ select version, template, change_log, created_by from public.prompt_versions where version = 3 $$,
  $$ values (3, 'Hello {{who}}', 'Rollback to version 1', tests.id('bob')) $$,
  'the new version is the old one, and says so'
);
select is((select count(*)::integer from public.prompt_versions), 3, 'no version is lost');
select is(
  (public.rollback_prompt(tests.id('letter'), 2, 'Two was right')).published_version, 4, 'a reason may be given'
);
select throws_ok(
  $$ select public.rollback_prompt(tests.id('letter'), 9) $$, 'PT404', 'The prompt has no version 9.',
  'an unknown version is not found'
);
select throws_ok($$ select public.rollback_prompt(tests.id('letter'), null) $$, 'PT404', null, 'no version neither');
select tests.as_user('vera');
select throws_ok($$ select public.rollback_prompt(tests.id('letter'), 1) $$, 'PT403', null, 'a VIEWER may not');
select tests.as_user('mallory');
select throws_ok($$ select public.rollback_prompt(tests.id('letter'), 1) $$, 'PT404', null, 'a stranger sees none');

select * from finish();
rollback;
