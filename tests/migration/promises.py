"""What domains promise over several rows and no constraint says: queries that count what contradicts it."""

from typing import Final

# For each table whose rows are versions of something: how many of those are not numbered 1, 2, 3 and so on. Such a
# table has versions that are unique per something else, or trees whose first version the others name as their parent.
NUMBERED: Final = """
    with versioned as (
      select c.relname, string_agg(quote_ident(a.attname), ', ') as per
      from pg_index as i
      join pg_class as c on c.oid = i.indrelid and c.relnamespace = 'public'::regnamespace
      join pg_attribute as a on a.attrelid = c.oid and a.attnum = any (i.indkey) and a.attname <> 'version'
      where i.indisunique and i.indpred is null and c.relname ~ '_versions$'
        and exists (
          select from pg_attribute as v
          where v.attrelid = c.oid and v.attnum = any (i.indkey) and v.attname = 'version'
        )
      group by i.indexrelid, c.relname
      union
      select v.table_name, 'coalesce(parent_id, id)'
      from information_schema.columns as v
      join information_schema.columns as p using (table_schema, table_name)
      where v.table_schema = 'public' and v.column_name = 'version' and p.column_name = 'parent_id'
    )
    select relname, format(
      'select count(*) from (
        select from public.%I group by %s having min(version) <> 1 or max(version) <> count(*)
      ) as odd',
      relname, per
    )
    from versioned
"""

PROMISES: Final = {
    "an evaluation's status and score follow from what its agents found": """
        select count(*)
        from public.evaluations as e
        cross join lateral (
          select
            count(*) as total,
            count(*) filter (where r.status = 'pending') as pending,
            count(*) filter (where r.status = 'running') as running,
            count(*) filter (where r.status = 'completed') as completed,
            round(avg(r.score), 2) as score
          from public.agent_results as r
          where r.evaluation_id = e.id
        ) as r
        where e.score is distinct from case when e.completed_at is not null then r.score end
          or e.status::text <> case
            when r.pending = r.total then 'pending'
            when r.pending + r.running > 0 then 'analyzing'
            when r.completed > 0 then 'completed'
            else 'failed'
          end
    """,
    "an idea's status follows from its evaluations": """
        select count(*)
        from public.business_ideas as i
        left join lateral (
          select
            (array_agg(e.status::text order by e.created_at desc))[1] as latest,
            bool_or(e.status = 'completed') as succeeded
          from public.evaluations as e
          where e.business_idea_id = i.id
        ) as e on true
        where i.status::text <> case
          when e.latest = 'pending' then 'submitted'
          when e.latest = 'analyzing' then 'evaluating'
          when e.succeeded then 'completed'
          else 'draft'
        end
    """,
}
