begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(50);
select tests.create_cast();
select tests.make_active_workflow('flow', 'alice');
select tests.make_workflow('draft', 'alice');
select tests.make_deployment('live', 'flow', 'alice');
select tests.make_deployment('early', 'draft', 'alice');

create function tests.do_it(p_function text, p_word text) returns text language sql as
$$ select format('select public.%s(%L)', p_function, tests.id(p_word)) $$;
create function tests.put(p_status text) returns void
language plpgsql
as $$
begin
  alter table public.deployments disable trigger deployments_guard;
  update public.deployments set status = p_status::public.deployment_status where id = tests.id('live');
  alter table public.deployments enable trigger deployments_guard;
end
$$;
create function tests.try_to_move(p_from text, p_to text) returns setof text
language plpgsql
as $$
begin
  perform tests.put(p_from);
  return query select throws_ok(
    format('update public.deployments set status = %L where id = %L', p_to, tests.id('live')), 'PT409', null,
    format('not from %s to %s', p_from, p_to)
  );
end
$$;
select tests.try_to_move(f, t)
from unnest(array['stopped', 'starting', 'running', 'stopping', 'failed', 'maintenance']) as f,
  unnest(array['stopped', 'starting', 'running', 'stopping', 'failed', 'maintenance']) as t
where f <> t and (f, t) not in (
  ('stopped', 'starting'), ('starting', 'running'), ('starting', 'stopping'), ('starting', 'failed'),
  ('running', 'maintenance'), ('running', 'stopping'), ('running', 'failed'), ('stopping', 'stopped'),
  ('stopping', 'failed'), ('failed', 'starting'), ('maintenance', 'running'), ('maintenance', 'stopping'),
  ('maintenance', 'failed')
);
select tests.put('stopped');
update public.deployments set health_status = 'healthy' where id = tests.id('live');

select tests.as_user('vera');
select throws_ok(tests.do_it(f, 'live'), 'PT403', null, 'a VIEWER: no ' || f) from unnest(array['start_deployment', 'stop_deployment']) as f;
select tests.as_user('mallory');
select throws_ok(tests.do_it(f, 'live'), 'PT404', 'There is no such deployment.', 'a stranger: no ' || f)
from unnest(array['start_deployment', 'stop_deployment', 'delete_deployment', 'rotate_deployment_key']) as f;
select is_empty('select from public.deployments', 'and sees none');

select tests.as_user('bob');
select throws_ok(tests.do_it('start_deployment', 'early'), 'PT409', 'What is deployed is not active.', 'a draft is not started');
select throws_ok(tests.do_it('stop_deployment', 'live'), 'PT409', 'The deployment is already stopped.', 'what is stopped is not stopped');
select is(
  (select row(status, health_status)::text from public.start_deployment(tests.id('live'))), row('starting', 'unknown')::text, 'a member starts it'
);
select throws_ok(tests.do_it('start_deployment', 'live'), 'PT409', 'The deployment is already starting.', 'once');
select throws_ok(
  format('update public.deployments set workflow_id = %L where id = %L', tests.id('draft'), tests.id('live')), 'PT409',
  'The deployment is starting: stop it, then change its target.', 'its target stays while it is on the move'
);
select throws_ok(
  format('update public.deployments set status = ''running'' where id = %L', tests.id('live')), '42501', null, 'members do not say that it runs'
);
select tests.as_service();
update public.deployments set status = 'running', health_status = 'healthy', total_requests = 3 where id = tests.id('live');
select is((select deployed_at from public.deployments where id = tests.id('live')), now(), 'the service does; now it is deployed');
select tests.as_user('bob');
select is((public.stop_deployment(tests.id('live'))).status, 'stopping', 'a member stops it');
select tests.as_service();
update public.deployments set status = 'stopped' where id = tests.id('live');
select tests.as_user('bob');
select lives_ok(
  format('update public.deployments set workflow_id = %L where id = %L', tests.id('draft'), tests.id('live')), 'at rest its target changes'
);
select throws_ok(
  format('update public.deployments set workflow_id = %L where id = %L', w, tests.id('live')), 'PT404', 'There is no such workflow.', 'not to ' || n
)
from (values (tests.id('nothing'), 'nothing')) as t (w, n);
select throws_ok(
  format('update public.deployments set workflow_id = null, agent_id = %L where id = %L', tests.id('nothing'), tests.id('live')), 'PT404',
  'There is no such agent.', 'nor to no agent'
);
select lives_ok(
  format('update public.deployments set workflow_id = null, agent_id = %L where id = %L', tests.id('flow agent'), tests.id('live')),
  'but to an agent'
);
select is((public.start_deployment(tests.id('live'))).status, 'starting', 'which is active, and starts');

-- Secrets.
select is(
  (public.set_deployment_secrets(tests.id('live'), '{"TOKEN": "s3cret", "REGION": "eu"}')).environment_variable_names, '{REGION,TOKEN}',
  'members see what is set'
);
select is(
  (public.set_deployment_secrets(tests.id('live'), '{"TOKEN": "n3w", "REGION": null, "MODE": "fast"}')).environment_variable_names,
  '{MODE,TOKEN}', 'others are kept, null removes'
);
select throws_ok(
  format('select public.set_deployment_secrets(%L, %L)', tests.id('live'), v), 'PT400', null, coalesce(v, 'null') || ' is refused'
)
from unnest(array['[]', '{"a b": "x"}', '{"A": 1}', null]) as v;
select throws_ok(format('select public.deployment_environment(%L)', tests.id('live')), '42501', null, 'nobody reads them back');
select throws_ok('select * from private.deployment_secrets', '42501', null, 'in no way');
select throws_ok(tests.do_it('rotate_deployment_key', 'live'), 'PT403', null, 'a MEMBER makes no key');
select tests.as_user('alice');
create temporary table key as select public.rotate_deployment_key(tests.id('live')) ->> 'api_key' as value;
grant select on key to service_role;
select tests.as_service();
select is(
  public.deployment_environment(tests.id('live')),
  jsonb_build_object(
    'deployment_id', tests.id('live'), 'environment_vars', '{"TOKEN": "n3w", "MODE": "fast"}'::jsonb,
    'api_key_hash', (select encode(sha256(convert_to(value, 'UTF8')), 'hex') from key)
  ),
  'but the service, with the hash of the key that is shown once'
);
select throws_ok(format('select public.deployment_environment(%L)', tests.id('nothing')), 'PT404', null, 'of a deployment that there is');
select tests.as_owner();
select is(
  (select count(*) from public.audit_logs where changes::text ~ 's3cret|n3w|fo_dep_' or metadata::text ~ 's3cret|n3w|fo_dep_'), 0::bigint,
  'no secret is in the audit log'
);
select is(
  (select count(*) from public.audit_logs where resource_type = 'deployment_secrets'), 3::bigint, 'but that they were set'
);

select * from finish();
rollback;
