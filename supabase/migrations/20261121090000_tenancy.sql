-- Tenancy: who belongs where, who did what, what it cost.
--
-- Every user gets a personal tenant on sign-up and may make or join others with a role. Rows of all later domains carry
-- a tenant_id; the helpers here say which tenants the caller may read, write or administer. The audit log and the cost
-- ledger are append-only for everyone.
--
-- Errors raised on purpose have an SQLSTATE that PostgREST turns into the HTTP status: PT400, PT403, PT404, PT409.

set lock_timeout = '5s';
set statement_timeout = '60s';

-- ============================================================================================ schema and defaults

create schema private;
comment on schema private is
'Helpers, operator tables and the definer halves of public functions. Never exposed through the API.';
revoke all on schema private from public;
grant usage on schema private to authenticated, service_role;

-- Hosted projects give the API roles everything that is made in public, and Postgres gives EXECUTE to PUBLIC. From here
-- on nothing is given unless a migration says so.
alter default privileges revoke execute on functions from public;
alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from anon, authenticated, service_role;
alter default privileges in schema public revoke all on functions from anon, authenticated, service_role;

-- ============================================================================================================ types

create type public.user_plan as enum (
  'FREE',       -- on sign-up
  'PRO',        -- by an operator, after payment
  'ENTERPRISE'  -- by an operator, by contract
);
comment on type public.user_plan is 'What a tenant pays for. Only operators change it.';

create type public.user_role as enum (
  'admin',  -- by an operator: full system access
  'user',   -- on sign-up
  'agent'   -- by an operator: a service account
);
comment on type public.user_role is 'What an account is to the whole system. Grants nothing inside a tenant.';

create type public.learner_role as enum (
  'STUDENT',    -- by an operator
  'DEVELOPER',  -- on sign-up
  'TEAM_LEAD',  -- by an operator
  'ADMIN'       -- by an operator
);
comment on type public.learner_role is 'How far a user is in the learning domain. Grants nothing inside a tenant.';

create type public.tenant_role as enum (
  'VIEWER',  -- by invitation or change_member_role: reads
  'MEMBER',  -- by invitation or change_member_role: also writes and executes
  'ADMIN'    -- the creator of a tenant, or by change_member_role: also manages members and deletes
);
comment on type public.tenant_role is
'What a member may do in one tenant. Ordered: a later value may do all that an earlier one may.';

create type public.cost_purpose as enum (
  'PROMPT_EXECUTION',  -- reference_id is an execution
  'AGENT_EXECUTION',   -- reference_id is an agent execution
  'WORKFLOW_STEP',     -- reference_id is a workflow step
  'AI_REVIEW',         -- reference_id is a review of a specification
  'EVALUATION'         -- reference_id is an evaluation of an idea
);
comment on type public.cost_purpose is 'What a model was asked for.';

create type public.call_kind as enum (
  'FIRST',      -- the first call of an execution
  'RETRY',      -- the same question again after 429, 5xx or a broken connection
  'REPAIR',     -- the model was shown the faults of its output
  'FALLBACK',   -- the other model, after the first one gave up
  'ADJUSTMENT'  -- no call: corrects or estimates what is already in the ledger
);
comment on type public.call_kind is 'Why a model was called.';

create type public.price_source as enum (
  'OPERATOR',      -- private.model_prices
  'GENAI_PRICES',  -- the genai-prices package; price_version is its version
  'UNKNOWN'        -- nobody knows: cost_usd is null, or an estimate
);
comment on type public.price_source is 'Where the price of a call comes from.';

create type public.call_outcome as enum (
  'SUCCEEDED',  -- the model answered to the end
  'FAILED',     -- an error or a timeout
  'CANCELLED',  -- stopped by the caller
  'UNKNOWN'     -- its worker died: written by the sweeper
);
comment on type public.call_outcome is 'How a model call ended.';

-- =========================================================================================================== tables

create table public.users (
  id uuid primary key,
  email text,
  name text,
  avatar_url text,
  plan public.user_plan not null default 'FREE',
  role public.user_role not null default 'user',
  learner_role public.learner_role not null default 'DEVELOPER',
  is_active boolean not null default true,
  email_verified boolean not null default false,
  email_verified_at timestamptz,
  last_login_at timestamptz,
  preferences jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint users_email_fits check (octet_length(email) <= 320),
  constraint users_name_fits check (char_length(name) between 1 and 255),
  constraint users_avatar_url_fits check (char_length(avatar_url) between 1 and 2048),
  constraint users_preferences_is_small_object check (
    jsonb_typeof(preferences) = 'object' and octet_length(preferences::text) <= 16384
  ),
  constraint users_verified_email_has_timestamp check (not email_verified or email_verified_at is not null),
  constraint users_deleted_profile_is_anonymous check (
    deleted_at is null or (email is null and name is null and avatar_url is null and not is_active)
  )
);
comment on table public.users is
'Profile of an auth user: same id, made and erased by triggers on auth.users. Readable by those who share a tenant.';
comment on column public.users.id is
'Equals auth.users.id. No foreign key: the profile outlives the account, without its personal data.';
comment on column public.users.email is
'Follows auth.users. Null for phone and single sign-on accounts; unique among live users.';
comment on column public.users.plan is 'The plan of the user''s personal tenant, kept by a trigger.';
comment on column public.users.is_active is 'False locks the user out of every tenant.';
comment on column public.users.deleted_at is 'When the account was erased.';

create table public.tenants (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  plan public.user_plan not null default 'FREE',
  personal_user_id uuid references public.users (id),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint tenants_name_fits check (btrim(name) <> '' and char_length(name) <= 200),
  constraint tenants_one_personal_tenant_per_user unique (personal_user_id)
);
comment on table public.tenants is
'An organisation, or one user''s personal space. Soft-deleted; only private.purge_tenant erases one.';
comment on column public.tenants.plan is 'Limits spending and keys. Changed by operators only.';
comment on column public.tenants.personal_user_id is
'Whose personal tenant this is; null for shared ones. Its owner stays ADMIN.';

create table public.user_roles (
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  user_id uuid not null references public.users (id),
  role public.tenant_role not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, user_id)
);
comment on table public.user_roles is 'Memberships. Written by functions only; a tenant always keeps one ADMIN.';

create table public.invitations (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references public.tenants (id) on delete cascade,
  email text not null,
  role public.tenant_role not null,
  created_by uuid not null references public.users (id),
  expires_at timestamptz not null default now() + interval '7 days',
  accepted_at timestamptz,
  accepted_by uuid references public.users (id),
  revoked_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint invitations_email_is_lower_case_address check (
    email = lower(email) and email ~ '^[^@\s]+@[^@\s]+$' and octet_length(email) <= 320
  ),
  constraint invitations_accepted_by_someone check ((accepted_at is null) = (accepted_by is null)),
  constraint invitations_end_once check (accepted_at is null or revoked_at is null)
);
comment on table public.invitations is
'An e-mail address asked into a tenant. Pending until accepted, revoked or expired; at most one pending per address.';
comment on column public.invitations.email is 'In lower case. Only the user with this address can accept.';

create table public.audit_logs (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null,
  user_id uuid,
  action text not null,
  resource_type text not null,
  resource_id uuid,
  changes jsonb not null default '{}',
  metadata jsonb not null default '{}',
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  constraint audit_logs_action_fits check (action ~ '^[A-Z_]{1,100}$'),
  constraint audit_logs_resource_type_fits check (resource_type ~ '^[a-z_]{1,50}$'),
  constraint audit_logs_ip_address_fits check (char_length(ip_address) <= 45),
  constraint audit_logs_user_agent_fits check (char_length(user_agent) <= 500)
);
comment on table public.audit_logs is
'What was done, by whom, in the same transaction as the change. Append-only for everyone.';
comment on column public.audit_logs.tenant_id is 'No foreign key, so that no cascade reaches an append-only row.';
comment on column public.audit_logs.user_id is
'Who acted; null for the system itself (sign-up). No foreign key.';
comment on column public.audit_logs.action is
'CREATE, UPDATE, DELETE, RESTORE, PUBLISH, ARCHIVE, EXECUTE, CANCEL, PURGE.';
comment on column public.audit_logs.changes is '{"before": {…}, "after": {…}} with the changed columns only.';
comment on column public.audit_logs.ip_address is
'First address of x-forwarded-for: as good as the gateway that wrote it.';

create table public.cost_tracking (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null,
  user_id uuid,
  purpose public.cost_purpose not null,
  reference_id uuid not null,
  prompt_id uuid,
  kind public.call_kind not null,
  provider text not null,
  model text not null,
  input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  cache_read_tokens bigint not null default 0,
  cache_write_tokens bigint not null default 0,
  cost_usd numeric(20, 12),
  price_source public.price_source not null,
  price_version text not null default '',
  outcome public.call_outcome not null,
  is_estimate boolean not null default false,
  error text,
  latency_ms integer,
  started_at timestamptz not null,
  created_at timestamptz not null default now(),
  constraint cost_tracking_tokens_not_negative check (
    kind = 'ADJUSTMENT'
    or (input_tokens >= 0 and output_tokens >= 0 and cache_read_tokens >= 0 and cache_write_tokens >= 0)
  ),
  constraint cost_tracking_cost_not_negative check (kind = 'ADJUSTMENT' or cost_usd >= 0),
  constraint cost_tracking_cost_missing_only_when_price_unknown check (
    cost_usd is not null or price_source = 'UNKNOWN'
  ),
  constraint cost_tracking_latency_not_negative check (latency_ms >= 0),
  constraint cost_tracking_provider_fits check (char_length(provider) between 1 and 100),
  constraint cost_tracking_model_fits check (char_length(model) between 1 and 200),
  constraint cost_tracking_price_version_fits check (char_length(price_version) <= 100),
  constraint cost_tracking_error_fits check (char_length(error) <= 10000)
);
comment on table public.cost_tracking is
'The ledger: one row per model call, failed and cancelled ones too. Append-only; all totals derive from it.';
comment on column public.cost_tracking.tenant_id is 'No foreign key, so that no cascade reaches an append-only row.';
comment on column public.cost_tracking.reference_id is 'The execution, step, review or evaluation that purpose names.';
comment on column public.cost_tracking.model is 'As it was asked for, provider:name.';
comment on column public.cost_tracking.cost_usd is
'US dollars, exact. Null when the price is unknown. Ask for cost_usd::text: JSON numbers are floats.';
comment on column public.cost_tracking.is_estimate is
'The tokens were not reported by the provider (a broken stream, a dead worker).';
comment on column public.cost_tracking.started_at is 'When the call was made; created_at is when it was written down.';

create table private.operators (
  user_id uuid primary key references public.users (id),
  created_at timestamptz not null default now()
);
comment on table private.operators is 'Who may call operator functions. Kept by hand, by the owner of the database.';

create table private.invitation_tokens (
  invitation_id uuid primary key references public.invitations (id) on delete cascade,
  token_hash bytea not null,
  constraint invitation_tokens_hash_is_unique unique (token_hash),
  constraint invitation_tokens_hash_is_sha256 check (octet_length(token_hash) = 32)
);
comment on table private.invitation_tokens is
'SHA-256 of the token of a pending invitation. Gone once used: a token works once.';

create table private.model_prices (
  provider text not null,
  model text not null,
  effective_from timestamptz not null default now(),
  input_usd_per_mtok numeric(20, 12) not null,
  output_usd_per_mtok numeric(20, 12) not null,
  cache_read_usd_per_mtok numeric(20, 12),
  cache_write_usd_per_mtok numeric(20, 12),
  version text not null,
  primary key (provider, model, effective_from),
  constraint model_prices_not_negative check (
    input_usd_per_mtok >= 0 and output_usd_per_mtok >= 0
    and cache_read_usd_per_mtok >= 0 and cache_write_usd_per_mtok >= 0
  ),
  constraint model_prices_version_fits check (char_length(version) between 1 and 100)
);
comment on table private.model_prices is
'Operator''s prices in US dollars per million tokens; they win over the price package. A change is a new row.';
comment on column private.model_prices.cache_read_usd_per_mtok is
'Null: what the provider''s cache gave costs as much as other input.';
comment on column private.model_prices.cache_write_usd_per_mtok is
'Null: what went into the provider''s cache costs as much as other input.';
comment on column private.model_prices.model is 'Without the provider: smollm2, not local:smollm2.';

create table private.purged_tenants (
  tenant_id uuid primary key,
  purged_by uuid not null,
  purged_at timestamptz not null default now(),
  audit_log_count bigint not null,
  last_audit_log_id uuid
);
comment on table private.purged_tenants is
'Tombstones of erased tenants, with the end of their audit log. A row here is what lets append-only rows of the '
'tenant go.';

-- ========================================================================================================== indexes

create unique index users_email_is_unique_among_live_users on public.users (lower(email)) where deleted_at is null;
create index users_role_idx on public.users (role);
create index users_created_at_idx on public.users (created_at desc);

create index user_roles_user_idx on public.user_roles (user_id) include (tenant_id, role);

create index invitations_tenant_created_idx on public.invitations (tenant_id, created_at desc);
create unique index invitations_one_pending_per_address on public.invitations (tenant_id, email)
where accepted_at is null and revoked_at is null;
create index invitations_created_by_idx on public.invitations (created_by);
create index invitations_accepted_by_idx on public.invitations (accepted_by);

create index audit_logs_tenant_created_idx on public.audit_logs (tenant_id, created_at desc);
create index audit_logs_tenant_action_idx on public.audit_logs (tenant_id, action, created_at desc);
create index audit_logs_user_created_idx on public.audit_logs (user_id, created_at desc);
create index audit_logs_resource_idx on public.audit_logs (resource_type, resource_id);

create index cost_tracking_tenant_created_idx on public.cost_tracking (tenant_id, created_at desc);
create index cost_tracking_reference_idx on public.cost_tracking (reference_id);

-- ============================================================================================ functions: membership

create function private.member_role(p_tenant_id uuid, p_user_id uuid)
returns public.tenant_role
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return (
    select r.role
    from public.user_roles as r
    join public.tenants as t on t.id = r.tenant_id
    join public.users as u on u.id = r.user_id
    where r.tenant_id = p_tenant_id and r.user_id = p_user_id and t.deleted_at is null and u.is_active
  );
end
$$;
comment on function private.member_role is
'The user''s role in a live tenant, or null: no member, tenant deleted, user locked out.';

create function private.my_tenant_ids(p_minimum public.tenant_role default 'VIEWER')
returns uuid[]
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return array(
    select r.tenant_id
    from public.user_roles as r
    join public.tenants as t on t.id = r.tenant_id
    join public.users as u on u.id = r.user_id
    where r.user_id = auth.uid() and r.role >= p_minimum and t.deleted_at is null and u.is_active
  );
end
$$;
comment on function private.my_tenant_ids is
'Live tenants in which the caller has at least this role. Policies call it once per statement; in plpgsql, whose plans '
'outlive the call.';

create function private.active_user_id()
returns uuid
language sql stable security definer
set search_path = ''
as $$
  select u.id from public.users as u where u.id = auth.uid() and u.is_active
$$;
comment on function private.active_user_id is 'The caller, or null when they are locked out.';

create function private.my_colleague_ids()
returns uuid[]
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return array(
    select distinct r.user_id
    from public.user_roles as r
    where r.tenant_id = any(private.my_tenant_ids())
  );
end
$$;
comment on function private.my_colleague_ids is
'Everyone who shares a live tenant with the caller, the caller included.';

create function private.request_header(p_name text)
returns text
language plpgsql stable
set search_path = ''
as $$
begin
  return nullif(current_setting('request.headers', true), '')::json ->> p_name;
end
$$;
comment on function private.request_header is
'A header of the HTTP request, its name in lower case; null outside of PostgREST.';

create function private.current_tenant_id()
returns uuid
language plpgsql stable security definer
set search_path = ''
as $$
declare
  v_header text := private.request_header('x-tenant-id');
begin
  if v_header is null then
    return (select t.id from public.tenants as t where t.personal_user_id = auth.uid() and t.deleted_at is null);
  end if;
  if v_header !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    raise sqlstate 'PT400' using message = 'Header x-tenant-id is not a UUID.';
  end if;
  if private.member_role(v_header::uuid, auth.uid()) is null then
    raise sqlstate 'PT403' using message = 'You are not a member of the tenant in header x-tenant-id.';
  end if;
  return v_header::uuid;
end
$$;
comment on function private.current_tenant_id is
'The tenant that a write goes to by default: header x-tenant-id, else the caller''s personal tenant.';

create function private.require_role(p_tenant_id uuid, p_minimum public.tenant_role)
returns void
language plpgsql stable security definer
set search_path = ''
as $$
declare
  v_role public.tenant_role := private.member_role(p_tenant_id, auth.uid());
begin
  if v_role is null then
    raise sqlstate 'PT404' using message = 'There is no such tenant, or you are not its member.';
  end if;
  if v_role < p_minimum then
    raise sqlstate 'PT403' using message =
      format('This needs role %s in the tenant; yours is %s.', p_minimum, v_role);
  end if;
end
$$;
comment on function private.require_role is 'Raises PT404 for a stranger, PT403 for a member whose role is too low.';

-- ============================================================================================== functions: triggers

create function private.set_updated_at()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.updated_at := now();
  return new;
end
$$;
comment on function private.set_updated_at is 'Keeps updated_at.';

create function private.refuse_tenant_change()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  raise sqlstate 'PT409' using message = format('A row of %s never moves to another tenant.', tg_table_name);
end
$$;
comment on function private.refuse_tenant_change is 'Fired when tenant_id would change.';

create function private.refuse_change()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  -- Only the erasing of a whole tenant reaches its append-only rows, and only where the trigger says so.
  if tg_op = 'DELETE' and tg_nargs = 1 then
    if exists (select from private.purged_tenants as p where p.tenant_id = old.tenant_id) then
      return old;
    end if;
  end if;
  raise sqlstate 'PT409' using message =
    format('%s on %s is refused: its rows are kept as they are.', tg_op, tg_table_name);
end
$$;
comment on function private.refuse_change is
'Keeps append-only tables append-only, for every role. Argument except_purge: private.purge_tenant may delete.';

create function private.require_member_as_author()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if private.member_role(new.tenant_id, new.created_by) is null then
    raise sqlstate 'PT403' using message = 'created_by must be a member of the tenant.';
  end if;
  return new;
end
$$;
comment on function private.require_member_as_author is
'created_by is a member of the row''s tenant when it is written.';

create function private.require_member_as_user()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if private.member_role(new.tenant_id, new.user_id) is null then
    raise sqlstate 'PT403' using message = 'user_id must be a member of the tenant.';
  end if;
  return new;
end
$$;
comment on function private.require_member_as_user is 'user_id is a member of the row''s tenant when it is written.';

create function private.keep_an_admin()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_personal_user_id uuid;
begin
  -- The lock makes two last ADMINs who leave at once wait for each other; it does not stop new rows of the tenant.
  select t.personal_user_id into v_personal_user_id
  from public.tenants as t where t.id = old.tenant_id
  for no key update;

  -- The tenant is being purged, or the user's account is gone: nothing holds the membership.
  if not found or exists (select from public.users as u where u.id = old.user_id and u.deleted_at is not null) then
    return coalesce(new, old);
  end if;
  if old.user_id = v_personal_user_id then
    raise sqlstate 'PT409' using message = 'The owner of a personal tenant stays its ADMIN.';
  end if;
  if not exists (
    select from public.user_roles as r join public.users as u on u.id = r.user_id
    where r.tenant_id = old.tenant_id and r.role = 'ADMIN' and r.user_id <> old.user_id and u.is_active
  ) then
    raise sqlstate 'PT409' using message = 'The last ADMIN of a tenant can neither leave nor be demoted.';
  end if;
  return coalesce(new, old);
end
$$;
comment on function private.keep_an_admin is 'Fired when an ADMIN would cease to be one.';

create function private.forget_invitation_token()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  delete from private.invitation_tokens where invitation_id = new.id;
  return null;
end
$$;
comment on function private.forget_invitation_token is 'Fired when an invitation ends: its token works no more.';

create function private.copy_plan_to_profile()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  update public.users set plan = new.plan where id = new.personal_user_id;
  return null;
end
$$;
comment on function private.copy_plan_to_profile is 'users.plan shows the plan of the personal tenant.';

-- ================================================================================================= functions: audit

create function private.write_audit_log(
  p_tenant_id uuid, p_user_id uuid, p_action text, p_resource_type text, p_resource_id uuid, p_changes jsonb
)
returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into public.audit_logs (
    tenant_id, user_id, action, resource_type, resource_id, changes, ip_address, user_agent
  )
  values (
    p_tenant_id, p_user_id, p_action, p_resource_type, p_resource_id, p_changes,
    left(btrim(split_part(private.request_header('x-forwarded-for'), ',', 1)), 45),
    left(private.request_header('user-agent'), 500)
  );
end
$$;
comment on function private.write_audit_log is 'One audit row, with the address and the program of the HTTP request.';

create function private.without_personal_data(p_row jsonb)
returns jsonb
language sql immutable
set search_path = ''
as $$
  select jsonb_object_agg(
    m.key,
    case when m.key in ('name', 'email', 'avatar_url') then '"(personal)"' else m.value end
  )
  from jsonb_each(p_row) as m (key, value)
$$;
comment on function private.without_personal_data is
'The row with a mark where a name, an address or a picture stands.';

create function private.audit()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_old jsonb := to_jsonb(old);
  v_new jsonb := to_jsonb(new);
  v_row jsonb := coalesce(v_new, v_old);
  v_tenant_id uuid;
  v_action text := case tg_op when 'INSERT' then 'CREATE' else tg_op end;
  v_before jsonb;
  v_after jsonb;
begin
  v_tenant_id := case tg_table_name
    when 'tenants' then (v_row ->> 'id')::uuid
    when 'users' then (select t.id from public.tenants as t where t.personal_user_id = (v_row ->> 'id')::uuid)
    else (v_row ->> 'tenant_id')::uuid
  end;
  -- What a purge erases must not be written down again.
  if tg_op = 'DELETE' and exists (select from private.purged_tenants as p where p.tenant_id = v_tenant_id) then
    return null;
  end if;

  if tg_op = 'UPDATE' then
    select jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, n.value)
    into v_before, v_after
    from jsonb_each(v_old) as o
    join jsonb_each(v_new) as n on n.key = o.key
    where o.value <> n.value and o.key not in ('updated_at', 'last_login_at');
    if v_after is null then
      return null;
    end if;
    v_action := case
      when v_before ->> 'deleted_at' is not null then 'RESTORE'
      when v_after ->> 'deleted_at' is not null then 'DELETE'
      when v_after ? 'published_version' then 'PUBLISH'
      when v_after ->> 'status' = 'ARCHIVED' then 'ARCHIVE'
      else 'UPDATE'
    end;
  else
    v_before := v_old;
    v_after := v_new;
  end if;
  -- An account can be erased, an audit row cannot: that these changed is recorded, what they were is not.
  if tg_table_name = 'users' or v_row ->> 'personal_user_id' is not null then
    v_before := private.without_personal_data(v_before);
    v_after := private.without_personal_data(v_after);
  end if;

  perform private.write_audit_log(
    v_tenant_id, auth.uid(), v_action, tg_argv[0], coalesce(v_row ->> 'id', v_row ->> 'user_id')::uuid,
    case when v_before is null then '{}' else jsonb_build_object('before', v_before) end
    || case when v_after is null then '{}' else jsonb_build_object('after', v_after) end
  );
  return null;
end
$$;
comment on function private.audit is 'Writes the audit row of a change. Argument: the resource type.';

-- ============================================================================== functions: accounts of auth.users

create function private.create_profile()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_name text := nullif(btrim(left(coalesce(
    new.raw_user_meta_data ->> 'name', new.raw_user_meta_data ->> 'full_name'
  ), 200)), '');
  v_email text := nullif(lower(new.email), '');
  v_tenant_id uuid;
begin
  -- Single sign-on may bring an address that another account has: a sign-up never fails for it.
  if exists (select from public.users as u where lower(u.email) = v_email and u.deleted_at is null) then
    v_email := null;
  end if;

  insert into public.users (
    id, email, name, avatar_url, email_verified, email_verified_at, last_login_at
  )
  values (
    new.id, v_email, v_name, nullif(left(new.raw_user_meta_data ->> 'avatar_url', 2048), ''),
    new.email_confirmed_at is not null, new.email_confirmed_at, new.last_sign_in_at
  );

  insert into public.tenants (name, personal_user_id)
  values (coalesce(v_name, nullif(split_part(v_email, '@', 1), ''), 'Personal'), new.id)
  returning id into v_tenant_id;

  insert into public.user_roles (tenant_id, user_id, role) values (v_tenant_id, new.id, 'ADMIN');
  return null;
end
$$;
comment on function private.create_profile is
'After a sign-up: profile, personal tenant, ADMIN of it. User metadata gives a name, never a right.';

create function private.update_profile()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_email text := nullif(lower(new.email), '');
begin
  if exists (
    select from public.users as u where lower(u.email) = v_email and u.deleted_at is null and u.id <> new.id
  ) then
    v_email := null;
  end if;
  update public.users
  set
    email = v_email,
    email_verified = new.email_confirmed_at is not null,
    email_verified_at = new.email_confirmed_at,
    last_login_at = new.last_sign_in_at
  where id = new.id and deleted_at is null;
  return null;
end
$$;
comment on function private.update_profile is 'After a sign-in, a confirmation or a change of address.';

create function private.erase_profile()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  update public.users
  set
    email = null, name = null, avatar_url = null, preferences = '{}', is_active = false,
    email_verified = false, email_verified_at = null, last_login_at = null, deleted_at = now()
  where id = old.id;
  delete from public.user_roles where user_id = old.id;
  delete from private.operators where user_id = old.id;
  update public.invitations set revoked_at = now()
  where created_by = old.id and accepted_at is null and revoked_at is null;
  update public.tenants set name = 'Deleted', deleted_at = coalesce(deleted_at, now())
  where personal_user_id = old.id;
  return null;
end
$$;
comment on function private.erase_profile is
'After an account is deleted: the profile stays as an anonymous row, memberships end, the personal tenant is '
'soft-deleted.';

-- ============================================================================================= functions: tenants

create function private.create_tenant(p_name text)
returns public.tenants
language plpgsql security definer
set search_path = ''
as $$
declare
  v_tenant public.tenants;
begin
  if not exists (select from public.users as u where u.id = auth.uid() and u.is_active) then
    raise sqlstate 'PT403' using message = 'Only an active user can create a tenant.';
  end if;
  insert into public.tenants (name) values (p_name) returning * into v_tenant;
  insert into public.user_roles (tenant_id, user_id, role) values (v_tenant.id, auth.uid(), 'ADMIN');
  return v_tenant;
end
$$;

create function private.delete_tenant(p_tenant_id uuid)
returns public.tenants
language plpgsql security definer
set search_path = ''
as $$
declare
  v_tenant public.tenants;
begin
  perform private.require_role(p_tenant_id, 'ADMIN');
  update public.tenants set deleted_at = now()
  where id = p_tenant_id and personal_user_id is null
  returning * into v_tenant;
  if not found then
    raise sqlstate 'PT409' using message = 'A personal tenant lives as long as its account.';
  end if;
  return v_tenant;
end
$$;

create function private.restore_tenant(p_tenant_id uuid)
returns public.tenants
language plpgsql security definer
set search_path = ''
as $$
declare
  v_tenant public.tenants;
begin
  update public.tenants as t set deleted_at = null
  from public.user_roles as r, public.users as u
  where t.id = p_tenant_id and t.deleted_at is not null
    and r.tenant_id = t.id and r.user_id = auth.uid() and r.role = 'ADMIN'
    and u.id = r.user_id and u.is_active
  returning t.* into v_tenant;
  if not found then
    raise sqlstate 'PT404' using message = 'There is no such deleted tenant, or you are not its ADMIN.';
  end if;
  return v_tenant;
end
$$;

create function private.invite_member(p_email text, p_role public.tenant_role)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  v_tenant_id uuid := private.current_tenant_id();
  v_email text := lower(btrim(p_email));
  v_token text := replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
  v_invitation public.invitations;
begin
  perform private.require_role(v_tenant_id, 'ADMIN');
  if exists (
    select from public.user_roles as r join public.users as u on u.id = r.user_id
    where r.tenant_id = v_tenant_id and lower(u.email) = v_email
  ) then
    raise sqlstate 'PT409' using message = 'This address already belongs to a member.';
  end if;

  -- A new invitation replaces a pending one.
  update public.invitations set revoked_at = now()
  where tenant_id = v_tenant_id and email = v_email and accepted_at is null and revoked_at is null;

  insert into public.invitations (tenant_id, email, role, created_by)
  values (v_tenant_id, v_email, p_role, auth.uid())
  returning * into v_invitation;
  insert into private.invitation_tokens (invitation_id, token_hash)
  values (v_invitation.id, sha256(convert_to(v_token, 'UTF8')));

  return to_jsonb(v_invitation) || jsonb_build_object('token', v_token);
end
$$;

create function private.revoke_invitation(p_invitation_id uuid)
returns public.invitations
language plpgsql security definer
set search_path = ''
as $$
declare
  v_invitation public.invitations;
begin
  update public.invitations set revoked_at = now()
  where id = p_invitation_id and accepted_at is null and revoked_at is null
    and tenant_id = any(private.my_tenant_ids('ADMIN'))
  returning * into v_invitation;
  if not found then
    raise sqlstate 'PT404' using message =
      'There is no such pending invitation, or you are not an ADMIN of its tenant.';
  end if;
  return v_invitation;
end
$$;

create function private.accept_invitation(p_token text)
returns public.user_roles
language plpgsql security definer
set search_path = ''
as $$
declare
  v_invitation public.invitations;
  v_role public.user_roles;
begin
  select i.* into v_invitation
  from private.invitation_tokens as k
  join public.invitations as i on i.id = k.invitation_id
  join public.tenants as t on t.id = i.tenant_id
  join public.users as u on lower(u.email) = i.email
  where k.token_hash = sha256(convert_to(p_token, 'UTF8'))
    and u.id = auth.uid() and u.is_active and u.email_verified and t.deleted_at is null
    and i.accepted_at is null and i.revoked_at is null and i.expires_at > now()
  for update of i;
  if not found then
    raise sqlstate 'PT404' using message = 'This invitation is unknown, used, revoked, expired or for another address.';
  end if;

  update public.invitations set accepted_at = now(), accepted_by = auth.uid() where id = v_invitation.id;
  insert into public.user_roles (tenant_id, user_id, role)
  values (v_invitation.tenant_id, auth.uid(), v_invitation.role)
  on conflict (tenant_id, user_id) do nothing
  returning * into v_role;
  if not found then
    raise sqlstate 'PT409' using message = 'You are already a member of this tenant.';
  end if;
  return v_role;
end
$$;

create function private.change_member_role(p_user_id uuid, p_role public.tenant_role)
returns public.user_roles
language plpgsql security definer
set search_path = ''
as $$
declare
  v_tenant_id uuid := private.current_tenant_id();
  v_role public.user_roles;
begin
  perform private.require_role(v_tenant_id, 'ADMIN');
  update public.user_roles set role = p_role
  where tenant_id = v_tenant_id and user_id = p_user_id
  returning * into v_role;
  if not found then
    raise sqlstate 'PT404' using message = 'This user is not a member of the tenant.';
  end if;
  return v_role;
end
$$;

create function private.remove_member(p_user_id uuid)
returns public.user_roles
language plpgsql security definer
set search_path = ''
as $$
declare
  v_tenant_id uuid := private.current_tenant_id();
  v_role public.user_roles;
begin
  perform private.require_role(v_tenant_id, 'ADMIN');
  delete from public.user_roles where tenant_id = v_tenant_id and user_id = p_user_id returning * into v_role;
  if not found then
    raise sqlstate 'PT404' using message = 'This user is not a member of the tenant.';
  end if;
  return v_role;
end
$$;

create function private.leave_tenant(p_tenant_id uuid)
returns public.user_roles
language plpgsql security definer
set search_path = ''
as $$
declare
  v_role public.user_roles;
begin
  perform private.require_role(p_tenant_id, 'VIEWER');
  delete from public.user_roles where tenant_id = p_tenant_id and user_id = auth.uid() returning * into v_role;
  return v_role;
end
$$;

create function private.purge_tenant(p_tenant_id uuid, p_operator_id uuid)
returns private.purged_tenants
language plpgsql security definer
set search_path = ''
as $$
declare
  v_tombstone private.purged_tenants;
begin
  if not exists (select from private.operators as o where o.user_id = p_operator_id) then
    raise sqlstate 'PT403' using message = 'Only an operator purges a tenant.';
  end if;
  if not exists (select from public.tenants as t where t.id = p_tenant_id and t.deleted_at is not null) then
    raise sqlstate 'PT409' using message = 'Only a soft-deleted tenant is purged.';
  end if;
  perform private.write_audit_log(p_tenant_id, p_operator_id, 'PURGE', 'tenant', p_tenant_id, '{}');
  insert into private.purged_tenants (tenant_id, purged_by, audit_log_count, last_audit_log_id)
  select
    p_tenant_id, p_operator_id, count(*),
    (array_agg(a.id order by a.created_at desc, (a.action = 'PURGE') desc))[1]
  from public.audit_logs as a
  where a.tenant_id = p_tenant_id
  returning * into v_tombstone;
  delete from public.tenants where id = p_tenant_id;
  return v_tombstone;
end
$$;
comment on function private.purge_tenant is
'Erases a soft-deleted tenant with all that cascades from it. The tombstone, written first, is what the append-only '
'tables check; audit and ledger rows stay. Granted to nobody: run by the owner of the database.';

-- =============================================================================================== functions: costs

create function private.cost_summary(p_from timestamptz, p_to timestamptz, p_group_by text)
returns table (
  key text, calls bigint, input_tokens bigint, output_tokens bigint, cost_usd numeric, estimated_calls bigint
)
language plpgsql stable security definer
set search_path = ''
as $$
declare
  v_tenant_id uuid := private.current_tenant_id();
begin
  perform private.require_role(v_tenant_id, 'VIEWER');
  if p_group_by is null or p_group_by not in ('day', 'model', 'provider', 'prompt', 'user', 'purpose', 'outcome') then
    raise sqlstate 'PT400' using message =
      'p_group_by is one of day, model, provider, prompt, user, purpose, outcome.';
  end if;
  return query
  select
    case p_group_by
      when 'day' then to_char(c.created_at at time zone 'UTC', 'YYYY-MM-DD')
      when 'model' then c.model
      when 'provider' then c.provider
      when 'prompt' then c.prompt_id::text
      when 'user' then c.user_id::text
      when 'purpose' then c.purpose::text
      when 'outcome' then c.outcome::text
    end as group_key,
    count(*),
    sum(c.input_tokens)::bigint,
    sum(c.output_tokens)::bigint,
    coalesce(sum(c.cost_usd), 0),
    count(*) filter (where c.is_estimate)
  from public.cost_tracking as c
  where c.tenant_id = v_tenant_id and c.created_at >= p_from and c.created_at < p_to
  group by group_key
  order by group_key;
end
$$;
comment on function private.cost_summary is
'The ledger of the current tenant from p_from up to p_to, summed by one column.';

-- ====================================================================================== functions: exposed wrappers

create function public.create_tenant(p_name text) returns public.tenants
language sql security invoker set search_path = ''
as $$ select private.create_tenant(p_name) $$;
comment on function public.create_tenant is 'Makes a shared tenant; the caller becomes its ADMIN.';

create function public.delete_tenant(p_tenant_id uuid) returns public.tenants
language sql security invoker set search_path = ''
as $$ select private.delete_tenant(p_tenant_id) $$;
comment on function public.delete_tenant is 'Soft-deletes a shared tenant. ADMIN.';

create function public.restore_tenant(p_tenant_id uuid) returns public.tenants
language sql security invoker set search_path = ''
as $$ select private.restore_tenant(p_tenant_id) $$;
comment on function public.restore_tenant is 'Undoes delete_tenant. ADMIN.';

create function public.invite_member(p_email text, p_role public.tenant_role default 'MEMBER') returns jsonb
language sql security invoker set search_path = ''
as $$ select private.invite_member(p_email, p_role) $$;
comment on function public.invite_member is
'Invites an address into the current tenant. The answer holds the token, shown this once. ADMIN.';

create function public.revoke_invitation(p_invitation_id uuid) returns public.invitations
language sql security invoker set search_path = ''
as $$ select private.revoke_invitation(p_invitation_id) $$;
comment on function public.revoke_invitation is 'Takes a pending invitation back. ADMIN.';

create function public.accept_invitation(p_token text) returns public.user_roles
language sql security invoker set search_path = ''
as $$ select private.accept_invitation(p_token) $$;
comment on function public.accept_invitation is 'Joins the tenant that invited the caller''s address.';

create function public.change_member_role(p_user_id uuid, p_role public.tenant_role) returns public.user_roles
language sql security invoker set search_path = ''
as $$ select private.change_member_role(p_user_id, p_role) $$;
comment on function public.change_member_role is 'Changes a member''s role in the current tenant. ADMIN.';

create function public.remove_member(p_user_id uuid) returns public.user_roles
language sql security invoker set search_path = ''
as $$ select private.remove_member(p_user_id) $$;
comment on function public.remove_member is 'Ends a membership in the current tenant. ADMIN.';

create function public.leave_tenant(p_tenant_id uuid) returns public.user_roles
language sql security invoker set search_path = ''
as $$ select private.leave_tenant(p_tenant_id) $$;
comment on function public.leave_tenant is 'Ends the caller''s own membership. Not for the last ADMIN.';

create function public.cost_summary(
  p_from timestamptz default now() - interval '30 days',
  p_to timestamptz default now(),
  p_group_by text default 'day'
)
returns table (
  key text, calls bigint, input_tokens bigint, output_tokens bigint, cost_usd numeric, estimated_calls bigint
)
language sql stable security invoker set search_path = ''
as $$ select * from private.cost_summary(p_from, p_to, p_group_by) $$;
comment on function public.cost_summary is
'What the current tenant spent, by day, model, provider, prompt, user, purpose or outcome. Days are UTC.';

-- ========================================================================================================= triggers

create trigger users_set_updated_at before update on public.users
for each row execute function private.set_updated_at();
create trigger users_audit
after update of email, name, avatar_url, plan, role, learner_role, is_active, preferences, deleted_at on public.users
for each row execute function private.audit('user');

create trigger tenants_set_updated_at before update on public.tenants
for each row execute function private.set_updated_at();
create trigger tenants_copy_plan_to_profile after update of plan on public.tenants
for each row when (new.personal_user_id is not null and old.plan is distinct from new.plan)
execute function private.copy_plan_to_profile();
create trigger tenants_audit after insert or update or delete on public.tenants
for each row execute function private.audit('tenant');

create trigger user_roles_set_updated_at before update on public.user_roles
for each row execute function private.set_updated_at();
create trigger user_roles_refuse_tenant_change before update of tenant_id on public.user_roles
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger user_roles_keep_an_admin_on_update before update of role on public.user_roles
for each row when (old.role = 'ADMIN' and new.role <> 'ADMIN')
execute function private.keep_an_admin();
create trigger user_roles_keep_an_admin_on_delete before delete on public.user_roles
for each row when (old.role = 'ADMIN')
execute function private.keep_an_admin();
create trigger user_roles_audit after insert or update or delete on public.user_roles
for each row execute function private.audit('membership');

create trigger invitations_set_updated_at before update on public.invitations
for each row execute function private.set_updated_at();
create trigger invitations_refuse_tenant_change before update of tenant_id on public.invitations
for each row when (old.tenant_id is distinct from new.tenant_id)
execute function private.refuse_tenant_change();
create trigger invitations_require_member before insert on public.invitations
for each row execute function private.require_member_as_author();
create trigger invitations_forget_token after update of accepted_at, revoked_at on public.invitations
for each row when (new.accepted_at is not null or new.revoked_at is not null)
execute function private.forget_invitation_token();
create trigger invitations_audit after insert or update or delete on public.invitations
for each row execute function private.audit('invitation');

create trigger audit_logs_are_append_only before update or delete on public.audit_logs
for each row execute function private.refuse_change();
create trigger audit_logs_are_not_truncated before truncate on public.audit_logs
for each statement execute function private.refuse_change();

create trigger cost_tracking_is_append_only before update or delete on public.cost_tracking
for each row execute function private.refuse_change();
create trigger cost_tracking_is_not_truncated before truncate on public.cost_tracking
for each statement execute function private.refuse_change();

create trigger formaops_create_profile after insert on auth.users
for each row execute function private.create_profile();
create trigger formaops_update_profile after update of email, email_confirmed_at, last_sign_in_at on auth.users
for each row execute function private.update_profile();
create trigger formaops_erase_profile after delete on auth.users
for each row execute function private.erase_profile();

-- =========================================================================================================== grants

revoke all on public.users, public.tenants, public.user_roles, public.invitations, public.audit_logs,
public.cost_tracking from public, anon, authenticated, service_role;
revoke all on all functions in schema private from public, anon, authenticated, service_role;

grant select on public.users, public.tenants, public.user_roles, public.invitations, public.audit_logs,
public.cost_tracking to authenticated, service_role;
grant update (name, avatar_url, preferences) on public.users to authenticated;
grant update (name) on public.tenants to authenticated;

-- What policies and column defaults call.
grant execute on function private.my_tenant_ids(public.tenant_role), private.my_colleague_ids(),
private.active_user_id(), private.current_tenant_id() to authenticated;

-- What clients call, and the definer half of each.
revoke all on function public.create_tenant(text), public.delete_tenant(uuid), public.restore_tenant(uuid),
public.invite_member(text, public.tenant_role), public.revoke_invitation(uuid), public.accept_invitation(text),
public.change_member_role(uuid, public.tenant_role), public.remove_member(uuid), public.leave_tenant(uuid),
public.cost_summary(timestamptz, timestamptz, text)
from public, anon, authenticated, service_role;

grant execute on function public.create_tenant(text), private.create_tenant(text) to authenticated;
grant execute on function public.delete_tenant(uuid), private.delete_tenant(uuid) to authenticated;
grant execute on function public.restore_tenant(uuid), private.restore_tenant(uuid) to authenticated;
grant execute on function public.invite_member(text, public.tenant_role) to authenticated;
grant execute on function private.invite_member(text, public.tenant_role) to authenticated;
grant execute on function public.revoke_invitation(uuid), private.revoke_invitation(uuid) to authenticated;
grant execute on function public.accept_invitation(text), private.accept_invitation(text) to authenticated;
grant execute on function public.change_member_role(uuid, public.tenant_role) to authenticated;
grant execute on function private.change_member_role(uuid, public.tenant_role) to authenticated;
grant execute on function public.remove_member(uuid), private.remove_member(uuid) to authenticated;
grant execute on function public.leave_tenant(uuid), private.leave_tenant(uuid) to authenticated;
grant execute on function public.cost_summary(timestamptz, timestamptz, text) to authenticated;
grant execute on function private.cost_summary(timestamptz, timestamptz, text) to authenticated;

-- ========================================================================================================= policies

alter table public.users enable row level security;
alter table public.users force row level security;
alter table public.tenants enable row level security;
alter table public.tenants force row level security;
alter table public.user_roles enable row level security;
alter table public.user_roles force row level security;
alter table public.invitations enable row level security;
alter table public.invitations force row level security;
alter table public.audit_logs enable row level security;
alter table public.audit_logs force row level security;
alter table public.cost_tracking enable row level security;
alter table public.cost_tracking force row level security;

create policy "users see the profiles of those who share a tenant with them" on public.users
for select to authenticated
using (id = (select auth.uid()) or id = any((select private.my_colleague_ids())::uuid[]));

create policy "users change their own profile" on public.users
for update to authenticated
using (id = (select private.active_user_id()))
with check (id = (select private.active_user_id()));

create policy "members see their tenants" on public.tenants
for select to authenticated
using (id = any((select private.my_tenant_ids())::uuid[]));

create policy "admins rename their tenants" on public.tenants
for update to authenticated
using (id = any((select private.my_tenant_ids('ADMIN'))::uuid[]))
with check (id = any((select private.my_tenant_ids('ADMIN'))::uuid[]));

create policy "members see who belongs to their tenants" on public.user_roles
for select to authenticated
using (tenant_id = any((select private.my_tenant_ids())::uuid[]));

create policy "members see the invitations of their tenants" on public.invitations
for select to authenticated
using (tenant_id = any((select private.my_tenant_ids())::uuid[]));

create policy "members see the audit log of their tenants" on public.audit_logs
for select to authenticated
using (tenant_id = any((select private.my_tenant_ids())::uuid[]));

create policy "members see what their tenants spent" on public.cost_tracking
for select to authenticated
using (tenant_id = any((select private.my_tenant_ids())::uuid[]));
