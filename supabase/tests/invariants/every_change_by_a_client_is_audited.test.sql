begin;
select plan(1);

-- Wherever somebody other than the owner may write, a trigger writes the audit row.
select is_empty(
  $$ select c.oid::regclass, v.verb
     from pg_class as c
     cross join (values ('INSERT', 4), ('UPDATE', 16), ('DELETE', 8)) as v (verb, bit)
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
       and case v.verb
         when 'DELETE' then has_table_privilege('authenticated', c.oid, 'DELETE')
         else has_any_column_privilege('authenticated', c.oid, v.verb)
       end
       and not exists (
         select from pg_trigger as t
         where t.tgrelid = c.oid and t.tgenabled = 'O' and t.tgtype & v.bit <> 0 and t.tgtype & 2 = 0
           and t.tgfoid in ('private.audit'::regproc)
       ) $$,
  'on every table that a client may write'
);

select * from finish();
rollback;
