-- Undoes 20261121098100_existing_accounts.sql: later sign-ups get their profile as before. Profiles that were given stay.
-- Afterwards: supabase migration repair --status reverted 20261121098100

set lock_timeout = '5s';
set statement_timeout = '60s';

create or replace function private.create_profile()
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

drop function private.adopt_account(auth.users);
