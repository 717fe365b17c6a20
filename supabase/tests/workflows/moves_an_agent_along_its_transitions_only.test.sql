begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(22);
select tests.create_cast();
select tests.make_agent(f, 'alice', f::public.agent_status) from unnest(array['draft', 'active', 'inactive', 'archived']) as f;

select throws_ok(
  format('update public.agents set status = %L where id = %L', m.later, tests.id(m.earlier)), 'PT409', null,
  format('not from %s to %s, not even by their owner', m.earlier, m.later)
)
from (values
  ('draft', 'inactive'), ('active', 'draft'), ('inactive', 'draft'), ('archived', 'draft'), ('archived', 'active'),
  ('archived', 'inactive')
) as m (earlier, later);

select tests.as_user('bob');
select is((public.activate_agent(tests.id('draft'))).status, 'active', 'a draft is activated');
select throws_ok(format('select public.activate_agent(%L)', tests.id('draft')), 'PT409', 'The agent is already active.', 'once');
select is((public.deactivate_agent(tests.id('draft'))).status, 'inactive', 'deactivated');
select throws_ok(
  format('select public.deactivate_agent(%L)', tests.id('draft')), 'PT409', 'The agent is inactive, not active.', 'once'
);
select is((public.activate_agent(tests.id('draft'))).status, 'active', 'activated again');
select is((public.archive_agent(tests.id('draft'))).status, 'archived', 'archived');
select throws_ok(
  format('select public.%s(%L)', f, tests.id('draft')), 'PT409', null, 'and nothing follows: ' || f
)
from unnest(array['activate_agent', 'deactivate_agent', 'archive_agent']) as f;

select tests.as_user('vera');
select throws_ok(format('select public.%s(%L)', f, tests.id('active')), 'PT403', null, 'a VIEWER: no ' || f)
from unnest(array['activate_agent', 'deactivate_agent', 'archive_agent']) as f;
select tests.as_user('mallory');
select throws_ok(
  format('select public.%s(%L)', f, tests.id('active')), 'PT404', 'There is no such agent.', 'a stranger: no ' || f
)
from unnest(array['activate_agent', 'deactivate_agent', 'archive_agent']) as f;

select tests.as_owner();
select is(
  (select count(*) from public.audit_logs where resource_id = tests.id('draft') and action = 'ARCHIVE'), 1::bigint,
  'what was done is written down'
);

select * from finish();
rollback;
