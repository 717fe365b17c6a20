-- Accounts that were there before FormaOps: they get what a sign-up gets, a profile and a personal tenant.

set lock_timeout = '5s';
set statement_timeout = '10min';

create function private.adopt_account(p_account auth.users)
returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  v_name text := nullif(private.trimmed(left(coalesce(
    p_account.raw_user_meta_data ->> 'name', p_account.raw_user_meta_data ->> 'full_name'
  ), 200)), '');
  v_email text := nullif(lower(p_account.email), '');
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
    p_account.id, v_email, v_name, nullif(left(p_account.raw_user_meta_data ->> 'avatar_url', 2048), ''),
    p_account.email_confirmed_at is not null, p_account.email_confirmed_at, p_account.last_sign_in_at
  );

  insert into public.tenants (name, personal_user_id)
  values (coalesce(v_name, nullif(private.trimmed(split_part(v_email, '@', 1)), ''), 'Personal'), p_account.id)
  returning id into v_tenant_id;

  insert into public.user_roles (tenant_id, user_id, role) values (v_tenant_id, p_account.id, 'ADMIN');
end
$$;
comment on function private.adopt_account is
'Gives an account its profile and its personal tenant, whose ADMIN it is. User metadata gives a name, never a right.';

create or replace function private.create_profile()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  perform private.adopt_account(new);
  return null;
end
$$;
comment on function private.create_profile is 'After a sign-up: adopts the account.';

do $$
begin
  perform private.adopt_account(a)
  from auth.users as a
  where not exists (select from public.users as u where u.id = a.id)
  order by a.created_at, a.id;
end
$$;

revoke all on function private.adopt_account(auth.users) from public, anon, authenticated, service_role;
