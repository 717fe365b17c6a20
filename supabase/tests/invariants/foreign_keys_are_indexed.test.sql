begin;
select plan(2);

select isnt_empty(
  $$ select from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace $$,
  'there are foreign keys to look at'
);
select is_empty(
  $$ select k.conrelid::regclass, k.conname
     from pg_constraint as k
     where k.contype = 'f' and k.connamespace in ('public'::regnamespace, 'private'::regnamespace)
       and not exists (
         select from pg_index as i
         where i.indrelid = k.conrelid and i.indpred is null and i.indisvalid
           and (select array_agg(c order by c) from unnest(k.conkey) as c)
             = (select array_agg(c order by c) from unnest((i.indkey::int2[])[0:cardinality(k.conkey) - 1]) as c)
       ) $$,
  'an index begins with the columns of each'
);

select * from finish();
rollback;
