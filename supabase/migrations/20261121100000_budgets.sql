-- Budgets: money is held before a model is asked, and turned into the exact cost when the execution is settled.
--
-- What a budget has spent derives from the ledger: a trigger there charges every row that is written, for whatever
-- purpose. The counters stand in sixteen slots a period, each with a share of what is left, so that the executions of a
-- tenant do not wait for one another: one that fits into a share touches that slot alone. Only what does not fit locks
-- all slots, decides on their sum, and deals anew what is left; so exactly what fits runs.
--
-- Locks are taken in this order: the tenant's advisory lock (shared by who holds and charges, alone by who changes a
-- budget), budgets by id, slots by number. Whoever has one slot and finds that it needs all gives it back first.
-- Whoever goes through the budgets more than once in a transaction has the tenant's lock alone, too.
--
-- A request with an idempotency key runs once: its key stands on the execution that it began.

set lock_timeout = '5s';
set statement_timeout = '60s';

-- ============================================================================================================ types

create type public.budget_period as enum (
  'DAY',   -- given on insert: from midnight to midnight in the tenant's time zone
  'MONTH'  -- given on insert: from the first to the last day of a month in the tenant's time zone
);
comment on type public.budget_period is 'After which time a budget begins anew.';

create type public.budget_kind as enum (
  'HARD',    -- given on insert or changed by an ADMIN: what would pass the limit does not run
  'WARNING'  -- given on insert or changed by an ADMIN: refuses nothing
);
comment on type public.budget_kind is 'What happens at the limit. Thresholds give alerts for both.';

create type private.pinned_prompt as (
  id uuid,
  name text,
  version integer,
  template text,
  variables jsonb,
  validations jsonb,
  model text,
  fallback_model text,
  parameters jsonb,
  asked_model text
);
comment on type private.pinned_prompt is
'What of a prompt an execution runs, whatever happens to the prompt later. model is the prompt''s own, asked_model the '
'one that is asked first.';

-- ============================================================================================ functions of the checks

create function private.thresholds_fit(p_thresholds numeric[])
returns boolean
language sql immutable
set search_path = ''
as $$
  select
    cardinality(p_thresholds) <= 10
    and not exists (
      select from unnest(p_thresholds) as t (value) where t.value is null or t.value not between 0.001 and 10
    )
    and p_thresholds = array(select distinct t.value from unnest(p_thresholds) as t (value) order by t.value)
$$;
comment on function private.thresholds_fit is 'At most 10 fractions between 0.001 and 10, ascending, each once.';

-- =========================================================================================================== tables

alter table public.tenants add column time_zone text not null default 'UTC';
-- As for all texts: what is sampled of foreign rows, an estimate could tell.
alter table public.tenants alter column time_zone set statistics 0;
comment on column public.tenants.time_zone is
'A name of the IANA time zone database: where the days and months of budgets begin.';

alter table public.cost_tracking add column workflow_id uuid;
comment on column public.cost_tracking.workflow_id is
'The workflow that the call belongs to, where there is one. No foreign key, as for prompt_id.';

create table public.budgets (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null default private.current_tenant_id() references public.tenants (id) on delete cascade,
  name text not null,
  user_id uuid references public.users (id),
  prompt_id uuid,
  workflow_id uuid,
  period public.budget_period not null,
  limit_usd numeric(20, 12) not null,
  kind public.budget_kind not null default 'HARD',
  thresholds numeric[] not null default '{0.8,1}',
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint budgets_id_in_tenant unique (tenant_id, id),
  constraint budgets_of_prompt foreign key (tenant_id, prompt_id) references public.prompts (tenant_id, id),
  constraint budgets_of_workflow foreign key (tenant_id, workflow_id) references public.workflows (tenant_id, id),
  constraint budgets_narrowed_to_one_thing check (num_nonnulls(user_id, prompt_id, workflow_id) <= 1),
  constraint budgets_name_fits check (private.trimmed(name) <> '' and char_length(name) <= 200),
  -- NaN is above all numbers: a limit that never refuses.
  constraint budgets_limit_is_an_amount check (limit_usd >= 0 and limit_usd < 'NaN'),
  constraint budgets_thresholds_are_ascending_fractions check (private.thresholds_fit(thresholds))
);
alter table public.budgets alter column name set statistics 0;
comment on table public.budgets is
'What a tenant allows itself to spend in a day or a month: all of it, or one user, prompt or workflow.';
comment on column public.budgets.user_id is 'Counts only what this user spends.';
comment on column public.budgets.prompt_id is 'Counts only what this prompt spends.';
comment on column public.budgets.workflow_id is 'Counts only what this workflow spends.';
comment on column public.budgets.limit_usd is
'US dollars a period. 0 lets nothing run that costs. Ask for limit_usd::text: JSON numbers are floats.';
comment on column public.budgets.thresholds is
'Fractions of the limit: when spending reaches one, a row appears in budget_alerts.';
comment on column public.budgets.is_active is 'False: neither counts nor refuses. Counted anew when it is true again.';
comment on column public.budgets.deleted_at is 'Soft delete by delete_budget, undone by restore_budget.';

create table public.budget_alerts (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  budget_id uuid not null,
  period_start timestamptz not null,
  threshold numeric not null,
  limit_usd numeric(20, 12) not null,
  spent_usd numeric(20, 12) not null,
  created_at timestamptz not null default now(),
  constraint budget_alerts_belong_to_budget foreign key (tenant_id, budget_id)
  references public.budgets (tenant_id, id) on delete cascade,
  constraint budget_alerts_once_a_period unique (budget_id, period_start, threshold)
);
comment on table public.budget_alerts is
'A budget''s spending has reached a threshold: once for each period and threshold. Append-only.';
comment on column public.budget_alerts.threshold is 'A fraction of the limit.';
comment on column public.budget_alerts.limit_usd is 'The limit at that moment.';
comment on column public.budget_alerts.spent_usd is 'What was spent at that moment, without what was held.';

-- The next three are written by every execution under a budget: they have no foreign keys, whose checks would have all
-- of them lock the budget's row. private.forget_budget cleans up.
create table private.budget_slots (
  budget_id uuid not null,
  period_start timestamptz not null,
  slot integer not null,
  spent_usd numeric(20, 12) not null default 0,
  held_usd numeric(20, 12) not null default 0,
  allowance_usd numeric(20, 12) not null default 0,
  quiet_usd numeric(20, 12),
  primary key (budget_id, period_start, slot),
  constraint budget_slots_are_sixteen check (slot between 0 and 15),
  constraint budget_slots_held_not_negative check (held_usd >= 0)
) with (fillfactor = 50);
comment on table private.budget_slots is
'What a budget has spent and holds in a period, in sixteen parts that are locked one by one. Kept for the present '
'period and the one before.';
comment on column private.budget_slots.allowance_usd is
'spent_usd + held_usd may grow to this without asking the other slots.';
comment on column private.budget_slots.quiet_usd is
'spent_usd may grow to this before a threshold can be reached; null when there is none ahead.';

create table private.budget_holds (
  execution_id uuid not null,
  budget_id uuid not null,
  period_start timestamptz not null,
  slot integer not null,
  held_usd numeric(20, 12) not null,
  primary key (execution_id, budget_id)
) with (fillfactor = 50);
comment on table private.budget_holds is
'What an execution that waits or runs may still cost at most, under each budget that applies to it. Gone when it ends.';

create table private.list_prices (
  model text not null,
  version text not null,
  input_usd_per_mtok numeric(20, 12) not null,
  output_usd_per_mtok numeric(20, 12) not null,
  call_usd numeric(20, 12) not null default 0,
  created_at timestamptz not null default now(),
  primary key (model, version),
  constraint list_prices_not_negative check (input_usd_per_mtok >= 0 and output_usd_per_mtok >= 0 and call_usd >= 0),
  constraint list_prices_model_fits check (char_length(model) <= 200),
  constraint list_prices_version_fits check (char_length(version) between 1 and 100)
);
comment on table private.list_prices is
'What the price package asks at most for models that it was asked about: the dearest of its tiers and of cached and '
'other input. Only for the upper bound of what is held; the ledger has the exact price.';
comment on column private.list_prices.model is 'provider:name.';
comment on column private.list_prices.version is 'Of the price package.';
comment on column private.list_prices.call_usd is 'What a call costs apart from its tokens.';

-- ========================================================================================================== indexes

create unique index budgets_name_is_unique_among_live_budgets on public.budgets (tenant_id, name)
where deleted_at is null;
create index budgets_tenant_created_idx on public.budgets (tenant_id, created_at desc);
create index budgets_in_force_idx on public.budgets (tenant_id, id) where is_active and deleted_at is null;
create index budgets_user_idx on public.budgets (user_id);
create index budgets_prompt_idx on public.budgets (prompt_id, tenant_id);
create index budgets_workflow_idx on public.budgets (workflow_id, tenant_id);

create index budget_alerts_tenant_created_idx on public.budget_alerts (tenant_id, created_at desc);
create index budget_alerts_budget_idx on public.budget_alerts (tenant_id, budget_id, created_at desc);

-- ============================================================================================== functions: periods

create function private.check_time_zone()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  -- Asking the whole list takes a moment, but Postgres would also believe abbreviations and made-up offsets.
  if new.time_zone <> 'UTC' and not exists (select from pg_timezone_names as z where z.name = new.time_zone) then
    raise sqlstate 'PT400' using message = format('There is no time zone %s.', new.time_zone);
  end if;
  return new;
end
$$;
comment on function private.check_time_zone is 'time_zone is a name that Postgres knows.';

create function private.period_start(p_period public.budget_period, p_time_zone text, p_at timestamptz)
returns timestamptz
language plpgsql stable
set search_path = ''
as $$
begin
  return date_trunc(p_period::text, p_at at time zone p_time_zone) at time zone p_time_zone;
end
$$;
comment on function private.period_start is
'The moment by which the period is called that p_at belongs to: the first of the day or the month in that time zone. '
'In plpgsql, whose plans outlive the call.';

create function private.period_end(p_period public.budget_period, p_time_zone text, p_period_start timestamptz)
returns timestamptz
language sql stable
set search_path = ''
as $$
  select (
    date_trunc(lower(p_period::text), p_period_start at time zone p_time_zone) + ('1 ' || p_period::text)::interval
  ) at time zone p_time_zone
$$;
comment on function private.period_end is 'When the period that begins then is over.';

create function private.period_before(p_period public.budget_period, p_time_zone text, p_period_start timestamptz)
returns timestamptz
language sql stable
set search_path = ''
as $$
  select (
    date_trunc(lower(p_period::text), p_period_start at time zone p_time_zone) - ('1 ' || p_period::text)::interval
  ) at time zone p_time_zone
$$;
comment on function private.period_before is 'The beginning of the period before the one that begins then.';

-- ================================================================================================= functions: bounds

create function private.asking_defaults()
returns jsonb
language plpgsql immutable
set search_path = ''
as $$
begin
  return '{"max_tokens": 1024, "max_retries": 2, "max_repairs": 1}'::jsonb;
end
$$;
comment on function private.asking_defaults is
'What a prompt''s parameters are taken to say where they and the worker say nothing: those of the functions.';

create function private.whole_number(p_value jsonb, p_default jsonb, p_minimum integer, p_maximum integer)
returns integer
language plpgsql immutable
set search_path = ''
as $$
begin
  return least(greatest(
    ceil(case when jsonb_typeof(p_value) = 'number' then p_value::numeric else p_default::numeric end), p_minimum
  ), p_maximum)::integer;
end
$$;
comment on function private.whole_number is
'The number, or the default where it is none, within bounds. What is out of bounds is refused before a model is asked.';

create function private.bound_prices(p_model text, p_list_version text)
returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  v_prices jsonb;
begin
  select jsonb_build_object(
    'input_usd_per_mtok', trim_scale(greatest(
      m.input_usd_per_mtok, m.cache_read_usd_per_mtok, m.cache_write_usd_per_mtok
    ))::text,
    'output_usd_per_mtok', trim_scale(m.output_usd_per_mtok)::text,
    'call_usd', '0'
  )
  into v_prices
  from private.model_prices as m
  where m.provider = split_part(p_model, ':', 1) and m.model = substr(p_model, strpos(p_model, ':') + 1)
    and m.effective_from <= now()
  order by m.effective_from desc
  limit 1;
  if not found then
    select jsonb_build_object(
      'input_usd_per_mtok', trim_scale(l.input_usd_per_mtok)::text,
      'output_usd_per_mtok', trim_scale(l.output_usd_per_mtok)::text,
      'call_usd', trim_scale(l.call_usd)::text
    )
    into v_prices
    from private.list_prices as l
    where l.model = p_model and (p_list_version is null or l.version = p_list_version)
    order by l.created_at desc
    limit 1;
  end if;
  return v_prices;
end
$$;
comment on function private.bound_prices is
'The dearest that a token into and out of the model and a call may cost, amounts as decimal strings: the operator''s '
'price in force, else the list price. Null when nobody knows.';

create function private.execution_bound(
  p_template text, p_variables jsonb, p_inputs jsonb, p_validations jsonb, p_parameters jsonb, p_model text,
  p_fallback_model text, p_asking jsonb
)
returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  v_defaults jsonb := private.asking_defaults() || coalesce(p_asking, '{}');
  v_tokens bigint := private.whole_number(p_parameters -> 'max_tokens', v_defaults -> 'max_tokens', 1, 32768);
  v_tries bigint := 1 + private.whole_number(p_parameters -> 'max_retries', v_defaults -> 'max_retries', 0, 5);
  v_repairs bigint := private.whole_number(p_parameters -> 'max_repairs', v_defaults -> 'max_repairs', 0, 3);
  v_input bigint;
  v_inputs bigint;
  v_model text;
  v_prices jsonb := jsonb_build_object();
  v_price jsonb;
  v_usd numeric := 0;
begin
  -- No tokenizer makes more tokens than there are bytes. What a template repeats is not foreseen here: the worker,
  -- which knows what it sends, has the hold raised before it asks.
  v_input := octet_length(p_template) + octet_length(p_inputs::text) + 64
    + coalesce((
      select sum(octet_length(v.variable ->> 'defaultValue')) from jsonb_array_elements(p_variables) as v (variable)
    ), 0)
    + coalesce((
      -- The only schema is sent along.
      select case when count(*) = 1 then max(octet_length(v.validation ->> 'config')) end
      from jsonb_array_elements(p_validations) as v (validation)
      where v.validation ->> 'type' = 'SCHEMA'
    ), 0);
  -- Each repair sends all that went before: the answers, and what was wrong with them.
  v_inputs := (v_repairs + 1) * v_input + (v_tokens + 1024) * v_repairs * (v_repairs + 1) / 2;

  if p_model is null then
    return jsonb_build_object('unknown', 'the worker''s default model');
  end if;
  foreach v_model in array array_remove(array[p_model, nullif(p_fallback_model, p_model)], null) loop
    v_price := private.bound_prices(v_model, p_asking ->> 'list_prices');
    if v_price is null then
      return jsonb_build_object('unknown', v_model);
    end if;
    v_prices := v_prices || jsonb_build_object(v_model, v_price);
    v_usd := v_usd + v_tries * (
      (
        v_inputs * (v_price ->> 'input_usd_per_mtok')::numeric
        + (v_repairs + 1) * v_tokens * (v_price ->> 'output_usd_per_mtok')::numeric
      ) / 1000000
      + (v_repairs + 1) * (v_price ->> 'call_usd')::numeric
    );
  end loop;
  return jsonb_build_object('usd', trim_scale(ceil(v_usd * 1e12) / 1e12)::text, 'prices', v_prices);
end
$$;
comment on function private.execution_bound is
'What an execution costs at most, with all retries, repairs and the fallback: {"usd", "prices"}, or {"unknown": model} '
'when nobody knows the price of one.';

-- ============================================================================================= functions: counting

create function private.budget_lock(p_tenant_id uuid)
returns bigint
language plpgsql immutable
set search_path = ''
as $$
begin
  return uuid_hash_extended(p_tenant_id, 402);
end
$$;
comment on function private.budget_lock is
'The advisory lock that those who hold and charge under a tenant''s budgets share, and who changes one has alone.';

create function private.have_budgets_alone(p_tenant_ids uuid[])
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(private.budget_lock(t.tenant_id))
  from (select distinct i.id as tenant_id from unnest(p_tenant_ids) as i (id) order by 1) as t;
end
$$;
comment on function private.have_budgets_alone is
'Waits until nobody else holds or charges under the budgets of these tenants. For whoever goes through them more than '
'once in a transaction: having a slot of the last, it would wait for the first while somebody there waits for it.';

create function private.open_budget_period(
  p_budget public.budgets, p_time_zone text, p_period_start timestamptz, p_spent_usd numeric default 0,
  p_held_usd numeric default 0
)
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- Whoever comes at the same time waits here for the first.
  insert into private.budget_slots (budget_id, period_start, slot, spent_usd, held_usd)
  select
    p_budget.id, p_period_start, n.slot, case n.slot when 0 then p_spent_usd else 0 end,
    case n.slot when 0 then p_held_usd else 0 end
  from generate_series(0, 15) as n (slot)
  on conflict do nothing;
  if found then
    perform private.deal_budget(p_budget, p_period_start);
    delete from private.budget_slots as s
    where s.budget_id = p_budget.id
      and s.period_start < private.period_before(p_budget.period, p_time_zone, p_period_start);
  end if;
end
$$;
comment on function private.open_budget_period is
'Makes the slots of a period, at its first hold or charge.';

create function private.lock_budget_slots(p_budget_id uuid, p_period_start timestamptz)
returns void
language plpgsql
set search_path = ''
as $$
begin
  perform from private.budget_slots as s
  where s.budget_id = p_budget_id and s.period_start = p_period_start
  order by s.slot
  for no key update;
end
$$;
comment on function private.lock_budget_slots is 'All slots of a period, in the order in which everybody locks them.';

create function private.deal_budget(p_budget public.budgets, p_period_start timestamptz)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_spent numeric;
  v_held numeric;
  v_next numeric;
begin
  select sum(s.spent_usd), sum(s.held_usd) into v_spent, v_held
  from private.budget_slots as s
  where s.budget_id = p_budget.id and s.period_start = p_period_start;

  insert into public.budget_alerts (tenant_id, budget_id, period_start, threshold, limit_usd, spent_usd)
  select p_budget.tenant_id, p_budget.id, p_period_start, t.threshold, p_budget.limit_usd, v_spent
  from unnest(p_budget.thresholds) as t (threshold)
  where v_spent >= greatest(t.threshold * p_budget.limit_usd, 1e-12)
    -- Not for what was over when the budget was made.
    and p_period_start + ('1 ' || p_budget.period::text)::interval > p_budget.created_at
  on conflict do nothing;

  select min(greatest(t.threshold * p_budget.limit_usd, 1e-12)) into v_next
  from unnest(p_budget.thresholds) as t (threshold)
  where greatest(t.threshold * p_budget.limit_usd, 1e-12) > v_spent;

  update private.budget_slots as s
  set
    allowance_usd = s.spent_usd + s.held_usd + trunc(greatest(p_budget.limit_usd - v_spent - v_held, 0) / 16, 12),
    -- One step below the threshold, for reaching it is what is told.
    quiet_usd = s.spent_usd + trunc(greatest(v_next - v_spent - 1e-12, 0) / 16, 12)
  where s.budget_id = p_budget.id and s.period_start = p_period_start;
end
$$;
comment on function private.deal_budget is
'With all slots locked: writes the alerts that are due, and deals what is left evenly to the slots.';

create function private.hold_in_slot(
  p_budget public.budgets, p_period_start timestamptz, p_amount_usd numeric
)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_slot integer;
begin
  -- One's own slot by the connection's number, so that connections seldom meet; else the next that nobody has.
  select s.slot into v_slot
  from private.budget_slots as s
  where s.budget_id = p_budget.id and s.period_start = p_period_start
    and (p_budget.kind <> 'HARD' or s.allowance_usd - s.spent_usd - s.held_usd >= p_amount_usd)
  order by (s.slot - pg_backend_pid() % 16 + 16) % 16
  limit 1
  for no key update skip locked;
  if not found then
    -- Rows that were locked and then found to be too full are still locked: the exception lets go of them.
    raise sqlstate 'FO001';
  end if;
  update private.budget_slots as s
  set held_usd = s.held_usd + p_amount_usd
  where s.budget_id = p_budget.id and s.period_start = p_period_start and s.slot = v_slot;
  return v_slot;
exception
  when sqlstate 'FO001' then
    return null;
end
$$;
comment on function private.hold_in_slot is
'Holds in one slot whose share bears it, without waiting for anybody: its number, or null when there is none.';

create function private.refuse_over_budget(
  p_budget public.budgets, p_time_zone text, p_period_start timestamptz, p_amount_usd numeric, p_spent_usd numeric,
  p_held_usd numeric
)
returns void
language plpgsql
set search_path = ''
as $$
begin
  raise sqlstate 'PT402' using
    message = format(
      'Budget %s allows %s US dollars a %s: %s are spent, %s are held, and this may cost up to %s.',
      p_budget.name, trim_scale(p_budget.limit_usd), lower(p_budget.period::text), trim_scale(p_spent_usd),
      trim_scale(p_held_usd), trim_scale(p_amount_usd)
    ),
    detail = jsonb_build_object(
      'budget_id', p_budget.id, 'budget', p_budget.name, 'limit', trim_scale(p_budget.limit_usd)::text,
      'spent', trim_scale(p_spent_usd)::text, 'held', trim_scale(p_held_usd)::text,
      'needed', trim_scale(p_amount_usd)::text, 'period_start', p_period_start,
      'period_end', private.period_end(p_budget.period, p_time_zone, p_period_start)
    )::text;
end
$$;
comment on function private.refuse_over_budget is 'Raises PT402 with the figures, as JSON in the error''s detail.';

create function private.hold_in_budget(
  p_budget public.budgets, p_time_zone text, p_period_start timestamptz, p_execution_id uuid, p_amount_usd numeric
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_slot integer := private.hold_in_slot(p_budget, p_period_start, p_amount_usd);
  v_spent numeric;
  v_held numeric;
begin
  if v_slot is null then
    select sum(s.spent_usd), sum(s.held_usd) into v_spent, v_held
    from private.budget_slots as s
    where s.budget_id = p_budget.id and s.period_start = p_period_start;
    if v_spent is null then
      perform private.open_budget_period(p_budget, p_time_zone, p_period_start);
    elsif p_budget.kind = 'HARD' and v_spent + v_held + p_amount_usd > p_budget.limit_usd then
      -- What is committed already is too much: whoever is refused here has waited for nobody.
      perform private.refuse_over_budget(p_budget, p_time_zone, p_period_start, p_amount_usd, v_spent, v_held);
    end if;
    perform private.lock_budget_slots(p_budget.id, p_period_start);
    select sum(s.spent_usd), sum(s.held_usd) into v_spent, v_held
    from private.budget_slots as s
    where s.budget_id = p_budget.id and s.period_start = p_period_start;
    if p_budget.kind = 'HARD' and v_spent + v_held + p_amount_usd > p_budget.limit_usd then
      perform private.refuse_over_budget(p_budget, p_time_zone, p_period_start, p_amount_usd, v_spent, v_held);
    end if;
    v_slot := pg_backend_pid() % 16;
    update private.budget_slots as s
    set held_usd = s.held_usd + p_amount_usd
    where s.budget_id = p_budget.id and s.period_start = p_period_start and s.slot = v_slot;
    perform private.deal_budget(p_budget, p_period_start);
  end if;

  insert into private.budget_holds (execution_id, budget_id, period_start, slot, held_usd)
  values (p_execution_id, p_budget.id, p_period_start, v_slot, p_amount_usd);
end
$$;
comment on function private.hold_in_budget is
'Holds the amount for an execution under one budget, or raises PT402 when a hard limit would be passed.';

create function private.charge_slot(
  p_budget public.budgets, p_period_start timestamptz, p_slot integer, p_cost_usd numeric, p_from_hold_usd numeric
)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  v_bears boolean;
begin
  update private.budget_slots as s
  set spent_usd = s.spent_usd + p_cost_usd, held_usd = s.held_usd - p_from_hold_usd
  where s.budget_id = p_budget.id and s.period_start = p_period_start and s.slot = p_slot
  returning
    coalesce(s.spent_usd <= s.quiet_usd, true)
    and (p_budget.kind <> 'HARD' or p_cost_usd <= p_from_hold_usd or s.spent_usd + s.held_usd <= s.allowance_usd)
  into v_bears;
  if not v_bears then
    raise sqlstate 'FO001';
  end if;
  return v_bears;
exception
  when sqlstate 'FO001' then
    return false;
end
$$;
comment on function private.charge_slot is
'Charges one slot, turning so much of its holds into spending. False, and nothing done, when the slot alone cannot '
'tell what follows: a threshold may be reached, or more was spent than was held. Null when there is no such slot.';

create function private.charge_budget(
  p_budget public.budgets, p_time_zone text, p_period_start timestamptz, p_slots integer[], p_costs_usd numeric[],
  p_from_holds_usd numeric[]
)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if cardinality(p_slots) = 1
    and private.charge_slot(p_budget, p_period_start, p_slots[1], p_costs_usd[1], p_from_holds_usd[1])
  then
    return;
  end if;
  if not exists (
    select from private.budget_slots as s
    where s.budget_id = p_budget.id and s.period_start = p_period_start and s.slot = 0
  ) then
    if p_period_start < private.period_start(p_budget.period, p_time_zone, clock_timestamp()) then
      return;  -- a period that is counted no longer
    end if;
    perform private.open_budget_period(p_budget, p_time_zone, p_period_start);
  end if;
  perform private.lock_budget_slots(p_budget.id, p_period_start);
  update private.budget_slots as s
  set spent_usd = s.spent_usd + c.cost_usd, held_usd = s.held_usd - c.from_hold_usd
  from (
    select u.slot, sum(u.cost_usd) as cost_usd, sum(u.from_hold_usd) as from_hold_usd
    from unnest(p_slots, p_costs_usd, p_from_holds_usd) as u (slot, cost_usd, from_hold_usd)
    group by u.slot
  ) as c
  where s.budget_id = p_budget.id and s.period_start = p_period_start and s.slot = c.slot;
  perform private.deal_budget(p_budget, p_period_start);
end
$$;
comment on function private.charge_budget is
'Charges what executions spent to the slots of their holds. Nothing for a period whose slots are gone.';

create function private.charge_budgets()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_charge record;
begin
  perform pg_advisory_xact_lock_shared(private.budget_lock(t.tenant_id))
  from (select distinct w.tenant_id from written as w order by w.tenant_id) as t;
  if not exists (
    select from public.budgets as b
    where b.tenant_id = any(array(select w.tenant_id from written as w)) and b.is_active and b.deleted_at is null
  ) then
    return null;
  end if;

  for v_charge in
    with spent as (
      select
        b.id as budget_id, t.time_zone, w.reference_id,
        private.period_start(b.period, t.time_zone, coalesce(w.reference_created_at, w.created_at)) as period_start,
        sum(coalesce(w.cost_usd, 0)) as cost_usd
      from written as w
      join public.tenants as t on t.id = w.tenant_id
      join public.budgets as b on b.tenant_id = w.tenant_id and b.is_active and b.deleted_at is null
        and (b.user_id is null or b.user_id = w.user_id)
        and (b.prompt_id is null or b.prompt_id = w.prompt_id)
        and (b.workflow_id is null or b.workflow_id = w.workflow_id)
      group by 1, 2, 3, 4
    ),

    covered as (
      select
        s.*, coalesce(h.slot, pg_backend_pid() % 16)::integer as slot,
        least(greatest(s.cost_usd, 0), coalesce(h.held_usd, 0)) as from_hold_usd
      from spent as s
      left join private.budget_holds as h
        on h.execution_id = s.reference_id and h.budget_id = s.budget_id and h.period_start = s.period_start
    )

    select
      c.budget_id, c.time_zone, c.period_start, array_agg(c.reference_id) as reference_ids, array_agg(c.slot) as slots,
      array_agg(c.cost_usd) as costs_usd, array_agg(c.from_hold_usd) as from_holds_usd
    from covered as c
    group by c.budget_id, c.time_zone, c.period_start
    order by c.budget_id, c.period_start
  loop
    perform private.charge_budget(
      b, v_charge.time_zone, v_charge.period_start, v_charge.slots, v_charge.costs_usd, v_charge.from_holds_usd
    )
    from public.budgets as b
    where b.id = v_charge.budget_id;
    update private.budget_holds as h
    set held_usd = h.held_usd - u.from_hold_usd
    from unnest(v_charge.reference_ids, v_charge.from_holds_usd) as u (execution_id, from_hold_usd)
    where h.execution_id = u.execution_id and h.budget_id = v_charge.budget_id and u.from_hold_usd > 0;
  end loop;
  return null;
end
$$;
comment on function private.charge_budgets is
'Charges every new row of the ledger to each budget that it falls under: out of what is held for its execution first, '
'and in the period in which that began.';

create function private.release_holds()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_hold record;
begin
  -- Also where nothing is held: somebody who makes a budget now must see the end of this execution, or wait for it.
  perform pg_advisory_xact_lock_shared(private.budget_lock(new.tenant_id));
  for v_hold in
    with released as (delete from private.budget_holds as h where h.execution_id = new.id returning h.*)

    select r.* from released as r order by r.budget_id
  loop
    update private.budget_slots as s
    set held_usd = s.held_usd - v_hold.held_usd
    where s.budget_id = v_hold.budget_id and s.period_start = v_hold.period_start and s.slot = v_hold.slot;
  end loop;
  return null;
end
$$;
comment on function private.release_holds is
'Fired when an execution ends, or a worker loses it: what it held and did not spend is free.';

create function private.count_budget(p_budget public.budgets)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_time_zone text;
  v_start timestamptz;
  v_spent numeric;
  v_held numeric;
begin
  delete from private.budget_slots as s where s.budget_id = p_budget.id;
  if not p_budget.is_active or p_budget.deleted_at is not null then
    delete from private.budget_holds as h where h.budget_id = p_budget.id;
    return;
  end if;
  select t.time_zone into v_time_zone from public.tenants as t where t.id = p_budget.tenant_id;
  v_start := private.period_start(p_budget.period, v_time_zone, clock_timestamp());

  -- The period before, too: an execution that began just before midnight may ask for its hold just after.
  foreach v_start in array array[private.period_before(p_budget.period, v_time_zone, v_start), v_start] loop
    select coalesce(sum(c.cost_usd), 0) into v_spent
    from public.cost_tracking as c
    where c.tenant_id = p_budget.tenant_id and c.created_at >= v_start
      and private.period_start(p_budget.period, v_time_zone, coalesce(c.reference_created_at, c.created_at)) = v_start
      and (p_budget.user_id is null or c.user_id = p_budget.user_id)
      and (p_budget.prompt_id is null or c.prompt_id = p_budget.prompt_id)
      and (p_budget.workflow_id is null or c.workflow_id = p_budget.workflow_id);

    with held as (
      insert into private.budget_holds as h (execution_id, budget_id, period_start, slot, held_usd)
      select
        e.id, p_budget.id, v_start, 0,
        coalesce(
          (select max(o.held_usd) from private.budget_holds as o where o.execution_id = e.id),
          (private.running_bound(e) ->> 'usd')::numeric, 0
        )
      from public.executions as e
      where e.tenant_id = p_budget.tenant_id and e.status in ('PENDING', 'RUNNING')
        and private.period_start(p_budget.period, v_time_zone, e.created_at) = v_start
        and (p_budget.user_id is null or e.user_id = p_budget.user_id)
        and (p_budget.prompt_id is null or e.prompt_id = p_budget.prompt_id)
        and p_budget.workflow_id is null
      on conflict (execution_id, budget_id) do update
      set period_start = excluded.period_start, slot = 0
      returning h.held_usd
    )

    select coalesce(sum(h.held_usd), 0) into v_held from held as h;
    perform private.open_budget_period(p_budget, v_time_zone, v_start, v_spent, v_held);
  end loop;
  -- What runs since earlier periods is charged to them, and they are counted no longer.
  delete from private.budget_holds as h
  where h.budget_id = p_budget.id
    and not exists (
      select from private.budget_slots as s where s.budget_id = h.budget_id and s.period_start = h.period_start
    );
end
$$;
comment on function private.count_budget is
'With the tenant''s lock alone: counts a budget''s present period and the one before from the ledger and the running '
'executions. What runs without a hold is taken in with its bound.';

create function private.running_bound(p_execution public.executions)
returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return coalesce(
    (
      select private.execution_bound(
        v.template, v.variables, p_execution.inputs, v.validations, v.parameters, p_execution.model, v.fallback_model,
        null
      )
      from public.prompt_versions as v
      where v.prompt_id = p_execution.prompt_id and v.version = p_execution.prompt_version
    ),
    (
      select private.execution_bound(
        p.template, p.variables, p_execution.inputs, private.active_validations(p.id), p.parameters,
        p_execution.model, p.fallback_model, null
      )
      from public.prompts as p
      where p.id = p_execution.prompt_id
    )
  );
end
$$;
comment on function private.running_bound is
'The bound of an execution that began when no budget asked for one; of a draft''s, as the working copy is now.';

create function private.recount_budget()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  -- Waits until all who began or charged without knowing of the change have committed; who comes later waits for it.
  perform pg_advisory_xact_lock(private.budget_lock(new.tenant_id));
  perform private.count_budget(new);
  return null;
end
$$;
comment on function private.recount_budget is 'Fired when a budget is made, or what it counts or allows changes.';

create function private.recount_budgets()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(private.budget_lock(new.id));
  perform private.count_budget(b)
  from (
    select * from public.budgets as b
    where b.tenant_id = new.id and b.is_active and b.deleted_at is null
    order by b.id
  ) as b;
  return null;
end
$$;
comment on function private.recount_budgets is 'Fired when the tenant''s days begin at another moment.';

create function private.forget_budget()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  delete from private.budget_slots as s where s.budget_id = old.id;
  delete from private.budget_holds as h where h.budget_id = old.id;
  return null;
end
$$;
comment on function private.forget_budget is 'Fired when a budget goes with its tenant.';

-- ============================================================================================ functions: executions

create function private.hold_in_budgets(
  p_tenant_id uuid, p_user_id uuid, p_prompt_id uuid, p_execution_id uuid, p_at timestamptz,
  p_bound jsonb
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_budget public.budgets;
  -- Not earlier than this: the tenant's lock is held by now, and the days stay where they are.
  v_time_zone text := (select t.time_zone from public.tenants as t where t.id = p_tenant_id);
begin
  for v_budget in
    select b.*
    from public.budgets as b
    where b.tenant_id = p_tenant_id and b.is_active and b.deleted_at is null
      and (b.user_id is null or b.user_id = p_user_id)
      and (b.prompt_id is null or b.prompt_id = p_prompt_id)
      and b.workflow_id is null
    order by b.id
  loop
    if v_budget.kind = 'HARD' and p_bound ? 'unknown' then
      raise sqlstate 'PT422' using
        message = format(
          'Nobody knows what %s costs, and budget %s is a hard limit.', p_bound ->> 'unknown', v_budget.name
        ),
        detail = jsonb_build_object('code', 'unknown_price', 'model', p_bound ->> 'unknown')::text;
    end if;
    perform private.hold_in_budget(
      v_budget, v_time_zone, private.period_start(v_budget.period, v_time_zone, p_at), p_execution_id,
      coalesce((p_bound ->> 'usd')::numeric, 0)
    );
  end loop;
end
$$;
comment on function private.hold_in_budgets is
'Holds the bound of an execution under every budget that applies to it, or raises: PT402 past a hard limit, PT422 when '
'there is one and the price is unknown.';

create function private.replayed_execution(
  p_tenant_id uuid, p_user_id uuid, p_idempotency_key text, p_idempotency_hash text
)
returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  v_execution public.executions;
begin
  select e.* into v_execution
  from public.executions as e
  where e.tenant_id = p_tenant_id and e.user_id = p_user_id and e.idempotency_key = p_idempotency_key;
  if not found then
    return null;
  end if;
  if v_execution.idempotency_hash is distinct from p_idempotency_hash then
    raise sqlstate 'PT422' using
      message = 'This Idempotency-Key was sent before with another request.',
      detail = jsonb_build_object('code', 'idempotency_mismatch', 'execution_id', v_execution.id)::text;
  end if;
  if v_execution.status in ('PENDING', 'RUNNING') then
    raise sqlstate 'PT409' using
      message = 'The request with this Idempotency-Key is still at work.',
      detail = jsonb_build_object('code', 'in_progress', 'execution_id', v_execution.id)::text;
  end if;
  return jsonb_build_object('replay', jsonb_build_object(
    'execution', private.execution_record(v_execution),
    'calls', (
      select coalesce(jsonb_agg(
        to_jsonb(c) || jsonb_build_object('cost_usd', trim_scale(c.cost_usd)::text) order by c.started_at, c.created_at
      ), '[]')
      from public.cost_tracking as c
      where c.reference_id = v_execution.id and c.purpose = 'PROMPT_EXECUTION' and c.kind <> 'ADJUSTMENT'
    )
  ));
end
$$;
comment on function private.replayed_execution is
'What became of the request with this key: {"replay": {"execution", "calls"}}, or null when there was none. PT409 '
'while it runs, PT422 when it was another request.';

drop function public.begin_execution(uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer);
drop function private.begin_execution(uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer);

create function private.acting_member(p_user_id uuid, p_tenant_id uuid)
returns uuid
language plpgsql stable
set search_path = ''
as $$
declare
  v_tenant_id uuid;
  v_role public.tenant_role;
begin
  select r.tenant_id, r.role into v_tenant_id, v_role
  from public.user_roles as r
  join public.tenants as t on t.id = r.tenant_id
  join public.users as u on u.id = r.user_id
  where r.user_id = p_user_id and t.deleted_at is null and u.is_active
    and case when p_tenant_id is null then t.personal_user_id = p_user_id else t.id = p_tenant_id end;
  if not found then
    raise sqlstate 'PT403' using message = 'The user is not a member of this tenant.';
  end if;
  if v_role < 'MEMBER' then
    raise sqlstate 'PT403' using message = format('Executing needs role MEMBER in the tenant; yours is %s.', v_role);
  end if;
  return v_tenant_id;
end
$$;
comment on function private.acting_member is
'The tenant in which the user executes: the one that is asked for, else their personal one. PT403 when they may not.';

create function private.prompt_to_run(
  p_tenant_id uuid, p_user_id uuid, p_prompt text, p_version integer, p_model text, p_asking jsonb
)
returns private.pinned_prompt
language plpgsql stable
set search_path = ''
as $$
declare
  v_prompt record;
  v_pinned private.pinned_prompt;
begin
  -- The asked or published version, next to the working copy.
  select
    p.id, p.user_id, p.name, p.status, p.version, p.published_version,
    p.template, p.variables, p.model, p.fallback_model, p.parameters,
    v.version as pinned_version, v.template as pinned_template, v.variables as pinned_variables,
    v.validations as pinned_validations, v.model as pinned_model, v.fallback_model as pinned_fallback_model,
    v.parameters as pinned_parameters
  into v_prompt
  from public.prompts as p
  left join public.prompt_versions as v on v.prompt_id = p.id and v.version = coalesce(p_version, p.published_version)
  where p.id = private.find_prompt(p_tenant_id, p_prompt);
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such prompt.';
  end if;
  if v_prompt.status = 'ARCHIVED' then
    raise sqlstate 'PT409' using message = 'The prompt is archived.';
  end if;
  if v_prompt.pinned_version is not null then
    v_pinned := (
      v_prompt.id, v_prompt.name, v_prompt.pinned_version, v_prompt.pinned_template, v_prompt.pinned_variables,
      v_prompt.pinned_validations, v_prompt.pinned_model, v_prompt.pinned_fallback_model, v_prompt.pinned_parameters,
      coalesce(p_model, v_prompt.pinned_model, p_asking ->> 'default_model')
    );
    return v_pinned;
  end if;
  if p_version is null then
    raise sqlstate 'PT409' using message = 'The prompt has no published version.';
  end if;
  if p_version <> v_prompt.version or v_prompt.user_id <> p_user_id then
    raise sqlstate 'PT404' using message = format('The prompt has no version %s.', p_version);
  end if;
  v_pinned := (
    v_prompt.id, v_prompt.name, v_prompt.version, v_prompt.template, v_prompt.variables,
    private.active_validations(v_prompt.id), v_prompt.model, v_prompt.fallback_model, v_prompt.parameters,
    coalesce(p_model, v_prompt.model, p_asking ->> 'default_model')
  );
  return v_pinned;
end
$$;
comment on function private.prompt_to_run is
'The version of a prompt that the user may run now: the published one, the one that is asked for, or their own draft. '
'PT404 when there is none that they may see, PT409 when it is archived or never was published.';

create function private.hold_for_execution(
  p_execution public.executions, p_prompt private.pinned_prompt, p_asking jsonb
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_bound jsonb;
begin
  if not exists (
    select from public.budgets as b
    where b.tenant_id = p_execution.tenant_id and b.is_active and b.deleted_at is null
      and (b.user_id is null or b.user_id = p_execution.user_id)
      and (b.prompt_id is null or b.prompt_id = p_prompt.id)
      and b.workflow_id is null
  ) then
    return null;
  end if;
  v_bound := private.execution_bound(
    p_prompt.template, p_prompt.variables, p_execution.inputs, p_prompt.validations, p_prompt.parameters,
    p_prompt.asked_model, p_prompt.fallback_model, p_asking
  );
  perform private.hold_in_budgets(
    p_execution.tenant_id, p_execution.user_id, p_prompt.id, p_execution.id, p_execution.created_at, v_bound
  );
  return v_bound;
end
$$;
comment on function private.hold_for_execution is
'Holds what the execution may cost under every budget that applies to it: the bound, or null when there is no budget. '
'PT402 or PT422 as hold_in_budgets. The budget''s lock is held already.';

create function private.execution_package(
  p_execution public.executions, p_prompt private.pinned_prompt, p_hold jsonb
)
returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'execution', jsonb_build_object(
      'id', p_execution.id, 'tenant_id', p_execution.tenant_id, 'user_id', p_execution.user_id,
      'prompt_id', p_execution.prompt_id, 'prompt_version', p_execution.prompt_version, 'status', p_execution.status,
      'priority', p_execution.priority, 'created_at', p_execution.created_at, 'started_at', p_execution.started_at,
      'lease_id', p_execution.lease_id, 'lease_expires_at', p_execution.lease_expires_at
    ),
    'prompt', jsonb_build_object(
      'id', p_prompt.id, 'name', p_prompt.name, 'version', p_prompt.version, 'template', p_prompt.template,
      'variables', p_prompt.variables, 'model', p_prompt.model, 'fallback_model', p_prompt.fallback_model,
      'parameters', p_prompt.parameters
    ),
    'validations', p_prompt.validations,
    'prices', private.prices_in_force(),
    'hold', p_hold
  );
end
$$;
comment on function private.execution_package is
'All that a worker needs to run an execution that was begun, in one answer.';

create function private.begin_execution(
  p_user_id uuid, p_tenant_id uuid, p_prompt text, p_version integer, p_inputs jsonb, p_context jsonb, p_priority text,
  p_model text, p_edge_function_id text, p_lease_seconds integer, p_idempotency_key text, p_idempotency_hash text,
  p_asking jsonb
)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_tenant_id uuid := private.acting_member(p_user_id, p_tenant_id);
  v_prompt private.pinned_prompt;
  v_execution public.executions;
  v_replay jsonb;
begin
  if p_idempotency_key is not null then
    v_replay := private.replayed_execution(v_tenant_id, p_user_id, p_idempotency_key, p_idempotency_hash);
    if v_replay is not null then
      return v_replay;
    end if;
  end if;
  v_prompt := private.prompt_to_run(v_tenant_id, p_user_id, p_prompt, p_version, p_model, p_asking);

  -- Whoever makes or changes a budget waits for us, or we for them: each execution is under a budget or before it.
  perform pg_advisory_xact_lock_shared(private.budget_lock(v_tenant_id));

  insert into public.executions (
    tenant_id, user_id, prompt_id, prompt_version, inputs, context, status, priority, edge_function_id, model,
    started_at, lease_id, lease_expires_at, idempotency_key, idempotency_hash
  )
  values (
    v_tenant_id, p_user_id, v_prompt.id, v_prompt.version, coalesce(p_inputs, '{}'), p_context, 'RUNNING',
    coalesce(p_priority, 'NORMAL')::public.execution_priority, p_edge_function_id, v_prompt.asked_model, now(),
    gen_random_uuid(), now() + make_interval(secs => least(greatest(p_lease_seconds, 1), 3600)),
    p_idempotency_key, p_idempotency_hash
  )
  on conflict (tenant_id, user_id, idempotency_key) where idempotency_key is not null do nothing
  returning * into v_execution;
  if not found then
    -- Somebody else with the same key was faster: we have waited until they had committed.
    return private.replayed_execution(v_tenant_id, p_user_id, p_idempotency_key, p_idempotency_hash);
  end if;

  -- The hold comes last, so that the budget's locks are held for no longer than it takes to answer.
  return private.execution_package(
    v_execution, v_prompt, private.hold_for_execution(v_execution, v_prompt, p_asking)
  );
end
$$;

create function private.raise_execution_hold(p_execution_id uuid, p_lease_id uuid, p_hold_usd numeric)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_tenant_id uuid;
  v_hold record;
  v_more numeric;
  v_spent numeric;
  v_held numeric;
begin
  select e.tenant_id into v_tenant_id
  from public.executions as e
  where e.id = p_execution_id and e.lease_id = p_lease_id and e.status = 'RUNNING'
  for no key update;
  if not found then
    raise sqlstate 'PT409' using message = 'The execution has ended, or another worker has it.';
  end if;
  perform pg_advisory_xact_lock_shared(private.budget_lock(v_tenant_id));
  for v_hold in
    select h.budget_id, h.period_start, h.slot, h.held_usd, b as budget, t.time_zone
    from private.budget_holds as h
    join public.budgets as b on b.id = h.budget_id
    join public.tenants as t on t.id = b.tenant_id
    where h.execution_id = p_execution_id and h.held_usd < p_hold_usd
    order by h.budget_id
  loop
    v_more := ceil(p_hold_usd * 1e12) / 1e12 - v_hold.held_usd;
    perform private.lock_budget_slots(v_hold.budget_id, v_hold.period_start);
    select sum(s.spent_usd), sum(s.held_usd) into v_spent, v_held
    from private.budget_slots as s
    where s.budget_id = v_hold.budget_id and s.period_start = v_hold.period_start;
    if (v_hold.budget).kind = 'HARD' and v_spent + v_held + v_more > (v_hold.budget).limit_usd then
      perform private.refuse_over_budget(
        v_hold.budget, v_hold.time_zone, v_hold.period_start, v_more, v_spent, v_held
      );
    end if;
    update private.budget_slots as s
    set held_usd = s.held_usd + v_more
    where s.budget_id = v_hold.budget_id and s.period_start = v_hold.period_start and s.slot = v_hold.slot;
    update private.budget_holds as h
    set held_usd = h.held_usd + v_more
    where h.execution_id = p_execution_id and h.budget_id = v_hold.budget_id;
    perform private.deal_budget(v_hold.budget, v_hold.period_start);
  end loop;
  return jsonb_build_object('usd', trim_scale(p_hold_usd)::text);
end
$$;

create function private.estimate_id(p_lease_id uuid)
returns uuid
language sql immutable
set search_path = ''
as $$ select md5(p_lease_id::text || ' estimate')::uuid $$;
comment on function private.estimate_id is
'The id of the ledger row that says what the worker with this lease may have spent, where it never said.';

create function private.record_calls(p_execution public.executions, p_lease_id uuid, p_calls jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- What was spent is written down even when somebody else has settled: once, by the id that the caller gave it.
  insert into public.cost_tracking (
    id, tenant_id, user_id, purpose, reference_id, prompt_id, kind, provider, model, input_tokens, output_tokens,
    cache_read_tokens, cache_write_tokens, cost_usd, price_source, price_version, outcome, is_estimate, error,
    latency_ms, started_at
  )
  select
    c.id, p_execution.tenant_id, p_execution.user_id, 'PROMPT_EXECUTION', p_execution.id, p_execution.prompt_id,
    upper(c.kind)::public.call_kind, left(c.provider, 100), left(c.model, 200), coalesce(c.input_tokens, 0),
    coalesce(c.output_tokens, 0), coalesce(c.cache_read_tokens, 0), coalesce(c.cache_write_tokens, 0), c.cost_usd,
    upper(replace(c.price_source, '-', '_'))::public.price_source, left(coalesce(c.price_version, ''), 100),
    upper(c.outcome)::public.call_outcome, coalesce(c.is_estimate, false), left(c.error, 10000), c.latency_ms,
    coalesce(c.started_at, p_execution.started_at)
  from jsonb_to_recordset(p_calls) as c (
    id uuid, kind text, provider text, model text, input_tokens bigint, output_tokens bigint, cache_read_tokens bigint,
    cache_write_tokens bigint, cost_usd numeric, price_source text, price_version text, outcome text,
    is_estimate boolean, error text, latency_ms integer, started_at timestamptz
  )
  union all
  -- The sweeper took this worker for dead and wrote down what it might have spent: now it has said what it did. The ids
  -- of both rows follow from the lease, so that a settle that is repeated takes it back once.
  select
    md5(c.id::text || ' taken back')::uuid, c.tenant_id, c.user_id, c.purpose, c.reference_id, c.prompt_id, c.kind,
    c.provider, c.model, 0, 0, 0, 0, -c.cost_usd, c.price_source, c.price_version, c.outcome, c.is_estimate,
    'late_settle', null, c.started_at
  from public.cost_tracking as c
  where c.id = private.estimate_id(p_lease_id) and c.reference_id = p_execution.id and c.cost_usd <> 0
  on conflict (id) do nothing;
end
$$;
comment on function private.record_calls is
'Writes the calls of the worker with this lease into the ledger, whoever has the execution by now: each once, by its '
'id. Takes back what the sweeper wrote down when it took that worker for dead.';

create function private.spent_on_execution(p_execution_id uuid, out cost_usd numeric, out is_complete boolean)
language plpgsql stable
set search_path = ''
as $$
begin
  select
    coalesce(sum(c.cost_usd), 0),
    -- A worker that was taken for dead, and never came back, has left an estimate; of nothing where nothing was held.
    coalesce(bool_and(c.cost_usd is not null and (c.outcome <> 'UNKNOWN' or c.cost_usd <> 0)), true)
    and coalesce(sum(c.cost_usd) filter (where c.outcome = 'UNKNOWN'), 0) = 0
  into cost_usd, is_complete
  from public.cost_tracking as c
  where c.reference_id = p_execution_id and c.purpose = 'PROMPT_EXECUTION';
end
$$;
comment on function private.spent_on_execution is
'What the ledger says that an execution has cost, and whether that is all: no price and no attempt is unknown.';

create or replace function private.settle_execution(
  p_execution_id uuid, p_lease_id uuid, p_result jsonb, p_calls jsonb, p_logs jsonb
)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_execution public.executions;
  v_holds_lease boolean;
begin
  if coalesce(p_result ->> 'status', '') not in ('COMPLETED', 'FAILED', 'CANCELLED') then
    raise sqlstate 'PT400' using message = 'p_result.status is one of COMPLETED, FAILED, CANCELLED.';
  end if;
  select * into v_execution from public.executions where id = p_execution_id for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such execution.';
  end if;
  v_holds_lease := coalesce(v_execution.lease_id = p_lease_id, false);

  perform private.record_calls(v_execution, p_lease_id, p_calls);
  if v_execution.status <> 'RUNNING' or not v_holds_lease then
    return jsonb_build_object(
      'outcome', case when v_execution.status <> 'RUNNING' and v_holds_lease then 'settled' else 'superseded' end,
      'execution', private.execution_record(v_execution)
    );
  end if;

  update public.executions as e
  set
    status = (p_result ->> 'status')::public.execution_status,
    model = coalesce(p_result ->> 'model', e.model),
    output = p_result ->> 'output',
    validated_output = nullif(p_result -> 'validated_output', 'null'),
    validation_status = coalesce(p_result ->> 'validation_status', 'SKIPPED')::public.validation_status,
    validation_results = nullif(p_result -> 'validation_results', 'null'),
    token_usage = nullif(p_result -> 'token_usage', 'null'),
    latency_ms = greatest(round((p_result ->> 'latency_ms')::numeric)::integer, 1),
    error = nullif(p_result -> 'error', 'null'),
    cost_usd = spent.cost_usd,
    cost_is_complete = spent.is_complete,
    completed_at = greatest(now(), e.started_at)
  from private.spent_on_execution(p_execution_id) as spent
  where e.id = p_execution_id
  returning e.* into v_execution;

  insert into public.execution_logs (tenant_id, execution_id, level, message, metadata, timestamp)
  select
    v_execution.tenant_id, p_execution_id, upper(coalesce(l.level, 'INFO'))::public.log_level, left(l.message, 10000),
    l.metadata, coalesce(l.timestamp, now())
  from jsonb_to_recordset(p_logs) as l (level text, message text, metadata jsonb, timestamp timestamptz);

  return jsonb_build_object('outcome', 'settled', 'execution', private.execution_record(v_execution));
end
$$;

create or replace function private.sweep_executions(p_limit integer)
returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  v_ids uuid[];
begin
  v_ids := array(
    select e.id
    from public.executions as e
    where e.status = 'RUNNING' and e.lease_expires_at < now()
    order by e.lease_expires_at
    limit p_limit
    for no key update skip locked
  );

  -- First the money, while the holds are there: nobody knows what a dead worker has spent, but no more than this.
  insert into public.cost_tracking (
    id, tenant_id, user_id, purpose, reference_id, prompt_id, kind, provider, model, cost_usd, price_source, outcome,
    is_estimate, error, started_at
  )
  select
    private.estimate_id(e.lease_id), e.tenant_id, e.user_id, 'PROMPT_EXECUTION', e.id, e.prompt_id,
    'ADJUSTMENT',
    coalesce(nullif(left(split_part(e.model, ':', 1), 100), ''), 'unknown'),
    coalesce(nullif(e.model, ''), 'unknown'),
    coalesce((select max(h.held_usd) from private.budget_holds as h where h.execution_id = e.id), 0),
    'UNKNOWN', 'UNKNOWN', true, 'lease_expired', e.started_at
  from public.executions as e
  where e.id = any(v_ids);

  -- The lease is taken away: a worker that comes back late finds itself superseded.
  update public.executions as e
  set
    status = 'FAILED', validation_status = 'SKIPPED', lease_id = null, cost_is_complete = false,
    cost_usd = coalesce((
      select sum(c.cost_usd) from public.cost_tracking as c
      where c.reference_id = e.id and c.purpose = 'PROMPT_EXECUTION'
    ), 0),
    error = jsonb_build_object(
      'code', 'lease_expired', 'detail', 'The worker of this execution stopped answering.',
      'lease_expires_at', e.lease_expires_at
    ),
    completed_at = now(),
    latency_ms = least(greatest(extract(epoch from now() - e.started_at) * 1000, 1), 2147483647)::integer
  where e.id = any(v_ids);
  return cardinality(v_ids);
end
$$;

create function private.learn_list_price(
  p_model text, p_version text, p_input_usd_per_mtok numeric, p_output_usd_per_mtok numeric, p_call_usd numeric
)
returns boolean
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into private.list_prices (model, version, input_usd_per_mtok, output_usd_per_mtok, call_usd)
  values (p_model, p_version, p_input_usd_per_mtok, p_output_usd_per_mtok, p_call_usd)
  on conflict do nothing;
  return found;
end
$$;

-- =============================================================================================== functions: budgets

create function private.delete_budget(p_budget_id uuid)
returns public.budgets
language plpgsql security definer
set search_path = ''
as $$
declare
  v_budget public.budgets;
begin
  select b.* into v_budget
  from public.budgets as b
  where b.id = p_budget_id and b.tenant_id = any(private.my_tenant_ids()) and b.deleted_at is null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such budget.';
  end if;
  perform private.require_role(v_budget.tenant_id, 'ADMIN');
  update public.budgets set deleted_at = now() where id = p_budget_id returning * into v_budget;
  return v_budget;
end
$$;

create function private.restore_budget(p_budget_id uuid)
returns public.budgets
language plpgsql security definer
set search_path = ''
as $$
declare
  v_budget public.budgets;
begin
  update public.budgets set deleted_at = null
  where id = p_budget_id and deleted_at is not null and tenant_id = any(private.my_tenant_ids('ADMIN'))
  returning * into v_budget;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such deleted budget, or you are not an ADMIN of its tenant.';
  end if;
  return v_budget;
end
$$;

create function private.budget_status()
returns table (
  budget_id uuid, name text, kind public.budget_kind, period public.budget_period, user_id uuid, prompt_id uuid,
  workflow_id uuid, limit_usd numeric, spent_usd numeric, held_usd numeric, remaining_usd numeric,
  period_start timestamptz, period_end timestamptz, time_zone text
)
language plpgsql stable security definer
set search_path = ''
as $$
declare
  v_tenant_id uuid := private.current_tenant_id();
begin
  perform private.require_role(v_tenant_id, 'VIEWER');
  return query
  select
    b.id, b.name, b.kind, b.period, b.user_id, b.prompt_id, b.workflow_id, b.limit_usd, n.spent_usd, n.held_usd,
    greatest(b.limit_usd - n.spent_usd - n.held_usd, 0), p.period_start,
    private.period_end(b.period, t.time_zone, p.period_start), t.time_zone
  from public.budgets as b
  join public.tenants as t on t.id = b.tenant_id
  cross join lateral (select private.period_start(b.period, t.time_zone, now())) as p (period_start)
  cross join lateral (
    -- Without slots nothing was begun or spent in the period yet.
    select coalesce(sum(s.spent_usd), 0) as spent_usd, coalesce(sum(s.held_usd), 0) as held_usd
    from private.budget_slots as s
    where s.budget_id = b.id and s.period_start = p.period_start
  ) as n
  where b.tenant_id = v_tenant_id and b.is_active and b.deleted_at is null
  order by b.name;
end
$$;

-- ====================================================================================== functions: exposed wrappers

create function public.begin_execution(
  p_user_id uuid, p_tenant_id uuid, p_prompt text, p_version integer default null, p_inputs jsonb default '{}',
  p_context jsonb default null, p_priority text default 'NORMAL', p_model text default null,
  p_edge_function_id text default null, p_lease_seconds integer default 30, p_idempotency_key text default null,
  p_idempotency_hash text default null, p_asking jsonb default null
)
returns jsonb
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.begin_execution(
    p_user_id, p_tenant_id, p_prompt, p_version, p_inputs, p_context, p_priority, p_model, p_edge_function_id,
    p_lease_seconds, p_idempotency_key, p_idempotency_hash, p_asking
  );
end
$$;
comment on function public.begin_execution is
'Checks that the user may run the prompt, makes a RUNNING execution with a lease, holds what it may cost under every '
'budget, and returns it with the pinned version, its validations, the operator''s prices and the hold. p_asking is how '
'the worker asks where the prompt does not say: {"default_model", "max_tokens", "max_retries", "max_repairs", '
'"list_prices": version of its price package}. With an idempotency key of a request that has ended: {"replay"}. '
'Service only: the caller has verified the user.';

create function public.raise_execution_hold(p_execution_id uuid, p_lease_id uuid, p_hold_usd numeric) returns jsonb
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.raise_execution_hold(p_execution_id, p_lease_id, p_hold_usd);
end
$$;
comment on function public.raise_execution_hold is
'Holds this much for the whole of a running execution, where less is held; PT402 when a hard limit does not bear it. '
'Service only.';

create function public.learn_list_price(
  p_model text, p_version text, p_input_usd_per_mtok numeric, p_output_usd_per_mtok numeric,
  p_call_usd numeric default 0
)
returns boolean
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.learn_list_price(p_model, p_version, p_input_usd_per_mtok, p_output_usd_per_mtok, p_call_usd);
end
$$;
comment on function public.learn_list_price is
'What this version of the price package asks for a model at most, for the bound of its executions. True the first '
'time. Service only.';

create function public.delete_budget(p_budget_id uuid) returns public.budgets
language sql security invoker set search_path = ''
as $$ select private.delete_budget(p_budget_id) $$;
comment on function public.delete_budget is 'Soft-deletes a budget: it refuses nothing any more. ADMIN.';

create function public.restore_budget(p_budget_id uuid) returns public.budgets
language sql security invoker set search_path = ''
as $$ select private.restore_budget(p_budget_id) $$;
comment on function public.restore_budget is 'Undoes delete_budget; it is counted anew from the ledger. ADMIN.';

create function public.budget_status()
returns table (
  budget_id uuid, name text, kind public.budget_kind, period public.budget_period, user_id uuid, prompt_id uuid,
  workflow_id uuid, limit_usd numeric, spent_usd numeric, held_usd numeric, remaining_usd numeric,
  period_start timestamptz, period_end timestamptz, time_zone text
)
language sql stable security invoker set search_path = ''
as $$ select * from private.budget_status() $$;
comment on function public.budget_status is
'The current tenant''s active budgets in their present period: limit, spent, held by running executions, and what is '
'left. Ask for spent_usd::text and so on: JSON numbers are floats.';

-- ========================================================================================================= triggers

create trigger tenants_check_time_zone before insert or update of time_zone on public.tenants
for each row execute function private.check_time_zone();
create trigger tenants_recount_budgets after update of time_zone on public.tenants
for each row when (old.time_zone <> new.time_zone)
execute function private.recount_budgets();

create trigger budgets_set_updated_at before update on public.budgets
for each row execute function private.set_updated_at();
create trigger budgets_refuse_tenant_change before update of tenant_id on public.budgets
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger budgets_require_member before insert or update of user_id on public.budgets
for each row when (new.user_id is not null)
execute function private.require_member_as_user();
create trigger budgets_recount_when_made after insert on public.budgets
for each row execute function private.recount_budget();
create trigger budgets_recount_when_changed after update on public.budgets
for each row when (
  old.limit_usd is distinct from new.limit_usd or old.kind is distinct from new.kind
  or old.thresholds is distinct from new.thresholds or old.is_active is distinct from new.is_active
  or old.period is distinct from new.period or old.user_id is distinct from new.user_id
  or old.prompt_id is distinct from new.prompt_id or old.workflow_id is distinct from new.workflow_id
  or old.deleted_at is distinct from new.deleted_at
)
execute function private.recount_budget();
create trigger budgets_forget after delete on public.budgets
for each row execute function private.forget_budget();
create trigger budgets_audit after insert or update or delete on public.budgets
for each row execute function private.audit('budget');

create trigger budget_alerts_are_append_only before update or delete on public.budget_alerts
for each row execute function private.refuse_change('except_purge');
create trigger budget_alerts_are_not_truncated before truncate on public.budget_alerts
for each statement execute function private.refuse_change();

create trigger cost_tracking_charge_budgets after insert on public.cost_tracking
referencing new table as written
for each statement execute function private.charge_budgets();

create trigger executions_release_holds after update of status on public.executions
for each row when (old.status in ('PENDING', 'RUNNING') and new.status not in (old.status, 'RUNNING'))
execute function private.release_holds();

-- =========================================================================================================== grants

revoke all on public.budgets, public.budget_alerts from public, anon, authenticated, service_role;

grant select on public.budgets, public.budget_alerts to authenticated, service_role;
grant insert (
  tenant_id, name, user_id, prompt_id, workflow_id, period, limit_usd, kind, thresholds, is_active
) on public.budgets to authenticated;
grant update (name, limit_usd, kind, thresholds, is_active) on public.budgets to authenticated;
grant update (time_zone) on public.tenants to authenticated;

revoke all on all functions in schema private from public, anon;

-- What checks call, as whoever writes the row.
grant execute on function private.thresholds_fit(numeric[]) to authenticated;

revoke all on function public.delete_budget(uuid), public.restore_budget(uuid), public.budget_status(),
public.raise_execution_hold(uuid, uuid, numeric), public.learn_list_price(text, text, numeric, numeric, numeric),
public.begin_execution(
  uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer, text, text, jsonb
)
from public, anon, authenticated, service_role;

-- What clients call, and the definer half of each.
grant execute on function public.delete_budget(uuid), private.delete_budget(uuid) to authenticated;
grant execute on function public.restore_budget(uuid), private.restore_budget(uuid) to authenticated;
grant execute on function public.budget_status(), private.budget_status() to authenticated;

-- What the functions call with the service key.
grant execute on function public.begin_execution(
  uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer, text, text, jsonb
) to service_role;
grant execute on function private.begin_execution(
  uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer, text, text, jsonb
) to service_role;
grant execute on function public.raise_execution_hold(uuid, uuid, numeric) to service_role;
grant execute on function private.raise_execution_hold(uuid, uuid, numeric) to service_role;
grant execute on function public.learn_list_price(text, text, numeric, numeric, numeric) to service_role;
grant execute on function private.learn_list_price(text, text, numeric, numeric, numeric) to service_role;

-- ========================================================================================================= policies

alter table public.budgets enable row level security;
alter table public.budgets force row level security;
alter table public.budget_alerts enable row level security;
alter table public.budget_alerts force row level security;

create policy "members see the budgets of their tenants" on public.budgets
for select to authenticated
using (tenant_id = any((select private.my_tenant_ids())::uuid[]) and deleted_at is null);

create policy "admins add budgets to their tenants" on public.budgets
for insert to authenticated
with check (
  tenant_id = any((select private.my_tenant_ids('ADMIN'))::uuid[])
  and (
    prompt_id is null
    or exists (
      select from public.prompts as p
      where p.id = budgets.prompt_id
    )
  )
  and (
    workflow_id is null
    or exists (
      select from public.workflows as w
      where w.id = budgets.workflow_id
    )
  )
);

create policy "admins change the budgets of their tenants" on public.budgets
for update to authenticated
using (tenant_id = any((select private.my_tenant_ids('ADMIN'))::uuid[]) and deleted_at is null)
with check (tenant_id = any((select private.my_tenant_ids('ADMIN'))::uuid[]));

create policy "members see the budget alerts of their tenants" on public.budget_alerts
for select to authenticated
using (tenant_id = any((select private.my_tenant_ids())::uuid[]));
