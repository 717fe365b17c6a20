begin;
\ir ../helpers.sql
\ir helpers.sql
select plan(14);

select tests.run('BACKUP', tests.ago('2 days'));
select throws_ok(
  $$ update public.backup_runs set result = '{}' $$, 'PT409', 'The run is SUCCEEDED: that is final.', 'not to its owner'
);
select tests.run('VERIFY', tests.ago('2 days'), 'FAILED');
select throws_ok(
  $$ update public.backup_runs set error = '{"code": "x"}' where kind = 'VERIFY' $$, 'PT409', null, 'nor a failure'
);
select tests.run('BACKUP', tests.ago('1 day'), 'RUNNING');
select throws_ok(
  format('update public.backup_runs set %s where status = ''RUNNING''', change), 'PT409',
  'What a run is does not change, only how it stands.', change
)
from unnest(array['scheduled_at = now()', 'kind = ''PRUNE''', 'attempt = 7', 'worker = ''other''']) as change;

create function tests.refuses(p_constraint text, p_change text) returns text
language sql
as $$
  select throws_matching(
    format('update public.backup_runs set %s where status = ''RUNNING''', p_change), p_constraint, p_constraint
  )
$$;
select tests.refuses('backup_runs_running_has_a_lease', 'lease_until = null');
select tests.refuses('backup_runs_ended_has_its_time', 'completed_at = now()');
select tests.refuses(
  'backup_runs_failed_says_why', 'status = ''FAILED'', lease_until = null, completed_at = now(), error = ''{}'''
);
select tests.refuses(
  'backup_runs_end_after_they_start', 'status = ''SUCCEEDED'', lease_until = null, completed_at = started_at - interval ''1 s'''
);
select tests.refuses(
  'backup_runs_success_names_its_backup',
  'status = ''SUCCEEDED'', lease_until = null, completed_at = now(), backup_id = null'
);
select tests.refuses('backup_runs_backup_id_is_a_time', 'backup_id = ''../../etc''');
select tests.refuses('backup_runs_progress_fits', 'progress = ''[]''');
select tests.refuses('backup_runs_result_fits', 'result = ''"x"''');

select * from finish();
rollback;
