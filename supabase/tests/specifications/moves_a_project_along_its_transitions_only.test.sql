begin;
\ir ../helpers.sql
select plan(37);
select tests.create_cast();
select tests.create_project('shop', 'bob');
create function tests.approve(p_phase text) returns void
language sql
as $$
  update public.specification_documents set status = 'REVIEW' where phase::text = p_phase and status = 'DRAFT';
  update public.specification_documents set status = 'APPROVED' where phase::text = p_phase;
$$;

-- The phase.
select tests.as_user('bob', tests.id('acme'));
select throws_ok(
  $$ select public.transition_phase(tests.id('shop'), 'DESIGN') $$, 'PT409',
  'Phase REQUIREMENTS is complete when its document is APPROVED.', 'no phase is left before it is complete'
);
select throws_ok($$ select public.transition_phase(tests.id('shop'), 'REQUIREMENTS') $$, 'PT409', null, 'nor entered twice');
select throws_ok($$ select public.transition_phase(tests.id('shop'), null) $$, 'PT409', null, 'null is no phase');
select tests.as_owner();
select tests.approve('REQUIREMENTS'), tests.approve('DESIGN');
select tests.as_user('bob', tests.id('acme'));
select throws_ok($$ select public.transition_phase(tests.id('shop'), 'TASKS') $$, 'PT409', null, 'no phase is left out');
select is((public.transition_phase(tests.id('shop'), 'DESIGN')).current_phase::text, 'DESIGN', 'the next one is entered');
select is(
  (select status::text from public.specification_documents where phase = 'DESIGN'), 'DRAFT',
  'its document is a DRAFT again'
);
select is(
  (select status::text from public.specification_documents where phase = 'REQUIREMENTS'), 'APPROVED',
  'that of the phase that was left stays'
);
select throws_ok($$ select public.transition_phase(tests.id('shop'), 'TASKS') $$, 'PT409', null, 'and has to be approved');
select tests.as_user('alice', tests.id('acme'));
select results_eq(
  $$ select user_id, changes from public.audit_logs where action = 'PHASE_TRANSITION' $$,
  $$ values (
    tests.id('bob'), '{"before": {"current_phase": "REQUIREMENTS"}, "after": {"current_phase": "DESIGN"}}'::jsonb
  ) $$, 'who moved it, from where to where, is written down'
);
select is_empty(
  $$ select from public.audit_logs where resource_type = 'project' and action = 'UPDATE' $$, 'once'
);
select tests.as_owner();
select tests.approve('DESIGN'), tests.approve('TASKS');
select tests.as_user('alice', tests.id('acme'));
select lives_ok($$ select public.transition_phase(tests.id('shop'), 'TASKS') $$, 'an ADMIN moves it, too');
select throws_ok(
  $$ select public.set_project_status(tests.id('shop'), 'COMPLETED') $$, 'PT409', null,
  'a project is not completed before its last phase'
);
select tests.as_owner();
select tests.approve('TASKS');
select tests.as_user('bob', tests.id('acme'));
select lives_ok($$ select public.transition_phase(tests.id('shop'), 'IMPLEMENTATION') $$, 'the last phase has no document');
select is(
  (public.transition_phase(tests.id('shop'), 'REQUIREMENTS')).current_phase::text, 'REQUIREMENTS', 'back goes any way'
);
select is(
  (select status::text from public.specification_documents where phase = 'REQUIREMENTS'), 'DRAFT', 'to work on it anew'
);
select tests.as_owner();
select throws_ok(
  $$ update public.specification_projects set current_phase = 'TASKS' $$, 'PT409', null,
  'the owner of the table leaves no phase out either'
);
update public.specification_projects set current_phase = 'DESIGN';
update public.specification_projects set current_phase = 'TASKS';
update public.specification_projects set current_phase = 'IMPLEMENTATION';

-- The status.
select tests.as_user('bob', tests.id('acme'));
select throws_ok($$ update public.specification_projects set status = 'ARCHIVED' $$, '42501', null, 'clients do not write it');
select throws_ok(
  $$ update public.specification_projects set current_phase = 'TASKS' $$, '42501', null, 'nor the phase'
);
select is((public.set_project_status(tests.id('shop'), s)).status::text, s::text, 'then ' || s)
from unnest('{SUSPENDED,ACTIVE,COMPLETED,ACTIVE,SUSPENDED,ARCHIVED,ACTIVE,ARCHIVED}'::public.project_status[]) as s;
select throws_ok(
  format('select public.set_project_status(tests.id(''shop''), %L)', s), 'PT409', null, 'from ARCHIVED not to ' || s
)
from unnest(array['SUSPENDED', 'COMPLETED', 'ARCHIVED']) as s;
select throws_ok($$ select public.set_project_status(tests.id('shop'), null) $$, 'PT409', null, 'null is no status');

-- What stands still while it is not ACTIVE.
select throws_ok(
  $$ update public.specification_documents set content = 'x' $$, 'PT409', 'The project is ARCHIVED: its documents stay as they are.',
  'documents stay as they are'
);
select throws_ok(
  $$ insert into public.specification_documents (tenant_id, project_id, phase, content)
     values (tests.id('acme'), tests.id('shop'), 'IMPLEMENTATION', 'x') $$, 'PT409', null, 'none is added'
);
select throws_ok(
  $$ select public.set_document_status(tests.id('shop DESIGN'), 'REVIEW') $$, 'PT409', null, 'none is handed in'
);
select throws_ok(
  $$ select public.transition_phase(tests.id('shop'), 'DESIGN') $$, 'PT409', null, 'the phase stays'
);
select lives_ok(
  $$ select public.open_thread(tests.id('shop DESIGN'), '{"line": 0, "character": 0}', 'Still?') $$,
  'it can still be talked about'
);
select lives_ok($$ update public.specification_projects set description = 'Over' $$, 'and be described');
select throws_ok(
  $$ select public.set_project_status(tests.id('shop'), 'GONE') $$, '22P02', null, 'an unknown status is refused'
);

select * from finish();
rollback;
