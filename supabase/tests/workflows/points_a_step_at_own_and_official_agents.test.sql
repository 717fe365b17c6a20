begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(16);
select tests.create_cast();
select tests.make_workflow('flow', 'alice');
select tests.make_agent('foreign', 'mallory', 'active', tests.personal_tenant('mallory'));
update public.agents set is_public = true where id = tests.id('foreign');
select tests.make_agent('gone', 'alice');
update public.agents set deleted_at = now() where id = tests.id('gone');
insert into public.agents (id, tenant_id, user_id, name, type, status, is_public)
values (tests.id('official'), private.official_tenant_id(), null, 'Official', 'llm', 'active', true);

create function tests.point(p_agent text) returns text language sql as
$$ select format('update public.workflow_steps set agent_id = %L where id = %L', tests.id(p_agent), tests.id('flow ask')) $$;

create function tests.add_step(p_workflow text, p_tenant_id uuid) returns text language sql as
$$
  select format(
    $f$ insert into public.workflow_steps (tenant_id, workflow_id, step_key, step_name, step_type, position)
        values (%L, %L, 'x', 'x', 'wait', 1) $f$, p_tenant_id, tests.id(p_workflow)
  )
$$;

select tests.as_user('bob');
select lives_ok(tests.point('official'), 'an official one');
select is(
  (select agent_tenant_id from public.workflow_steps where id = tests.id('flow ask')), private.official_tenant_id(),
  'whose it is follows'
);
select lives_ok(tests.point('flow agent'), 'an own one');
select is(
  (select agent_tenant_id from public.workflow_steps where id = tests.id('flow ask')), tests.id('acme'), 'and follows again'
);
select throws_ok(tests.point('foreign'), 'PT404', 'There is no such agent.', 'not another tenant''s public one');
select throws_ok(tests.point('nothing'), 'PT404', 'There is no such agent.', 'which is as good as none');
select throws_ok(tests.point('gone'), 'PT404', 'There is no such agent.', 'nor a deleted one');
select lives_ok(format('update public.workflow_steps set agent_id = null where id = %L', tests.id('flow ask')), 'or none');
select is(
  (select agent_tenant_id from public.workflow_steps where id = tests.id('flow ask')), null, 'then there is no tenant of it'
);

-- Steps go to one's own live workflows.
select throws_ok(tests.add_step('nothing', tests.id('acme')), 'PT404', 'There is no such workflow.', 'not to none');
select tests.as_owner();
update public.workflows set deleted_at = now() where id = tests.id('flow');
select tests.as_user('bob');
select throws_ok(tests.add_step('flow', tests.id('acme')), 'PT404', 'There is no such workflow.', 'not to a deleted one');
select tests.as_user('mallory');
select throws_ok(tests.add_step(w, tests.id('acme')), '42501', null, 'not into a foreign tenant: ' || w)
from unnest(array['flow', 'nothing']) as w;

select tests.as_owner();
select throws_like(
  format(
    'update public.workflow_steps set agent_tenant_id = %L, agent_id = %L where id = %L',
    tests.personal_tenant('mallory'), tests.id('foreign'), tests.id('flow pause')
  ), 'There is no such workflow.', 'the owner of the tables passes the trigger, too'
);
alter table public.workflow_steps disable trigger workflow_steps_fill;
select throws_like(
  format(
    'update public.workflow_steps set agent_tenant_id = %L, agent_id = %L where id = %L',
    tests.personal_tenant('mallory'), tests.id('foreign'), tests.id('flow ask')
  ), '%"workflow_steps_agent_is_own_or_official"%', 'and a check'
);
alter table public.workflow_steps enable trigger workflow_steps_fill;
update public.workflows set deleted_at = null where id = tests.id('flow');
insert into public.workflow_steps (tenant_id, workflow_id, step_key, step_name, step_type, position)
select tests.id('acme'), tests.id('flow'), 'n' || n, 'x', 'wait', n from generate_series(1, 198) as n;
select tests.as_user('bob');
select throws_ok(tests.add_step('flow', tests.id('acme')), 'PT409', 'A workflow has at most 200 steps.', 'there are at most 200');

select * from finish();
rollback;
