-- The schedules inside Supabase, by pg_cron and pg_net: for who has no Cloud Scheduler. Run it as postgres; again, it puts
-- the same schedules in the place of those that are there, by their names.
--
-- First, once, where the functions are and what opens them, into Vault; never into this file:
--
--   select vault.create_secret('https://europe-west1-my-project.cloudfunctions.net/formaops', 'formaops_functions_url');
--   select vault.create_secret('…32 random bytes…', 'formaops_scheduler_secret');
--
-- Functions that only Google's own accounts may call (as deploy/cloud-run.sh has it for scheduled ones) are not reached
-- from here: deploy those with --allow-unauthenticated, they check the secret themselves; or with Cloud Scheduler.
--
-- What ran: select * from cron.job_run_details order by start_time desc; what was answered: select * from net._http_response.

create extension if not exists pg_cron with schema pg_catalog;
create extension if not exists pg_net;

do $$
begin
  if (
    select count(*) from vault.decrypted_secrets
    where name in ('formaops_functions_url', 'formaops_scheduler_secret')
  ) < 2 then
    raise exception 'Put formaops_functions_url and formaops_scheduler_secret into Vault first; this file says how.';
  end if;
end
$$;

-- Calls a function with the scheduler's secret. In a schema of its own, for what no migration makes has no place among what
-- they make; no API reaches it, and it is granted to nobody.
create schema if not exists formaops_schedules;
create or replace function formaops_schedules.call_scheduled_function(p_name text, p_body jsonb, p_seconds integer)
returns bigint
language sql
set search_path = ''
as $$
  select net.http_post(
    url := rtrim(u.decrypted_secret, '/') || '/' || p_name,
    body := p_body,
    headers := jsonb_build_object('content-type', 'application/json', 'x-scheduler-secret', s.decrypted_secret),
    timeout_milliseconds := p_seconds * 1000
  )
  from vault.decrypted_secrets as u
  cross join vault.decrypted_secrets as s
  where u.name = 'formaops_functions_url' and s.name = 'formaops_scheduler_secret'
$$;
revoke all on function formaops_schedules.call_scheduled_function(text, jsonb, integer) from public;

-- Work in the database itself. The function work does all of this, too; both together do no harm.
select cron.schedule('formaops-sweep-executions', '* * * * *', $$ select public.sweep_executions() $$);
select cron.schedule('formaops-sweep-webhooks', '* * * * *', $$ select public.sweep_webhooks() $$);
-- A call takes one batch of each tenant, and nobody calls again while there is more: so the batch is a large one.
select cron.schedule('formaops-prune', '* * * * *', $$ select public.prune_old_rows(5, 10000) $$);
select cron.schedule('formaops-watch-backups', '* * * * *', $$ select public.check_backups() $$);
-- Seconds need pg_cron 1.5 or later; with an older one: '* * * * *'.
select cron.schedule('formaops-seal-audit', '5 seconds', $$ select public.seal_audit(10000) $$);

-- Functions.
select cron.schedule(
  'formaops-work', '* * * * *', $$ select formaops_schedules.call_scheduled_function('work', '{"max_seconds": 45}', 120) $$
);
-- The time is named, so that however late it is called it is one run: three calls make three attempts where one fails, and
-- are answered at once where it did not.
select cron.schedule(
  'formaops-backup-database', '0,20,40 2 * * *',
  $$ select formaops_schedules.call_scheduled_function(
    'backup-database', jsonb_build_object('scheduled_at', date_trunc('hour', now())), 3600
  ) $$
);
select cron.schedule(
  'formaops-verify-backup', '0,20,40 4 * * *',
  $$ select formaops_schedules.call_scheduled_function(
    'verify-backup', jsonb_build_object('scheduled_at', date_trunc('hour', now())), 3600
  ) $$
);

-- What pg_cron remembers of its runs grows, too.
select cron.schedule(
  'formaops-forget-runs', '30 3 * * *',
  $$ delete from cron.job_run_details where end_time < now() - interval '7 days' $$
);
