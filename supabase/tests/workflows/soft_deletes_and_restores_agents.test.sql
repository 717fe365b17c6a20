begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(17);
select tests.create_cast();
select tests.make_agent('letters', 'bob');
insert into public.deployments (id, tenant_id, user_id, name, agent_id)
values (tests.id('live'), tests.id('acme'), tests.id('bob'), 'Live', tests.id('letters'));
select tests.as_user('bob');
create temporary table later as select * from public.new_agent_version(tests.id('letters'));
create temporary table alone as select * from public.new_agent_version(tests.id('letters'));
-- Deleted before, at another time.
select tests.as_owner();
update public.agents set deleted_at = '2020-01-01' where id = (select id from alone);

select tests.as_user('vera');
select throws_ok(format('select public.delete_agent(%L)', tests.id('letters')), 'PT403', null, 'not a VIEWER');
select tests.as_user('mallory');
select throws_ok(format('select public.delete_agent(%L)', tests.id('letters')), 'PT404', 'There is no such agent.', 'nor a stranger');
select tests.as_user('bob');
select is((public.delete_agent(tests.id('letters'))).deleted_at, now(), 'but its owner');
select is_empty('select from public.agents where tenant_id = tests.id(''acme'')', 'the first version takes the others along');
select is_empty('select from public.deployments', 'and deployments');
select throws_ok(
  format('select public.%s(%L)', f, tests.id('letters')), 'PT404', 'There is no such agent.', 'it takes no ' || f
)
from unnest(array['delete_agent', 'activate_agent', 'new_agent_version', 'copy_agent']) as f;
select throws_ok(
  format('select public.restore_agent(%L)', (select id from later)), 'PT409', 'The first version of the agent is deleted: restore that.',
  'a later version does not come back alone'
);
select tests.as_user('vera');
select throws_ok(format('select public.restore_agent(%L)', tests.id('letters')), 'PT403', null, 'a VIEWER restores nothing');
select tests.as_user('mallory');
select throws_ok(
  format('select public.restore_agent(%L)', tests.id('letters')), 'PT404', 'There is no such deleted agent.', 'nor a stranger'
);
select tests.as_user('alice');
select is((public.restore_agent(tests.id('letters'))).deleted_at, null, 'an ADMIN does');
select is((select count(*) from public.agents where tenant_id = tests.id('acme')), 2::bigint, 'with what went along, and no more');
select is((select count(*) from public.deployments), 1::bigint, 'and the deployment');
select throws_ok(format('select public.restore_agent(%L)', tests.id('letters')), 'PT404', null, 'once');
select is((public.restore_agent((select id from alone))).deleted_at, null, 'a version comes back alone');

select * from finish();
rollback;
