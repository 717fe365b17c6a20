-- Nobody learns by trying to write in another's name who belongs to a tenant that is not theirs.

set lock_timeout = '5s';
set statement_timeout = '60s';

create or replace function private.require_member_as_author()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
declare
  v_caller_id uuid := coalesce(auth.uid(), new.created_by);
begin
  -- Triggers come before policies: a stranger who names a member must hear what they hear when they name nobody.
  if private.member_role(new.tenant_id, new.created_by) is null
    or (v_caller_id <> new.created_by and private.member_role(new.tenant_id, v_caller_id) is null)
  then
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
declare
  v_caller_id uuid := coalesce(auth.uid(), new.user_id);
begin
  if private.member_role(new.tenant_id, new.user_id) is null
    or (v_caller_id <> new.user_id and private.member_role(new.tenant_id, v_caller_id) is null)
  then
    raise sqlstate 'PT403' using message = 'user_id must be a member of the tenant.';
  end if;
  return new;
end
$$;
