-- The official tenant, and the rules that all later domains share.
--
-- Agents, templates and learning modules that come with FormaOps are rows of one fixed tenant that has no members:
-- every signed-in user may read and use them, and only a migration writes them.

set lock_timeout = '5s';
set statement_timeout = '60s';

-- ============================================================================================ functions of the checks

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
    exit when v_brackets = '';
    v_brackets := regexp_replace(v_brackets, '\[\]|\{\}', '', 'g');
  end loop;
  return v_brackets = '' and v_numbers !~ '[0-9]{155}[0-9]{155}';
end
$$;

create function private.json_fits(p_document jsonb, p_type text, p_max_bytes integer)
returns boolean
language plpgsql immutable
set search_path = ''
as $$
begin
  -- Null in, null out: a check lets an absent document pass.
  return p_document is null
    or (
      (p_type = 'any' or jsonb_typeof(p_document) = p_type)
      and octet_length(p_document::text) <= p_max_bytes
      and private.json_is_plain(p_document)
    );
end
$$;
comment on function private.json_fits is
'The document is absent, or of this JSON type (or any), at most so many bytes long as text, and plain.';

create function private.tags_fit(p_tags text[])
returns boolean
language sql immutable
set search_path = ''
as $$
  select case
    when array_ndims(p_tags) > 1 then false
    else
      cardinality(p_tags) <= 50 and array_position(p_tags, null) is null
      and octet_length(array_to_string(p_tags, '')) <= 5000
  end
$$;
comment on function private.tags_fit is 'A list of at most 50 tags, none of them null, 5,000 bytes together.';

create function private.like_pattern(p_text text)
returns text
language sql immutable
set search_path = ''
as $$ select '%' || replace(replace(replace(p_text, '\', '\\'), '%', '\%'), '_', '\_') || '%' $$;
comment on function private.like_pattern is
'What `ilike` takes for "contains this text", whatever signs are in the text; null for null.';

create function private.trimmed(p_text text)
returns text
language sql immutable
set search_path = ''
as $$
  select btrim(
    p_text,
    e' \t\n\x0b\f\r\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a'
    || e'\u2028\u2029\u202f\u205f\u3000\ufeff'
  )
$$;
comment on function private.trimmed is
'The text without the white space around it: all that Unicode counts as such, and the byte order mark.';

-- Constraints are added to existing tables in one step, with a scan under lock: a hundred thousand prompts take well
-- under a second, and the lock timeout above protects who waits.
alter table public.prompts drop constraint prompts_tags_are_few_and_short;
-- squawk-ignore constraint-missing-not-valid
alter table public.prompts add constraint prompts_tags_are_few_and_short check (private.tags_fit(tags));

-- A name of line feeds was one until now. Such rows get one that can be read, or the new checks would stop at them.
update public.tenants
set name = 'Unnamed ' || left(id::text, 8)
where private.trimmed(name) = '';
update public.prompts
set name = 'Unnamed ' || id
where private.trimmed(name) = '';
update public.validations
set name = 'Unnamed ' || id
where private.trimmed(name) = '';
alter table public.tenants drop constraint tenants_name_fits;
-- squawk-ignore constraint-missing-not-valid
alter table public.tenants add constraint tenants_name_fits check (
  private.trimmed(name) <> '' and char_length(name) <= 200
);
alter table public.prompts drop constraint prompts_name_fits;
-- squawk-ignore constraint-missing-not-valid
alter table public.prompts add constraint prompts_name_fits check (
  private.trimmed(name) <> '' and char_length(name) <= 200
);
alter table public.validations drop constraint validations_name_fits;
-- squawk-ignore constraint-missing-not-valid
alter table public.validations add constraint validations_name_fits check (
  private.trimmed(name) <> '' and char_length(name) <= 200
);

-- ================================================================================================= functions: audit

create function private.without_large_values(p_row jsonb)
returns jsonb
language sql immutable
set search_path = ''
as $$
  select jsonb_object_agg(
    m.key,
    case
      when octet_length(m.value::text) > 16384 then jsonb_build_object(
        'octets', octet_length(m.value::text), 'sha256', encode(sha256(convert_to(m.value::text, 'UTF8')), 'hex')
      )
      else m.value
    end
  )
  from jsonb_each(p_row) as m (key, value)
$$;
comment on function private.without_large_values is
'The row with size and SHA-256 (of the JSON text) in place of every value over 16 kB.';

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
      when upper(v_after ->> 'status') = 'ARCHIVED' then 'ARCHIVE'
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
    case when v_before is null then '{}' else jsonb_build_object('before', private.without_large_values(v_before)) end
    || case when v_after is null then '{}' else jsonb_build_object('after', private.without_large_values(v_after)) end
  );
  return null;
end
$$;

-- ============================================================================================= the official tenant

create function private.official_tenant_id()
returns uuid
language sql immutable
set search_path = ''
as $$ select '00000000-0000-4000-8000-00000000f0f0'::uuid $$;
comment on function private.official_tenant_id is
'The tenant of what comes with FormaOps. Nobody is its member; migrations write its rows.';

insert into public.tenants (id, name, plan) values (private.official_tenant_id(), 'FormaOps', 'ENTERPRISE');

-- squawk-ignore constraint-missing-not-valid
alter table public.tenants add constraint tenants_official_tenant_stays check (
  id <> private.official_tenant_id() or (deleted_at is null and personal_user_id is null)
);
-- squawk-ignore constraint-missing-not-valid
alter table public.user_roles add constraint user_roles_official_tenant_has_no_members check (
  tenant_id <> private.official_tenant_id()
);
-- squawk-ignore constraint-missing-not-valid
alter table public.invitations add constraint invitations_official_tenant_has_no_members check (
  tenant_id <> private.official_tenant_id()
);

-- =========================================================================================================== grants

revoke all on function private.json_fits(jsonb, text, integer), private.tags_fit(text[]), private.trimmed(text),
private.like_pattern(text), private.without_large_values(jsonb), private.official_tenant_id()
from public, anon, authenticated, service_role;

-- What checks and policies call, as whoever reads or writes the row.
grant execute on function private.json_is_plain(jsonb), private.json_fits(jsonb, text, integer),
private.tags_fit(text[]), private.trimmed(text), private.official_tenant_id() to authenticated, service_role;
