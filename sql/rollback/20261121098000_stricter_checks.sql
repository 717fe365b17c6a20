-- Undoes 20261121098000_stricter_checks.sql: the functions are as they were before.
-- Afterwards: supabase migration repair --status reverted 20261121098000

set lock_timeout = '5s';
set statement_timeout = '60s';

create or replace function private.require_member_as_author()
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

create or replace function private.require_member_as_user()
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

create or replace function private.limit_validations()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  if (select count(*) from public.validations as v where v.prompt_id = new.prompt_id) > 20 then
    raise sqlstate 'PT409' using message = 'A prompt has at most 20 validations.';
  end if;
  return null;
end
$$;
