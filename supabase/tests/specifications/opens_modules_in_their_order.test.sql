begin;
\ir ../helpers.sql
select plan(33);
select tests.create_cast();
select tests.create_module('basics'), tests.create_module('course', 'basics'), tests.create_module('later', 'course');
insert into public.module_prerequisites (tenant_id, module_id, prerequisite_id)
values (tests.id('acme'), tests.id('later'), '00000000-0000-4000-8000-00000000e001');
create function tests.state(p_word text) returns text
language sql
as $$ select state from public.available_modules() where id = tests.id(p_word) $$;
create function tests.records(p_word text, p_lessons text[] default '{}', p_status public.progress_status default null) returns text
language sql
as $$ select (public.record_progress(tests.id(p_word), p_lessons, p_status => p_status)).status::text $$;

select tests.as_user('vera', tests.id('acme'));
select is(tests.state('basics'), 'OPEN', 'what needs nothing is open');
select is(tests.state('course'), 'LOCKED', 'what needs something is not');
select throws_ok(
  $$ select tests.records('course') $$, 'PT409', 'The module is locked. Complete first: Basics.', 'and says what'
);
select is(tests.records('course', p_status => 'NOT_STARTED'), 'NOT_STARTED', 'it may be noted for later');
select is(tests.state('course'), 'LOCKED', 'and stays locked');
select is(tests.records('basics'), 'IN_PROGRESS', 'a VIEWER, too, opens one');
select is(tests.records('basics', '{one}'), 'IN_PROGRESS', 'does a lesson');
select throws_ok($$ select tests.records('basics', '{three}') $$, 'PT400', null, 'that the module has');
select throws_ok(
  $$ select tests.records('basics', '{}', 'COMPLETED') $$, 'PT409', 'A module is complete when all of its lessons are.', 'all of them'
);
select is(tests.records('basics', '{one,two,two}'), 'COMPLETED', 'and completes it with the last');
select results_eq(
  $$ select completed_lessons, completed_at, last_accessed, user_id from public.user_progress where module_id = tests.id('basics') $$,
  $$ values ('{one,two}'::text[], now(), now(), tests.id('vera')) $$, 'at a time, each lesson once'
);
select is(tests.records('basics'), 'COMPLETED', 'it stays so');
select throws_ok(format('select tests.records(''basics'', ''{}'', %L)', s), 'PT409', null, 'and does not become ' || s)
from unnest(array['NOT_STARTED', 'IN_PROGRESS', 'SKIPPED']) as s;
select is(tests.state('course'), 'OPEN', 'which opens what needs it');
select is(tests.records('course', p_status => 'SKIPPED'), 'SKIPPED', 'who knows it all may skip it');
select is(tests.state('later'), 'LOCKED', 'which opens nothing');
select is(tests.records('course', '{one}'), 'IN_PROGRESS', 'and can be taken up again');
select is(tests.records('course', '{two}', 'COMPLETED'), 'COMPLETED', 'to the end');
select throws_ok(
  $$ select tests.records('later') $$, 'PT409', 'The module is locked. Complete first: Requirements Engineering Basics.',
  'an official module is needed like any other'
);
select results_eq(
  $$ select is_official, lessons, completed_lessons, cardinality(prerequisites), missing_prerequisites, state
     from public.available_modules() where slug in ('later', 'requirements-basics') order by slug $$,
  $$ values (false, 2, 0, 2, '{00000000-0000-4000-8000-00000000e001}'::uuid[], 'LOCKED'), (true, 3, 0, 0, '{}', 'OPEN') $$,
  'the list says so'
);

-- Where it was learnt does not matter.
select tests.as_user('vera');
select is(
  (public.record_progress(
    '00000000-0000-4000-8000-00000000e001', '{what-a-requirement-is,user-stories,testable-criteria}', '[{"id": "rewrite-five"}]'
  )).status::text, 'COMPLETED', 'in another tenant'
);
select is(
  (select exercise_results from public.user_progress where tenant_id = tests.personal_tenant('vera')),
  '[{"id": "rewrite-five"}]', 'results are kept'
);
select tests.as_user('vera', tests.id('acme'));
select is(tests.state('later'), 'OPEN', 'it is known here');
select is(
  (select state from public.available_modules() where slug = 'requirements-basics'), 'OPEN', 'though not done here'
);
select is((select count(*)::integer from public.available_modules()), 11, 'own and official modules are offered');

-- What is not there, and what is not published.
select throws_ok($$ select tests.records('nothing') $$, 'PT404', 'There is no such module.', 'no module, no progress');
select tests.as_owner();
select tests.create_module('foreign', null, tests.personal_tenant('mallory'));
update public.learning_modules set is_published = false where id in (tests.id('later'), tests.id('basics'));
select tests.as_user('vera', tests.id('acme'));
select throws_ok($$ select tests.records('foreign') $$, 'PT404', 'There is no such module.', 'nor with another tenant''s');
select throws_ok($$ select tests.records('later') $$, 'PT409', 'The module is not published.', 'nor with a draft');
select tests.as_user('bob', tests.id('acme'));
select is(tests.records('course'), 'IN_PROGRESS', 'what is not published is not needed either');

-- For every role.
select throws_ok($$ update public.user_progress set status = 'COMPLETED' $$, '42501', null, 'clients call the function');
select tests.as_owner();
select throws_ok(
  $$ insert into public.user_progress (tenant_id, user_id, module_id) values (tests.id('acme'), tests.id('mallory'), tests.id('course')) $$,
  'PT403', null, 'who learns in a tenant is its member'
);

select * from finish();
rollback;
