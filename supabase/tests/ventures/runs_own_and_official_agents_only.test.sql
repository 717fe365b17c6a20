begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(9);
select tests.create_cast();
select tests.create_tenant('umbrella', 'mallory');
select tests.create_venture('shop', 'alice');
select tests.create_agent('own', 'alice');
select tests.create_agent('gone', 'alice');
select tests.create_agent('foreign', 'mallory', tests.id('umbrella'));
update public.agents set is_public = true where id = tests.id('foreign');
update public.agents set deleted_at = now() where id = tests.id('gone');
insert into public.agents (id, tenant_id, user_id, name, type, is_public)
values (tests.id('official'), private.official_tenant_id(), null, 'Official', 'llm', true);

select tests.as_service();
create function pg_temp.run(p_agent text) returns text
language sql
as $$
  select format(
    'insert into public.agent_executions (tenant_id, venture_id, agent_id, user_id)
     values (tests.id(''acme''), tests.id(''shop''), tests.id(%L), tests.id(''bob''))', p_agent
  )
$$;
select lives_ok(pg_temp.run('own'), 'an agent of the tenant');
select lives_ok(pg_temp.run('official'), 'an official one');
select is(
  (select agent_tenant_id from public.agent_executions where agent_id = tests.id(a)), tenant, a || ': whose it is, is filled in'
)
from (values ('own', tests.id('acme')), ('official', '00000000-0000-4000-8000-00000000f0f0')) as t (a, tenant);
select throws_ok(pg_temp.run(a), 'PT404', 'There is no such agent.', a || ': no')
from unnest(array['foreign', 'gone', 'nothing']) as a;
select throws_ok(
  $$ update public.agent_executions set agent_tenant_id = tests.id('umbrella') $$, '42501', null, 'nobody writes it'
);
select tests.as_owner();
alter table public.agent_executions disable trigger agent_executions_find_agent;
select throws_ok(
  $$ update public.agent_executions set agent_tenant_id = tests.id('umbrella'), agent_id = tests.id('foreign') $$, '23514',
  null, 'and a foreign one is refused in any case'
);

select * from finish();
rollback;
