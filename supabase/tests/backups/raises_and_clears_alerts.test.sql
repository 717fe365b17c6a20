begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(29);

select is(
  tests.checked(), '{"looked": true, "due": 0, "lost": 0, "raised": [], "cleared": []}'::jsonb,
  'a new database has its grace'
);
select tests.as_service();
select is(public.check_backups(), '{"looked": false, "due": 0}'::jsonb, 'who looks again at once has nothing to do');
select tests.as_owner();

-- Absence
update private.backup_watch set since = now() - interval '25 hours 59 minutes';
select is(tests.checked() -> 'raised', '[]'::jsonb, 'just before its time');
update private.backup_watch set since = now() - interval '26 hours 1 minute';
select is(tests.checked(p_max_age_hours => 0) -> 'raised', '[]'::jsonb, 'nor where nobody wants to hear it');
select is(tests.checked() -> 'raised', '["backup_not_verified"]'::jsonb, 'nothing was verified for 26 hours');
select is(tests.checked() - 'lost' - 'looked', '{"due": 1, "raised": [], "cleared": []}'::jsonb, 'that is raised once');
select is((select count(*) from private.operator_alerts), 1::bigint, 'as one row');
select tests.run('BACKUP', tests.ago('2 hours'), p_result => '{"bytes": 1000, "object_bytes": 1000}');
select is(tests.checked() -> 'cleared', '[]'::jsonb, 'a backup that nobody verified does not help');
select tests.run(
  'VERIFY', tests.ago('1 hour'), p_result => jsonb_build_object('backup_id', tests.name_of(tests.ago('2 hours')))
);
select is(tests.checked() -> 'cleared', '["backup_not_verified"]'::jsonb, 'one that was verified does');
select isnt((select cleared_at from private.operator_alerts), null, 'and the row says so');
select is(tests.checked() -> 'cleared', '[]'::jsonb, 'once');
select is(tests.checked(p_max_age_hours => 1.5) -> 'raised', '["backup_not_verified"]'::jsonb, 'it counts from when the backup is of');
select is(tests.checked() -> 'cleared', '["backup_not_verified"]'::jsonb, 'not from its verification');

-- Failure
select tests.run('BACKUP', tests.ago('50 minutes'), 'FAILED');
select is(tests.checked() -> 'raised', '["backup_failed"]'::jsonb, 'a backup that failed');
select is(
  (select detail from private.operator_alerts where cleared_at is null), 'The last BACKUP failed: It broke.', 'and why'
);
select tests.run('VERIFY', tests.ago('45 minutes'), 'FAILED', null);
select tests.run('PRUNE', tests.ago('45 minutes'), 'FAILED', null);
select is(tests.checked() -> 'raised', '["prune_failed", "verify_failed"]'::jsonb, 'the other kinds, too');
select tests.run('BACKUP', tests.ago('40 minutes'), p_result => '{"bytes": 600, "object_bytes": 600}');
select is(tests.checked() -> 'cleared', '["backup_failed"]'::jsonb, 'until one succeeds');
select tests.run('VERIFY', tests.ago('35 minutes'), 'RUNNING');
select is(tests.checked() -> 'lost', '1'::jsonb, 'whose worker is gone is given up');
select is(
  (select status from public.backup_runs where kind = 'VERIFY' order by scheduled_at desc limit 1), 'FAILED'::public.backup_run_status,
  'and is a failure'
);

-- Size
select is(tests.raised(), array['prune_failed', 'verify_failed'], 'somewhat smaller is no matter');
select tests.run('BACKUP', tests.ago('30 minutes'), p_result => '{"bytes": 299, "object_bytes": 600}');
select is(tests.checked() -> 'raised', '["backup_shrunk"]'::jsonb, 'less than half is');
select tests.run('BACKUP', tests.ago('25 minutes'), p_result => '{"bytes": 299, "object_bytes": 600}');
select is(tests.checked() -> 'cleared', '["backup_shrunk"]'::jsonb, 'until the next one is as large');
select tests.run('BACKUP', tests.ago('20 minutes'), p_result => '{"bytes": 299, "object_bytes": 100}');
select is(tests.checked() -> 'raised', '["backup_shrunk"]'::jsonb, 'so is it of the storage objects');
select is(tests.checked(p_shrink_ratio => 0.1) -> 'cleared', '["backup_shrunk"]'::jsonb, 'what is far smaller, operators say');

-- The far store
select tests.run('BACKUP', tests.ago('15 minutes'), p_result => '{"bytes": 299, "far_error": "The bucket is gone."}');
select is(tests.checked() -> 'raised', '["far_copy_failed"]'::jsonb, 'a copy that failed');
select tests.run('BACKUP', tests.ago('11 minutes'), p_result => '{"bytes": 299, "far_error": null}');
select is(tests.checked() -> 'cleared', '["far_copy_failed"]'::jsonb, 'until the next one arrives');

-- Restored rows, and old ones
select tests.run('BACKUP', tests.ago('10 minutes'), 'FAILED', null, '{"code": "restored"}');
select is(tests.checked() -> 'raised', '[]'::jsonb, 'what ran in another cluster has not failed here');
insert into public.backup_runs (
  kind, status, scheduled_at, attempt, worker, started_at, completed_at, created_at
)
values (
  'PRUNE', 'SUCCEEDED', now() - interval '401 days', 1, 'x', now() - interval '401 days', now() - interval '401 days',
  now() - interval '401 days'
);
select tests.checked();
select is_empty('select from public.backup_runs where created_at < now() - interval ''400 days''', 'old rows are removed');
select isnt_empty('select from public.backup_runs', 'and no others');

select * from finish();
rollback;
