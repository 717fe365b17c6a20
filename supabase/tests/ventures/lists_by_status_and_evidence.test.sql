begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(13);
select tests.create_cast();
select tests.create_tenant('umbrella', 'mallory');
select tests.create_venture('shop', 'alice');
select tests.create_venture('lair', 'mallory', tests.id('umbrella'));
select tests.create_agent('agent', 'alice');
select tests.fill_venture('lair', 'mallory');
insert into public.requirements (tenant_id, venture_id, user_id, description, evidence_tier, created_at)
select tests.id('acme'), tests.id('shop'), tests.id('bob'), tier || n, tier::public.evidence_tier, now() - n * interval '1 h'
from unnest(array['E0', 'E2']) as tier, generate_series(1, 3) as n;
select tests.create_agent_execution(w, 'shop', 'bob', 'agent') from unnest(array['a', 'b', 'c']) as w;
update public.agent_executions set status = 'RUNNING' where id = tests.id('b');

select tests.as_user('vera', tests.id('acme'));
select results_eq(
  $$ select description from public.requirements_by_evidence_tier('E2') $$, $$ values ('E21'), ('E22'), ('E23') $$,
  'requirements of one tier, the newest first'
);
select results_eq(
  $$ select description from public.requirements_by_evidence_tier('E2', 1, 1) $$, $$ values ('E22') $$, 'page by page'
);
select is_empty($$ select public.requirements_by_evidence_tier('E4') $$, 'none of a tier that none has');
select set_eq(
  $$ select id from public.agent_executions_by_status('PENDING') $$, $$ values (tests.id('a')), (tests.id('c')) $$,
  'runs in one status'
);
select results_eq(
  $$ select id from public.agent_executions_by_status('RUNNING') $$, $$ values (tests.id('b')) $$, 'or another'
);
select is((select count(*)::integer from public.agent_executions_by_status('PENDING', 1)), 1, 'page by page');
select is_empty($$ select public.agent_executions_by_status('PENDING', -1) $$, 'a negative limit is none');
select tests.as_user('mallory', tests.id('umbrella'));
select is((select count(*)::integer from public.requirements_by_evidence_tier('E0')), 1, 'everybody their own tenant''s');
select is((select count(*)::integer from public.agent_executions_by_status('PENDING')), 1, 'runs, too');
select tests.as_user('mallory', tests.id('acme'));
select throws_ok(
  format('select public.%s', call), 'PT403', null, 'and no other''s: ' || call
)
from unnest(array['requirements_by_evidence_tier(''E0'')', 'agent_executions_by_status(''PENDING'')', 'deleted_ventures()']) as call;
select tests.as_service();
select is(
  (select count(*)::integer from public.agent_executions as e cross join lateral public.agent_model_calls(e)), 0,
  'the service reads what a run asked'
);

select * from finish();
rollback;
