begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(27);

create temporary table answers (name text, answer jsonb);
grant all on answers to service_role;
create function tests.answer(p_name text, p_member text) returns text
language sql stable
as $$ select answer ->> p_member from answers where name = p_name $$;

select tests.as_service();
insert into answers
select 'first', public.begin_backup_run('BACKUP', '2026-11-20 02:00:00.7+00', 'one', 60, '{"by": "schedule"}');

select is(
  (
    select answer - array['id', 'lease_token', 'lease_until', 'started_at', 'created_at', 'updated_at']
    from answers
  ),
  '{
    "kind": "BACKUP", "status": "RUNNING", "scheduled_at": "2026-11-20T02:00:00+00:00", "attempt": 1,
    "backup_id": "20261120T020000Z", "worker": "one", "details": {"by": "schedule"}, "progress": {}, "result": null,
    "error": null, "completed_at": null, "duration_seconds": null, "replayed": false
  }'::jsonb,
  'a run begins, for a whole second'
);
select throws_matching(
  $$ select public.begin_backup_run('BACKUP', '2026-11-20 02:00:00+00', 'two', 60) $$, '^A BACKUP is running since ',
  'another scheduler of the same time is told that it runs'
);
select throws_ok(
  $$ select public.begin_backup_run('BACKUP', '2026-11-20 03:00:00+00', 'two', 60) $$, 'PT409', null,
  'so is one of another time'
);
select throws_ok(
  $$ select public.begin_backup_run('PRUNE', '2026-11-20 03:00:00+00', 'two', 60) $$, 'PT409', null,
  'nothing is pruned meanwhile'
);
select lives_ok(
  $$ insert into answers select 'verify', public.begin_backup_run(
       'VERIFY', '2026-11-20 03:00:00+00', 'three', 60, '{"backup_id": "20261119T020000Z"}'
     ) $$,
  'but verified'
);
select is(tests.answer('verify', 'backup_id'), '20261119T020000Z', 'what is verified stands on the run');
select throws_ok(
  $$ select public.begin_backup_run('PRUNE', now(), 'two', 60) $$, 'PT409', null, 'nor is it pruned while that lasts'
);

-- Extending
select is(
  public.extend_backup_run(
    tests.answer('first', 'id')::uuid, tests.answer('first', 'lease_token')::uuid, 600, '{"stage": "dump"}'
  ) -> 'progress',
  '{"stage": "dump"}', 'how far it is'
);
select ok(
  (
    select r.lease_until > clock_timestamp() + interval '9 minutes'
    from public.backup_runs as r
    where r.id = tests.answer('first', 'id')::uuid
  ),
  'and alive for so long again'
);
select throws_ok(
  format('select public.extend_backup_run(%L, gen_random_uuid())', tests.answer('first', 'id')), 'PT409',
  'The run is not this worker''s any more: its lease has ended.', 'by its worker alone'
);
select throws_ok(
  'select public.extend_backup_run(gen_random_uuid(), gen_random_uuid())', 'PT404', null, 'and none that is not there'
);

-- Ending
select throws_ok(
  format(
    'select public.end_backup_run(%L, %L, ''RUNNING'')', tests.answer('first', 'id'), tests.answer('first', 'lease_token')
  ),
  'PT400', null, 'a run ends one way or the other'
);
select is(
  public.end_backup_run(
    tests.answer('first', 'id')::uuid, tests.answer('first', 'lease_token')::uuid, 'SUCCEEDED', '{"bytes": 7}'
  ) ->> 'status',
  'SUCCEEDED', 'as it went'
);
select is(
  public.end_backup_run(
    tests.answer('first', 'id')::uuid, tests.answer('first', 'lease_token')::uuid, 'SUCCEEDED', '{"bytes": 8}'
  ) -> 'result',
  '{"bytes": 7}', 'whoever did not hear the answer asks again'
);
select throws_ok(
  format(
    'select public.end_backup_run(%L, %L, ''FAILED'', null, ''{"code": "x"}'')', tests.answer('first', 'id'),
    tests.answer('first', 'lease_token')
  ),
  'PT409', 'The run is SUCCEEDED: that is final.', 'but changes nothing'
);
select is(
  public.begin_backup_run('BACKUP', '2026-11-20 02:00:00+00', 'late', 60) - 'lease_token' ->> 'replayed', 'true',
  'a scheduler that comes late is answered what came of it'
);
select is(
  (public.begin_backup_run('BACKUP', '2026-11-20 02:00:00+00', 'late', 60)) -> 'lease_token', 'null'::jsonb,
  'and may not write on it'
);

-- Again
insert into answers select 'second', public.begin_backup_run('BACKUP', '2026-11-21 02:00:00+00', 'one', 60);
select public.end_backup_run(
  tests.answer('second', 'id')::uuid, tests.answer('second', 'lease_token')::uuid, 'FAILED', null,
  '{"code": "store_failed", "detail": "The store is full."}'
);
insert into answers select 'third', public.begin_backup_run('BACKUP', '2026-11-21 02:00:00+00', 'one', 60);
select is(tests.answer('third', 'attempt'), '2', 'what failed is tried again, as another attempt');
select is(
  (select count(*) from public.backup_runs where scheduled_at = '2026-11-21 02:00:00+00'), 2::bigint, 'and both stay'
);

-- Lost
select tests.as_owner();
update public.backup_runs set lease_until = clock_timestamp() - interval '1 second' where id = tests.answer('third', 'id')::uuid;
select tests.as_service();
insert into answers select 'fourth', public.begin_backup_run('BACKUP', '2026-11-21 02:00:00+00', 'two', 60);
select is(tests.answer('fourth', 'attempt'), '3', 'whose lease has ended is followed by another');
select is(
  (select error ->> 'code' from public.backup_runs where id = tests.answer('third', 'id')::uuid), 'lease_ended',
  'and says so'
);
select throws_ok(
  format('select public.extend_backup_run(%L, %L)', tests.answer('third', 'id'), tests.answer('third', 'lease_token')),
  'PT409', null, 'the first one, come to life again, is told that it lost'
);
select throws_ok(
  format(
    'select public.end_backup_run(%L, %L, ''SUCCEEDED'')', tests.answer('third', 'id'), tests.answer('third', 'lease_token')
  ),
  'PT409', null, 'and ends nothing'
);
select throws_ok(
  $$ select public.begin_backup_run('BACKUP', now() + interval '2 hours', 'two', 60) $$, 'PT400', null,
  'nothing is backed up in the future'
);

-- A dump holds the row of its own run; in another cluster that runs nowhere.
select tests.as_owner();
update private.backup_leases set system_identifier = '1' where run_id = tests.answer('fourth', 'id')::uuid;
update public.backup_runs set lease_until = clock_timestamp() - interval '1 second' where id = tests.answer('fourth', 'id')::uuid;
select is(private.end_lost_backup_runs(), 1, 'what was lost is given up');
select is(
  (select error ->> 'code' from public.backup_runs where id = tests.answer('fourth', 'id')::uuid), 'restored',
  'a restored row is told apart'
);
select throws_ok(
  $$ insert into public.backup_runs (kind, scheduled_at, attempt, worker, lease_until)
     values ('VERIFY', now(), 1, 'x', now()) $$,
  '23505', null, 'the table itself has one of a kind run'
);

select * from finish();
rollback;
