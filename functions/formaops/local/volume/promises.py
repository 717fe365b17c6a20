"""What domains promise over several rows, and triggers see to: statuses that follow, counters that count."""

from typing import Final

from formaops.local.volume.parts import Check

PROMISES: Final[tuple[Check, ...]] = (
    Check(
        "a workflow's counters count its executions",
        """
        select count(*)
        from public.workflows as w
        left join (
          select
            workflow_id, count(*) as total, count(*) filter (where status = 'completed') as successful,
            count(*) filter (where status in ('failed', 'timeout')) as failed, count(duration_ms) as timed,
            sum(duration_ms) as time_ms
          from public.workflow_executions
          group by workflow_id
        ) as e on e.workflow_id = w.id
        where
          (
            w.total_executions, w.successful_executions, w.failed_executions, w.timed_executions,
            w.total_execution_time_ms
          ) is distinct from (
            coalesce(e.total, 0), coalesce(e.successful, 0), coalesce(e.failed, 0), coalesce(e.timed, 0),
            coalesce(e.time_ms, 0)
          )
        """,
    ),
    Check(
        "a template's rating is that of its ratings",
        """
        select count(*)
        from public.templates as t
        left join (
          select template_id, count(*) as number, sum(rating) as total
          from public.template_ratings
          group by template_id
        ) as r on r.template_id = t.id
        where (t.rating_count, t.rating_total) is distinct from (coalesce(r.number, 0), coalesce(r.total, 0))
        """,
    ),
    Check(
        "an agent's counters count the steps and the executions that it ran",
        """
        select count(*)
        from public.agents as a
        left join (
          select agent_id, count(*) as total, count(*) filter (where outcome = 'completed') as successful,
            count(*) filter (where outcome = 'failed') as failed
          from (
            select s.agent_id, l.step_status::text as outcome
            from public.workflow_execution_logs as l
            join public.workflow_steps as s on s.tenant_id = l.tenant_id and s.id = l.workflow_step_id
            where l.step_status in ('completed', 'failed') and s.agent_tenant_id = s.tenant_id
            union all
            select agent_id, lower(status::text) from public.agent_executions where agent_tenant_id = tenant_id
          ) as run
          group by agent_id
        ) as r on r.agent_id = a.id
        where (a.total_executions, a.successful_executions, a.failed_executions)
          is distinct from (coalesce(r.total, 0), coalesce(r.successful, 0), coalesce(r.failed, 0))
        """,
    ),
    Check(
        "an evaluation's status and score follow from what its agents found",
        """
        select count(*)
        from public.evaluations as e
        join (
          select
            evaluation_id, count(*) as total, round(avg(score), 2) as score,
            count(*) filter (where status = 'pending') as pending,
            count(*) filter (where status = 'running') as running,
            count(*) filter (where status = 'completed') as completed
          from public.agent_results
          group by evaluation_id
        ) as r on r.evaluation_id = e.id
        where e.score is distinct from case when e.completed_at is not null then r.score end
          or e.status::text <> case
            when e.status = 'analyzing' and r.pending > 0 then 'analyzing'  -- an agent gave its work up
            when r.pending = r.total then 'pending'
            when r.pending + r.running > 0 then 'analyzing'
            when r.completed > 0 then 'completed'
            else 'failed'
          end
        """,
    ),
    Check(
        "an idea's status follows from its evaluations",
        """
        select count(*)
        from public.business_ideas as i
        left join (
          select
            business_idea_id, (array_agg(status::text order by created_at desc))[1] as latest,
            bool_or(status = 'completed') as succeeded
          from public.evaluations
          group by business_idea_id
        ) as e on e.business_idea_id = i.id
        where i.status::text <> case
          when e.latest = 'pending' then 'submitted'
          when e.latest = 'analyzing' then 'evaluating'
          when e.succeeded then 'completed'
          else 'draft'
        end
        """,
    ),
    Check(
        "a document of a project is its newest version",
        """
        select count(*)
        from public.specification_documents as d
        left join public.document_versions as v on v.document_id = d.id and v.version = d.version
        where v.content is distinct from d.content
          or exists (select from public.document_versions as l where l.document_id = d.id and l.version > d.version)
        """,
    ),
)

# For each table whose rows are versions of something: how many of those are not numbered 1, 2, 3 and so on. Such a
# table has versions that are unique per something else, or trees whose first version the others name as their parent.
VERSIONED: Final = """
    with versioned as (
      select c.relname, string_agg(quote_ident(a.attname), ', ') as per
      from pg_catalog.pg_index as i
      join pg_catalog.pg_class as c on c.oid = i.indrelid and c.relnamespace = 'public'::regnamespace
      join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attnum = any (i.indkey) and a.attname <> 'version'
      where i.indisunique and i.indpred is null and c.relname ~ '_versions$'
        and exists (
          select from pg_catalog.pg_attribute as v
          where v.attrelid = c.oid and v.attnum = any (i.indkey) and v.attname = 'version'
        )
      group by i.indexrelid, c.relname
      union
      select v.table_name, 'coalesce(parent_id, id)'
      from information_schema.columns as v
      join information_schema.columns as p using (table_schema, table_name)
      where v.table_schema = 'public' and v.column_name = 'version' and p.column_name = 'parent_id'
    )
    select relname, per, format(
      'select count(*) from (
        select from public.%I group by %s having min(version) <> 1 or max(version) <> count(*)
      ) as odd',
      relname, per
    )
    from versioned
"""
