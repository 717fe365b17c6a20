begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(24);
select tests.create_cast();
select tests.make_active_workflow('flow', 'alice');
select tests.make_active_workflow('other', 'alice');
select tests.make_agent('lone', 'alice');

-- Deployments called like a target and a status, brought there along the transitions.
create function tests.serve(p_word text, p_status text) returns void
language plpgsql
as $$
declare
  v_word text := p_word || ' ' || p_status;
  v_status text;
begin
  insert into public.deployments (id, tenant_id, user_id, name, workflow_id, agent_id)
  select
    tests.id(v_word), tests.id('acme'), tests.id('alice'), v_word,
    (select w.id from public.workflows as w where w.id = tests.id(p_word)),
    (select a.id from public.agents as a where a.id = tests.id(p_word));
  foreach v_status in array case p_status
    when 'stopped' then '{}'
    when 'starting' then '{starting}'
    when 'running' then '{starting,running}'
    when 'maintenance' then '{starting,running,maintenance}'
    when 'failed' then '{starting,failed}'
  end::text[] loop
    update public.deployments set status = v_status::public.deployment_status where id = tests.id(v_word);
  end loop;
end
$$;
create function tests.serve_all(p_word text) returns void
language plpgsql
as $$
begin
  delete from public.deployments;
  perform tests.serve(p_word, s) from unnest(array['stopped', 'starting', 'running', 'maintenance', 'failed']) as s;
  perform tests.serve('other', 'running');
end
$$;
create function tests.served() returns text[] language sql as
$$ select array_agg(d.name || ': ' || d.status order by d.name) from public.deployments as d $$;
create function tests.all_stopping(p_word text) returns text[] language sql as
$$
  select array_agg(w order by w) from unnest(array[
    p_word || ' stopped: stopped', p_word || ' starting: stopping', p_word || ' running: stopping',
    p_word || ' maintenance: stopping', p_word || ' failed: failed', 'other running: running'
  ]) as w
$$;

select tests.serve_all('flow');
select tests.as_user('bob');
select public.deactivate_workflow(tests.id('flow'));
select is(tests.served(), tests.all_stopping('flow'), 'deployments of a deactivated workflow are asked to stop, no others');
select tests.as_owner();
select isnt_empty(
  $$ select from public.audit_logs where resource_type = 'deployment' and changes -> 'after' ->> 'status' = 'stopping' $$,
  'which is written down'
);
update public.workflows set status = 'active' where id = tests.id('flow');
select tests.serve_all('flow');
select tests.as_user('bob');
select public.archive_workflow(tests.id('flow'));
select is(tests.served(), tests.all_stopping('flow'), 'so are those of an archived one');
select tests.as_owner();
select tests.serve_all('lone');
select tests.as_user('bob');
select public.deactivate_agent(tests.id('lone'));
select is(tests.served(), tests.all_stopping('lone'), 'and of a deactivated agent');
select public.activate_agent(tests.id('lone'));
select is(tests.served(), tests.all_stopping('lone'), 'they do not start again with it');
select tests.as_owner();
select tests.serve_all('lone');
select tests.as_user('bob');
select public.archive_agent(tests.id('lone'));
select is(tests.served(), tests.all_stopping('lone'), 'and of an archived one');
select tests.as_owner();
select tests.make_agent('gone', 'alice');
select tests.serve_all('gone');
select tests.as_user('alice');
select public.delete_agent(tests.id('gone'));
select is(tests.served(), '{other running: running}', 'with a deleted agent they go');
select public.delete_workflow(tests.id('other'));
select is(tests.served(), null, 'and with a deleted workflow');
select tests.as_owner();
select is(
  (select array_agg(d.status order by d.name) from public.deployments as d), '{failed,stopping,stopping,stopping,stopped,stopping}',
  'all of them asked to stop'
);

-- Executions: of the first version and of a later one, and of another workflow.
select tests.make_active_workflow('runs', 'alice');
select tests.make_active_workflow('stays', 'alice');
select tests.as_user('alice');
create temporary table later as select * from public.new_workflow_version(tests.id('runs'));
select public.activate_workflow((select id from later));
select tests.as_owner();
insert into public.workflow_executions (id, tenant_id, workflow_id, user_id, trigger_type)
values (tests.id('later run'), tests.id('acme'), (select id from later), tests.id('alice'), 'manual');
select tests.make_run(w, split_part(w, ' ', 1), 'alice') from unnest(array['runs 1', 'runs 2', 'runs 3', 'runs 4', 'stays 1']) as w;
select tests.as_service();
update public.workflow_executions set status = 'running' where id in (tests.id('runs 2'), tests.id('runs 3'), tests.id('runs 4'));
update public.workflow_executions set status = 'completed' where id = tests.id('runs 3');
select tests.as_owner();
update public.workflow_executions set cancel_requested_at = '2020-01-01' where id = tests.id('runs 4');
create function tests.run(p_word text) returns text language sql security definer as
$$
  select concat_ws(' ', e.status, e.cancel_requested_at = now(), e.completed_at = now()) from public.workflow_executions as e
  where e.id = tests.id(p_word)
$$;

select tests.as_user('alice');
select public.delete_workflow(tests.id('runs'));
select is(tests.run(r), w, r || ': ' || n)
from (values
  ('runs 1', 'cancelled t t', 'what is to be run of a deleted workflow is cancelled'),
  ('later run', 'cancelled t t', 'that of its later versions, too'),
  ('runs 2', 'running t', 'who runs what runs is asked to stop'),
  ('runs 4', 'running f', 'who has been asked is not asked again'),
  ('runs 3', 'completed t', 'what has ended stays'),
  ('stays 1', 'pending', 'as does another workflow''s')
) as t (r, w, n);
select tests.as_owner();
select is(
  (select count(*) from public.audit_logs where action = 'CANCEL' and user_id = tests.id('alice')), 3::bigint,
  'it is written down'
);
select tests.as_service();
select lives_ok(
  format('update public.workflow_executions set status = %L where id = %L', s, tests.id(r)), 'what runs ends as ' || s
)
from (values ('runs 2', 'cancelled'), ('runs 4', 'completed')) as t (r, s);
select tests.as_user('alice');
select public.restore_workflow(tests.id('runs'));
select is(tests.run('runs 1'), 'cancelled t t', 'what was cancelled does not come back');

-- One that came to be at that very moment.
select tests.as_owner();
update public.workflows set deleted_at = now() where id = tests.id('stays');
select tests.as_service();
select throws_ok(
  format('update public.workflow_executions set status = ''running'' where id = %L', tests.id('stays 1')), 'PT409',
  'The workflow is deleted: nothing of it begins to run.', 'nothing of a deleted workflow begins to run'
);
select lives_ok(
  format('update public.workflow_executions set status = ''cancelled'' where id = %L', tests.id('stays 1')), 'but it can be cancelled'
);

-- With the tenant.
select tests.as_owner();
update public.workflows set deleted_at = null where id = tests.id('stays');
select tests.make_run(w, 'stays', 'alice') from unnest(array['stays 2', 'stays 3']) as w;
update public.workflow_executions set status = 'running' where id = tests.id('stays 3');
select tests.serve('stays', 'running');
select tests.as_user('alice');
select public.delete_tenant(tests.id('acme'));
select is(tests.run('stays 2'), 'cancelled t t', 'what is to be run in a deleted tenant is cancelled');
select is(tests.run('stays 3'), 'running t', 'who runs what runs there is asked to stop');
select tests.as_owner();
select is(
  (select d.status from public.deployments as d where d.id = tests.id('stays running')), 'stopping', 'and its deployments'
);

select * from finish();
rollback;
