begin;
\ir ../helpers.sql
select plan(14);
select tests.create_cast();
select tests.create_idea('shop', 'bob');
select tests.submit_idea('shop', 'bob');
select tests.run_agents('shop', 80, 70, null, 60, 50);

-- The owner of the tables, whom no grant stops.
select throws_ok(s.statement, 'PT409', s.message, s.statement)
from (values
  ('update public.evaluations set results = ''{}''', 'The evaluation is completed: that is final.'),
  ('update public.evaluations set priority = ''high''', 'The evaluation is completed: that is final.'),
  ('update public.evaluations set status = ''failed''', 'The evaluation is completed: that is final.'),
  ('delete from public.evaluations', 'DELETE on evaluations is refused: its rows are kept as they are.'),
  ('truncate public.evaluations cascade', 'TRUNCATE on evaluations is refused: its rows are kept as they are.'),
  ('update public.agent_results set score = 100 where status = ''completed''', 'The result is completed: that is final.'),
  ('update public.agent_results set error_message = ''y'' where status = ''failed''', 'The result is failed: that is final.'),
  ('update public.agent_results set status = ''pending'' where status = ''failed''', 'The evaluation is completed: that is final.'),
  ('delete from public.agent_results', 'DELETE on agent_results is refused: its rows are kept as they are.'),
  ('truncate public.agent_results', null),
  ('truncate public.business_ideas cascade', null),
  ('delete from public.business_ideas', 'DELETE on evaluations is refused: its rows are kept as they are.')
) as s (statement, message);
select throws_ok(
  format('insert into public.agent_results (tenant_id, evaluation_id, agent_type) values (%L, %L, ''one-more'')',
    tests.id('acme'), e.id),
  'PT409', 'The evaluation is completed: that is final.', 'no agent is added'
)
from public.evaluations as e;
select is((select score from public.evaluations), 65.00, 'all is as it was');

select * from finish();
rollback;
