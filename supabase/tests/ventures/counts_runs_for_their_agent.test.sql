begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(6);
select tests.create_cast();
select tests.create_venture('shop', 'alice');
select tests.create_agent('agent', 'alice');
create temporary view counted as
select (total_executions, successful_executions, failed_executions, avg_execution_time_ms)::text
from public.agents where id = tests.id('agent');

select tests.create_agent_execution(w, 'shop', 'bob', 'agent', 'RUNNING') from unnest(array['a', 'b', 'c', 'd']) as w;
select is((select * from counted), '(4,0,0,0)', 'when they begin');
update public.agent_executions set status = 'COMPLETED', completed_at = started_at + interval '2 s' where id = tests.id('a');
select is((select * from counted), '(4,1,0,2000)', 'when one is completed');
update public.agent_executions set status = 'FAILED', completed_at = started_at + interval '1 s' where id = tests.id('b');
select is((select * from counted), '(4,1,1,1500)', 'when one fails');
update public.agent_executions set status = 'CANCELLED', completed_at = started_at + interval '9 s' where id = tests.id('c');
select is((select * from counted), '(4,1,1,1500)', 'a cancelled one says nothing of success or time');
update public.agent_executions set output = '1' where id = tests.id('d');
select is((select * from counted), '(4,1,1,1500)', 'nor does anything in between');
update public.agent_executions set status = 'COMPLETED', completed_at = '9999-01-01' where id = tests.id('d');
select is((select split_part(row, ',', 2) from counted), '2', 'the strangest clock is no obstacle');

select * from finish();
rollback;
