"""The reads behind the pages of ideas.

They ask of `at`: `tenant_id`, `user_id` (an owner of ideas there), `business_idea_id`, `evaluation_id`, `query` (what
stands in a title or a description). The client acts in that tenant: the functions look at its header x-tenant-id.
"""

from collections.abc import Mapping
from typing import Any, Final

import supabase
from postgrest import CountMethod

from tests.patterns import Pattern


def _own_ideas(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return (
        db.table("business_ideas")
        .select("id,title,status,created_at,evaluations(id,status,score,priority,completed_at)")
        .eq("tenant_id", at["tenant_id"])
        .eq("user_id", at["user_id"])
        .order("created_at", desc=True)
        .limit(20)
        .order("created_at", desc=True, foreign_table="evaluations")
        .limit(1, foreign_table="evaluations")
    )


def _page_of_ideas(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return (
        db.table("business_ideas")
        .select("id,title,status,created_at,users(name)", count=CountMethod.exact)
        .eq("tenant_id", at["tenant_id"])
        .order("created_at", desc=True)
        .range(0, 19)
    )


def _ideas_of_a_status(db: supabase.Client, _: Mapping[str, Any]) -> Any:
    return db.rpc("search_ideas", {"p_status": "completed", "p_limit": 20})


def _search(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return db.rpc("search_ideas", {"p_query": at["query"]})


def _idea_with_history(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return (
        db.table("business_ideas")
        .select("*,evaluations(id,status,score,error_message,created_at,completed_at)")
        .eq("id", at["business_idea_id"])
        .order("created_at", desc=True, foreign_table="evaluations")
    )


def _evaluation_with_results(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return (
        db.table("evaluations")
        .select("*,business_ideas(title,description),agent_results(*)")
        .eq("id", at["evaluation_id"])
        .order("agent_type", foreign_table="agent_results")
    )


def _recent_evaluations(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return (
        db.table("evaluations")
        .select("id,status,priority,score,created_at,business_ideas(title),users(name)")
        .eq("tenant_id", at["tenant_id"])
        .order("created_at", desc=True)
        .limit(20)
    )


def _statistics(db: supabase.Client, _: Mapping[str, Any]) -> Any:
    return db.rpc("idea_statistics")


def _statistics_of_a_user(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return db.rpc("idea_statistics", {"p_user_id": at["user_id"]})


PATTERNS: Final = [
    Pattern("own ideas with their latest evaluation", _own_ideas),
    Pattern("a page of ideas with the count of all", _page_of_ideas),
    Pattern("ideas of a status", _ideas_of_a_status),
    Pattern("search for ideas", _search),
    Pattern("an idea with its evaluations", _idea_with_history),
    Pattern("an evaluation with its agents' results", _evaluation_with_results),
    Pattern("recent evaluations", _recent_evaluations),
    Pattern("numbers of a tenant's ideas", _statistics),
    Pattern("numbers of a user's ideas", _statistics_of_a_user),
]
