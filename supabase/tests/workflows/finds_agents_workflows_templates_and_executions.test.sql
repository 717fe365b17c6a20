begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(36);
select tests.create_cast();
select tests.make_agent('Letter writer', 'alice');
update public.agents set description = 'Writes 100% of letters', tags = '{writing,a}', phase = 'DEFINE' where id = tests.id('Letter writer');
select tests.make_agent('Data cleaner', 'bob', 'draft');
update public.agents set type = 'data', description = 'Reads letters', tags = '{data}' where id = tests.id('Data cleaner');
select tests.make_agent('Deleted letter', 'bob');
update public.agents set deleted_at = now() where id = tests.id('Deleted letter');
select tests.make_agent('Foreign letter', 'mallory', 'active', tests.personal_tenant('mallory'));
update public.agents set is_public = true where id = tests.id('Foreign letter');
select tests.make_active_workflow('Nightly', 'alice');
select tests.make_workflow('Weekly', 'alice');
update public.workflows set description = 'Every night', tags = '{night}' where id = tests.id('Nightly');
select tests.make_workflow('Foreign night', 'mallory', tests.personal_tenant('mallory'));
update public.workflows set is_public = true where id = tests.id('Foreign night');
select tests.make_run('one', 'Nightly', 'bob');
select tests.make_run('two', 'Nightly', 'bob');
update public.workflow_executions set status = 'cancelled' where id = tests.id('two');
select tests.make_template('Letters', 'alice');
update public.templates set description = 'For letters', tags = '{writing}' where id = tests.id('Letters');
select tests.make_template('Foreign private', 'mallory', false, tests.personal_tenant('mallory'));
select tests.make_template('Foreign public', 'mallory', true, tests.personal_tenant('mallory'));
update public.templates set usage_count = 7 where id = tests.id('Foreign public');

select tests.as_user('vera', tests.id('acme'));
select set_eq($$ select name from public.search_agents('letter') $$, array['Letter writer', 'Data cleaner'], 'agents by name and description');
select is((select name from public.search_agents('letter') limit 1), 'Letter writer', 'a name before a description');
select set_eq($$ select name from public.search_agents('100%') $$, array['Letter writer'], 'a per cent sign is one');
select is_empty($$ select from public.search_agents('1_0') $$, 'so is an underscore');
select set_eq($$ select name from public.search_agents(p_type => 'data') $$, array['Data cleaner'], 'by type');
select set_eq($$ select name from public.search_agents(p_status => 'draft') $$, array['Data cleaner'], 'by status');
select set_eq($$ select name from public.search_agents(p_phase => 'DEFINE') $$, array['Letter writer'], 'by phase');
select set_eq($$ select name from public.search_agents(p_tags => '{data,a}') $$, array['Letter writer', 'Data cleaner'], 'by any of the tags');
select is_empty($$ select from public.search_agents(p_tags => '{}') $$, 'of which none is none');
select set_eq(
  $$ select name from public.search_agents('letter', p_public => true) where tenant_id <> private.official_tenant_id() $$, array['Foreign letter'], 'or everybody''s public ones'
);
select is((select count(*) from public.search_agents(p_limit => 1)), 1::bigint, 'page by page');
select is((select count(*) from public.search_agents(p_limit => 100, p_offset => 3)), 1::bigint, 'further on');
select is((select count(*) from public.search_agents(p_limit => -1)), 0::bigint, 'less than none is none');
select throws_ok($$ select * from public.search_agents(p_status => 'busy') $$, '22P02', null, 'there is no such status');
select set_eq($$ select name from public.search_workflows('night') $$, array['Nightly'], 'workflows by name and description');
select set_eq($$ select name from public.search_workflows(p_status => 'draft') $$, array['Weekly'], 'by status');
select set_eq($$ select name from public.search_workflows(p_tags => '{night}') $$, array['Nightly'], 'by tag');
select set_eq($$ select name from public.search_workflows('night', p_public => true) $$, array['Foreign night'], 'or the public ones');
select set_eq($$ select id from public.search_workflow_executions() $$, array[tests.id('one'), tests.id('two')], 'executions of the tenant');
select set_eq($$ select id from public.search_workflow_executions(p_status => 'pending') $$, array[tests.id('one')], 'by status');
select set_eq($$ select id from public.search_workflow_executions(p_trigger_type => 'api') $$, array[]::uuid[], 'by trigger');
select is((select count(*) from public.search_workflow_executions(tests.id('Nightly'))), 2::bigint, 'by workflow');
select is((select count(*) from public.search_workflow_executions(tests.id('Weekly'))), 0::bigint, 'and another one''s');
select is((select count(*) from public.search_workflow_executions(p_from => now())), 2::bigint, 'from a time on');
select is((select count(*) from public.search_workflow_executions(p_to => now())), 0::bigint, 'up to a time');
select set_eq($$ select name from public.search_templates('letters') $$, array['Letters', 'Field extractor'], 'templates by name and description');
select is((select name from public.search_templates() limit 1), 'Foreign public', 'the most used first');
select is(
  (select count(*) from public.search_templates(p_limit => 100)), 9::bigint, 'own, official and public ones, no private ones of others'
);
select set_eq($$ select name from public.search_templates(p_type => 'step') $$, array['Pause', 'Threshold'], 'by type');
select set_eq($$ select name from public.search_templates(p_category => 'control') $$, array['Pause', 'Threshold'], 'by category');
select set_eq($$ select name from public.search_templates(p_tags => '{schedule}') $$, array['Nightly import'], 'by tag');

select tests.as_user('mallory');
select is((select count(*) from public.search_agents()), 2::bigint, 'a stranger finds their own');
select is((select count(*) from public.search_workflow_executions(tests.id('Nightly'))), 0::bigint, 'and no foreign executions');
select tests.as_user('mallory', tests.id('acme'));
select throws_ok('select * from public.' || f || '()', 'PT403', null, 'and does not search there: ' || f)
from unnest(array['search_agents', 'search_workflows', 'search_templates']) as f;

select * from finish();
rollback;
