begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(12);

select tests.as_service();
select is(
  public.backup_status() - 'since',
  '{
    "last_backup": null, "last_verified": null, "running": [], "age_seconds": null, "verified_age_seconds": null,
    "last_bytes": null, "verified": [], "alerts": []
  }'::jsonb,
  'nothing yet'
);
select tests.as_owner();
select tests.run('BACKUP', tests.ago('3 days'), p_result => '{"bytes": 30}');
select tests.run('BACKUP', tests.ago('2 days'), p_result => '{"bytes": 20}');
select tests.run('BACKUP', tests.ago('1 day'), p_result => '{"bytes": 10}');
select tests.run('BACKUP', tests.ago('1 hour'), 'FAILED');
select tests.run(
  'VERIFY', tests.ago('70 hours'), p_result => jsonb_build_object('backup_id', tests.name_of(tests.ago('3 days')))
);
select tests.run(
  'VERIFY', tests.ago('40 hours'), p_result => jsonb_build_object('backup_id', tests.name_of(tests.ago('2 days')))
);
-- The oldest again, later: what counts is of when the backup is.
select tests.run(
  'VERIFY', tests.ago('30 hours'), p_result => jsonb_build_object('backup_id', tests.name_of(tests.ago('3 days')))
);
select tests.run('PRUNE', tests.ago('5 minutes'), 'RUNNING');

select tests.as_service();
select is(
  public.backup_status() -> 'verified',
  jsonb_build_array(tests.name_of(tests.ago('2 days')), tests.name_of(tests.ago('3 days'))),
  'the verified ones, the newest first'
);
select is(
  public.backup_status() #>> '{last_verified,backup_id}', tests.name_of(tests.ago('2 days')), 'the newest of them'
);
select ok(
  (public.backup_status() ->> 'verified_age_seconds')::numeric between 172800 and 172801, 'and how old it is'
);
select is(public.backup_status() #>> '{last_backup,backup_id}', tests.name_of(tests.ago('1 day')), 'the last whole one');
select ok((public.backup_status() ->> 'age_seconds')::numeric between 86400 and 86401, 'how old that is');
select is(public.backup_status() -> 'last_bytes', '10'::jsonb, 'and how large');
select is(public.backup_status() #>> '{running,0,kind}', 'PRUNE', 'what runs');
select is(public.health_figures() -> 'backups' -> 'last_bytes', '10'::jsonb, 'health tells of it');
select is(public.operational_metrics() -> 'backups' -> 'running', '1'::jsonb, 'so do the metrics');

-- One that could not look leaves it verified; one that found a fault does not.
select tests.as_owner();
select tests.run(
  'VERIFY', tests.ago('3 hours'), 'FAILED',
  p_result => jsonb_build_object('backup_id', tests.name_of(tests.ago('2 days')), 'differences', 1)
);
insert into public.backup_runs (
  kind, status, scheduled_at, attempt, backup_id, worker, error, completed_at
)
values (
  'VERIFY', 'FAILED', now(), 1, tests.name_of(tests.ago('3 days')), 'tests', '{"code": "no_space"}', now()
);
select is(
  (select array_agg(v.backup_id) from private.verified_backups() as v), array[tests.name_of(tests.ago('3 days'))],
  'what was found damaged later is not verified any more'
);
select is((select duration_seconds from public.backup_runs where kind = 'BACKUP' and status = 'FAILED'), 600.000000, 'how long it took');

select * from finish();
rollback;
