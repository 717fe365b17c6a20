begin;
\ir ../helpers.sql
-- The tables that only grow, each domain in a line of its own; the cast below has a row in each.
create function tests.append_only() returns table (name text)
language sql immutable
as $$
  select unnest(t.names)
  from (values
    (array['audit_logs', 'cost_tracking']),          -- tenancy
    (array['prompt_versions', 'execution_logs']),    -- prompts
    (array['workflow_execution_logs']),              -- workflows
    (array['quality_gates', 'artifact_versions', 'telemetry']),  -- ventures
    (array['document_versions']),                    -- specifications
    (array[]::text[]),                               -- ideas
    (array['budget_alerts']),                        -- budgets
    (array[]::text[])                                -- webhooks
  ) as t (names)
$$;

select plan(4 + 9 * (select count(*) from tests.append_only())::integer);

select tests.create_cast();

-- prompts, and with them the tables of tenancy
select tests.create_prompt('letter', 'alice');
select tests.publish('letter', 'alice');
select tests.running_execution('run', 'bob', 'letter');
select tests.settle('run', tests.result(), jsonb_build_array(tests.model_call('one', '0.1')));

-- workflows
\ir ../workflows/helpers.sql
select tests.fill_workflows('flow', 'alice');

-- ventures
\ir ../ventures/helpers.sql
select tests.create_venture('shop', 'alice');
select tests.fill_venture('shop', 'alice');

-- specifications
select tests.create_project('shop', 'alice', 'bob');

-- ideas

-- budgets
select tests.create_budget('daily', 0.1);

select set_eq(
  $$ select c.relname::text from pg_trigger as t join pg_class as c on c.oid = t.tgrelid
     where t.tgfoid in (
         'private.refuse_change'::regproc, 'private.refuse_change_but_erasure'::regproc,
         'private.refuse_change_but_pruning'::regproc
       )
       and t.tgtype & 18 = 18 and c.relnamespace = 'public'::regnamespace $$,
  $$ select name from tests.append_only() $$, 'these are the tables that only grow; a new one is named here'
);
select throws_ok(format('update public.%I set tenant_id = tenant_id', name), 'PT409', null, 'their owner changes no row of ' || name) from tests.append_only();
select throws_ok(format('delete from public.%I', name), 'PT409', null, 'their owner deletes none of ' || name)
from tests.append_only();
select throws_ok(format('truncate public.%I cascade', name), 'PT409', null, 'their owner does not truncate ' || name)
from (select name from tests.append_only() union all select 'executions') as t;
select throws_ok(
  format('delete from public.executions where id = %L', tests.id('run')), 'PT409', null, 'nor deletes an execution'
);
select throws_ok($$ truncate public.prompts cascade $$, 'PT409', null, 'nor truncates what they hang on');

select tests.as_service();
select throws_ok(format(s.statement, t.name), '42501', null, format('the service: no ' || s.statement, t.name))
from tests.append_only() as t,
  (values ('update public.%I set tenant_id = tenant_id'), ('delete from public.%I'), ('truncate public.%I')) as s (statement);
select tests.as_user('alice', tests.id('acme'));
select throws_ok(format(s.statement, t.name), '42501', null, format('an ADMIN: no ' || s.statement, t.name))
from tests.append_only() as t,
  (values ('update public.%I set tenant_id = tenant_id'), ('delete from public.%I'), ('truncate public.%I')) as s (statement);

select * from finish();
rollback;
