begin;
\ir ../helpers.sql
select plan(16);
select tests.create_cast();
select tests.create_prompt('letter', 'alice');
select tests.publish('letter', 'alice');
select tests.running_execution('run', 'bob', 'letter');
insert into public.executions (id, tenant_id, user_id, prompt_id, prompt_version, inputs)
values (tests.id('queued'), tests.id('acme'), tests.id('bob'), tests.id('letter'), 1, '{}');

select tests.as_user('mallory');
select throws_ok(
  $$ select public.cancel_execution(tests.id('run')) $$, 'PT404', null, 'a stranger finds nothing to cancel'
);
select tests.as_user('vera');
select throws_ok($$ select public.cancel_execution(tests.id('run')) $$, 'PT404', null, 'nor does a VIEWER');
select tests.as_anon();
select throws_ok($$ select public.cancel_execution(tests.id('run')) $$, '42501', null, 'anon may not even ask');

select tests.as_user('alice');
select results_eq(
  $$ select (e).status::text, (e).cancel_requested_at, (e).completed_at
     from (select public.cancel_execution(tests.id('run')) as e) as x $$,
  $$ values ('RUNNING', now(), null::timestamptz) $$, 'a running one is asked to stop'
);
select lives_ok($$ select public.cancel_execution(tests.id('run')) $$, 'asking twice is no mistake');
select is((select count(*)::integer from public.audit_logs where action = 'CANCEL'), 1, 'and is recorded once');
select results_eq(
  $$ select (e).status::text, (e).started_at, (e).completed_at, (e).latency_ms, (e).cost_usd,
     (e).validation_status::text
     from (select public.cancel_execution(tests.id('queued')) as e) as x $$,
  $$ values ('CANCELLED', now(), now(), 1, 0.000000000000, 'SKIPPED') $$, 'one that waits is cancelled at once'
);
select throws_ok(
  $$ select public.cancel_execution(tests.id('queued')) $$, 'PT409', 'The execution is already CANCELLED.',
  'and not again'
);
select throws_ok($$ select public.cancel_execution(tests.id('none')) $$, 'PT404', null, 'an unknown one is not found');
select throws_ok($$ select public.cancel_execution(null) $$, 'PT404', null, 'nothing neither');

select tests.as_service();
select throws_ok(
  $$ select public.cancel_execution(tests.id('run')) $$, '42501', null, 'the service cannot cancel in nobody''s name'
);
select tests.settle('run', tests.result('CANCELLED'));
select tests.as_user('bob');
select throws_ok(
  $$ select public.cancel_execution(tests.id('run')) $$, 'PT409', null, 'what is settled is not cancelled'
);

select tests.as_owner();
select tests.running_execution('done', 'bob', 'letter'), tests.running_execution('failed', 'bob', 'letter');
select tests.settle('done'), tests.settle('failed', tests.result('FAILED'));
select tests.as_user('bob');
select throws_ok(
  $$ select public.cancel_execution(tests.id('done')) $$, 'PT409', 'The execution is already COMPLETED.',
  'nor what is completed'
);
select throws_ok(
  $$ select public.cancel_execution(tests.id('failed')) $$, 'PT409', 'The execution is already FAILED.',
  'nor what has failed'
);

select tests.as_owner();
select tests.running_execution('late', 'bob', 'letter');
select tests.as_user('bob');
select public.cancel_execution(tests.id('late'));
select tests.as_service();
select is(
  tests.settle('late', tests.result('COMPLETED')) #>> '{execution,status}', 'COMPLETED',
  'a worker that was done before it heard of it settles what it has'
);
select isnt(
  (select cancel_requested_at from public.executions where id = tests.id('late')), null,
  'and the row still says that its end was asked for'
);

select * from finish();
rollback;
