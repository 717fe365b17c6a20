begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(9);
select tests.create_cast();
insert into private.operators (user_id) values (tests.id('bob'));
select tests.run('BACKUP', tests.ago('1 day'));

select tests.as_user('bob');
select is((select count(*) from public.backup_runs), 1::bigint, 'an operator sees them');
select throws_ok('insert into public.backup_runs default values', '42501', null, 'and makes none');
select throws_ok('update public.backup_runs set attempt = 2', '42501', null, 'changes none');
select throws_ok('delete from public.backup_runs', '42501', null, 'removes none');
select tests.as_user('alice');
select is_empty('select from public.backup_runs', 'who is ADMIN of a tenant does not');
select throws_ok('select public.backup_status()', '42501', null, 'nor how backups stand');
select tests.as_owner();
update public.users set is_active = false where id = tests.id('bob');
select tests.as_user('bob');
select is_empty('select from public.backup_runs', 'nor does an operator whose account is switched off');
select tests.as_service();
select is((select count(*) from public.backup_runs), 1::bigint, 'the service does');
select throws_ok('update public.backup_runs set attempt = 2', '42501', null, 'and writes by RPC alone');

select * from finish();
rollback;
