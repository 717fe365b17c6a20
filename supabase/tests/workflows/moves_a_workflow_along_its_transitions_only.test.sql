begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(20);
select tests.create_cast();
select tests.make_workflow(f, 'alice') from unnest(array['draft', 'active', 'inactive', 'archived']) as f;
update public.workflows set status = 'active' where name in ('active', 'inactive');
update public.workflows set status = 'inactive' where name = 'inactive';
update public.workflows set status = 'archived' where name = 'archived';

select throws_ok(
  format('update public.workflows set status = %L where id = %L', m.later, tests.id(m.earlier)), 'PT409', null,
  format('not from %s to %s, not even by their owner', m.earlier, m.later)
)
from (values
  ('draft', 'inactive'), ('active', 'draft'), ('inactive', 'draft'), ('archived', 'draft'), ('archived', 'active'),
  ('archived', 'inactive')
) as m (earlier, later);

select tests.as_user('bob');
select throws_ok(
  format('select public.deactivate_workflow(%L)', tests.id('draft')), 'PT409', 'The workflow is draft, not active.', 'a draft is not deactivated'
);
select is((public.archive_workflow(tests.id('draft'))).status, 'archived', 'but archived');
select throws_ok(format('select public.%s(%L)', f, tests.id('archived')), 'PT409', null, 'nothing follows: ' || f)
from unnest(array['activate_workflow', 'deactivate_workflow', 'archive_workflow']) as f;
select throws_ok(
  format('update public.workflows set %s where id = %L', c, tests.id('archived')), 'PT409', null, 'and it keeps its ' || c
)
from unnest(array['name = ''x''', 'definition = ''{}''', 'schedule_cron = null']) as c;
select lives_ok(
  format('update public.workflows set tags = ''{old}'', is_public = true where id = %L', tests.id('archived')), 'but for the tags'
);
select tests.as_owner();
select tests.make_agent('old', 'alice', 'archived');
select tests.as_user('bob');
select throws_ok(
  format('update public.agents set config = ''{}'' where id = %L', tests.id('old')), 'PT409', null, 'an archived agent keeps its content, too'
);

select tests.as_user('vera');
select throws_ok(format('select public.%s(%L)', f, tests.id('active')), 'PT403', null, 'a VIEWER: no ' || f)
from unnest(array['activate_workflow', 'archive_workflow']) as f;
select tests.as_user('mallory');
select throws_ok(
  format('select public.%s(%L)', f, tests.id('active')), 'PT404', 'There is no such workflow.', 'a stranger: no ' || f
)
from unnest(array['activate_workflow', 'archive_workflow']) as f;

select * from finish();
rollback;
