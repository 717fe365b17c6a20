begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(10);
select tests.create_cast();
select tests.make_active_workflow('flow', 'alice');
select tests.make_active_workflow('other', 'alice');
insert into public.workflow_executions (
  tenant_id, workflow_id, user_id, trigger_type, status, started_at, completed_at, duration_ms, created_at
)
select tests.id('acme'), tests.id(w), tests.id('bob'), 'api', s::public.workflow_execution_status, at, at, ms, at
from (values
  ('flow', 'completed', now() - interval '1 day', 100), ('flow', 'completed', now() - interval '2 days', 200),
  ('flow', 'failed', now() - interval '3 days', 301), ('flow', 'timeout', now() - interval '4 days', 1000),
  ('flow', 'cancelled', now() - interval '5 days', null), ('flow', 'completed', now() - interval '40 days', 9000),
  ('other', 'completed', now() - interval '1 day', 9000)
) as t (w, s, at, ms);
select tests.make_run('open', 'flow', 'bob');
select tests.make_run('running', 'flow', 'bob');
update public.workflow_executions set status = 'running' where id = tests.id('running');

select tests.as_user('vera');
select results_eq(
  format('select total, pending, running, successful, failed, cancelled, timed_out from public.workflow_stats(%L)', tests.id('flow')),
  'values (7::bigint, 1::bigint, 1::bigint, 2::bigint, 1::bigint, 1::bigint, 1::bigint)', 'the last 30 days, by outcome'
);
select results_eq(
  format('select success_rate, avg_duration, last_execution_at from public.workflow_stats(%L)', tests.id('flow')),
  'values (0.4000, 400.3, now())', 'rate over final ones, mean over those that took time'
);
select results_eq(
  format('select p50_duration, round(p95_duration) from public.workflow_stats(%L)', tests.id('flow')),
  'values (250.5::double precision, 895::double precision)', 'and the percentiles'
);
select is((select total from public.workflow_stats(tests.id('flow'), 60)), 8::bigint, 'of more days');
select is((select total from public.workflow_stats(tests.id('flow'), 1)), 2::bigint, 'of one');
select throws_ok(format('select * from public.workflow_stats(%L, %L)', tests.id('flow'), d), 'PT400', null, coalesce(d, 'no') || ' days')
from unnest(array['0', '3661', null]) as d;
select tests.as_user('mallory');
select throws_ok(
  format('select * from public.workflow_stats(%L)', tests.id('flow')), 'PT404', 'There is no such workflow.', 'not for a stranger'
);
select tests.as_user('alice');
select public.delete_workflow(tests.id('flow'));
select is((select total from public.workflow_stats(tests.id('flow'))), 7::bigint, 'and of a deleted one still');

select * from finish();
rollback;
