begin;
\ir ../helpers.sql
select plan(16);
select tests.create_cast();
select tests.create_module('a'), tests.create_module('b', 'a'), tests.create_module('c', 'b');
select tests.create_module('foreign', null, tests.personal_tenant('mallory'));

select tests.as_user('bob', tests.id('acme'));
create function pg_temp.needs(p_module text, p_prerequisite text) returns text
language sql
as $$ select format('insert into public.module_prerequisites (module_id, prerequisite_id) values (%L, %L)', tests.id(p_module), tests.id(p_prerequisite)) $$;
select throws_ok(pg_temp.needs('a', 'a'), '23514', null, 'not directly');
select throws_ok(pg_temp.needs('a', 'b'), 'PT409', 'A module cannot need itself, not even by way of others.', 'not by one other');
select throws_ok(pg_temp.needs('a', 'c'), 'PT409', null, 'nor by two');
select lives_ok(pg_temp.needs('c', 'a'), 'two ways to the same are no circle');
select throws_ok(pg_temp.needs('c', 'a'), '23505', null, 'one is named once');
select throws_ok(pg_temp.needs('a', 'foreign'), 'PT404', 'There is no such module.', 'another tenant''s is not there');
select throws_ok(pg_temp.needs('a', 'nothing'), 'PT404', 'There is no such module.', 'like one that is not there');
select throws_ok(pg_temp.needs('foreign', 'a'), '23503', null, 'no other tenant''s module is given needs');
select lives_ok(
  $$ insert into public.module_prerequisites (module_id, prerequisite_id)
     values (tests.id('a'), '00000000-0000-4000-8000-00000000e001') $$, 'an official one may be needed'
);
select is(
  (select prerequisite_tenant_id from public.module_prerequisites where module_id = tests.id('a')),
  '00000000-0000-4000-8000-00000000f0f0', 'and is found where it is'
);
select throws_ok(
  $$ update public.module_prerequisites set prerequisite_id = tests.id('c') $$, '42501', null, 'a need is made and removed'
);
select tests.as_user('vera', tests.id('acme'));
select is_empty($$ delete from public.module_prerequisites returning 1 $$, 'not by a VIEWER');
select tests.as_user('bob', tests.id('acme'));
select isnt_empty($$ delete from public.module_prerequisites where module_id = tests.id('b') returning 1 $$, 'by a MEMBER');
select tests.as_owner();
select throws_ok(
  $$ insert into public.module_prerequisites (tenant_id, module_id, prerequisite_id)
     values (tests.id('acme'), tests.id('a'), tests.id('b')), (tests.id('acme'), tests.id('b'), tests.id('a')) $$,
  'PT409', null, 'two halves of a circle at once'
);
select throws_ok(
  $$ insert into public.module_prerequisites (tenant_id, module_id, prerequisite_id)
     values (private.official_tenant_id(), '00000000-0000-4000-8000-00000000e001', tests.id('a')) $$, 'PT404', null,
  'an official module needs official ones'
);

alter table public.module_prerequisites disable trigger module_prerequisites_find_module;
select throws_ok(
  $$ insert into public.module_prerequisites (tenant_id, module_id, prerequisite_tenant_id, prerequisite_id)
     values (tests.id('acme'), tests.id('a'), tests.personal_tenant('mallory'), tests.id('foreign')) $$, '23514', null,
  'nor does any other way lead to another tenant'
);

select * from finish();
rollback;
