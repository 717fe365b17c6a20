"""The reads behind the pages of specifications and of learning.

They ask of `at`: `tenant_id`, `user_id` (who sees the project), `specification_project_id`,
`specification_document_id`, `comment_thread_id`, `query` (what stands in a project or a document). The client acts in
that tenant: the functions look at its header x-tenant-id.
"""

from collections.abc import Mapping
from typing import Any, Final

import supabase

from tests.patterns import Pattern

_COMMENTS: Final = "specification_documents.comment_threads.comments"
_REVIEWS: Final = "specification_documents.ai_reviews"


def _project_with_everything(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return (
        db.table("specification_projects")
        .select(
            "*,owner:users(id,name,email,avatar_url),"
            "team_members(role,users(id,name,email,avatar_url)),"
            "specification_documents(*,comment_threads(*,comments(*,author:users(id,name,avatar_url))),ai_reviews(*))"
        )
        .eq("id", at["specification_project_id"])
        .eq("team_members.status", "ACTIVE")
        .order("phase", foreign_table="specification_documents")
        .eq("specification_documents.comment_threads.status", "OPEN")
        .order("created_at", desc=True, foreign_table=_COMMENTS)
        .limit(1, foreign_table=_COMMENTS)
        .order("created_at", desc=True, foreign_table=_REVIEWS)
        .limit(1, foreign_table=_REVIEWS)
    )


def _page_of_projects(db: supabase.Client, _: Mapping[str, Any]) -> Any:
    return db.rpc("list_projects", {"p_status": "ACTIVE", "p_page": 1, "p_limit": 20})


def _projects_by_name(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return db.rpc("list_projects", {"p_search": at["query"]})


def _projects_last_changed(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return (
        db.table("specification_projects")
        .select("id,name,status,current_phase,updated_at")
        .eq("tenant_id", at["tenant_id"])
        .order("updated_at", desc=True)
        .limit(20)
    )


def _analytics(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return db.rpc("project_analytics", {"p_project_ids": [at["specification_project_id"]]})


def _search(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return db.rpc("search_specifications", {"p_query": at["query"]})


def _versions(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return (
        db.table("document_versions")
        .select("version,created_at,users(name)")
        .eq("document_id", at["specification_document_id"])
        .order("version", desc=True)
        .limit(50)
    )


def _open_threads(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return (
        db.table("comment_threads")
        .select("*,comments(*,author:users(name),reactions(type,user_id))")
        .eq("document_id", at["specification_document_id"])
        .eq("status", "OPEN")
        .order("created_at", desc=True)
        .order("created_at", foreign_table="comments")
    )


def _comments(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return (
        db.table("comments")
        .select("id,content,created_at,edited_at,author:users(name)")
        .eq("thread_id", at["comment_thread_id"])
        .order("created_at", desc=True)
        .limit(50)
    )


def _latest_review(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return (
        db.table("ai_reviews")
        .select("*")
        .eq("document_id", at["specification_document_id"])
        .order("created_at", desc=True)
        .limit(1)
    )


def _usage(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return (
        db.table("ai_usage")
        .select("action,model,tokens_used,cost:cost_usd::text,created_at")
        .eq("tenant_id", at["tenant_id"])
        .eq("user_id", at["user_id"])
        .order("created_at", desc=True)
        .limit(100)
    )


def _modules(db: supabase.Client, _: Mapping[str, Any]) -> Any:
    return db.rpc("available_modules")


def _progress(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return (
        db.table("user_progress")
        .select("status,completed_lessons,last_accessed,completed_at,learning_modules(slug,title)")
        .eq("tenant_id", at["tenant_id"])
        .eq("user_id", at["user_id"])
        .order("last_accessed", desc=True)
    )


PATTERNS: Final = [
    Pattern("a project with documents, open threads and latest reviews", _project_with_everything),
    Pattern("a page of projects", _page_of_projects),
    Pattern("projects by name", _projects_by_name),
    Pattern("projects last changed", _projects_last_changed),
    Pattern("analytics of projects", _analytics),
    Pattern("search in specifications", _search),
    Pattern("versions of a document", _versions),
    Pattern("open threads of a document", _open_threads),
    Pattern("comments of a thread", _comments),
    Pattern("the latest review of a document", _latest_review),
    Pattern("what a user's reviews cost", _usage),
    Pattern("modules and their state", _modules),
    Pattern("progress of a user", _progress),
]
