begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(21);
select tests.create_cast();
select tests.make_active_workflow('flow', 'alice');
update public.workflows
set
  schedule_cron = '0 7 * * *', schedule_enabled = true, schedule_timezone = 'Europe/Berlin', definition = '{"a": 1}',
  trigger_config = '{"b": 2}', tags = '{x}', is_public = true
where id = tests.id('flow');

select tests.as_user('bob');
create temporary table made as select * from public.new_workflow_version(tests.id('flow'));
select is(
  (select row(version, parent_id, status, user_id, definition, trigger_config, tags)::text from made),
  row(2, tests.id('flow'), 'draft', tests.id('alice'), '{"a": 1}'::jsonb, '{"b": 2}'::jsonb, '{x}'::text[])::text,
  'a version is a draft with the content of the first one, its owner''s'
);
select is(
  (select row(is_public, schedule_enabled, schedule_cron, schedule_timezone)::text from made),
  row(false, false, '0 7 * * *', 'Europe/Berlin')::text, 'private, and not scheduled yet'
);
select results_eq(
  $$ select step_key, position, depends_on, agent_id, is_public from public.workflow_steps
     where workflow_id = (select id from made) order by position $$,
  $$ values ('ask', 0, '{}'::text[], tests.id('flow agent'), false), ('pause', 1, '{ask}'::text[], null, false) $$,
  'with the same steps'
);
select is((public.new_workflow_version((select id from made))).version, 3, 'a version of a version counts on');
select tests.as_user('alice');
select lives_ok(format('select public.delete_workflow(%L)', (select id from made)), 'a later version is deleted alone');
select is((public.new_workflow_version(tests.id('flow'))).version, 4, 'its number is not given again');
select is(
  (select array_agg(version) from public.workflow_history((select id from made))), '{4,3,2,1}', 'the history has them all'
);
select tests.as_user('vera');
select is((select count(*) from public.workflow_history(tests.id('flow'))), 4::bigint, 'a VIEWER reads it');
select throws_ok(format('select public.new_workflow_version(%L)', tests.id('flow')), 'PT403', null, 'and makes none');
select tests.as_user('mallory');
select throws_ok(
  format('select * from public.workflow_history(%L)', tests.id('flow')), 'PT404', 'There is no such workflow.', 'a stranger does neither'
);
select throws_ok(
  format('select public.new_workflow_version(%L)', tests.id('flow')), 'PT404', 'There is no such workflow.', 'nor that'
);

select tests.as_owner();
create function tests.version_row(p_version integer, p_parent text, p_user text) returns text
language sql
as $$
  select format(
    'insert into public.workflows (tenant_id, user_id, name, version, parent_id) values (%L, %L, ''x'', %s, %L)',
    tests.id('acme'), tests.id(p_user), p_version, tests.id(p_parent)
  )
$$;
select throws_ok(tests.version_row(2, null, 'alice'), 'PT409', 'The next version is 1.', 'a first version is 1');
select throws_ok(tests.version_row(6, 'flow', 'alice'), 'PT409', 'The next version is 5.', 'no number is left out');
select throws_ok(tests.version_row(5, 'flow', 'bob'), 'PT409', null, 'nor is it another owner''s');
select throws_ok(tests.version_row(2, 'nothing', 'alice'), 'PT409', null, 'nor under nothing');
select throws_ok(
  format('update public.workflows set version = 9 where id = %L', tests.id('flow')), 'PT409', null, 'a version keeps its number'
);
select throws_ok(
  format('update public.workflows set parent_id = %L where id = %L', tests.id('flow'), tests.id('flow')), 'PT409', null,
  'and its place'
);
alter table public.workflows disable trigger user;
select throws_like(tests.version_row(4, 'flow', 'alice'), '%"workflows_version_is_unique_in_tree"%', 'an index holds that');
select throws_like(
  format('update public.workflows set parent_id = id where id = %L', tests.id('flow')),
  '%"workflows_later_versions_follow_the_first"%', 'what has a parent is no first version'
);
alter table public.workflows enable trigger user;
update public.workflows set id = tests.id('renamed') where id = tests.id('flow');
select is((select count(*) from public.workflows where parent_id = tests.id('renamed')), 3::bigint, 'a new id reaches them');
delete from public.workflows where id = tests.id('renamed');
select is(
  (select count(*) from public.workflows where name = 'flow' and parent_id is null), 3::bigint,
  'and when the first one is gone they stand alone'
);

select * from finish();
rollback;
