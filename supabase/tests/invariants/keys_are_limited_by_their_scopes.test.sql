begin;
select plan(9);

-- ======================================================================================================== by the path
-- What authenticated may reach, keys may reach with a scope, or are told that they never may.
create temporary view reachable as
select c.relname::text as path
from pg_class as c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
  and has_any_column_privilege('authenticated', c.oid, 'select, insert, update')
union all
select 'rpc/' || p.proname
from pg_proc as p
where p.pronamespace = 'public'::regnamespace and has_function_privilege('authenticated', p.oid, 'execute');

select is_empty(
  $$ select path from reachable except select path from private.api_key_paths $$,
  'every table and function of the API is in private.api_key_paths'
);
select is_empty(
  $$ select path from private.api_key_paths except select path from reachable $$, 'and nothing else is'
);
select is_empty(
  $$ select path, s.scope from private.api_key_paths as p, unnest(array[p.read_scope, p.write_scope]) as s (scope)
     where s.scope <> all(private.api_scopes())
       and s.scope not in (
         -- What no key may do: people, keys and the ledgers have no such scope.
         'tenants:write', 'audit:write', 'costs:write', 'webhooks:write', 'keys:read', 'keys:write',
         -- Operators sign in.
         'backups:read', 'backups:write'
       ) $$,
  'each with scopes that there are, or that are named here as those of no key'
);
select is_empty(
  $$ select path from private.api_key_paths as p
     join pg_proc as f on f.pronamespace = 'public'::regnamespace and 'rpc/' || f.proname = p.path
     where p.read_scope is distinct from p.write_scope
       or (f.provolatile = 'v' and p.write_scope like '%:read') $$,
  'a function has one scope, and one that writes is not had for reading'
);

-- ============================================================================================================ by rows
create temporary view granted as
select c.oid as table_id, c.relname::text as name, v.verb, v.code
from pg_class as c
cross join (values ('SELECT', 'r'), ('INSERT', 'a'), ('UPDATE', 'w'), ('DELETE', 'd')) as v (verb, code)
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
  and case v.verb
    when 'DELETE' then has_table_privilege('authenticated', c.oid, 'DELETE')
    else has_any_column_privilege('authenticated', c.oid, v.verb)
  end;
create temporary view limited as
select p.polrelid as table_id, p.polcmd::text as code, s.scope
from pg_policy as p
cross join lateral (
  select (regexp_match(
    coalesce(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)),
    -- With the scope of executions, what is embedded in them may be read, too: the path asks for the other.
    '^\(?\( SELECT private\.key_may\(''([a-z:]+)''::text\) AS key_may\)'
    '( OR \( SELECT private\.key_may\(''executions:read''::text\) AS key_may\)\))?$'
  ))[1]
) as s (scope)
where not p.polpermissive and s.scope is not null
  and (p.polcmd <> 'w' or pg_get_expr(p.polqual, p.polrelid) = pg_get_expr(p.polwithcheck, p.polrelid));

select isnt_empty($$ select from limited $$, 'there are policies to look at');
select is_empty(
  $$ select g.name, g.verb from granted as g
     where not exists (select from limited as l where l.table_id = g.table_id and l.code = g.code) $$,
  'every table asks for a scope with every verb, by a restrictive policy'
);
select is_empty(
  $$ select g.name, g.verb, l.scope, p.read_scope, p.write_scope
     from granted as g
     join limited as l on l.table_id = g.table_id and l.code = g.code
     join private.api_key_paths as p on p.path = g.name
     where l.scope is distinct from case g.verb when 'SELECT' then p.read_scope else p.write_scope end $$,
  'the same that its path asks for'
);

-- ==================================================================================================== who sets claims
select set_eq(
  $$ select p.proname::text from pg_proc as p
     where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace, 'gate'::regnamespace)
       and p.prosrc ~ 'set_config' $$,
  array['check_request'],
  'one function sets whom a request stands for'
);
select is_empty(
  $$ select p.oid::regprocedure from pg_proc as p
     where p.pronamespace <> 'gate'::regnamespace and p.prosrc ~ '(key_claims|check_request)' $$,
  'and nothing else calls it, or what it asks'
);

select * from finish();
rollback;
