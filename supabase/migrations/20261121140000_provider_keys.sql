-- Provider keys of tenants: a tenant's own key of a model provider, which is asked with it instead of the operator's.
--
-- The database never sees a key. A function encrypts it, bound to the tenant, the provider and the row, and only
-- begin_execution hands the ciphertext out again, to the function that runs an execution of this tenant. Who may read
-- every table still reads no key.

set lock_timeout = '5s';
set statement_timeout = '60s';

-- ============================================================================================================ types

create type public.key_source as enum (
  'OPERATOR',  -- given when the call is written: with the key of whoever runs the functions, or with none (local)
  'TENANT'     -- given when the call is written: with the tenant's own key, so that the provider bills the tenant
);
comment on type public.key_source is 'With whose key a model was asked.';

-- ============================================================================================ functions of the checks

create function private.key_providers()
returns text[]
language sql immutable
set search_path = ''
as $$
  select array[
    'openai', 'anthropic', 'google', 'alibaba', 'deepseek', 'fireworks', 'github', 'moonshotai', 'nebius', 'openrouter',
    'ovhcloud', 'sambanova', 'together', 'vercel'
  ]
$$;
comment on function private.key_providers is
'The model providers that take a key. The functions know the same ones; a test compares.';

-- =========================================================================================================== tables

-- A constant default: no row is rewritten.
alter table public.cost_tracking add column key_source public.key_source not null default 'OPERATOR';
comment on column public.cost_tracking.key_source is
'With whose key the model was asked: who is billed by the provider.';

create table public.provider_keys (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  provider text not null,
  label text,
  last_characters text not null,
  created_by uuid not null references public.users (id),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  revoked_by uuid references public.users (id),
  revoked_at timestamptz,
  last_refused_at timestamptz,
  constraint provider_keys_id_in_tenant unique (tenant_id, id),
  constraint provider_keys_provider_takes_a_key check (provider = any(private.key_providers())),
  constraint provider_keys_label_fits check (private.trimmed(label) <> '' and char_length(label) <= 200),
  constraint provider_keys_show_no_more_than_four_characters check (char_length(last_characters) <= 4),
  constraint provider_keys_revoked_by_somebody_at_some_time check ((revoked_at is null) = (revoked_by is null))
);
-- What is sampled of foreign rows, an estimate could tell.
alter table public.provider_keys alter column provider set statistics 0;
alter table public.provider_keys alter column label set statistics 0;
alter table public.provider_keys alter column last_characters set statistics 0;
comment on table public.provider_keys is
'That a tenant has a key of its own for a model provider, and had others; the keys themselves are out of reach.';
comment on column public.provider_keys.last_characters is 'The last four of the key, to tell one from another.';
comment on column public.provider_keys.revoked_at is
'Since when no execution begins with it: it was revoked, or another key of the provider took its place.';
comment on column public.provider_keys.last_refused_at is
'When an execution told that the provider did not take it; told again after a minute at the earliest.';

create table private.provider_key_secrets (
  provider_key_id uuid primary key references public.provider_keys (id) on delete cascade,
  encryption_key text not null,
  ciphertext bytea not null,
  encrypted_at timestamptz not null default now(),
  constraint provider_key_secrets_encryption_key_fits check (char_length(encryption_key) between 1 and 64),
  constraint provider_key_secrets_ciphertext_fits check (octet_length(ciphertext) between 29 and 4096)
);
comment on table private.provider_key_secrets is
'The keys in force, encrypted by the functions with AES-256-GCM, bound to tenant, provider and row. A revoked key has '
'no row.';
comment on column private.provider_key_secrets.encryption_key is
'Name of the key it is encrypted with, as in FORMAOPS_PROVIDER_KEY_ENCRYPTION_KEYS.';
comment on column private.provider_key_secrets.ciphertext is 'The nonce of 12 bytes, the key encrypted, the tag.';

alter table private.plan_limits add column uses_operator_keys boolean not null default true;
comment on column private.plan_limits.uses_operator_keys is
'Whether a provider of which the tenant has no key is asked with the operator''s. Else the execution is refused.';

-- ========================================================================================================== indexes

create unique index provider_keys_one_in_force on public.provider_keys (tenant_id, provider) where revoked_at is null;
create index provider_keys_tenant_created_idx on public.provider_keys (tenant_id, created_at desc);
create index provider_keys_created_by_idx on public.provider_keys (created_by);
create index provider_keys_revoked_by_idx on public.provider_keys (revoked_by);

-- ============================================================================================= functions: executions

create function private.key_provider(p_model text)
returns text
language sql immutable
set search_path = ''
as $$
  select provider.name
  from (
    select case split_part(p_model, ':', 1)
      when 'openai-responses' then 'openai'
      when 'google-gla' then 'google'
      else split_part(p_model, ':', 1)
    end as name
  ) as provider
  where provider.name = any(private.key_providers())
$$;
comment on function private.key_provider is
'Whose key a model named provider:name is asked with; null when it needs none, or nobody knows the provider.';

create function private.encrypted_provider_keys(p_tenant_id uuid, p_model text, p_fallback_model text)
returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  v_keys jsonb;
  v_missing text;
begin
  -- Most executions that need no key at all go no further.
  if coalesce(p_model, 'local:') like 'local:%' and coalesce(p_fallback_model, 'local:') like 'local:%' then
    return null;
  end if;
  select
    jsonb_agg(jsonb_build_object(
      'id', k.id, 'provider', n.provider, 'encryption_key', s.encryption_key,
      'ciphertext', encode(s.ciphertext, 'hex')
    )) filter (where k.id is not null),
    min(n.provider) filter (where k.id is null)
  into v_keys, v_missing
  from (
    select distinct private.key_provider(m.model) as provider
    from unnest(array[p_model, p_fallback_model]) as m (model)
  ) as n
  left join public.provider_keys as k
    on k.tenant_id = p_tenant_id and k.provider = n.provider and k.revoked_at is null
  left join private.provider_key_secrets as s on s.provider_key_id = k.id
  where n.provider is not null;

  if v_missing is not null and exists (
    select from public.tenants as t
    join private.plan_limits as l on l.plan = t.plan
    where t.id = p_tenant_id and not l.uses_operator_keys
  ) then
    raise sqlstate 'PT422' using
      message = format('Asking %s takes a key of the tenant''s own: an ADMIN can store one.', v_missing),
      detail = jsonb_build_object('code', 'provider_key_required', 'provider', v_missing)::text;
  end if;
  return v_keys;
end
$$;
comment on function private.encrypted_provider_keys is
'The tenant''s own keys for these models, as the function decrypts them; null when there are none. PT422 when one is '
'missing and the tenant''s plan does not include the operator''s.';

create or replace function private.execution_package(
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
    'hold', p_hold,
    'provider_keys', private.encrypted_provider_keys(
      p_execution.tenant_id, p_prompt.asked_model, p_prompt.fallback_model
    )
  );
end
$$;

create or replace function private.record_calls(p_execution public.executions, p_lease_id uuid, p_calls jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- What was spent is written down even when somebody else has settled: once, by the id that the caller gave it.
  insert into public.cost_tracking (
    id, tenant_id, user_id, purpose, reference_id, prompt_id, kind, provider, model, input_tokens, output_tokens,
    cache_read_tokens, cache_write_tokens, cost_usd, price_source, price_version, outcome, is_estimate, error,
    latency_ms, started_at, key_source
  )
  select
    c.id, p_execution.tenant_id, p_execution.user_id, 'PROMPT_EXECUTION', p_execution.id, p_execution.prompt_id,
    upper(c.kind)::public.call_kind, left(c.provider, 100), left(c.model, 200), coalesce(c.input_tokens, 0),
    coalesce(c.output_tokens, 0), coalesce(c.cache_read_tokens, 0), coalesce(c.cache_write_tokens, 0), c.cost_usd,
    upper(replace(c.price_source, '-', '_'))::public.price_source, left(coalesce(c.price_version, ''), 100),
    upper(c.outcome)::public.call_outcome, coalesce(c.is_estimate, false), left(c.error, 10000), c.latency_ms,
    coalesce(c.started_at, p_execution.started_at),
    case when c.provider_key_id is null then 'OPERATOR' else 'TENANT' end::public.key_source
  from jsonb_to_recordset(p_calls) as c (
    id uuid, kind text, provider text, model text, input_tokens bigint, output_tokens bigint, cache_read_tokens bigint,
    cache_write_tokens bigint, cost_usd numeric, price_source text, price_version text, outcome text,
    is_estimate boolean, error text, latency_ms integer, started_at timestamptz, provider_key_id uuid
  )
  union all
  -- The sweeper took this worker for dead and wrote down what it might have spent: now it has said what it did. The ids
  -- of both rows follow from the lease, so that a settle that is repeated takes it back once.
  select
    md5(c.id::text || ' taken back')::uuid, c.tenant_id, c.user_id, c.purpose, c.reference_id, c.prompt_id, c.kind,
    c.provider, c.model, 0, 0, 0, 0, -c.cost_usd, c.price_source, c.price_version, c.outcome, c.is_estimate,
    'late_settle', null, c.started_at, c.key_source
  from public.cost_tracking as c
  where c.id = private.estimate_id(p_lease_id) and c.reference_id = p_execution.id and c.cost_usd <> 0
  on conflict (id) do nothing;

  if p_calls @> '[{"key_refused": true}]' then
    perform private.note_refused_keys(p_execution.tenant_id, p_calls);
  end if;
end
$$;

create or replace function private.record_estimate(p_execution public.executions)
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into public.cost_tracking (
    id, tenant_id, user_id, purpose, reference_id, prompt_id, kind, provider, model, cost_usd, price_source, outcome,
    is_estimate, error, started_at, key_source
  )
  values (
    private.estimate_id(p_execution.lease_id), p_execution.tenant_id, p_execution.user_id, 'PROMPT_EXECUTION',
    p_execution.id, p_execution.prompt_id, 'ADJUSTMENT',
    coalesce(nullif(left(split_part(p_execution.model, ':', 1), 100), ''), 'unknown'),
    coalesce(nullif(p_execution.model, ''), 'unknown'),
    coalesce((select max(h.held_usd) from private.budget_holds as h where h.execution_id = p_execution.id), 0),
    'UNKNOWN', 'UNKNOWN', true, 'lease_expired', p_execution.started_at,
    -- As far as can be known: its model is asked with the tenant's own key where there is one.
    case
      when exists (
        select from public.provider_keys as k
        where k.tenant_id = p_execution.tenant_id and k.provider = private.key_provider(p_execution.model)
          and k.revoked_at is null
      ) then 'TENANT'
      else 'OPERATOR'
    end::public.key_source
  );
end
$$;

create function private.note_refused_keys(p_tenant_id uuid, p_calls jsonb)
returns void
language plpgsql
set search_path = ''
as $$
begin
  -- Not every time, and never waiting: the executions that a key fails must not queue up at its row.
  update public.provider_keys
  set last_refused_at = now()
  where id in (
    select k.id
    from public.provider_keys as k
    where k.tenant_id = p_tenant_id
      and k.id in (
        select c.provider_key_id
        from jsonb_to_recordset(p_calls) as c (provider_key_id uuid, key_refused boolean)
        where c.key_refused
      )
      and (k.last_refused_at is null or k.last_refused_at < now() - interval '1 minute')
    for no key update skip locked
  );
end
$$;
comment on function private.note_refused_keys is
'Says on the tenant''s keys that the provider did not take them in these calls.';

-- =========================================================================================== functions: the ledger

create or replace function private.recompute_costs(
  p_from timestamptz, p_to timestamptz, p_tenant_id uuid, p_dry_run boolean, p_limit integer
)
returns table (model text, price_version text, calls bigint, difference_usd numeric)
language plpgsql security definer
set search_path = ''
as $$
begin
  if not coalesce(p_dry_run, false) then
    -- Two who come at once would both see what is wrong, and both set it right.
    perform pg_advisory_xact_lock(hashtextextended('recompute_costs', 0));
  end if;
  return query
  with wrong as (
    select
      c.id, c.tenant_id, c.user_id, c.purpose, c.reference_id, c.prompt_id, c.workflow_id, c.provider, c.model,
      c.outcome, c.started_at, c.key_source, n.version,
      n.cost_usd - coalesce(c.cost_usd, 0) - o.corrected_usd as difference_usd
    from public.cost_tracking as c
    cross join lateral private.priced_again(c) as n
    cross join lateral (
      select coalesce(sum(a.cost_usd), 0) as corrected_usd
      from public.cost_tracking as a
      where a.reference_id = c.reference_id and a.corrects_id = c.id
    ) as o
    where c.kind <> 'ADJUSTMENT' and c.created_at >= p_from and c.created_at < p_to
      and (p_tenant_id is null or c.tenant_id = p_tenant_id)
      and n.cost_usd <> coalesce(c.cost_usd, 0) + o.corrected_usd
    order by c.created_at, c.id
    limit p_limit
  ),

  corrected as (
    insert into public.cost_tracking as t (
      tenant_id, user_id, purpose, reference_id, prompt_id, workflow_id, kind, provider, model, cost_usd, price_source,
      price_version, outcome, error, started_at, corrects_id, key_source
    )
    select
      w.tenant_id, w.user_id, w.purpose, w.reference_id, w.prompt_id, w.workflow_id, 'ADJUSTMENT', w.provider, w.model,
      w.difference_usd, 'OPERATOR', w.version, w.outcome, 'repriced', w.started_at, w.id, w.key_source
    from wrong as w
    where not coalesce(p_dry_run, false)
  )

  select w.model, w.version, count(*), sum(w.difference_usd)
  from wrong as w
  group by w.model, w.version
  order by w.model, w.version;
end
$$;

drop function public.usage_by_day_and_model(date, date);
drop function private.usage_by_day_and_model(date, date);

create function private.usage_by_day_and_model(p_from date, p_to date, p_key_source public.key_source)
returns table (
  day date, provider text, model text, calls bigint, input_tokens bigint, output_tokens bigint, cost_usd numeric,
  calls_without_price bigint
)
language plpgsql stable security definer
set search_path = ''
set plan_cache_mode = force_custom_plan
as $$
declare
  v_tenant_id uuid := private.current_tenant_id();
begin
  perform private.require_role(v_tenant_id, 'VIEWER');
  return query
  select
    (c.started_at at time zone 'UTC')::date as started_on, c.provider, c.model,
    count(*) filter (where c.kind <> 'ADJUSTMENT'), sum(c.input_tokens)::bigint, sum(c.output_tokens)::bigint,
    coalesce(sum(c.cost_usd), 0),
    count(*) filter (
      where c.cost_usd is null
        and not exists (
          select from public.cost_tracking as a
          where a.reference_id = c.reference_id and a.corrects_id = c.id
        )
    )
  from public.cost_tracking as c
  where c.tenant_id = v_tenant_id
    -- A row is written after its call was made.
    and c.created_at >= p_from::timestamp at time zone 'UTC'
    and c.started_at >= p_from::timestamp at time zone 'UTC'
    and c.started_at < (p_to + 1)::timestamp at time zone 'UTC'
    and (p_key_source is null or c.key_source = p_key_source)
  group by started_on, c.provider, c.model
  order by started_on, c.provider, c.model;
end
$$;

-- ================================================================================================= functions: keys

create function private.set_provider_key(
  p_user_id uuid, p_tenant_id uuid, p_provider_key_id uuid, p_provider text, p_label text, p_last_characters text,
  p_encryption_key text, p_ciphertext text
)
returns public.provider_keys
language plpgsql security definer
set search_path = ''
as $$
declare
  v_role public.tenant_role := private.member_role(p_tenant_id, p_user_id);
  v_replaced uuid;
  v_key public.provider_keys;
begin
  if v_role is null then
    raise sqlstate 'PT403' using message = 'The user is not a member of this tenant.';
  end if;
  if v_role < 'ADMIN' then
    raise sqlstate 'PT403' using message = format('Setting a provider key needs role ADMIN; yours is %s.', v_role);
  end if;
  -- Whoever sets another at the same time waits, and replaces this one.
  perform from public.tenants as t where t.id = p_tenant_id for no key update;
  select k.id into v_replaced
  from public.provider_keys as k
  where k.tenant_id = p_tenant_id and k.provider = p_provider and k.revoked_at is null;
  if found then
    perform private.end_provider_key(v_replaced, p_user_id);
  end if;
  insert into public.provider_keys (id, tenant_id, provider, label, last_characters, created_by)
  values (p_provider_key_id, p_tenant_id, p_provider, p_label, p_last_characters, p_user_id)
  returning * into v_key;
  insert into private.provider_key_secrets (provider_key_id, encryption_key, ciphertext)
  values (p_provider_key_id, p_encryption_key, decode(p_ciphertext, 'hex'));
  perform private.write_audit_log(
    p_tenant_id, p_user_id, 'CREATE', 'provider_key', p_provider_key_id,
    jsonb_build_object('after', jsonb_build_object(
      'provider', p_provider, 'label', p_label, 'last_characters', p_last_characters, 'replaces', v_replaced
    ))
  );
  return v_key;
end
$$;

create function private.end_provider_key(p_provider_key_id uuid, p_user_id uuid)
returns public.provider_keys
language plpgsql
set search_path = ''
as $$
declare
  v_key public.provider_keys;
begin
  update public.provider_keys
  set revoked_at = now(), revoked_by = p_user_id
  where id = p_provider_key_id and revoked_at is null
  returning * into v_key;
  if not found then
    raise sqlstate 'PT409' using message = 'The provider key was revoked before, or another took its place.';
  end if;
  delete from private.provider_key_secrets as s where s.provider_key_id = p_provider_key_id;
  perform private.write_audit_log(
    v_key.tenant_id, p_user_id, 'REVOKE', 'provider_key', p_provider_key_id,
    jsonb_build_object('before', jsonb_build_object('revoked_at', null))
    || jsonb_build_object('after', jsonb_build_object('revoked_at', v_key.revoked_at))
  );
  return v_key;
end
$$;
comment on function private.end_provider_key is 'No execution begins with it any more; the key itself is erased.';

create function private.revoke_provider_key(p_provider_key_id uuid)
returns public.provider_keys
language plpgsql security definer
set search_path = ''
as $$
declare
  v_tenant_id uuid;
begin
  select k.tenant_id into v_tenant_id
  from public.provider_keys as k
  where k.id = p_provider_key_id and k.tenant_id = any(private.my_tenant_ids());
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such provider key.';
  end if;
  perform private.require_role(v_tenant_id, 'ADMIN');
  return private.end_provider_key(p_provider_key_id, auth.uid());
end
$$;

create function private.require_operator(p_user_id uuid)
returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if not exists (
    select from private.operators as o
    join public.users as u on u.id = o.user_id
    where o.user_id = p_user_id and u.is_active
  ) then
    raise sqlstate 'PT403' using message = 'Only an operator may do this.';
  end if;
end
$$;
comment on function private.require_operator is 'Raises PT403 unless the user is an operator.';

create function private.provider_keys_to_reencrypt(
  p_operator_id uuid, p_encryption_key text, p_after uuid, p_limit integer
)
returns table (id uuid, tenant_id uuid, provider text, encryption_key text, ciphertext text, remaining bigint)
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform private.require_operator(p_operator_id);
  return query
  select k.id, k.tenant_id, k.provider, s.encryption_key, encode(s.ciphertext, 'hex'), count(*) over ()
  from private.provider_key_secrets as s
  join public.provider_keys as k on k.id = s.provider_key_id
  where s.encryption_key <> p_encryption_key and (p_after is null or s.provider_key_id > p_after)
  order by s.provider_key_id
  limit p_limit;
end
$$;

create function private.reencrypt_provider_keys(p_operator_id uuid, p_keys jsonb)
returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  v_count integer;
begin
  perform private.require_operator(p_operator_id);
  -- Only what is still as it was read; what was replaced or revoked meanwhile is left alone.
  update private.provider_key_secrets as s
  set encryption_key = n.encryption_key, ciphertext = decode(n.ciphertext, 'hex'), encrypted_at = now()
  from jsonb_to_recordset(p_keys) as n (id uuid, before text, encryption_key text, ciphertext text)
  where s.provider_key_id = n.id and s.ciphertext = decode(n.before, 'hex');
  get diagnostics v_count = row_count;
  return v_count;
end
$$;

-- ====================================================================================== functions: exposed wrappers

create function public.usage_by_day_and_model(
  p_from date default current_date - 30, p_to date default current_date, p_key_source public.key_source default null
)
returns table (
  day date, provider text, model text, calls bigint, input_tokens bigint, output_tokens bigint, cost_usd numeric,
  calls_without_price bigint
)
language sql stable security invoker set search_path = ''
as $$ select * from private.usage_by_day_and_model(p_from, p_to, p_key_source) $$;
comment on function public.usage_by_day_and_model is
'What the current tenant used of each model on each day (UTC) on which its calls were made, p_to included; corrections '
'count on the day of their call. With p_key_source only what was asked with the tenant''s own keys, or with the '
'operator''s. To compare with a provider''s bill.';

create function public.set_provider_key(
  p_user_id uuid, p_tenant_id uuid, p_provider_key_id uuid, p_provider text, p_label text, p_last_characters text,
  p_encryption_key text, p_ciphertext text
)
returns public.provider_keys
language sql security invoker set search_path = ''
as $$
  select private.set_provider_key(
    p_user_id, p_tenant_id, p_provider_key_id, p_provider, p_label, p_last_characters, p_encryption_key, p_ciphertext
  )
$$;
comment on function public.set_provider_key is
'Stores a key that the function provider-keys has encrypted, p_ciphertext in hexadecimal; the tenant''s one before of '
'this provider is revoked. The user is an ADMIN of the tenant. Service only.';

create function public.revoke_provider_key(p_provider_key_id uuid) returns public.provider_keys
language sql security invoker set search_path = ''
as $$ select private.revoke_provider_key(p_provider_key_id) $$;
comment on function public.revoke_provider_key is
'No execution begins with this key any more, and it is erased. ADMIN.';

create function public.provider_keys_to_reencrypt(
  p_operator_id uuid, p_encryption_key text, p_after uuid default null, p_limit integer default 100
)
returns table (id uuid, tenant_id uuid, provider text, encryption_key text, ciphertext text, remaining bigint)
language sql stable security invoker set search_path = ''
as $$ select * from private.provider_keys_to_reencrypt(p_operator_id, p_encryption_key, p_after, p_limit) $$;
comment on function public.provider_keys_to_reencrypt is
'Keys that are encrypted with another key than this one, by id, after p_after; remaining counts all of them. The user '
'is an operator. Service only.';

create function public.reencrypt_provider_keys(p_operator_id uuid, p_keys jsonb) returns integer
language sql security invoker set search_path = ''
as $$ select private.reencrypt_provider_keys(p_operator_id, p_keys) $$;
comment on function public.reencrypt_provider_keys is
'Replaces ciphertexts: [{"id", "before", "encryption_key", "ciphertext"}], hexadecimal. How many were still as before. '
'The user is an operator. Service only.';

-- ========================================================================================================= triggers

create trigger provider_keys_set_updated_at before update on public.provider_keys
for each row execute function private.set_updated_at();
create trigger provider_keys_refuse_tenant_change before update of tenant_id on public.provider_keys
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();

-- =========================================================================================================== grants

revoke all on public.provider_keys from public, anon, authenticated, service_role;
grant select on public.provider_keys to authenticated, service_role;

revoke all on all functions in schema private from public, anon;
revoke all on function public.usage_by_day_and_model(date, date, public.key_source),
public.set_provider_key(uuid, uuid, uuid, text, text, text, text, text), public.revoke_provider_key(uuid),
public.provider_keys_to_reencrypt(uuid, text, uuid, integer), public.reencrypt_provider_keys(uuid, jsonb)
from public, anon, authenticated, service_role;

-- What clients call, and the definer half of each.
grant execute on function public.usage_by_day_and_model(date, date, public.key_source) to authenticated;
grant execute on function private.usage_by_day_and_model(date, date, public.key_source) to authenticated;
grant execute on function public.revoke_provider_key(uuid), private.revoke_provider_key(uuid) to authenticated;

-- What the functions call with the service key.
grant execute on function public.set_provider_key(uuid, uuid, uuid, text, text, text, text, text) to service_role;
grant execute on function private.set_provider_key(uuid, uuid, uuid, text, text, text, text, text) to service_role;
grant execute on function public.provider_keys_to_reencrypt(uuid, text, uuid, integer) to service_role;
grant execute on function private.provider_keys_to_reencrypt(uuid, text, uuid, integer) to service_role;
grant execute on function public.reencrypt_provider_keys(uuid, jsonb) to service_role;
grant execute on function private.reencrypt_provider_keys(uuid, jsonb) to service_role;

-- ========================================================================================================= policies

alter table public.provider_keys enable row level security;
alter table public.provider_keys force row level security;

create policy "members see which provider keys their tenants have" on public.provider_keys
for select to authenticated
using (tenant_id = any((select private.my_tenant_ids())::uuid[]));

-- Keys are of people: no API key hears of them, sets or revokes one.
insert into private.api_key_paths (path, read_scope, write_scope)
values ('provider_keys', 'keys:read', 'keys:write'), ('rpc/revoke_provider_key', null, null);

create policy "keys read provider keys with their scope" on public.provider_keys
as restrictive for select to authenticated
using ((select private.key_may('keys:read')));
