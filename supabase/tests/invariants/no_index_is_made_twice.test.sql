begin;
select plan(1);

select is_empty(
  $$ select a.indexrelid::regclass, b.indexrelid::regclass
     from pg_index as a
     join pg_index as b on b.indrelid = a.indrelid and b.indexrelid <> a.indexrelid
     join pg_class as ca on ca.oid = a.indexrelid
     join pg_class as cb on cb.oid = b.indexrelid
     where ca.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and ca.relam = cb.relam
       and a.indpred is null and b.indpred is null and a.indexprs is null and b.indexprs is null and not a.indisunique
       and a.indkey::text || ' ' = left(b.indkey::text || ' ', char_length(a.indkey::text) + 1)
       and a.indoption::text || ' ' = left(b.indoption::text || ' ', char_length(a.indoption::text) + 1)
       and a.indclass::text || ' ' = left(b.indclass::text || ' ', char_length(a.indclass::text) + 1) $$,
  'or is the beginning of another'
);

select * from finish();
rollback;
