begin;
\ir ../helpers.sql
select plan(2);
select tests.create_cast();
select tests.create_prompt('greet', 'alice');
select tests.publish('greet', 'alice');
select tests.queued_execution('traced', 'alice', 'greet', '{"asking": {"traceparent": "00-a-b-01"}}');
select tests.queued_execution('untraced', 'alice', 'greet');
create temporary table claimed as
select c.package from jsonb_array_elements(public.claim_executions('worker', 2)) as c (package);

select is(
  (select package ->> 'traceparent' from claimed where package #>> '{execution,id}' = tests.id('traced')::text),
  '00-a-b-01', 'the trace of the request goes along to the worker'
);
select is(
  (select package ->> 'traceparent' from claimed where package #>> '{execution,id}' = tests.id('untraced')::text),
  null, 'where there is one'
);
select * from finish();
rollback;
