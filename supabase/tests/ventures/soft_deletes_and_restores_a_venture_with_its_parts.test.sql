begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(42);
select tests.create_cast();
select tests.create_venture('shop', 'bob');
select tests.fill_venture('shop', 'alice');
select tests.create_venture('cafe', 'alice');
select tests.fill_venture('cafe', 'alice');
insert into public.user_stories (id, tenant_id, venture_id, user_id, title, priority, deleted_at)
values (tests.id('old'), tests.id('acme'), tests.id('shop'), tests.id('bob'), 'gone before', 'P3', now() - interval '1 d');

create function tests.seen(p_venture text) returns text[]
language sql stable
as $$
  select array_agg(t.name order by t.name) from (
    select 'ventures' as name from public.ventures where id = tests.id(p_venture)
    union all select 'phases' from public.venture_phases where venture_id = tests.id(p_venture)
    union all select 'gates' from public.quality_gates where venture_id = tests.id(p_venture)
    union all select 'stories' from public.user_stories where venture_id = tests.id(p_venture)
    union all select 'personas' from public.personas where venture_id = tests.id(p_venture)
    union all select 'requirements' from public.requirements where venture_id = tests.id(p_venture)
    union all select 'artifacts' from public.artifacts where venture_id = tests.id(p_venture)
    union all select 'versions' from public.artifact_versions where artifact_id = tests.id(p_venture || ' artifact')
    union all select 'alerts' from public.divergence_alerts where venture_id = tests.id(p_venture)
    union all select 'runs' from public.agent_executions where venture_id = tests.id(p_venture)
    union all select 'checkpoints' from public.agent_checkpoints where execution_id = tests.id(p_venture || ' run')
    union all select 'telemetry' from public.telemetry where venture_id = tests.id(p_venture)
  ) as t
$$;
create function tests.adding() returns table (name text, statement text)
language sql stable
as $$
  select t.name, format(
    'insert into public.%I (tenant_id, venture_id, %s) values (tests.id(''acme''), tests.id(''shop''), %s)',
    t.name, t.columns, t.values
  )
  from (values
    ('user_stories', 'user_id, title, priority', 'tests.id(''alice''), ''x'', ''P1'''),
    ('personas', 'user_id, name', 'tests.id(''alice''), ''x'''),
    ('requirements', 'user_id, description', 'tests.id(''alice''), ''x'''),
    ('artifacts', 'user_id, type, content', 'tests.id(''alice''), ''CODE'', ''{}'''),
    ('quality_gates', 'gate_type, score, criteria', '''VRC'', 1, ''{}'''),
    ('agent_executions', 'user_id, agent_id', 'tests.id(''alice''), tests.id(''shop agent'')'),
    ('divergence_alerts', 'component, expected, actual, severity', '''a'', ''1'', ''2'', ''LOW''')
  ) as t (name, columns, values)
$$;
create function tests.everything() returns text[]
language sql immutable
as $$
  select array[
    'alerts', 'artifacts', 'checkpoints', 'gates', 'personas', 'phases', 'requirements', 'runs', 'stories', 'telemetry',
    'ventures', 'versions'
  ]
$$;

select tests.as_user('vera', tests.id('acme'));
select is(tests.seen('shop'), tests.everything(), 'a member sees all of a venture');
select throws_ok($$ select public.delete_venture(tests.id('shop')) $$, 'PT403', null, 'a VIEWER deletes nothing');
select throws_ok($$ select public.deleted_ventures() $$, 'PT403', null, 'nor looks at what is deleted');
select tests.as_user('mallory');
select throws_ok($$ select public.delete_venture(tests.id('shop')) $$, 'PT404', null, 'a stranger finds nothing');
select is(tests.seen('shop'), null, 'and sees nothing');
select tests.as_user('bob', tests.id('acme'));
select throws_ok(
  $$ select public.delete_venture(tests.id('cafe')) $$, 'PT403', 'Only who made it or an ADMIN of the tenant does this.',
  'a MEMBER does not delete what others founded'
);
select is((public.delete_venture(tests.id('shop'))).deleted_at, now(), 'but what they founded');
select throws_ok($$ select public.delete_venture(tests.id('shop')) $$, 'PT404', null, 'once');
select is(tests.seen('shop'), array['checkpoints', 'runs', 'telemetry'], 'then only its history is to be seen');
select is(tests.seen('cafe'), tests.everything(), 'nothing else went');
select results_eq($$ select id from public.deleted_ventures() $$, $$ values (tests.id('shop')) $$, 'it is among the deleted');
select throws_ok(
  format('select public.%s(tests.id(%L))', name, w), 'PT404', null, name || ' finds nothing'
)
from (values
  ('advance_venture', 'shop'), ('delete_user_story', 'shop story'), ('delete_persona', 'shop persona'),
  ('delete_requirement', 'shop requirement'), ('delete_artifact', 'shop artifact'),
  ('resolve_divergence_alert', 'shop alert')
) as t (name, w);
select tests.as_user('alice', tests.id('acme'));
select throws_ok(
  format('select public.%s(tests.id(%L))', name, w), 'PT409', 'Its venture is deleted: restore that first.',
  name || ' waits for the venture'
)
from (values
  ('restore_user_story', 'shop story'), ('restore_persona', 'shop persona'), ('restore_requirement', 'shop requirement'),
  ('restore_artifact', 'shop artifact')
) as t (name, w);
update public.user_stories set title = 'x' where id = tests.id('shop story');
update public.ventures set name = 'x' where id = tests.id('shop');
select is_empty(
  $$ select from public.user_stories where title = 'x' union all select from public.ventures where name = 'x' $$,
  'none of it changes'
);

-- Nothing is added below a deleted venture, or one that is not there, by anybody.
select throws_ok(statement, 'PT404', 'There is no such venture.', 'a client adds nothing to ' || name)
from tests.adding() where name not in ('quality_gates', 'agent_executions', 'divergence_alerts');
select tests.as_service();
select throws_ok(statement, 'PT404', 'There is no such venture.', 'nor does the service to ' || name) from tests.adding();
select throws_ok(
  $$ update public.artifacts set content = '1' where id = tests.id('shop artifact') $$, 'PT409',
  'The artifact is deleted: its content stays as it is.', 'nor versions'
);
select tests.as_owner();
select throws_ok(statement, 'PT404', null, 'nor the owner to ' || name) from tests.adding() where name = 'user_stories';

select tests.as_user('vera', tests.id('acme'));
select throws_ok($$ select public.restore_venture(tests.id('shop')) $$, 'PT403', null, 'a VIEWER restores nothing');
select tests.as_user('mallory');
select throws_ok($$ select public.restore_venture(tests.id('shop')) $$, 'PT404', null, 'nor does a stranger');
select tests.as_user('alice', tests.id('acme'));
select is((public.restore_venture(tests.id('shop'))).deleted_at, null, 'an ADMIN does');
select is(tests.seen('shop'), tests.everything(), 'with all that went along');
select tests.as_owner();
select isnt((select deleted_at from public.user_stories where id = tests.id('old')), null, 'and not what went before');
select tests.as_user('alice', tests.id('acme'));
select throws_ok($$ select public.restore_venture(tests.id('shop')) $$, 'PT404', null, 'once');
select results_eq(
  $$ select action from public.audit_logs where resource_id = tests.id('shop artifact') order by action $$,
  $$ values ('CREATE'), ('DELETE'), ('RESTORE') $$, 'the audit log tells it of every part'
);

select * from finish();
rollback;
