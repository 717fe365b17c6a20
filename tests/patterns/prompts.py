"""Reads of prompts, executions and their costs.

Asked with `tenant_id`, `user_id`, `prompt_id`, `execution_id`, `query` (a part of a name or description), `tags`,
`day_ago` and `month_ago` (ISO timestamps). RPCs act in the tenant of the client's header x-tenant-id.
"""

from collections.abc import Mapping
from typing import Any

import supabase
from postgrest import CountMethod

from tests.patterns import Pattern


def _recent_executions(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    columns = "id,status,latency_ms,cost_usd,created_at,prompt:prompts(id,name)"
    # Row-level security alone would do, but only a filter on the tenant lets an index give the order.
    rows = db.table("executions").select(columns).eq("tenant_id", at["tenant_id"])
    return rows.order("created_at", desc=True).limit(20)


def _own_recent_executions(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    columns = "id,status,latency_ms,cost_usd,created_at,prompt:prompts(id,name)"
    rows = db.table("executions").select(columns).eq("tenant_id", at["tenant_id"]).eq("user_id", at["user_id"])
    return rows.order("created_at", desc=True).limit(20)


def _failed_executions(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    rows = db.table("executions").select("id,error,created_at,prompt:prompts(name)")
    return rows.eq("tenant_id", at["tenant_id"]).eq("status", "FAILED").order("created_at", desc=True).limit(20)


def _unfinished_executions(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    rows = db.table("executions").select("id,status,started_at,created_at").eq("tenant_id", at["tenant_id"])
    return rows.in_("status", ["PENDING", "RUNNING"]).order("created_at", desc=True).limit(20)


def _executions_of_a_prompt(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    rows = db.table("executions").select("id,status,prompt_version,latency_ms,created_at")
    rows = rows.eq("tenant_id", at["tenant_id"]).eq("prompt_id", at["prompt_id"])
    return rows.order("created_at", desc=True).limit(20)


def _an_execution(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    columns = "*,cost:cost_usd::text,prompts(name),model_calls(*),execution_logs(level,message,metadata,timestamp)"
    return db.table("executions").select(columns).eq("id", at["execution_id"])


def _logs_of_an_execution(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    rows = db.table("execution_logs").select("level,message,metadata,timestamp")
    rows = rows.eq("tenant_id", at["tenant_id"]).eq("execution_id", at["execution_id"])
    return rows.order("timestamp")


def _recent_prompts(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    rows = db.table("prompts").select("id,name,status,tags,published_version,updated_at", count=CountMethod.exact)
    return rows.eq("tenant_id", at["tenant_id"]).order("created_at", desc=True).range(0, 19)


def _a_prompt(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    columns = "*,validations(*),prompt_versions(version,change_log,created_at)"
    return db.table("prompts").select(columns).eq("id", at["prompt_id"])


def _versions_of_a_prompt(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    rows = db.table("prompt_versions").select("version,template,change_log,created_at,author:users(name)")
    rows = rows.eq("tenant_id", at["tenant_id"]).eq("prompt_id", at["prompt_id"])
    return rows.order("version", desc=True).limit(20)


def _ledger(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    columns = "id,purpose,model,kind,outcome,input_tokens,output_tokens,cost:cost_usd::text,created_at"
    rows = db.table("cost_tracking").select(columns).eq("tenant_id", at["tenant_id"])
    return rows.order("created_at", desc=True).limit(50)


def _search(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return db.rpc("search_prompts", {"p_query": at["query"], "p_status": "PUBLISHED", "p_limit": 10})


PATTERNS = [
    Pattern("recent executions with their prompt", _recent_executions),
    Pattern("one's own recent executions with their prompt", _own_recent_executions),
    Pattern("failed executions", _failed_executions),
    Pattern("executions that have not ended", _unfinished_executions),
    Pattern("executions of a prompt", _executions_of_a_prompt),
    Pattern("an execution with all that belongs to it", _an_execution),
    Pattern("logs of an execution", _logs_of_an_execution),
    Pattern("prompts page by page", _recent_prompts),
    Pattern("a prompt with its validations and versions", _a_prompt),
    Pattern("version history of a prompt", _versions_of_a_prompt),
    Pattern("published prompts by a part of their text", _search),
    Pattern("prompts by tag", lambda db, at: db.rpc("search_prompts", {"p_tags": at["tags"]})),
    Pattern("drafts", lambda db, at: db.rpc("search_prompts", {"p_status": "DRAFT"})),
    Pattern("model calls as they were billed", _ledger),
    Pattern("metrics of the last day", lambda db, at: db.rpc("execution_metrics", {"p_from": at["day_ago"]})),
    Pattern("metrics of 30 days", lambda db, at: db.rpc("execution_metrics", {"p_from": at["month_ago"]})),
    Pattern("cost of 30 days by day", lambda db, at: db.rpc("cost_summary", {"p_from": at["month_ago"]})),
    Pattern(
        "cost of 30 days by model",
        lambda db, at: db.rpc("cost_summary", {"p_from": at["month_ago"], "p_group_by": "model"}),
    ),
    Pattern(
        "cost of 30 days by prompt",
        lambda db, at: db.rpc("cost_summary", {"p_from": at["month_ago"], "p_group_by": "prompt"}),
    ),
]
