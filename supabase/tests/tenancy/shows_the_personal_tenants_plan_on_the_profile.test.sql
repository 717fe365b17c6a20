begin;
\ir ../helpers.sql
select plan(2);
select tests.create_cast();

update public.tenants set plan = 'PRO' where personal_user_id = tests.id('bob');
select is(
  (select plan::text from public.users where id = tests.id('bob')), 'PRO', 'the profile follows the personal tenant'
);
update public.tenants set plan = 'ENTERPRISE' where id = tests.id('acme');
select is((select plan::text from public.users where id = tests.id('alice')), 'FREE', 'and no shared one');

select * from finish();
rollback;
