-- Undoes 20261121150000_webhooks.sql. Endpoints, their secrets and what they were told are gone; tasks of the queue that
-- are left find nothing to do.
-- Afterwards: supabase migration repair --status reverted 20261121150000

set lock_timeout = '5s';
set statement_timeout = '60s';

delete from private.api_key_paths
where path in (
  'webhook_endpoints', 'webhook_deliveries', 'rpc/create_webhook_endpoint', 'rpc/rotate_webhook_secret',
  'rpc/send_test_webhook', 'rpc/redeliver_webhook'
);

-- Triggers on tables that stay
drop trigger executions_tell_webhooks on public.executions;
drop trigger budget_alerts_tell_webhooks on public.budget_alerts;

-- Functions
drop function public.sweep_webhooks(integer, integer);
drop function public.end_webhook_delivery(uuid, integer, integer, text, numeric, integer[]);
drop function public.begin_webhook_delivery(uuid, integer);
drop function public.record_budget_refusal(uuid);
drop function public.redeliver_webhook(uuid);
drop function public.send_test_webhook(uuid);
drop function public.rotate_webhook_secret(uuid, integer);
drop function public.create_webhook_endpoint(text, text[], text);
drop function private.sweep_webhooks(integer, integer);
drop function private.end_webhook_delivery(uuid, integer, integer, text, numeric, integer[]);
drop function private.begin_webhook_delivery(uuid, integer);
drop function private.redeliver_webhook(uuid);
drop function private.send_test_webhook(uuid);
drop function private.rotate_webhook_secret(uuid, integer);
drop function private.lock_webhook_endpoint(uuid);
drop function private.create_webhook_endpoint(text, text[], text);
drop function private.new_webhook_secret();
drop function private.record_budget_refusal(uuid);
drop function private.tell_of_execution();
drop function private.tell_of_budget_alert();
drop function private.tell_of_exceeded_budget(public.budgets, timestamptz);
drop function private.budget_event(public.budgets, timestamptz, jsonb);
drop function private.tell_webhooks(uuid, text[], jsonb, timestamptz);
drop function private.make_webhook_delivery(public.webhook_endpoints, uuid, text, jsonb, timestamptz);
drop function private.queue_webhook(uuid, text);

-- Tables, and with them their triggers and policies
drop table private.exceeded_budgets;
drop table public.webhook_deliveries;
drop table private.webhook_secrets;
drop table public.webhook_endpoints;
drop function private.guard_webhook_delivery();
drop function private.guard_webhook_endpoint();
drop function private.webhook_events_fit(text[]);

-- Types
drop type public.webhook_disabled_reason;
drop type public.webhook_delivery_status;
