begin;
\ir ../helpers.sql
select plan(6);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');

select tests.as_user('bob', tests.id('acme'));
select throws_ok(
  $$ insert into public.prompts (name, template) values ('letter', 'x') $$, '23505',
  'duplicate key value violates unique constraint "prompts_name_is_unique_among_live_prompts"',
  'a name is taken once in a tenant'
);
select tests.as_user('bob');
select lives_ok($$ insert into public.prompts (name, template) values ('letter', 'x') $$, 'and free in another');
select tests.as_user('alice', tests.id('acme'));
select public.delete_prompt(tests.id('letter'));
select lives_ok(
  $$ insert into public.prompts (name, template) values ('letter', 'x') $$, 'a deleted prompt frees its name'
);
select throws_ok(
  $$ select public.restore_prompt(tests.id('letter')) $$, '23505', null, 'and cannot come back while it is taken'
);
update public.prompts set name = 'renamed' where name = 'letter' and tenant_id = tests.id('acme');
select lives_ok($$ select public.restore_prompt(tests.id('letter')) $$, 'but when it is free');
select throws_ok(
  $$ update public.prompts set name = 'letter' where name = 'renamed' $$, '23505', null, 'renaming obeys the same rule'
);

select * from finish();
rollback;
