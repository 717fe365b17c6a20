-- Undoes 20261121101000_cost_corrections.sql. The corrections themselves stay in the ledger; what they correct is no
-- longer told.
-- Afterwards: supabase migration repair --status reverted 20261121101000

set lock_timeout = '5s';
set statement_timeout = '60s';

drop function public.usage_by_day_and_model(date, date);
drop function public.recompute_costs(timestamptz, timestamptz, uuid, boolean, integer);
drop function private.usage_by_day_and_model(date, date);
drop function private.recompute_costs(timestamptz, timestamptz, uuid, boolean, integer);
drop function private.priced_again(public.cost_tracking);

alter table public.cost_tracking drop constraint cost_tracking_only_adjustments_correct;
alter table public.cost_tracking drop column corrects_id;
