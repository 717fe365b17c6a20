begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(25);
select tests.create_cast();
select tests.make_workflow('flow', 'alice');

create function tests.activation() returns text language sql as
$$ select format('select public.activate_workflow(%L)', tests.id('flow')) $$;
create function tests.refused(p_message text, p_description text) returns setof text
language plpgsql
as $$
begin
  perform tests.as_user('bob');
  return query select throws_ok(tests.activation(), 'PT409', p_message, p_description);
  perform tests.as_owner();
end
$$;

-- What is unsound, and mended again.
update public.workflow_steps set deleted_at = now() where workflow_id = tests.id('flow');
select tests.refused('The workflow has no steps.', 'without steps');
update public.workflow_steps set deleted_at = null where workflow_id = tests.id('flow');

update public.workflow_steps set agent_id = null where id = tests.id('flow ask');
select tests.refused('Step "ask" has no active agent.', 'without an agent');
update public.workflow_steps set agent_id = tests.id('flow agent') where id = tests.id('flow ask');
update public.agents set status = 'inactive' where id = tests.id('flow agent');
select tests.refused('Step "ask" has no active agent.', 'with an inactive agent');
update public.agents set status = 'active', deleted_at = now() where id = tests.id('flow agent');
select tests.refused('Step "ask" has no active agent.', 'with a deleted agent');
update public.agents set deleted_at = null where id = tests.id('flow agent');

update public.workflow_steps set depends_on = '{nothing}' where id = tests.id('flow pause');
select tests.refused('Step "pause" depends on "nothing", which is no step of the workflow.', 'with a step that waits for nothing');
update public.workflow_steps set depends_on = '{ask}' where id = tests.id('flow pause');
select tests.make_step('flow', 'third', '{pause}');
update public.workflow_steps set depends_on = '{third}' where id = tests.id('flow pause');
select tests.refused('Steps wait for each other in a circle: pause, third.', 'with a circle');
update public.workflow_steps set depends_on = '{third}' where id = tests.id('flow ask');
update public.workflow_steps set depends_on = '{ask}' where id = tests.id('flow pause');
select tests.refused('Steps wait for each other in a circle: ask, pause, third.', 'with a wide circle');
update public.workflow_steps set depends_on = '{}' where id = tests.id('flow ask');
update public.workflow_steps set position = 5 where id = tests.id('flow pause');
select tests.refused('Step "third" is positioned before "pause", on which it depends.', 'in the wrong order');
update public.workflow_steps set position = 2 where id = tests.id('flow pause');
update public.workflow_steps set depends_on = '{third}', deleted_at = now() where id = tests.id('flow ask');
update public.workflow_steps set depends_on = '{}' where id = tests.id('flow pause');

select tests.as_user('bob');
select is((public.activate_workflow(tests.id('flow'))).status, 'active', 'a sound one is activated; deleted steps do not count');
select throws_ok(tests.activation(), 'PT409', 'The workflow is already active.', 'once');

-- While it is active its steps stand still …
select throws_ok(
  format('update public.workflow_steps set %s where id = %L', c, tests.id('flow pause')), 'PT409', null, 'no change: ' || c
)
from unnest(array['step_name = ''x''', 'position = 3', 'depends_on = ''{}''', 'config = ''{}''', 'timeout_ms = 1']) as c;
select throws_ok(
  format(
    $$ insert into public.workflow_steps (tenant_id, workflow_id, step_key, step_name, step_type, position)
       values (%L, %L, 'new', 'New', 'wait', 9) $$, tests.id('acme'), tests.id('flow')
  ), 'PT409', 'The steps of an active workflow stand still: deactivate it or make a new version.', 'no new step'
);
select throws_ok(format('select public.delete_workflow_step(%L)', tests.id('flow pause')), 'PT409', null, 'none is deleted');
select throws_ok(format('select public.restore_workflow_step(%L)', tests.id('flow ask')), 'PT409', null, 'none restored');
-- … until it is not.
select is((public.deactivate_workflow(tests.id('flow'))).status, 'inactive', 'deactivated');
select lives_ok(
  format('update public.workflow_steps set position = 3 where id = %L', tests.id('flow pause')), 'it is edited again'
);
select is((public.delete_workflow_step(tests.id('flow third'))).deleted_at, now(), 'a step is deleted');
select lives_ok(
  format(
    $$ insert into public.workflow_steps (tenant_id, workflow_id, step_key, step_name, step_type, position)
       values (%L, %L, 'third', 'New', 'wait', 9) $$, tests.id('acme'), tests.id('flow')
  ), 'its key is free then'
);
select throws_ok(
  format('select public.restore_workflow_step(%L)', tests.id('flow third')), '23505', null, 'and it cannot come back beside it'
);
select is((public.archive_workflow(tests.id('flow'))).status, 'archived', 'archived');
select throws_ok(
  format('update public.workflow_steps set position = 4 where id = %L', tests.id('flow pause')), 'PT409', null,
  'its steps stand still for good'
);

select * from finish();
rollback;
