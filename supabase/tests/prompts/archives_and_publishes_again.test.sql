begin;
\ir ../helpers.sql
select plan(10);
select tests.create_cast();
select tests.create_prompt('letter', 'alice'), tests.create_prompt('draft', 'alice');
select tests.publish('letter', 'alice');

select tests.as_user('vera');
select throws_ok($$ select public.archive_prompt(tests.id('letter')) $$, 'PT403', null, 'a VIEWER may not archive');
select tests.as_user('bob');
select results_eq(
  $$ select (p).status::text, (p).published_version
     from (select public.archive_prompt(tests.id('letter')) as p) as x $$,
  $$ values ('ARCHIVED', 1) $$, 'a MEMBER archives; the version that ran is remembered'
);
select throws_ok(
  $$ select public.archive_prompt(tests.id('letter')) $$, 'PT409', 'The prompt is already archived.', 'not twice'
);
select is((public.archive_prompt(tests.id('draft'))).status::text, 'ARCHIVED', 'a draft can be archived');
select tests.as_owner();
select throws_ok(
  $$ select tests.begin_execution('bob', 'letter') $$, 'PT409', 'The prompt is archived.',
  'an archived prompt does not run'
);
select throws_ok(
  $$ select tests.begin_execution('bob', 'letter', p_version => 1) $$, 'PT409', null, 'not by version either'
);
select tests.as_user('bob');
select is((public.publish_prompt(tests.id('letter'))).status::text, 'PUBLISHED', 'publishing brings it back');
select public.archive_prompt(tests.id('letter'));
select is((public.rollback_prompt(tests.id('letter'), 1)).status::text, 'PUBLISHED', 'so does a rollback');
select tests.as_owner();
select is(tests.begin_execution('bob', 'letter') #>> '{execution,status}', 'RUNNING', 'then it runs again');
select isnt_empty(
  $$ select from public.audit_logs where action = 'ARCHIVE' and user_id = tests.id('bob') $$, 'the audit log knows'
);

select * from finish();
rollback;
