-- Undoes 20261121092000_official_tenant.sql: the official tenant is gone. Its audit rows stay.
-- Afterwards: supabase migration repair --status reverted 20261121092000

set lock_timeout = '5s';
set statement_timeout = '60s';

-- Constraints
alter table public.invitations drop constraint invitations_official_tenant_has_no_members;
alter table public.user_roles drop constraint user_roles_official_tenant_has_no_members;
alter table public.tenants drop constraint tenants_official_tenant_stays;
alter table public.validations drop constraint validations_name_fits;
alter table public.validations add constraint validations_name_fits check (
  btrim(name) <> '' and char_length(name) <= 200
);
alter table public.prompts drop constraint prompts_name_fits;
alter table public.prompts add constraint prompts_name_fits check (btrim(name) <> '' and char_length(name) <= 200);
alter table public.tenants drop constraint tenants_name_fits;
alter table public.tenants add constraint tenants_name_fits check (btrim(name) <> '' and char_length(name) <= 200);
alter table public.prompts drop constraint prompts_tags_are_few_and_short;
alter table public.prompts add constraint prompts_tags_are_few_and_short check (
  cardinality(tags) <= 50 and array_position(tags, null) is null and octet_length(array_to_string(tags, '')) <= 5000
);

-- The tenant; refused while it still has rows
delete from public.tenants where id = private.official_tenant_id();

-- Functions
drop function private.official_tenant_id();
drop function private.trimmed(text);
drop function private.like_pattern(text);
drop function private.tags_fit(text[]);
drop function private.json_fits(jsonb, text, integer);
revoke execute on function private.json_is_plain(jsonb) from service_role;

-- As they were before
create or replace function private.json_is_plain(p_document jsonb)
returns boolean
language plpgsql immutable
set search_path = ''
as $$
declare
  v_numbers text := regexp_replace(p_document::text, '"(\\.|[^"\\])*"', '', 'g');
  v_brackets text := regexp_replace(v_numbers, '[^][{}]', '', 'g');
begin
  for level in 1..100 loop
    v_brackets := regexp_replace(v_brackets, '\[\]|\{\}', '', 'g');
  end loop;
  return v_brackets = '' and v_numbers !~ '[0-9]{155}[0-9]{155}';
end
$$;

create or replace function private.audit()
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

drop function private.without_large_values(jsonb);
