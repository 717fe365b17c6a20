begin;
\ir ../helpers.sql
select plan(37);
select tests.create_cast();
select tests.create_module('basics');
select tests.create_module('course', 'basics');
select tests.create_progress('basics', 'vera');

select tests.as_user('mallory');
select set_eq(
  'select slug from public.learning_modules',
  array['requirements-basics', 'acceptance-criteria', 'design-fundamentals', 'data-and-interfaces', 'task-breakdown', 'tasks-to-code', 'ai-reviews', 'leading-specifications'],
  'whoever has signed in sees the official ones'
);
select is((select count(*)::integer from public.module_prerequisites), 9, 'and what they need');
select is_empty('select from public.user_progress', 'and nobody''s progress');
select is_empty(
  $$ select slug from public.learning_modules where not is_published or jsonb_array_length(content) < 2 or exercises = '[]' $$,
  'each has lessons and exercises'
);
select is((select count(*)::integer from public.available_modules() where state = 'OPEN'), 1, 'one is open to begin with');
select is_empty(
  $$ update public.learning_modules set title = 'Mine' returning 1 $$, 'nobody changes them'
);
select throws_ok(
  $$ insert into public.learning_modules (tenant_id, slug, title, description, difficulty, estimated_duration)
     values ('00000000-0000-4000-8000-00000000f0f0', 'x', 'x', 'x', 'EXPERT', 1) $$, '42501', null, 'or adds to them'
);
select throws_ok(
  $$ insert into public.module_prerequisites (tenant_id, module_id, prerequisite_id)
     values (
       '00000000-0000-4000-8000-00000000f0f0', '00000000-0000-4000-8000-00000000e001', '00000000-0000-4000-8000-00000000e002'
     ) $$, '42501', null, 'or says what they need'
);
select tests.as_owner();
update public.users set is_active = false where id = tests.id('mallory');
select tests.as_user('mallory');
select is_empty('select from public.learning_modules', 'who is locked out sees none');
select is_empty('select from public.module_prerequisites', 'and no needs');
select tests.as_owner();
update public.learning_modules set is_published = false where slug = 'ai-reviews';

select tests.as_user('vera', tests.id('acme'));
select is((select count(*)::integer from public.learning_modules), 9, 'a member sees the tenant''s, and the published official ones');
select is((select count(*)::integer from public.user_progress), 1, 'and the progress in it');
select throws_ok(
  $$ insert into public.learning_modules (slug, title, description, difficulty, estimated_duration)
     values ('x', 'x', 'x', 'EXPERT', 1) $$, '42501', null, 'a VIEWER adds none'
);
select is_empty($$ update public.learning_modules set title = 'x' returning 1 $$, 'changes none');
select is_empty($$ delete from public.learning_modules returning 1 $$, 'removes none');
select tests.as_user('bob', tests.id('acme'));
select lives_ok(
  $$ insert into public.learning_modules (slug, title, description, difficulty, estimated_duration)
     values ('mine', 'x', 'x', 'EXPERT', 1) $$, 'a MEMBER adds one'
);
select isnt_empty(
  $$ update public.learning_modules set content = '[{"id": "one"}]', is_published = true where slug = 'mine' returning 1 $$,
  'and publishes it'
);
select is_empty($$ delete from public.learning_modules where slug = 'mine' returning 1 $$, 'but does not remove it');
select tests.as_user('alice', tests.id('acme'));
select isnt_empty($$ delete from public.learning_modules where slug = 'mine' returning 1 $$, 'an ADMIN does');
select throws_ok(
  $$ delete from public.learning_modules where slug = 'basics' $$, '23503', null, 'not what is needed or was learnt from'
);

-- What is malformed is refused.
select throws_ok(
  format('update public.learning_modules set %s where slug = ''course''', change), state, null, 'no: ' || left(change, 60)
)
from (values
  ($$slug = 'Course'$$, '23514'), ($$slug = 'a--b'$$, '23514'), ($$slug = 'basics'$$, '23505'), ($$title = ' '$$, '23514'),
  ($$description = repeat('x', 5001)$$, '23514'), ($$estimated_duration = 0$$, '23514'), ($$content = '{}'$$, '23514'),
  ($$content = '[]'$$, '23514'), ($$content = '[{"title": "x"}]'$$, '23514'),
  ($$exercises = jsonb_build_array(jsonb_build_object('id', 'a', 'prompt', repeat('x', 1048576)))$$, '23514'),
  ($$exercises = '[{"id": "a"}, {"id": "a"}]'$$, '23514'), ($$exercises = '{}'$$, '23514')
) as v (change, state);
select tests.as_owner();
select throws_ok(
  format('update public.user_progress set %s', change), state, null, 'no progress like: ' || change
)
from (values
  ($$completed_at = null$$, '23514'), ($$exercise_results = '{}'$$, '23514'), ($$skill_assessments = '1'$$, '23514')
) as v (change, state);

-- Where no trigger looks.
select tests.create_module('foreign', null, tests.personal_tenant('mallory'));
alter table public.user_progress disable trigger user_progress_rules;
select throws_ok(
  $$ update public.user_progress set completed_lessons = array_fill('x'::text, array[201]) $$, '23514', null,
  'there are not that many lessons'
);
select throws_ok(
  $$ insert into public.user_progress (tenant_id, user_id, module_tenant_id, module_id)
     values (tests.id('acme'), tests.id('vera'), tests.personal_tenant('mallory'), tests.id('foreign')) $$, '23514', null,
  'nor is there progress with another tenant''s module'
);

select * from finish();
rollback;
