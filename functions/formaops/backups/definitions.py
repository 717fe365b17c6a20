"""The questions by which a catalog is read: names and definitions of one kind each."""

from typing import Final, LiteralString

# Each statement gives names and definitions; %(schemas)s are the schemas. What belongs to an extension is its affair.
KINDS: Final[dict[str, LiteralString]] = {
    "schemas": """
        select quote_ident(n.nspname), 'owner ' || pg_get_userbyid(n.nspowner)
        from pg_namespace as n where n.nspname = any (%(schemas)s)
    """,
    "tables": """
        select
          c.oid::regclass::text,
          concat_ws(
            ' ',
            case c.relkind when 'r' then 'table' when 'p' then 'partitioned table' when 'f' then 'foreign table' end,
            'owner ' || pg_get_userbyid(c.relowner),
            case when c.relpersistence = 'u' then 'unlogged' end,
            'replica identity ' || c.relreplident::text,
            'with (' || array_to_string(c.reloptions, ', ') || ')',
            'partition by ' || pg_get_partkeydef(c.oid),
            (select 'of ' || i.inhparent::regclass from pg_inherits as i where i.inhrelid = c.oid limit 1),
            pg_get_expr(c.relpartbound, c.oid)
          )
        from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
        where n.nspname = any (%(schemas)s) and c.relkind in ('r', 'p', 'f')
          and not exists (
            select from pg_depend as d
            where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
          )
    """,
    "row-level security": """
        select
          c.oid::regclass::text,
          case when c.relrowsecurity then 'enabled' else 'disabled' end
          || case when c.relforcerowsecurity then ', forced' else ', not forced' end
        from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
        where n.nspname = any (%(schemas)s) and c.relkind in ('r', 'p')
          and not exists (
            select from pg_depend as d
            where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
          )
    """,
    "columns": """
        select
          c.oid::regclass || '.' || quote_ident(a.attname),
          concat_ws(
            ' ',
            'number ' || row_number() over (partition by c.oid order by a.attnum),
            format_type(a.atttypid, a.atttypmod),
            case when a.attcollation <> t.typcollation then 'collate ' || a.attcollation::regcollation end,
            case when a.attnotnull then 'not null' end,
            case when a.attidentity <> '' then 'identity ' || a.attidentity::text end,
            case when a.attgenerated <> '' then 'generated' end,
            'default ' || pg_get_expr(d.adbin, d.adrelid),
            'statistics ' || nullif(coalesce(a.attstattarget, -1), -1)
          )
        from pg_attribute as a
        join pg_class as c on c.oid = a.attrelid
        join pg_namespace as n on n.oid = c.relnamespace
        join pg_type as t on t.oid = a.atttypid
        left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where n.nspname = any (%(schemas)s) and c.relkind in ('r', 'p', 'f', 'v', 'm') and a.attnum > 0
          and not a.attisdropped
          and not exists (
            select from pg_depend as e
            where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e'
          )
    """,
    "constraints": """
        select
          k.conname || ' on ' || coalesce(nullif(k.conrelid, 0)::regclass::text, k.contypid::regtype::text),
          pg_get_constraintdef(k.oid) || case when k.convalidated then '' else ' (not validated)' end
        from pg_constraint as k join pg_namespace as n on n.oid = k.connamespace
        where n.nspname = any (%(schemas)s)
          and k.contype not in ('n', 't')  -- NOT NULL stands with its column, a constraint trigger with the triggers
    """,
    "indexes": """
        select
          i.indexrelid::regclass::text,
          pg_get_indexdef(i.indexrelid) || case when i.indisvalid then '' else ' (invalid)' end
          || case when i.indisreplident then ' (replica identity)' else '' end
        from pg_index as i
        join pg_class as c on c.oid = i.indexrelid
        join pg_namespace as n on n.oid = c.relnamespace
        where n.nspname = any (%(schemas)s)
    """,
    "views": """
        select
          c.oid::regclass::text,
          concat_ws(
            ' ', 'owner ' || pg_get_userbyid(c.relowner), 'with (' || array_to_string(c.reloptions, ', ') || ')',
            'as' || pg_get_viewdef(c.oid)
          )
        from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
        where n.nspname = any (%(schemas)s) and c.relkind in ('v', 'm')
          and not exists (
            select from pg_depend as d
            where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
          )
    """,
    "policies": """
        select
          quote_ident(p.polname) || ' on ' || p.polrelid::regclass,
          concat_ws(
            ' ',
            case when p.polpermissive then 'permissive' else 'restrictive' end,
            'for ' || p.polcmd::text,
            'to ' || (
              select string_agg(case when r.role = 0 then 'public' else pg_get_userbyid(r.role) end, ', ' order by 1)
              from unnest(p.polroles) as r (role)
            ),
            'using ' || pg_get_expr(p.polqual, p.polrelid),
            'check ' || pg_get_expr(p.polwithcheck, p.polrelid)
          )
        from pg_policy as p
        join pg_class as c on c.oid = p.polrelid
        join pg_namespace as n on n.oid = c.relnamespace
        where n.nspname = any (%(schemas)s)
    """,
    "functions": """
        select
          p.oid::regprocedure::text,
          'owner ' || pg_get_userbyid(p.proowner) || ', '
          || case
            when p.prokind = 'a' then 'aggregate'
            else 'sha256 ' || encode(sha256(convert_to(pg_get_functiondef(p.oid), 'UTF8')), 'hex')
          end
        from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
        where n.nspname = any (%(schemas)s)
          and not exists (
            select from pg_depend as d
            where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
          )
    """,
    "triggers": """
        select
          quote_ident(t.tgname) || ' on ' || t.tgrelid::regclass,
          pg_get_triggerdef(t.oid)
          || case t.tgenabled
            when 'O' then '' when 'D' then ' (disabled)' when 'R' then ' (replica)' else ' (always)'
          end
        from pg_trigger as t
        join pg_class as c on c.oid = t.tgrelid
        join pg_namespace as n on n.oid = c.relnamespace
        where n.nspname = any (%(schemas)s) and not t.tgisinternal
    """,
    "sequences": """
        select
          c.oid::regclass::text,
          format(
            '%%s owner %%s start %%s by %%s from %%s to %%s%%s',
            format_type(s.seqtypid, null), pg_get_userbyid(c.relowner), s.seqstart, s.seqincrement, s.seqmin, s.seqmax,
            case when s.seqcycle then ' cycle' end
          )
          || coalesce((
            select ' of ' || d.refobjid::regclass || '.' || quote_ident(a.attname)
            from pg_depend as d join pg_attribute as a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
            where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i') and d.refobjsubid > 0
          ), '')
        from pg_sequence as s
        join pg_class as c on c.oid = s.seqrelid
        join pg_namespace as n on n.oid = c.relnamespace
        where n.nspname = any (%(schemas)s)
    """,
    "sequence values": """
        select format('%%I.%%I', s.schemaname, s.sequencename), coalesce(s.last_value::text, 'unused')
        from pg_sequences as s where s.schemaname = any (%(schemas)s)
    """,
    "types": """
        select
          t.oid::regtype::text,
          concat_ws(
            ' ',
            'owner ' || pg_get_userbyid(t.typowner),
            case t.typtype
              when 'e' then (
                select 'enum ' || string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder)
                from pg_enum as e where e.enumtypid = t.oid
              )
              when 'd' then concat_ws(
                ' ', 'domain', format_type(t.typbasetype, t.typtypmod), case when t.typnotnull then 'not null' end,
                'default ' || t.typdefault
              )
              when 'c' then (
                select 'record ' || string_agg(
                  quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod), ', ' order by a.attnum
                )
                from pg_attribute as a where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
              )
              else 'kind ' || t.typtype::text
            end
          )
        from pg_type as t
        join pg_namespace as n on n.oid = t.typnamespace
        left join pg_class as c on c.oid = t.typrelid
        where n.nspname = any (%(schemas)s) and t.typtype in ('e', 'd', 'c', 'r')
          and (t.typtype <> 'c' or c.relkind = 'c')
          and not exists (
            select from pg_depend as d
            where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e'
          )
    """,
    "grants": """
        select g.name || ' to ' || coalesce(r.rolname, 'public'), string_agg(
          g.privilege_type || case when g.is_grantable then ' with grant option' else '' end, ', '
          order by g.privilege_type, g.is_grantable
        )
        from (
          select 'schema ' || quote_ident(n.nspname) as name, x.grantee, x.privilege_type, x.is_grantable
          from pg_namespace as n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) as x
          where n.nspname = any (%(schemas)s)
          union all
          select c.oid::regclass::text, x.grantee, x.privilege_type, x.is_grantable
          from pg_class as c join pg_namespace as n on n.oid = c.relnamespace,
            aclexplode(coalesce(
              c.relacl, acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner)
            )) as x
          where n.nspname = any (%(schemas)s) and c.relkind in ('r', 'p', 'f', 'v', 'm', 'S')
            and not exists (
              select from pg_depend as d
              where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
            )
          union all
          select c.oid::regclass || '.' || quote_ident(a.attname), x.grantee, x.privilege_type, x.is_grantable
          from pg_attribute as a
          join pg_class as c on c.oid = a.attrelid
          join pg_namespace as n on n.oid = c.relnamespace,
            aclexplode(a.attacl) as x
          where n.nspname = any (%(schemas)s) and a.attnum > 0 and not a.attisdropped
          union all
          select p.oid::regprocedure::text, x.grantee, x.privilege_type, x.is_grantable
          from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace,
            aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as x
          where n.nspname = any (%(schemas)s)
            and not exists (
              select from pg_depend as d
              where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
            )
          union all
          select 'type ' || t.oid::regtype, x.grantee, x.privilege_type, x.is_grantable
          from pg_type as t
          join pg_namespace as n on n.oid = t.typnamespace
          left join pg_class as c on c.oid = t.typrelid,
            aclexplode(coalesce(t.typacl, acldefault('T', t.typowner))) as x
          where n.nspname = any (%(schemas)s) and t.typtype in ('e', 'd', 'c', 'r')
            and (t.typtype <> 'c' or c.relkind = 'c')
            and not exists (
              select from pg_depend as d
              where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e'
            )
        ) as g
        left join pg_roles as r on r.oid = g.grantee
        group by g.name, coalesce(r.rolname, 'public')
    """,
    "comments": """
        select i.type || ' ' || i.identity, 'sha256 ' || encode(sha256(convert_to(d.description, 'UTF8')), 'hex')
        from pg_description as d, pg_identify_object(d.classoid, d.objoid, d.objsubid) as i
        where d.classoid not in ('pg_extension'::regclass, 'pg_type'::regclass)
          and (i.schema = any (%(schemas)s) or split_part(i.identity, '.', 1) = any (%(schemas)s)
            or i.identity like any (select '%% on ' || s || '.%%' from unnest(%(schemas)s::text[]) as s))
          and not exists (
            select from pg_depend as e
            where e.classid = d.classoid and e.objid = d.objoid and e.deptype = 'e'
          )
    """,
    "default privileges": """
        select
          concat_ws(
            ' ', 'of', pg_get_userbyid(a.defaclrole),
            case a.defaclobjtype
              when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' when 'T' then 'types'
              else 'schemas'
            end,
            'in ' || quote_ident(n.nspname)
          ) || ' to ' || case when x.grantee = 0 then 'public' else pg_get_userbyid(x.grantee) end,
          string_agg(x.privilege_type, ', ' order by x.privilege_type)
        from pg_default_acl as a
        left join pg_namespace as n on n.oid = a.defaclnamespace,
          aclexplode(a.defaclacl) as x
        where pg_get_userbyid(a.defaclrole) = 'postgres' and (n.nspname is null or n.nspname = any (%(schemas)s))
        group by 1, a.defaclrole, a.defaclobjtype, n.nspname, x.grantee
    """,
    "settings": """
        select
          concat_ws(' of ', case when s.setdatabase = 0 then 'everywhere' else 'the database' end, r.rolname)
          || ': ' || split_part(c.entry, '=', 1),
          substr(c.entry, strpos(c.entry, '=') + 1)
        from pg_db_role_setting as s
        left join pg_roles as r on r.oid = s.setrole, unnest(s.setconfig) as c (entry)
        where s.setdatabase = (select d.oid from pg_database as d where d.datname = current_database())
          and c.entry not ilike '%%secret%%' and c.entry not ilike '%%password%%'
    """,
    "publications": """
        select quote_ident(p.pubname) || ' of ' || r.prrelid::regclass, 'published'
        from pg_publication_rel as r
        join pg_publication as p on p.oid = r.prpubid
        join pg_class as c on c.oid = r.prrelid
        join pg_namespace as n on n.oid = c.relnamespace
        where n.nspname = any (%(schemas)s)
    """,
    # Those that something in the schemas rests on; SQL that is text rests on nothing that the server knows.
    "extensions": """
        select distinct quote_ident(x.extname), quote_ident(n.nspname)
        from pg_extension as x
        join pg_namespace as n on n.oid = x.extnamespace
        join pg_depend as m on m.refclassid = 'pg_extension'::regclass and m.refobjid = x.oid and m.deptype = 'e'
        join pg_depend as d on d.refclassid = m.classid and d.refobjid = m.objid and d.deptype <> 'e'
        where x.extname <> 'plpgsql'
          and (pg_identify_object(d.classid, d.objid, d.objsubid)).schema = any (%(schemas)s)
    """,
    # Who owns, may, or is meant by a policy: a restore needs them to be there.
    "roles": """
        select distinct quote_ident(r.rolname), 'needed'
        from (
          select c.relowner as role from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
          where n.nspname = any (%(schemas)s)
          union all
          select p.proowner from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
          where n.nspname = any (%(schemas)s)
          union all
          select n.nspowner from pg_namespace as n where n.nspname = any (%(schemas)s)
          union all
          select x.grantee from pg_namespace as n, aclexplode(n.nspacl) as x where n.nspname = any (%(schemas)s)
          union all
          select x.grantee
          from pg_class as c join pg_namespace as n on n.oid = c.relnamespace, aclexplode(c.relacl) as x
          where n.nspname = any (%(schemas)s)
          union all
          select x.grantee
          from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace, aclexplode(p.proacl) as x
          where n.nspname = any (%(schemas)s)
          union all
          select o.role
          from pg_policy as p
          join pg_class as c on c.oid = p.polrelid
          join pg_namespace as n on n.oid = c.relnamespace, unnest(p.polroles) as o (role)
          where n.nspname = any (%(schemas)s)
        ) as u
        join pg_roles as r on r.oid = u.role
        where r.rolname not like 'pg\\_%%'
    """,
}
TABLES: Final = """
    select format('%%I.%%I', n.nspname, c.relname)
    from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = any (%s) and c.relkind = 'r' and has_table_privilege(c.oid, 'select')
      and has_schema_privilege(n.oid, 'usage')
      and not exists (
        select from pg_depend as d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
      )
    order by 1
"""
HEADS: Final = """
    select distinct on (c.tenant_id) c.tenant_id::text, c.sequence || ' ' || encode(c.hash, 'hex')
    from private.audit_chain as c
    order by c.tenant_id, c.sequence desc
"""
# As pg_dump sets them, so that nothing is printed in another way for another role.
PRINTING: Final = """
    select
      set_config('search_path', '', true), set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO', true),
      set_config('intervalstyle', 'postgres', true), set_config('extra_float_digits', '3', true),
      set_config('quote_all_identifiers', 'off', true), set_config('statement_timeout', '0', true)
"""
