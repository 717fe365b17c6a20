begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(15);
select tests.create_cast();
select tests.fill_workflows('flow', 'alice');
update public.agents set is_public = true where id = tests.id('flow agent');
update public.workflows set is_public = true where id = tests.id('flow');
update public.templates set is_public = true where id = tests.id('flow template');
select tests.make_agent('before', 'alice');
update public.agents set deleted_at = '2020-01-01', is_public = true where id = tests.id('before');

update public.deployments set status = 'starting';
create function tests.seen() returns text language sql stable as
$$
  select format('%s %s %s %s',
    (select count(*) from public.agents where tenant_id = tests.id('acme')),
    (select count(*) from public.workflows), (select count(*) from public.workflow_steps),
    (select count(*) from public.templates where tenant_id = tests.id('acme')))
$$;
create temporary table audited as select count(*) as number from public.audit_logs where tenant_id = tests.id('acme');
grant select on audited to authenticated;

select tests.as_user('mallory');
select is(tests.seen(), '1 1 2 1', 'what is public is seen by everybody');
select tests.as_user('alice');
select public.delete_tenant(tests.id('acme'));
select is(tests.seen(), '0 0 0 0', 'not by members, when the tenant is deleted');
select tests.as_user('mallory');
select is(tests.seen(), '0 0 0 0', 'nor by everybody');
select throws_ok(format('select public.copy_agent(%L)', tests.id('flow agent')), 'PT404', null, 'nothing of it is copied');
select tests.as_owner();
select is((select deleted_at from public.deployments), now(), 'its deployments are deleted');
select is((select status from public.deployments), 'stopping', 'and asked to stop');
select is(
  (select count(*) from public.audit_logs where tenant_id = tests.id('acme')), (select number + 1 from audited),
  'one line says so'
);
select tests.as_user('alice');
select public.restore_tenant(tests.id('acme'));
select tests.as_user('mallory');
select is(tests.seen(), '1 1 2 1', 'it comes back with the tenant');
select tests.as_owner();
select is((select deleted_at from public.agents where id = tests.id('before')), '2020-01-01', 'but for what had gone before');
select is((select deleted_at from public.deployments), null, 'deployments, too');

-- So does what an account leaves in its personal tenant.
select tests.make_agent('own', 'mallory', 'active', tests.personal_tenant('mallory'));
update public.agents set is_public = true where id = tests.id('own');
select tests.as_user('alice');
select isnt_empty(format('select from public.agents where id = %L', tests.id('own')), 'an agent of somebody');
select tests.as_owner();
delete from auth.users where id = tests.id('mallory');
select tests.as_user('alice');
select is_empty(format('select from public.agents where id = %L', tests.id('own')), 'goes with their account');

-- And nothing is left of a tenant that is purged.
select public.delete_tenant(tests.id('acme'));
select tests.as_owner();
insert into private.operators (user_id) values (tests.id('bob'));
insert into private.deployment_secrets (deployment_id) values (tests.id('flow deployment'));
select lives_ok(format('select private.purge_tenant(%L, %L)', tests.id('acme'), tests.id('bob')), 'a purge takes all of it');
select is(
  (select count(*) from public.agents where tenant_id = tests.id('acme'))
  + (select count(*) from public.workflows where tenant_id = tests.id('acme'))
  + (select count(*) from public.workflow_executions where tenant_id = tests.id('acme'))
  + (select count(*) from public.deployments where tenant_id = tests.id('acme')), 0::bigint, 'nothing is left'
);
select is_empty('select from private.deployment_secrets', 'and no secret');

select * from finish();
rollback;
