-- Two checks that left a gap: nobody learns by trying to write in another's name who belongs to a tenant that is not
-- theirs, and two who add a prompt's last validation at once do not add one too many.

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

create or replace function private.limit_validations()
returns trigger
language plpgsql security definer
set search_path = ''
as $$
begin
  -- The lock makes those who add one at once wait for each other; the count is read when it is had.
  perform from public.prompts as p where p.tenant_id = new.tenant_id and p.id = new.prompt_id for no key update;
  if (select count(*) from public.validations as v where v.prompt_id = new.prompt_id) > 20 then
    raise sqlstate 'PT409' using message = 'A prompt has at most 20 validations.';
  end if;
  return null;
end
$$;
