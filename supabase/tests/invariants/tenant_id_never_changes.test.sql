begin;
\ir ../helpers.sql

-- Tables to try it on, each domain in a line of its own; the cast below has a row in each.
create function tests.held() returns table (name text)
language sql immutable
as $$
  select unnest(t.names)
  from (values
    (array['invitations', 'user_roles']),                                                          -- tenancy
    (array['prompts', 'validations', 'executions', 'prompt_versions', 'execution_logs']),          -- prompts
    (array[
      'agents', 'workflows', 'workflow_steps', 'workflow_executions', 'workflow_execution_logs', 'templates',
      'template_ratings', 'deployments'
    ]),                                                                                            -- workflows
    (array[
      'ventures', 'venture_phases', 'quality_gates', 'user_stories', 'personas', 'requirements', 'artifacts',
      'artifact_versions', 'agent_executions', 'agent_checkpoints', 'telemetry', 'divergence_alerts'
    ]),                                                                                            -- ventures
    (array[
      'specification_projects', 'team_members', 'specification_documents', 'document_versions', 'comment_threads',
      'comments', 'reactions', 'ai_reviews', 'learning_modules', 'module_prerequisites', 'user_progress'
    ]),                                                                                            -- specifications
    (array['business_ideas', 'evaluations', 'agent_results']),                                     -- ideas
    (array['budgets', 'budget_alerts']),                                                           -- budgets
    (array['webhook_endpoints', 'webhook_deliveries']),                                            -- webhooks
    (array['api_keys'])                                                                            -- access
  ) as t (names)
$$;

select plan(1 + (select count(*) from tests.held())::integer);

select is_empty(
  $$ select c.oid::regclass from pg_class as c
     join pg_attribute as a on a.attrelid = c.oid and a.attname = 'tenant_id'
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
       and not exists (
         select from pg_trigger as t
         where t.tgrelid = c.oid and t.tgenabled = 'O' and t.tgtype & 19 = 19
           and t.tgfoid in (
             'private.refuse_tenant_change'::regproc, 'private.refuse_change'::regproc,
             'private.refuse_change_but_erasure'::regproc, 'private.refuse_change_but_pruning'::regproc
           )
       ) $$,
  'every table with a tenant has a trigger that holds it'
);

select tests.create_cast();
select tests.create_tenant('umbrella', 'alice', 'bob');

-- tenancy
insert into public.invitations (tenant_id, email, role, created_by)
values (tests.id('acme'), 'x@example.com', 'VIEWER', tests.id('alice'));

-- prompts
select tests.create_prompt('letter', 'alice');
insert into public.validations (tenant_id, prompt_id, name, type, config)
values (tests.id('acme'), tests.id('letter'), 'x', 'SCHEMA', '{}');
select tests.publish('letter', 'alice');
select tests.running_execution('run', 'bob', 'letter');
select tests.settle('run', tests.result(), jsonb_build_array(tests.model_call('one', '0.1')));
select tests.running_execution('open', 'bob', 'letter');

-- workflows
\ir ../workflows/helpers.sql
select tests.fill_workflows('flow', 'alice');

-- ventures
\ir ../ventures/helpers.sql
select tests.create_venture('shop', 'alice');
select tests.fill_venture('shop', 'alice');

-- specifications
select tests.create_project('shop', 'alice', 'bob');
select tests.create_discussion('shop', 'bob');
select tests.create_module('basics');
select tests.create_module('course', 'basics');
select tests.create_progress('basics', 'bob');

-- ideas
select tests.create_idea('shop', 'bob'), tests.submit_idea('shop', 'bob');

-- budgets
select tests.create_budget('daily', 0.1);

-- webhooks
select tests.create_endpoint('hook'), tests.create_delivery('message', 'hook');

-- access
select tests.create_api_key('robot', 'bob');

select throws_ok(
  format('update public.%I set tenant_id = tests.id(''umbrella'') where tenant_id = tests.id(''acme'')', name), 'PT409',
  null,
  'for the owner of ' || name || ', too'
)
from tests.held();

select * from finish();
rollback;
