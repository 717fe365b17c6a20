begin;
\ir ../helpers.sql
select plan(31);
select tests.create_cast();
select tests.create_idea('shop', 'bob');
select tests.submit_idea('shop', 'bob');

create function tests.refused(p_statement text, p_who text) returns setof text
language sql
as $$ select throws_ok(p_statement, '42501', null, p_who || ': ' || split_part(p_statement, e'\n', 1)) $$;

select tests.as_user('alice', tests.id('acme'));
select tests.refused(format('update public.business_ideas set %I = %I', c, c), 'an ADMIN')
from unnest(array['id', 'tenant_id', 'user_id', 'status', 'created_at', 'updated_at', 'deleted_at']) as c;
select tests.refused(s.statement, 'an ADMIN')
from (values
  ($$insert into public.business_ideas (title, description, status) values ('x', repeat('a', 50), 'draft')$$),
  ('delete from public.business_ideas'),
  ($$insert into public.evaluations (tenant_id, business_idea_id, created_by)
     values (tests.id('acme'), tests.id('shop'), tests.id('alice'))$$),
  ('update public.evaluations set priority = priority'),
  ('update public.evaluations set results = results'),
  ('delete from public.evaluations'),
  ($$insert into public.agent_results (tenant_id, evaluation_id, agent_type)
     values (tests.id('acme'), tests.id('shop'), 'x')$$),
  ('update public.agent_results set score = 100'),
  ('update public.agent_results set status = status'),
  ('delete from public.agent_results'),
  ('select public.claim_agent_results(1)'),
  ('select private.claim_agent_results(1)'),
  ('select private.evaluation_results(tests.id(''shop''))')
) as s (statement);

-- The agents write what they found, not what follows from it.
select tests.as_service();
select tests.refused(s.statement, 'the service')
from (values
  ('update public.business_ideas set status = status'),
  ('update public.evaluations set status = status'),
  ('delete from public.agent_results'),
  ('update public.agent_results set agent_type = agent_type'),
  ('update public.agent_results set evaluation_id = evaluation_id'),
  ('update public.agent_results set tenant_id = tenant_id'),
  ('update public.agent_results set updated_at = updated_at'),
  ($$insert into public.agent_results (tenant_id, evaluation_id, agent_type, status)
     values (tests.id('acme'), tests.id('shop'), 'x', 'completed')$$),
  ('select public.submit_idea(tests.id(''shop''))')
) as s (statement);
select tests.as_anon();
select tests.refused(format('select from public.%I', t), 'anon')
from unnest(array['business_ideas', 'evaluations']) as t;

select * from finish();
rollback;
