begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(12);
select tests.create_cast();
select tests.make_active_workflow('flow', 'alice');

create function tests.tries(p_function text) returns text language sql as
$$ select format('select public.%s(%L)', p_function, tests.id('flow agent')) $$;

select tests.as_user('alice');
select throws_ok(
  tests.tries(f), 'PT409', 'The active workflow "flow" uses the agent: deactivate it first.', f || ' is refused'
)
from unnest(array['deactivate_agent', 'archive_agent', 'delete_agent']) as f;

select public.deactivate_workflow(tests.id('flow'));
select lives_ok(tests.tries(f), f || ' is not, once the workflow is inactive')
from unnest(array['deactivate_agent', 'activate_agent', 'delete_agent', 'restore_agent']) as f;

-- A later version that a workflow uses holds the first one, which would take it along.
create temporary table later as select * from public.new_agent_version(tests.id('flow agent'));
select public.activate_agent((select id from later));
update public.workflow_steps set agent_id = (select id from later) where id = tests.id('flow ask');
select public.activate_workflow(tests.id('flow'));
select throws_ok(tests.tries('delete_agent'), 'PT409', null, 'the deletion of a tree with a version in use is refused');
select lives_ok(tests.tries('archive_agent'), 'the first version alone may be archived');

-- A deleted workflow holds nothing, and comes back inactive.
select public.delete_workflow(tests.id('flow'));
select lives_ok(tests.tries('delete_agent'), 'a deleted workflow holds no agent');
select is((public.restore_workflow(tests.id('flow'))).status, 'inactive', 'it comes back inactive');
select throws_ok(
  format('select public.activate_workflow(%L)', tests.id('flow')), 'PT409', 'Step "ask" has no active agent.',
  'and is looked through'
);

select * from finish();
rollback;
