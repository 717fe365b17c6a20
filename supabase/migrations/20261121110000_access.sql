-- Access: API keys, what each may do, and how much in a minute.
--
-- A key stands for one user in one tenant, limited by its scopes. The key itself is made and shown by the function
-- `api-keys` and stored nowhere; here is its SHA-256. It is checked in the transaction that it opens: inside
-- begin_execution, and on direct requests by gate.check_request, which PostgREST runs before every request. So a
-- revoked key stops at once.
--
-- On direct requests a key's holder has their owner's role and id, and claims that say which key it is. What that
-- allows is narrowed in three places, each of them enough: private.api_key_paths names what keys may ask for, and is
-- silent about the rest; a restrictive policy on every table asks for the scope; my_tenant_ids and member_role know no
-- other tenant than the key's.
--
-- Limits a minute are kept in sixteen slots, each with a share of the limit, so that the executions of a tenant do not
-- wait for one another: one that fits into a share touches that slot alone. What was taken comes back to its slot after
-- 60 to 70 seconds. So no 60 seconds ever see more than the limit.

set lock_timeout = '5s';
set statement_timeout = '60s';

-- =========================================================================================================== schema

create schema gate;
comment on schema gate is
'What PostgREST runs before each request, and what that calls: all roles enter, and find no more. Never exposed.';
revoke all on schema gate from public;
grant usage on schema gate to anon, authenticated, service_role;

-- ============================================================================================================ types

create type private.rate_kind as enum ('requests', 'tokens');
comment on type private.rate_kind is 'What is limited in a minute. Set when a limit is first met, never changed.';

create type private.api_key_caller as (
  api_key_id uuid,
  tenant_id uuid,
  user_id uuid,
  role public.tenant_role,
  scopes text[],
  limit_id uuid,
  requests_per_minute integer,
  tokens_per_minute integer
);
comment on type private.api_key_caller is 'Whom a key stands for, and what it may. scopes are with what they include.';

create type private.tenant_limits as (
  api_keys integer,
  requests_per_minute integer,
  tokens_per_minute integer
);
comment on type private.tenant_limits is 'What holds for one tenant, as the columns of plan_limits.';

-- ============================================================================================ functions of the checks

create function private.api_scopes()
returns text[]
language sql immutable
set search_path = ''
as $$
  select '{
    prompts:read, prompts:write, executions:read, executions:write, costs:read, budgets:read, budgets:write,
    workflows:read, workflows:write, ventures:read, ventures:write, specifications:read, specifications:write,
    ideas:read, ideas:write, tenants:read, audit:read, webhooks:read
  }'::text[]
$$;
comment on function private.api_scopes is 'All scopes that a key may have. A :write scope includes :read.';

create function private.scopes_fit(p_scopes text[])
returns boolean
language sql immutable
set search_path = ''
as $$
  select
    cardinality(p_scopes) between 1 and 50
    and array_ndims(p_scopes) = 1
    and p_scopes <@ private.api_scopes()
    and cardinality(p_scopes) = (select count(distinct s.scope) from unnest(p_scopes) as s (scope))
$$;
comment on function private.scopes_fit is 'At least one scope, all of them known, each once.';

-- =========================================================================================================== tables

create table public.api_keys (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  user_id uuid not null references public.users (id),
  name text not null,
  last_four text not null,
  scopes text[] not null,
  requests_per_minute integer,
  tokens_per_minute integer,
  expires_at timestamptz,
  revoked_at timestamptz,
  rotated_from uuid,
  last_used_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint api_keys_id_in_tenant unique (tenant_id, id),
  constraint api_keys_rotated_once unique (tenant_id, rotated_from),
  constraint api_keys_rotated_from_key foreign key (tenant_id, rotated_from) references public.api_keys (tenant_id, id),
  constraint api_keys_name_fits check (private.trimmed(name) <> '' and char_length(name) <= 200),
  constraint api_keys_last_four_fits check (last_four ~ '^[0-9A-Za-z]{4}$'),
  constraint api_keys_scopes_are_known check (private.scopes_fit(scopes)),
  constraint api_keys_limits_are_positive check (requests_per_minute > 0 and tokens_per_minute > 0),
  constraint api_keys_expire_after_they_are_made check (expires_at >= created_at)
);
-- As for all texts: what is sampled of foreign rows, an estimate could tell.
alter table public.api_keys alter column name set statistics 0, alter column last_four set statistics 0,
alter column scopes set statistics 0;
comment on table public.api_keys is
'Keys that act as their user in one tenant, limited by scopes. Seen by their owner and ADMINs; made, rotated and '
'revoked by functions only. Rows stay when a key has ended.';
comment on column public.api_keys.id is 'Stands in the key: fo_live_<id without dashes>_<secret>_<checksum>.';
comment on column public.api_keys.last_four is 'The end of the key, by which people tell keys apart.';
comment on column public.api_keys.scopes is 'Such as executions:write; a :write scope includes :read.';
comment on column public.api_keys.requests_per_minute is 'Null: only the tenant''s limit counts.';
comment on column public.api_keys.tokens_per_minute is 'Null: only the tenant''s limit counts.';
comment on column public.api_keys.expires_at is 'From then on the key is refused. Set by rotating, too.';
comment on column public.api_keys.revoked_at is
'From then on the key is refused, for good: by revoke_api_key, or because its user left the tenant.';
comment on column public.api_keys.rotated_from is 'The key that this one takes over from. They share their limits.';
comment on column public.api_keys.last_used_at is
'Written at most every five minutes. Direct reads do not count: they run read-only.';

create table private.api_key_digests (
  api_key_id uuid primary key references public.api_keys (id) on delete cascade,
  digest bytea not null,
  limit_id uuid not null,
  constraint api_key_digests_are_sha256 check (octet_length(digest) = 32)
);
comment on table private.api_key_digests is 'SHA-256 of each key.';
comment on column private.api_key_digests.limit_id is
'Whose slots count what the key takes: its own, or of the first of those that it was rotated from.';

create table private.api_key_paths (
  path text primary key,
  read_scope text,
  write_scope text,
  constraint api_key_paths_fit check (path ~ '^(rpc/)?[a-z][a-z0-9_]*$')
);
comment on table private.api_key_paths is
'What keys may ask PostgREST for, and with which scope: a table, or rpc/ and a function. What is not here is refused.';
comment on column private.api_key_paths.read_scope is 'For GET and HEAD. Null: never with a key.';
comment on column private.api_key_paths.write_scope is 'For all other methods. Null: never with a key.';

create table private.plan_limits (
  plan public.user_plan primary key,
  api_keys integer not null,
  requests_per_minute integer,
  tokens_per_minute integer,
  constraint plan_limits_are_positive check (api_keys >= 0 and requests_per_minute > 0 and tokens_per_minute > 0)
);
comment on table private.plan_limits is
'What tenants of a plan may have. Kept by hand, by the operator; a tenant''s own columns win. Null: no limit.';
comment on column private.plan_limits.api_keys is 'Keys of a tenant that work at the same time.';

insert into private.plan_limits (plan, api_keys) values ('FREE', 10), ('PRO', 100), ('ENTERPRISE', 1000);

alter table public.tenants
add column api_keys_limit integer constraint tenants_api_keys_limit_not_negative check (api_keys_limit >= 0),
add column requests_per_minute integer constraint tenants_requests_limit_is_positive check (requests_per_minute > 0),
add column tokens_per_minute integer constraint tenants_tokens_limit_is_positive check (tokens_per_minute > 0);
comment on column public.tenants.api_keys_limit is 'Set by operators. Null: that of the plan.';
comment on column public.tenants.requests_per_minute is
'Executions begun, and calls with API keys, of the whole tenant. Set by operators. Null: that of the plan.';
comment on column public.tenants.tokens_per_minute is
'Of all executions of the tenant. Set by operators. Null: that of the plan.';

alter table public.executions add column api_key_id uuid;
comment on column public.executions.api_key_id is
'The API key that it was begun with. No foreign key: keys stay as long as their tenant.';

-- The next two are written by every execution under a limit: they have no foreign keys, whose checks would have all of
-- them lock one row. private.forget_rates cleans up.
create table private.rate_slots (
  subject_id uuid not null,
  kind private.rate_kind not null,
  slot integer not null,
  limit_per_minute bigint not null,
  share bigint not null,
  epoch bigint not null,
  taken bigint[] not null,
  primary key (subject_id, kind, slot),
  constraint rate_slots_are_sixteen check (slot between 0 and 15),
  constraint rate_slots_cover_seventy_seconds check (cardinality(taken) = 7)
) with (fillfactor = 50);
comment on table private.rate_slots is
'What was taken of a limit in the last 60 to 70 seconds, in sixteen parts that are locked one by one.';
comment on column private.rate_slots.subject_id is 'A tenant, or the limit_id of a key.';
comment on column private.rate_slots.limit_per_minute is 'Of which the shares were dealt.';
comment on column private.rate_slots.share is 'What this slot may give in its window; all shares are the limit.';
comment on column private.rate_slots.epoch is 'The newest ten seconds that taken covers, counted since 1970.';
comment on column private.rate_slots.taken is 'By ten seconds, each at its number modulo 7.';

create table private.token_holds (
  execution_id uuid not null,
  subject_id uuid not null,
  slot integer not null,
  epoch bigint not null,
  tokens bigint not null,
  primary key (execution_id, subject_id)
) with (fillfactor = 50);
comment on table private.token_holds is
'What a running execution took of a limit of tokens, as an estimate. When it ends, what it used takes its place.';

-- ========================================================================================================== indexes

create index api_keys_tenant_created_idx on public.api_keys (tenant_id, created_at desc);
create index api_keys_user_idx on public.api_keys (user_id);

-- ============================================================================================ functions: the caller

create function private.key_may(p_scope text)
returns boolean
language plpgsql stable
set search_path = ''
as $$
declare
  v_claims text := current_setting('request.jwt.claims', true);
  v_scopes jsonb;
begin
  -- Most requests come with a user's token: they pay for no more than this.
  if v_claims is null or strpos(v_claims, '"api_key"') = 0 then
    return true;
  end if;
  v_scopes := v_claims::jsonb #> '{api_key,scopes}';
  return v_scopes is null or v_scopes ? p_scope;
end
$$;
comment on function private.key_may is
'Whether the request may do this: it comes with no API key, or with one that has the scope.';

create function private.key_tenant_id()
returns uuid
language plpgsql stable
set search_path = ''
as $$
declare
  v_claims text := current_setting('request.jwt.claims', true);
begin
  if v_claims is null or strpos(v_claims, '"api_key"') = 0 then
    return null;
  end if;
  return (v_claims::jsonb #>> '{api_key,tenant_id}')::uuid;
end
$$;
comment on function private.key_tenant_id is 'The tenant of the API key that the request comes with; null without one.';

create or replace function private.member_role(p_tenant_id uuid, p_user_id uuid)
returns public.tenant_role
language plpgsql stable security definer
set search_path = ''
as $$
begin
  -- To an API key there is no tenant but its own.
  if private.key_tenant_id() <> p_tenant_id then
    return null;
  end if;
  return (
    select r.role
    from public.user_roles as r
    join public.tenants as t on t.id = r.tenant_id
    join public.users as u on u.id = r.user_id
    where r.tenant_id = p_tenant_id and r.user_id = p_user_id and t.deleted_at is null and u.is_active
  );
end
$$;

create or replace function private.my_tenant_ids(p_minimum public.tenant_role default 'VIEWER')
returns uuid[]
language plpgsql stable security definer
set search_path = ''
as $$
declare
  v_key_tenant_id uuid := private.key_tenant_id();
begin
  return array(
    select r.tenant_id
    from public.user_roles as r
    join public.tenants as t on t.id = r.tenant_id
    join public.users as u on u.id = r.user_id
    where r.user_id = auth.uid() and r.role >= p_minimum and t.deleted_at is null and u.is_active
      and (v_key_tenant_id is null or r.tenant_id = v_key_tenant_id)
  );
end
$$;

-- ================================================================================================ functions: limits

create function private.rate_epoch()
returns bigint
language plpgsql volatile
set search_path = ''
as $$
begin
  return floor(extract(epoch from clock_timestamp()) / 10);
end
$$;
comment on function private.rate_epoch is 'The present ten seconds, counted since 1970.';

create function private.rate_window(p_taken bigint[], p_epoch bigint, p_at bigint)
returns bigint[]
language plpgsql immutable
set search_path = ''
as $$
begin
  for v_expired in p_epoch + 1 .. least(p_at, p_epoch + 7) loop
    p_taken[v_expired % 7 + 1] := 0;
  end loop;
  return p_taken;
end
$$;
comment on function private.rate_window is 'What was taken, without what is older than 60 to 70 seconds by then.';

create function private.rate_used(p_taken bigint[], p_epoch bigint, p_at bigint)
returns bigint
language plpgsql immutable
set search_path = ''
as $$
declare
  v_used bigint := 0;
begin
  for v_epoch in greatest(p_at, p_epoch) - 6 .. p_epoch loop
    v_used := v_used + p_taken[v_epoch % 7 + 1];
  end loop;
  return v_used;
end
$$;
comment on function private.rate_used is 'The sum of rate_window.';

create function private.rate_added(p_taken bigint[], p_epoch bigint, p_amount bigint)
returns bigint[]
language plpgsql immutable
set search_path = ''
as $$
begin
  p_taken[p_epoch % 7 + 1] := greatest(p_taken[p_epoch % 7 + 1] + p_amount, 0);
  return p_taken;
end
$$;
comment on function private.rate_added is 'What was taken, with so much more in those ten seconds.';

create function private.take_from_slot(
  p_subject_id uuid, p_kind private.rate_kind, p_limit bigint, p_amount bigint, p_at bigint
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
  from private.rate_slots as s
  where s.subject_id = p_subject_id and s.kind = p_kind and s.limit_per_minute = p_limit
    and s.share - private.rate_used(s.taken, s.epoch, p_at) >= p_amount
  order by (s.slot - pg_backend_pid() % 16 + 16) % 16
  limit 1
  for no key update skip locked;
  if not found then
    -- Rows that were locked and then found to be too full are still locked: the exception lets go of them.
    raise sqlstate 'FO001';
  end if;
  update private.rate_slots as s
  set
    taken = private.rate_added(
      private.rate_window(s.taken, s.epoch, p_at), greatest(s.epoch, p_at), p_amount
    ),
    epoch = greatest(s.epoch, p_at)
  where s.subject_id = p_subject_id and s.kind = p_kind and s.slot = v_slot;
  return v_slot;
exception
  when sqlstate 'FO001' then
    return null;
end
$$;
comment on function private.take_from_slot is
'Takes from one slot whose share bears it, without waiting for anybody: its number, or null when there is none.';

create function private.refuse_over_rate(
  p_subject_id uuid, p_kind private.rate_kind, p_limit bigint, p_amount bigint, p_at bigint, p_of text
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_seconds integer;
begin
  -- The first of the next ten seconds at which enough has come back.
  select greatest(ceil(a.epoch * 10 - extract(epoch from clock_timestamp())), 1) into v_seconds
  from generate_series(p_at + 1, p_at + 7) as a (epoch)
  where p_amount <= p_limit - (
    select coalesce(sum(private.rate_used(s.taken, s.epoch, a.epoch)), 0)
    from private.rate_slots as s
    where s.subject_id = p_subject_id and s.kind = p_kind
  )
  order by a.epoch
  limit 1;
  -- PGRST is how PostgREST is told of a header.
  raise sqlstate 'PGRST' using
    message = json_build_object(
      'code', 'PT429',
      'message', format(
        'This %s may have %s %s a minute; try again in %s seconds.',
        case p_of when 'api_key' then 'API key' else p_of end, p_limit, p_kind, v_seconds
      ),
      'details', json_build_object(
        'limited', p_kind, 'of', p_of, 'limit_per_minute', p_limit, 'retry_after', v_seconds
      )::text,
      'hint', null
    )::text,
    detail = json_build_object('status', 429, 'headers', json_build_object('Retry-After', v_seconds::text))::text;
end
$$;
comment on function private.refuse_over_rate is
'Answers 429 with Retry-After, and says which limit was met. p_of is api_key or tenant.';

create function private.rate_taken(p_subject_id uuid, p_kind private.rate_kind, p_at bigint)
returns bigint
language plpgsql
set search_path = ''
as $$
begin
  return (
    select sum(private.rate_used(s.taken, s.epoch, p_at))
    from private.rate_slots as s
    where s.subject_id = p_subject_id and s.kind = p_kind
  );
end
$$;
comment on function private.rate_taken is
'What is taken of a limit, as far as it is committed; null when nothing ever was.';

create function private.take_rate(
  p_subject_id uuid, p_kind private.rate_kind, p_limit bigint, p_amount bigint, p_of text
)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  v_at bigint := private.rate_epoch();
  -- What is more than the limit waits until nothing else is taken.
  v_amount bigint := least(p_amount, p_limit);
  v_slot integer := private.take_from_slot(p_subject_id, p_kind, p_limit, v_amount, v_at);
  v_used bigint;
begin
  if v_slot is not null then
    return v_slot;
  end if;
  v_used := private.rate_taken(p_subject_id, p_kind, v_at);
  if v_used is null then
    -- Whoever comes at the same time waits here for the first.
    insert into private.rate_slots (subject_id, kind, slot, limit_per_minute, share, epoch, taken)
    select p_subject_id, p_kind, n.slot, p_limit, 0, v_at, '{0,0,0,0,0,0,0}'
    from generate_series(0, 15) as n (slot)
    on conflict do nothing;
  elsif v_used + v_amount > p_limit then
    -- What is committed already is too much: whoever is refused here has waited for nobody.
    perform private.refuse_over_rate(p_subject_id, p_kind, p_limit, v_amount, v_at, p_of);
  end if;

  perform from private.rate_slots as s
  where s.subject_id = p_subject_id and s.kind = p_kind
  order by s.slot
  for no key update;
  v_at := private.rate_epoch();
  v_used := private.rate_taken(p_subject_id, p_kind, v_at);
  if v_used + v_amount > p_limit then
    perform private.refuse_over_rate(p_subject_id, p_kind, p_limit, v_amount, v_at, p_of);
  end if;
  v_slot := pg_backend_pid() % 16;
  -- Dealt anew: to each slot what it has given, and its part of what is left.
  update private.rate_slots as s
  set
    limit_per_minute = p_limit,
    share = private.rate_used(s.taken, s.epoch, v_at) + case s.slot when v_slot then v_amount else 0 end
      + (p_limit - v_used - v_amount) / 16
      + case when s.slot < (p_limit - v_used - v_amount) % 16 then 1 else 0 end,
    taken = private.rate_added(
      private.rate_window(s.taken, s.epoch, v_at), greatest(s.epoch, v_at),
      case s.slot when v_slot then v_amount else 0 end
    ),
    epoch = greatest(s.epoch, v_at)
  where s.subject_id = p_subject_id and s.kind = p_kind;
  return v_slot;
end
$$;
comment on function private.take_rate is
'Takes so much of a limit a minute, and says from which slot; answers 429 when that would be more than the limit.';

create function private.limits_of(p_tenant_id uuid)
returns private.tenant_limits
language plpgsql stable
set search_path = ''
as $$
declare
  v_limits private.tenant_limits;
begin
  select
    coalesce(t.api_keys_limit, l.api_keys), coalesce(t.requests_per_minute, l.requests_per_minute),
    coalesce(t.tokens_per_minute, l.tokens_per_minute)
  into v_limits
  from public.tenants as t
  join private.plan_limits as l on l.plan = t.plan
  where t.id = p_tenant_id;
  return v_limits;
end
$$;
comment on function private.limits_of is 'A tenant''s own limits, else those of its plan.';

create function private.take_request(p_tenant_id uuid, p_caller private.api_key_caller)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_limits private.tenant_limits := private.limits_of(p_tenant_id);
begin
  if p_caller.requests_per_minute is not null then
    perform private.take_rate(p_caller.limit_id, 'requests', p_caller.requests_per_minute, 1, 'api_key');
  end if;
  if v_limits.requests_per_minute is not null then
    perform private.take_rate(p_tenant_id, 'requests', v_limits.requests_per_minute, 1, 'tenant');
  end if;
end
$$;
comment on function private.take_request is
'Takes one request of the key''s and the tenant''s limit, or answers 429. p_caller is null without a key.';

create function private.take_tokens(
  p_tenant_id uuid, p_caller private.api_key_caller, p_execution_id uuid, p_tokens bigint
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_limits private.tenant_limits := private.limits_of(p_tenant_id);
begin
  if p_caller.tokens_per_minute is not null then
    insert into private.token_holds (execution_id, subject_id, slot, epoch, tokens)
    select
      p_execution_id, p_caller.limit_id,
      private.take_rate(p_caller.limit_id, 'tokens', p_caller.tokens_per_minute, p_tokens, 'api_key'),
      private.rate_epoch(), least(p_tokens, p_caller.tokens_per_minute);
  end if;
  if v_limits.tokens_per_minute is not null then
    insert into private.token_holds (execution_id, subject_id, slot, epoch, tokens)
    select
      p_execution_id, p_tenant_id,
      private.take_rate(p_tenant_id, 'tokens', v_limits.tokens_per_minute, p_tokens, 'tenant'),
      private.rate_epoch(), least(p_tokens, v_limits.tokens_per_minute);
  end if;
end
$$;
comment on function private.take_tokens is
'Takes what an execution may use of the key''s and the tenant''s limit of tokens, or answers 429.';

create function private.settle_tokens()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_hold private.token_holds;
begin
  for v_hold in
    with ended as (delete from private.token_holds as h where h.execution_id = new.id returning h.*)

    -- The tenant's last, as they were taken.
    select e.* from ended as e order by e.subject_id = new.tenant_id
  loop
    -- Of one whose worker died nobody knows what it used: the estimate stays.
    if new.error ->> 'code' is distinct from 'lease_expired' then
      update private.rate_slots as s
      set taken = private.rate_added(
        s.taken, v_hold.epoch, coalesce((new.token_usage ->> 'total')::bigint, 0) - v_hold.tokens
      )
      where s.subject_id = v_hold.subject_id and s.kind = 'tokens' and s.slot = v_hold.slot
        and v_hold.epoch between s.epoch - 6 and s.epoch;
    end if;
  end loop;
  return null;
end
$$;
comment on function private.settle_tokens is
'Fired when an execution ends: what it used takes the place of the estimate, while that still counts.';

create function private.forget_rates()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  delete from private.rate_slots as s where s.subject_id = old.id;
  delete from private.token_holds as h where h.subject_id = old.id;
  return null;
end
$$;
comment on function private.forget_rates is 'Fired when a tenant is purged, or a key with it.';

-- ============================================================================================== functions: verifying

create function private.verify_api_key(p_api_key_id uuid, p_digest bytea)
returns private.api_key_caller
language plpgsql stable
set search_path = ''
as $$
declare
  v_key record;
  v_caller private.api_key_caller;
  v_nonce bytea;
begin
  select
    k.id, k.tenant_id, k.user_id, k.scopes, k.expires_at, k.revoked_at, k.requests_per_minute, k.tokens_per_minute,
    d.digest, d.limit_id, r.role, t.deleted_at is null and u.is_active as is_member
  into v_key
  from public.api_keys as k
  join private.api_key_digests as d on d.api_key_id = k.id
  join public.tenants as t on t.id = k.tenant_id
  join public.users as u on u.id = k.user_id
  left join public.user_roles as r on r.tenant_id = k.tenant_id and r.user_id = k.user_id
  where k.id = p_api_key_id;
  -- Both are hashed again with something that nobody foresees: how long the comparison takes tells nothing.
  v_nonce := uuid_send(gen_random_uuid());
  if not found or sha256(v_key.digest || v_nonce) <> sha256(p_digest || v_nonce) or p_digest is null then
    raise sqlstate 'PT401' using message = 'There is no such API key.';
  end if;
  if v_key.revoked_at is not null then
    raise sqlstate 'PT401' using message = 'This API key was revoked.';
  end if;
  if v_key.expires_at <= now() then
    raise sqlstate 'PT401' using message = 'This API key has expired.';
  end if;
  if v_key.role is null or not v_key.is_member then
    raise sqlstate 'PT401' using message = 'The owner of this API key is no active member of its tenant.';
  end if;
  v_caller := row(
    v_key.id, v_key.tenant_id, v_key.user_id, v_key.role,
    v_key.scopes || array(
      select replace(s.scope, ':write', ':read') from unnest(v_key.scopes) as s (scope) where s.scope like '%:write'
    ),
    v_key.limit_id, v_key.requests_per_minute, v_key.tokens_per_minute
  );
  return v_caller;
end
$$;
comment on function private.verify_api_key is
'Whom the key of this id and digest stands for. PT401 when it is unknown, revoked, expired, or its owner is out.';

create function private.require_scope(p_caller private.api_key_caller, p_scope text)
returns void
language plpgsql immutable
set search_path = ''
as $$
begin
  if p_scope is null then
    raise sqlstate 'PT403' using message = 'This is not done with an API key; sign in.';
  end if;
  if p_scope <> all(p_caller.scopes) then
    raise sqlstate 'PT403' using message = format('This API key lacks the scope %s.', left(p_scope, 100));
  end if;
end
$$;
comment on function private.require_scope is 'PT403 unless the key has the scope; a null scope no key has.';

create function private.require_tenant_of_key(p_caller private.api_key_caller, p_tenant_id text)
returns void
language plpgsql immutable
set search_path = ''
as $$
begin
  if lower(p_tenant_id) <> p_caller.tenant_id::text then
    raise sqlstate 'PT403' using message = 'This API key is for another tenant than the one in header x-tenant-id.';
  end if;
end
$$;
comment on function private.require_tenant_of_key is 'PT403 when another tenant was named than the key''s.';

create function private.note_use_of_key(p_api_key_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if exists (
    select from public.api_keys as k
    where k.id = p_api_key_id and (k.last_used_at is null or k.last_used_at < now() - interval '5 minutes')
  ) then
    -- One of those who come at once writes it; the others have no need to wait.
    update public.api_keys set last_used_at = now()
    where id in (
      select k.id from public.api_keys as k where k.id = p_api_key_id for no key update skip locked
    );
  end if;
end
$$;
comment on function private.note_use_of_key is 'Keeps last_used_at, to within five minutes.';

create function private.authenticate_api_key(p_api_key jsonb, p_scope text, p_tenant_id uuid)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_caller private.api_key_caller := private.verify_api_key(
    (p_api_key ->> 'id')::uuid, decode(p_api_key ->> 'digest', 'hex')
  );
begin
  perform private.require_tenant_of_key(v_caller, p_tenant_id::text);
  perform private.require_scope(v_caller, p_scope);
  -- What writes is counted where it writes.
  if p_scope like '%:read' then
    perform private.take_request(v_caller.tenant_id, v_caller);
  end if;
  perform private.note_use_of_key(v_caller.api_key_id);
  return jsonb_build_object(
    'user_id', v_caller.user_id, 'tenant_id', v_caller.tenant_id, 'role', v_caller.role, 'scopes', v_caller.scopes
  );
end
$$;

create function gate.key_claims(p_key text, p_tenant_id text, p_path text, p_method text)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_caller private.api_key_caller;
  v_path private.api_key_paths;
begin
  -- Of the ASCII characters that keys are made of, so that its bytes are known.
  if p_key is null or p_key !~ '^fo_live_[0-9a-f]{32}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$' then
    raise sqlstate 'PT401' using message = 'There is no such API key.';
  end if;
  v_caller := private.verify_api_key(substr(p_key, 9, 32)::uuid, sha256(p_key::bytea));
  perform private.require_tenant_of_key(v_caller, p_tenant_id);
  -- As it stands in the request: what is written in another way, with percent signs, say, is not found.
  select p.* into v_path from private.api_key_paths as p where p.path = substr(p_path, 2);
  perform private.require_scope(
    v_caller, case when p_method in ('GET', 'HEAD') then v_path.read_scope else v_path.write_scope end
  );
  if current_setting('transaction_read_only') = 'off' then
    perform private.take_request(v_caller.tenant_id, v_caller);
    perform private.note_use_of_key(v_caller.api_key_id);
  end if;
  return jsonb_build_object(
    'sub', v_caller.user_id, 'role', 'authenticated', 'aud', 'authenticated',
    'api_key', jsonb_build_object(
      'id', v_caller.api_key_id, 'tenant_id', v_caller.tenant_id, 'scopes', v_caller.scopes
    )
  );
end
$$;
comment on function gate.key_claims is
'The claims of a direct request with an API key: those of its user, and which key it is. PT401 for a key that does not '
'hold, PT403 for what it may not ask for. Counts the request unless it only reads.';

create function gate.check_request()
returns void
language plpgsql security invoker
set search_path = ''
as $$
declare
  v_headers text := current_setting('request.headers', true);
  v_key text;
  v_claims jsonb;
begin
  -- Every request comes here; most without an API key.
  if v_headers is null or strpos(v_headers, '"x-api-key"') = 0 then
    return;
  end if;
  v_key := v_headers::json ->> 'x-api-key';
  if v_key is null then
    return;
  end if;
  if current_user <> 'anon' then
    raise sqlstate 'PT400' using message = 'Send an API key or a user''s token, not both.';
  end if;
  v_claims := gate.key_claims(
    v_key, v_headers::json ->> 'x-tenant-id', current_setting('request.path', true),
    current_setting('request.method', true)
  );
  -- Nothing after this sees the key; the tenant is the one that it is for.
  perform set_config(
    'request.headers',
    ((v_headers::jsonb - 'x-api-key') || jsonb_build_object('x-tenant-id', v_claims #>> '{api_key,tenant_id}'))::text,
    true
  );
  perform set_config('request.jwt.claims', v_claims::text, true);
  perform set_config('role', 'authenticated', true);
end
$$;
comment on function gate.check_request is
'Run by PostgREST before every request (db-pre-request): one with an API key goes on as the key''s user.';

-- ================================================================================================== functions: keys

create function private.create_api_key(
  p_user_id uuid, p_tenant_id uuid, p_api_key jsonb, p_name text, p_scopes text[], p_expires_at timestamptz,
  p_requests_per_minute integer, p_tokens_per_minute integer, p_rotated_from uuid
)
returns public.api_keys
language plpgsql security definer
set search_path = ''
as $$
declare
  v_tenant_id uuid := coalesce(
    p_tenant_id, (select t.id from public.tenants as t where t.personal_user_id = p_user_id and t.deleted_at is null)
  );
  v_role public.tenant_role := private.member_role(v_tenant_id, p_user_id);
  v_limit integer;
  v_key public.api_keys;
begin
  if v_role is null then
    raise sqlstate 'PT403' using message = 'The user is not a member of this tenant.';
  end if;
  if not private.scopes_fit(p_scopes) then
    raise sqlstate 'PT400' using message = 'The scopes are one or more of '
      || array_to_string(private.api_scopes(), ', ') || ', each once.';
  end if;
  if v_role = 'VIEWER' and array_to_string(p_scopes, ' ') ~ ':write' then
    raise sqlstate 'PT403' using message = 'A VIEWER''s API key only reads.';
  end if;
  if p_expires_at <= now() then
    raise sqlstate 'PT400' using message = 'The key would have expired already.';
  end if;
  -- One that is rotated is made for as long again: in a century there are years that clients cannot read.
  if p_expires_at > now() + interval '36525 days' then
    raise sqlstate 'PT400' using message =
      'A key is for a hundred years at most; without expires_at it has no end.';
  end if;

  -- Two who make the last key that is allowed wait for each other.
  perform pg_advisory_xact_lock(uuid_hash_extended(v_tenant_id, 411));
  v_limit := (private.limits_of(v_tenant_id)).api_keys;
  if p_rotated_from is null and v_limit <= (
    select count(*) from public.api_keys as k
    where k.tenant_id = v_tenant_id and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
      -- One that is being replaced does not count beside its successor.
      and not exists (
        select from public.api_keys as s where s.tenant_id = v_tenant_id and s.rotated_from = k.id
      )
  ) then
    raise sqlstate 'PT409' using message =
      format('The tenant''s plan allows %s API keys at a time; revoke one that is not needed.', v_limit);
  end if;

  insert into public.api_keys (
    id, tenant_id, user_id, name, last_four, scopes, expires_at, requests_per_minute, tokens_per_minute, rotated_from
  )
  values (
    (p_api_key ->> 'id')::uuid, v_tenant_id, p_user_id, p_name, p_api_key ->> 'last_four', p_scopes, p_expires_at,
    p_requests_per_minute, p_tokens_per_minute, p_rotated_from
  )
  returning * into v_key;
  insert into private.api_key_digests (api_key_id, digest, limit_id)
  values (
    v_key.id, decode(p_api_key ->> 'digest', 'hex'),
    coalesce((select d.limit_id from private.api_key_digests as d where d.api_key_id = p_rotated_from), v_key.id)
  );
  perform private.write_audit_log(
    v_tenant_id, p_user_id, 'CREATE', 'api_key', v_key.id, jsonb_build_object('after', to_jsonb(v_key))
  );
  return v_key;
end
$$;

create function private.rotate_api_key(
  p_user_id uuid, p_api_key_id uuid, p_api_key jsonb, p_overlap_seconds integer, p_expires_at timestamptz
)
returns public.api_keys
language plpgsql security definer
set search_path = ''
as $$
declare
  v_old public.api_keys;
  v_new public.api_keys;
  v_ends_at timestamptz;
begin
  if p_overlap_seconds is null or p_overlap_seconds not between 0 and 2592000 then
    raise sqlstate 'PT400' using message = 'The old key works on for 0 seconds to 30 days (2592000 seconds).';
  end if;
  select k.* into v_old
  from public.api_keys as k
  where k.id = p_api_key_id and k.user_id = p_user_id
    and private.member_role(k.tenant_id, p_user_id) is not null
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such API key of yours.';
  end if;
  if v_old.revoked_at is not null or v_old.expires_at <= now() then
    raise sqlstate 'PT409' using message = 'The key has ended already; make a new one.';
  end if;
  if exists (
    select from public.api_keys as k where k.tenant_id = v_old.tenant_id and k.rotated_from = v_old.id
  ) then
    raise sqlstate 'PT409' using message = 'The key has been rotated already.';
  end if;
  v_new := private.create_api_key(
    p_user_id, v_old.tenant_id, p_api_key, v_old.name, v_old.scopes,
    -- One that was made for so long is made for as long again.
    coalesce(p_expires_at, now() + (v_old.expires_at - v_old.created_at)),
    v_old.requests_per_minute, v_old.tokens_per_minute, v_old.id
  );
  v_ends_at := least(v_old.expires_at, now() + make_interval(secs => p_overlap_seconds));
  update public.api_keys set expires_at = v_ends_at where id = v_old.id;
  perform private.write_audit_log(
    v_old.tenant_id, p_user_id, 'UPDATE', 'api_key', v_old.id, jsonb_build_object(
      'before', jsonb_build_object('expires_at', v_old.expires_at), 'after', jsonb_build_object('expires_at', v_ends_at)
    )
  );
  return v_new;
end
$$;

create function private.revoke_api_key(p_api_key_id uuid)
returns public.api_keys
language plpgsql security definer
set search_path = ''
as $$
declare
  v_key public.api_keys;
begin
  select k.* into v_key
  from public.api_keys as k
  where k.id = p_api_key_id
    and (
      k.tenant_id = any(private.my_tenant_ids('ADMIN'))
      or (k.user_id = auth.uid() and k.tenant_id = any(private.my_tenant_ids()))
    )
  for no key update;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such API key.';
  end if;
  if v_key.revoked_at is not null then
    raise sqlstate 'PT409' using message = 'The key was revoked already.';
  end if;
  update public.api_keys set revoked_at = now() where id = p_api_key_id returning * into v_key;
  perform private.write_audit_log(
    v_key.tenant_id, auth.uid(), 'UPDATE', 'api_key', v_key.id, jsonb_build_object(
      'before', '{"revoked_at": null}'::jsonb, 'after', jsonb_build_object('revoked_at', v_key.revoked_at)
    )
  );
  return v_key;
end
$$;

create function private.revoke_keys_of_member()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  update public.api_keys set revoked_at = now()
  where tenant_id = old.tenant_id and user_id = old.user_id and revoked_at is null;
  return null;
end
$$;
comment on function private.revoke_keys_of_member is
'Fired when a membership ends, also because the account was deleted: the keys do not come back with a new one.';

-- ============================================================================================ functions: executions

create function private.acting_caller(p_user_id uuid, p_tenant_id uuid, p_api_key jsonb)
returns private.api_key_caller
language plpgsql
set search_path = ''
as $$
declare
  v_caller private.api_key_caller;
begin
  if p_api_key is null then
    v_caller.user_id := p_user_id;
    v_caller.tenant_id := private.acting_member(p_user_id, p_tenant_id);
    return v_caller;
  end if;
  v_caller := private.verify_api_key((p_api_key ->> 'id')::uuid, decode(p_api_key ->> 'digest', 'hex'));
  perform private.require_tenant_of_key(v_caller, p_tenant_id::text);
  perform private.require_scope(v_caller, 'executions:write');
  perform private.acting_member(v_caller.user_id, v_caller.tenant_id);
  perform private.note_use_of_key(v_caller.api_key_id);
  return v_caller;
end
$$;
comment on function private.acting_caller is
'Who executes and in which tenant: the user, or whom the API key {"id", "digest"} stands for. PT401 for a key that '
'does not hold, PT403 for who may not execute.';

create function private.token_estimate(
  p_prompt private.pinned_prompt, p_inputs jsonb, p_asking jsonb
)
returns bigint
language plpgsql immutable
set search_path = ''
as $$
begin
  return (octet_length(p_prompt.template) + octet_length(p_inputs::text)) / 4 + private.whole_number(
    p_prompt.parameters -> 'max_tokens', (private.asking_defaults() || coalesce(p_asking, '{}')) -> 'max_tokens', 1,
    32768
  );
end
$$;
comment on function private.token_estimate is
'What an execution is taken to use until it has ended: a token for four bytes of input, and all that it may answer '
'once.';

drop function public.begin_execution(
  uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer, text, text, jsonb
);
drop function private.begin_execution(
  uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer, text, text, jsonb
);

create function private.begin_execution(
  p_user_id uuid, p_tenant_id uuid, p_prompt text, p_version integer, p_inputs jsonb, p_context jsonb, p_priority text,
  p_model text, p_edge_function_id text, p_lease_seconds integer, p_idempotency_key text, p_idempotency_hash text,
  p_asking jsonb, p_api_key jsonb
)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_caller private.api_key_caller := private.acting_caller(p_user_id, p_tenant_id, p_api_key);
  v_prompt private.pinned_prompt;
  v_execution public.executions;
  v_replay jsonb;
  v_hold jsonb;
begin
  if p_idempotency_key is not null then
    v_replay := private.replayed_execution(
      v_caller.tenant_id, v_caller.user_id, p_idempotency_key, p_idempotency_hash
    );
    if v_replay is not null then
      return v_replay;
    end if;
  end if;
  v_prompt := private.prompt_to_run(v_caller.tenant_id, v_caller.user_id, p_prompt, p_version, p_model, p_asking);
  perform private.take_request(v_caller.tenant_id, v_caller);

  -- Whoever makes or changes a budget waits for us, or we for them: each execution is under a budget or before it.
  perform pg_advisory_xact_lock_shared(private.budget_lock(v_caller.tenant_id));

  insert into public.executions (
    tenant_id, user_id, prompt_id, prompt_version, inputs, context, status, priority, edge_function_id, model,
    started_at, lease_id, lease_expires_at, idempotency_key, idempotency_hash, api_key_id
  )
  values (
    v_caller.tenant_id, v_caller.user_id, v_prompt.id, v_prompt.version, coalesce(p_inputs, '{}'), p_context,
    'RUNNING', coalesce(p_priority, 'NORMAL')::public.execution_priority, p_edge_function_id, v_prompt.asked_model,
    now(), gen_random_uuid(), now() + make_interval(secs => least(greatest(p_lease_seconds, 1), 3600)),
    p_idempotency_key, p_idempotency_hash, v_caller.api_key_id
  )
  on conflict (tenant_id, user_id, idempotency_key) where idempotency_key is not null do nothing
  returning * into v_execution;
  if not found then
    -- Somebody else with the same key was faster: we have waited until they had committed.
    return private.replayed_execution(v_caller.tenant_id, v_caller.user_id, p_idempotency_key, p_idempotency_hash);
  end if;

  -- Holds come last, so that their locks are held for no longer than it takes to answer; in the order of settling.
  v_hold := private.hold_for_execution(v_execution, v_prompt, p_asking);
  perform private.take_tokens(
    v_caller.tenant_id, v_caller, v_execution.id, private.token_estimate(v_prompt, v_execution.inputs, p_asking)
  );
  return private.execution_package(v_execution, v_prompt, v_hold);
end
$$;

-- ====================================================================================== functions: exposed wrappers

create function public.authenticate_api_key(p_api_key jsonb, p_scope text, p_tenant_id uuid default null)
returns jsonb
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.authenticate_api_key(p_api_key, p_scope, p_tenant_id);
end
$$;
comment on function public.authenticate_api_key is
'Whom a key {"id", "digest": SHA-256 in hex} stands for, if it has the scope: {"user_id", "tenant_id", "role", '
'"scopes"}. Service only.';

create function public.create_api_key(
  p_user_id uuid, p_tenant_id uuid, p_api_key jsonb, p_name text, p_scopes text[],
  p_expires_at timestamptz default null, p_requests_per_minute integer default null,
  p_tokens_per_minute integer default null
)
returns public.api_keys
language sql security invoker set search_path = ''
as $$
  select private.create_api_key(
    p_user_id, p_tenant_id, p_api_key, p_name, p_scopes, p_expires_at, p_requests_per_minute, p_tokens_per_minute, null
  )
$$;
comment on function public.create_api_key is
'Writes down a key that was made for the user: {"id", "digest": SHA-256 in hex, "last_four"}. Service only: the caller '
'has verified the user.';

create function public.rotate_api_key(
  p_user_id uuid, p_api_key_id uuid, p_api_key jsonb, p_overlap_seconds integer default 86400,
  p_expires_at timestamptz default null
)
returns public.api_keys
language sql security invoker set search_path = ''
as $$ select private.rotate_api_key(p_user_id, p_api_key_id, p_api_key, p_overlap_seconds, p_expires_at) $$;
comment on function public.rotate_api_key is
'Writes down the successor of the user''s key; the old one works on for the overlap. Service only.';

create function public.revoke_api_key(p_api_key_id uuid) returns public.api_keys
language sql security invoker set search_path = ''
as $$ select private.revoke_api_key(p_api_key_id) $$;
comment on function public.revoke_api_key is 'Ends a key at once and for good. Its owner, or an ADMIN.';

create function public.begin_execution(
  p_user_id uuid, p_tenant_id uuid, p_prompt text, p_version integer default null, p_inputs jsonb default '{}',
  p_context jsonb default null, p_priority text default 'NORMAL', p_model text default null,
  p_edge_function_id text default null, p_lease_seconds integer default 30, p_idempotency_key text default null,
  p_idempotency_hash text default null, p_asking jsonb default null, p_api_key jsonb default null
)
returns jsonb
language plpgsql security invoker set search_path = ''
as $$
begin
  return private.begin_execution(
    p_user_id, p_tenant_id, p_prompt, p_version, p_inputs, p_context, p_priority, p_model, p_edge_function_id,
    p_lease_seconds, p_idempotency_key, p_idempotency_hash, p_asking, p_api_key
  );
end
$$;
comment on function public.begin_execution is
'Checks that the user, or the API key {"id", "digest"} instead of one, may run the prompt, makes a RUNNING execution '
'with a lease, takes it off the limits a minute, holds what it may cost under every budget, and returns it with the '
'pinned version, its validations, the operator''s prices and the hold. p_asking is how the worker asks where the '
'prompt does not say: {"default_model", "max_tokens", "max_retries", "max_repairs", "list_prices": version of its '
'price package}. With an idempotency key of a request that has ended: {"replay"}. Service only: the caller has '
'verified the user.';

-- ========================================================================================================= triggers

create trigger api_keys_set_updated_at before update on public.api_keys
for each row execute function private.set_updated_at();
create trigger api_keys_refuse_tenant_change before update of tenant_id on public.api_keys
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger api_keys_require_member before insert or update of user_id on public.api_keys
for each row execute function private.require_member_as_user();
create trigger api_keys_forget_rates after delete on public.api_keys
for each row execute function private.forget_rates();
create trigger tenants_forget_rates after delete on public.tenants
for each row execute function private.forget_rates();
create trigger user_roles_revoke_keys after delete on public.user_roles
for each row execute function private.revoke_keys_of_member();
create trigger executions_settle_tokens after update of status on public.executions
for each row when (old.status in ('PENDING', 'RUNNING') and new.status in ('COMPLETED', 'FAILED', 'CANCELLED'))
execute function private.settle_tokens();

-- =========================================================================================================== grants

revoke all on public.api_keys from public, anon, authenticated, service_role;
grant select on public.api_keys to authenticated, service_role;

revoke all on all functions in schema private from public, anon;
revoke all on function public.authenticate_api_key(jsonb, text, uuid),
public.create_api_key(uuid, uuid, jsonb, text, text[], timestamptz, integer, integer),
public.rotate_api_key(uuid, uuid, jsonb, integer, timestamptz), public.revoke_api_key(uuid),
public.begin_execution(
  uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer, text, text, jsonb, jsonb
)
from public, anon, authenticated, service_role;

-- What PostgREST runs first, as whatever role the request comes with; and what that calls for a request with a key.
revoke all on all functions in schema gate from public;
grant execute on function gate.check_request() to anon, authenticated, service_role;
grant execute on function gate.key_claims(text, text, text, text) to anon;

-- What policies call.
grant execute on function private.key_may(text) to authenticated;

-- What clients call, and the definer half.
grant execute on function public.revoke_api_key(uuid), private.revoke_api_key(uuid) to authenticated;

-- What the functions call with the service key.
grant execute on function public.authenticate_api_key(jsonb, text, uuid) to service_role;
grant execute on function private.authenticate_api_key(jsonb, text, uuid) to service_role;
grant execute on function public.create_api_key(
  uuid, uuid, jsonb, text, text[], timestamptz, integer, integer
) to service_role;
grant execute on function private.create_api_key(
  uuid, uuid, jsonb, text, text[], timestamptz, integer, integer, uuid
) to service_role;
grant execute on function public.rotate_api_key(uuid, uuid, jsonb, integer, timestamptz) to service_role;
grant execute on function private.rotate_api_key(uuid, uuid, jsonb, integer, timestamptz) to service_role;
grant execute on function public.begin_execution(
  uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer, text, text, jsonb, jsonb
) to service_role;
grant execute on function private.begin_execution(
  uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer, text, text, jsonb, jsonb
) to service_role;

-- ========================================================================================================= policies

alter table public.api_keys enable row level security;
alter table public.api_keys force row level security;

create policy "owners and admins see keys" on public.api_keys
for select to authenticated
using (
  tenant_id = any((select private.my_tenant_ids('ADMIN'))::uuid[])
  or (user_id = (select auth.uid()) and tenant_id = any((select private.my_tenant_ids())::uuid[]))
);

-- What a key may ask for. A table is read with one scope and written with the other; a function is called with one.
insert into private.api_key_paths (path, read_scope, write_scope)
with opened (area, names) as (
  values
  ('prompts', '{prompts, prompt_versions, validations}'::text[]),
  ('executions', '{executions, execution_logs}'),
  ('costs', '{cost_tracking, ai_usage}'),
  ('budgets', '{budgets, budget_alerts}'),
  (
    'workflows',
    '{agents, workflows, workflow_steps, workflow_executions, workflow_execution_logs, templates, template_ratings,
      deployments}'
  ),
  (
    'ventures',
    '{ventures, venture_phases, quality_gates, latest_gates, user_stories, personas, requirements, artifacts,
      artifact_versions, agent_executions, agent_checkpoints, telemetry, divergence_alerts}'
  ),
  (
    'specifications',
    '{specification_projects, team_members, specification_documents, document_versions, comment_threads, comments,
      reactions, ai_reviews, learning_modules, module_prerequisites, user_progress}'
  ),
  ('ideas', '{business_ideas, evaluations, agent_results}'),
  -- No key has these two scopes for writing: people are managed by people.
  ('tenants', '{tenants, users, user_roles, invitations}'),
  ('audit', '{audit_logs}'),
  -- And no key sees keys.
  ('keys', '{api_keys}')
)

select
  t.name as path,
  o.area || ':read' as read_scope,
  o.area || ':write' as write_scope
from opened as o
cross join unnest(o.names) as t (name);

insert into private.api_key_paths (path, read_scope, write_scope)
with opened (scope, names) as (
  values
  ('prompts:read', '{search_prompts}'::text[]),
  ('prompts:write', '{publish_prompt, rollback_prompt, archive_prompt, delete_prompt, restore_prompt}'),
  ('executions:read', '{execution_metrics}'),
  ('executions:write', '{cancel_execution}'),
  ('costs:read', '{cost_summary, usage_by_day_and_model, model_calls, agent_model_calls}'),
  ('budgets:read', '{budget_status}'),
  ('budgets:write', '{delete_budget, restore_budget}'),
  (
    'workflows:read',
    '{agent_history, search_agents, workflow_history, search_workflows, search_workflow_executions, workflow_stats,
      search_templates}'
  ),
  (
    'workflows:write',
    '{activate_agent, deactivate_agent, archive_agent, delete_agent, restore_agent, new_agent_version, copy_agent,
      activate_workflow, deactivate_workflow, archive_workflow, delete_workflow, restore_workflow, delete_workflow_step,
      restore_workflow_step, new_workflow_version, copy_workflow, start_workflow_execution, cancel_workflow_execution,
      use_template, delete_template, restore_template, start_deployment, stop_deployment, delete_deployment,
      restore_deployment}'
  ),
  (
    'ventures:read',
    '{agent_executions_by_status, artifact_at_version, deleted_ventures, open_divergence_alerts,
      requirements_by_evidence_tier}'
  ),
  (
    'ventures:write',
    '{advance_venture, cancel_agent_execution, delete_artifact, delete_persona, delete_requirement, delete_user_story,
      delete_venture, resolve_divergence_alert, restore_artifact, restore_persona, restore_requirement,
      restore_user_story, restore_venture, revert_artifact}'
  ),
  ('specifications:read', '{list_projects, project_analytics, search_specifications, available_modules}'),
  (
    'specifications:write',
    '{create_project, transition_phase, set_project_status, hand_over_project, add_team_member, remove_team_member,
      delete_project, restore_project, set_document_status, revert_document, open_thread, resolve_thread,
      reopen_thread, apply_suggestions, record_progress}'
  ),
  ('ideas:read', '{search_ideas, idea_statistics}'),
  ('ideas:write', '{submit_idea, delete_idea, restore_idea}'),
  -- Never with a key: tenants, members, keys, and what is secret.
  (
    null,
    '{create_tenant, delete_tenant, restore_tenant, invite_member, revoke_invitation, accept_invitation,
      change_member_role, remove_member, leave_tenant, revoke_api_key, set_deployment_secrets, rotate_deployment_key}'
  )
)

select
  'rpc/' || f.name as path,
  o.scope as read_scope,
  o.scope as write_scope
from opened as o
cross join unnest(o.names) as f (name);

-- A restrictive policy for each table and granted verb: what the others allow, a key has only with the scope. Later
-- migrations write theirs out.
do $$
declare
  v_policy record;
begin
  for v_policy in
    select
      c.relname as name, v.verb, v.word, v.reads, v.checks,
      case when v.word = 'read' then p.read_scope else p.write_scope end as scope
    from private.api_key_paths as p
    join pg_class as c on c.relnamespace = 'public'::regnamespace and c.relname = p.path and c.relkind in ('r', 'p')
    cross join (values
      ('select', 'read', true, false), ('insert', 'add', false, true), ('update', 'change', true, true),
      ('delete', 'remove', true, false)
    ) as v (verb, word, reads, checks)
    where p.path <> 'cost_tracking' and case v.verb
      when 'delete' then has_table_privilege('authenticated', c.oid, 'delete')
      else has_any_column_privilege('authenticated', c.oid, v.verb)
    end
    order by c.relname, v.verb
  loop
    execute format(
      'create policy %I on public.%I as restrictive for %s to authenticated%s%s',
      format('keys %s %s with their scope', v_policy.word, replace(v_policy.name, '_', ' ')), v_policy.name,
      v_policy.verb,
      case when v_policy.reads then format(' using ((select private.key_may(%L)))', v_policy.scope) end,
      case when v_policy.checks then format(' with check ((select private.key_may(%L)))', v_policy.scope) end
    );
  end loop;
end
$$;

-- The ledger is read as a whole with its own scope, and as the calls of an execution with that of executions.
create policy "keys read cost tracking with their scope" on public.cost_tracking
as restrictive for select to authenticated
using ((select private.key_may('costs:read')) or (select private.key_may('executions:read')));

-- PostgREST reads this setting of its role. On this database alone: others of the cluster may belong to somebody else.
-- Hosted projects let `postgres` set it; where a cluster does not, the functions take keys and direct requests do not.
do $$
begin
  execute format(
    'alter role authenticator in database %I set pgrst.db_pre_request = %L', current_database(), 'gate.check_request'
  );
exception
  when insufficient_privilege then
    raise warning 'A superuser has to: alter role authenticator set pgrst.db_pre_request = ''gate.check_request''';
end
$$;
notify pgrst, 'reload config';
notify pgrst, 'reload schema';
