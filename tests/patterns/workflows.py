"""The reads behind the pages of agents, workflows, templates and deployments.

They ask of `at`: `tenant_id`, `agent_id`, `workflow_id`, `workflow_execution_id`, `tags` (of agents), `query` (what
stands in names or descriptions of agents and workflows). The client acts in that tenant: the functions look at its
header x-tenant-id.
"""

from collections.abc import Mapping
from typing import Any, Final

import supabase
from postgrest import CountMethod

from tests.patterns import Pattern

OFFICIAL: Final = "00000000-0000-4000-8000-00000000f0f0"


def _page_of_agents(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return (
        db.table("agents")
        .select("id,name,type,status,version,tags,created_at", count=CountMethod.exact)
        .eq("tenant_id", at["tenant_id"])
        .order("created_at", desc=True)
        .range(0, 19)
    )


def _page_of_workflows(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    columns = "id,name,status,total_executions,avg_execution_time_ms,last_execution_at"
    rows = db.table("workflows").select(columns, count=CountMethod.estimated).eq("tenant_id", at["tenant_id"])
    return rows.order("created_at", desc=True).range(0, 19)


def _agents_by_tags(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return db.rpc("search_agents", {"p_tags": at["tags"]})


def _agents_by_tags_plainly(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    rows = db.table("agents").select("id,name,tags").eq("tenant_id", at["tenant_id"])
    return rows.overlaps("tags", at["tags"]).order("created_at", desc=True).limit(20)


def _search_for_agents(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return db.rpc("search_agents", {"p_query": at["query"], "p_status": "active"})


def _official_agents(db: supabase.Client, _: Mapping[str, Any]) -> Any:
    rows = db.table("agents").select("id,slug,name,purpose").eq("tenant_id", OFFICIAL)
    return rows.eq("phase", "DISCOVER").order("name")


def _search_for_workflows(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return db.rpc("search_workflows", {"p_query": at["query"]})


def _workflows_of_a_status(db: supabase.Client, _: Mapping[str, Any]) -> Any:
    return db.rpc("search_workflows", {"p_status": "active"})


def _workflow_with_steps(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    rows = db.table("workflows").select("*,workflow_steps(*,agents(id,name,type))").eq("id", at["workflow_id"])
    return rows.order("position", foreign_table="workflow_steps")


def _agent_history(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return db.rpc("agent_history", {"p_agent_id": at["agent_id"]})


def _workflow_history(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return db.rpc("workflow_history", {"p_workflow_id": at["workflow_id"]})


def _recent_executions(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    columns = "id,status,trigger_type,duration_ms,created_at,workflows(name)"
    rows = db.table("workflow_executions").select(columns).eq("tenant_id", at["tenant_id"])
    return rows.order("created_at", desc=True).limit(20)


def _executions_of_a_workflow(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    rows = db.table("workflow_executions").select("id,status,duration_ms,created_at")
    rows = rows.eq("tenant_id", at["tenant_id"]).eq("workflow_id", at["workflow_id"])
    return rows.order("created_at", desc=True).limit(20)


def _executions_of_a_status(db: supabase.Client, _: Mapping[str, Any]) -> Any:
    return db.rpc("search_workflow_executions", {"p_status": "failed"})


def _execution_with_logs(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    rows = db.table("workflow_executions").select("*,workflow_execution_logs(*)")
    return rows.eq("id", at["workflow_execution_id"]).order("created_at", foreign_table="workflow_execution_logs")


def _numbers(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return db.rpc("workflow_stats", {"p_workflow_id": at["workflow_id"], "p_days": 30})


def _templates(db: supabase.Client, _: Mapping[str, Any]) -> Any:
    return db.rpc("search_templates", {"p_type": "workflow"})


def _deployments(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    rows = db.table("deployments").select("id,name,environment,status,health_status,workflows(name),agents(name)")
    return rows.eq("tenant_id", at["tenant_id"]).order("created_at", desc=True).limit(20)


PATTERNS: Final = [
    Pattern("a page of agents with the count of all", _page_of_agents),
    Pattern("a page of workflows with an estimated count", _page_of_workflows),
    Pattern("agents with any of the tags", _agents_by_tags),
    Pattern("agents with any of the tags, in a small tenant", _agents_by_tags_plainly),
    Pattern("search for agents", _search_for_agents),
    Pattern("official agents of a phase", _official_agents),
    Pattern("search for workflows", _search_for_workflows),
    Pattern("workflows of a status", _workflows_of_a_status),
    Pattern("a workflow with its steps and their agents", _workflow_with_steps),
    Pattern("all versions of an agent", _agent_history),
    Pattern("all versions of a workflow", _workflow_history),
    Pattern("recent executions", _recent_executions),
    Pattern("executions of a workflow", _executions_of_a_workflow),
    Pattern("executions of a status", _executions_of_a_status),
    Pattern("an execution with its logs", _execution_with_logs),
    Pattern("numbers of a workflow", _numbers),
    Pattern("the most used templates", _templates),
    Pattern("deployments with their targets", _deployments),
]
