begin;
select plan(6);

create temporary view ours as
select
  p.oid::regprocedure as function, p.*,
  -- The body without comments and without what stands in quotes.
  regexp_replace(regexp_replace(p.prosrc, '--[^\n]*', '', 'g'), '''[^'']*''', '''''', 'g') as statements
from pg_proc as p
where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace, 'gate'::regnamespace)
  and not exists (select from pg_depend as d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e');

select isnt_empty($$ select from ours $$, 'there are functions to look at');
select is_empty(
  $$ select function from ours where coalesce(proconfig, '{}') && array['search_path=""'] is not true $$,
  'each sets an empty search_path'
);
select is_empty(
  $$ select function from ours where prosecdef and pronamespace = 'public'::regnamespace $$,
  'none that is exposed acts with its owner''s rights'
);
-- An invoker function that does either with a caller's text lets the caller become another role. What PostgREST runs
-- before each request is not exposed, and sets what gate.key_claims has verified; the next file looks at that.
select is_empty(
  $$ select function from ours
     where function::text <> 'gate.check_request()' and (statements ~* '\mset_config\s*\(' or statements ~* '(^|;|\m(begin|then|else|loop)\M)\s*(set|reset)\s') $$,
  'none changes a setting or a role'
);
select is_empty(
  $$ select function from ours where prolang = (select oid from pg_language where lanname = 'plpgsql')
     and statements ~* '\mexecute\M' $$,
  'none runs a statement that it puts together'
);
select is_empty(
  $$ select function from ours
     where prolang not in (select oid from pg_language where lanname in ('sql', 'plpgsql')) $$,
  'all are in SQL or PL/pgSQL'
);

select * from finish();
rollback;
