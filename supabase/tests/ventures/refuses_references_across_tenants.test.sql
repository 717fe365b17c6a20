begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(11);
select tests.create_cast();
select tests.create_tenant('umbrella', 'alice', 'bob');
select tests.create_venture('shop', 'alice');
select tests.fill_venture('shop', 'alice');
select tests.create_venture('other', 'alice', tests.id('umbrella'));
select tests.fill_venture('other', 'alice');

-- Somebody who is in both tenants, and in the place of the owner of the tables too.
select tests.as_user('alice', tests.id('acme'));
select throws_ok(
  $$ insert into public.user_stories (venture_id, title, priority) values (tests.id('other'), 'x', 'P1') $$, 'PT404',
  'There is no such venture.', 'a story is of its own tenant''s venture'
);
select tests.as_owner();
select throws_ok(
  format('update public.%I set venture_id = tests.id(''other'') where tenant_id = tests.id(''acme'')', t), null, null,
  t || ' do not move to another tenant''s venture'
)
from unnest(array[
  'user_stories', 'personas', 'requirements', 'artifacts', 'agent_executions', 'divergence_alerts', 'venture_phases'
]) as t;
select throws_ok(
  $$ update public.agent_checkpoints set execution_id = tests.id('other run') where tenant_id = tests.id('acme') $$,
  '23503', null, 'nor a checkpoint to another tenant''s run'
);
select throws_ok(
  $$ insert into public.artifact_versions (tenant_id, artifact_id, version, content, diff, created_by)
     values (tests.id('acme'), tests.id('other artifact'), 2, '1', '[]', tests.id('alice')) $$, '23503', null,
  'nor a version to another tenant''s artifact'
);
select throws_ok(
  $$ update public.venture_phases set completed_at = now(),
       quality_gate_id = (select id from public.quality_gates where tenant_id = tests.id('umbrella'))
     where tenant_id = tests.id('acme') $$, '23503', null, 'nor is a phase completed by another tenant''s gate'
);

select * from finish();
rollback;
