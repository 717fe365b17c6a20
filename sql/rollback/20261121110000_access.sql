-- Undoes 20261121110000_access.sql. All API keys are gone, and with them what they could do.
-- Afterwards: supabase migration repair --status reverted 20261121110000

set lock_timeout = '5s';
set statement_timeout = '60s';

do $$
declare
  v_policy record;
begin
  for v_policy in
    select p.polname as name, p.polrelid::regclass as table_name
    from pg_policy as p
    where not p.polpermissive and p.polname ~ '^keys .* with their scope$'
  loop
    execute format('drop policy %I on %s', v_policy.name, v_policy.table_name);
  end loop;
end
$$;

do $$
begin
  execute format('alter role authenticator in database %I reset pgrst.db_pre_request', current_database());
exception
  when insufficient_privilege then
    raise warning 'A superuser has to: alter role authenticator reset pgrst.db_pre_request';
end
$$;
notify pgrst, 'reload config';

-- Triggers on tables that stay
drop trigger executions_settle_tokens on public.executions;
drop trigger user_roles_revoke_keys on public.user_roles;
drop trigger tenants_forget_rates on public.tenants;

-- Functions
drop function public.begin_execution(
  uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer, text, text, jsonb, jsonb
);
drop function private.begin_execution(
  uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer, text, text, jsonb, jsonb
);
drop function public.revoke_api_key(uuid);
drop function public.rotate_api_key(uuid, uuid, jsonb, integer, timestamptz);
drop function public.create_api_key(uuid, uuid, jsonb, text, text[], timestamptz, integer, integer);
drop function public.authenticate_api_key(jsonb, text, uuid);
drop function private.token_estimate(private.pinned_prompt, jsonb, jsonb);
drop function private.acting_caller(uuid, uuid, jsonb);
drop function private.revoke_api_key(uuid);
drop function private.rotate_api_key(uuid, uuid, jsonb, integer, timestamptz);
drop function private.create_api_key(uuid, uuid, jsonb, text, text[], timestamptz, integer, integer, uuid);
drop function gate.check_request();
drop function gate.key_claims(text, text, text, text);
drop schema gate;
drop function private.authenticate_api_key(jsonb, text, uuid);
drop function private.note_use_of_key(uuid);
drop function private.require_tenant_of_key(private.api_key_caller, text);
drop function private.require_scope(private.api_key_caller, text);
drop function private.verify_api_key(uuid, bytea);
drop function private.settle_tokens();
drop function private.take_tokens(uuid, private.api_key_caller, uuid, bigint);
drop function private.take_request(uuid, private.api_key_caller);
drop function private.limits_of(uuid);
drop function private.take_rate(uuid, private.rate_kind, bigint, bigint, text);
drop function private.rate_taken(uuid, private.rate_kind, bigint);
drop function private.refuse_over_rate(uuid, private.rate_kind, bigint, bigint, bigint, text);
drop function private.take_from_slot(uuid, private.rate_kind, bigint, bigint, bigint);
drop function private.revoke_keys_of_member();

-- Tables, and with them their triggers and policies
drop table public.api_keys cascade;
drop table private.api_key_digests;
drop table private.api_key_paths;
drop table private.plan_limits;
drop table private.rate_slots;
drop table private.token_holds;

drop function private.forget_rates();
drop function private.rate_added(bigint[], bigint, bigint);
drop function private.rate_used(bigint[], bigint, bigint);
drop function private.rate_window(bigint[], bigint, bigint);
drop function private.rate_epoch();
drop function private.scopes_fit(text[]);
drop function private.api_scopes();
drop function private.key_may(text);

-- Types
drop type private.tenant_limits;
drop type private.api_key_caller;
drop type private.rate_kind;

-- Columns
alter table public.executions drop column api_key_id;
alter table public.tenants drop column api_keys_limit, drop column requests_per_minute, drop column tokens_per_minute;

-- As they were before

create or replace function private.member_role(p_tenant_id uuid, p_user_id uuid)
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

create or replace function private.my_tenant_ids(p_minimum public.tenant_role default 'VIEWER')
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

drop function private.key_tenant_id();

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

revoke all on function private.begin_execution(
  uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer, text, text, jsonb
) from public, anon;
revoke all on function public.begin_execution(
  uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer, text, text, jsonb
) from public, anon, authenticated, service_role;
grant execute on function public.begin_execution(
  uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer, text, text, jsonb
) to service_role;
grant execute on function private.begin_execution(
  uuid, uuid, text, integer, jsonb, jsonb, text, text, text, integer, text, text, jsonb
) to service_role;
