"""The reads behind the pages of ventures.

They ask of `at`: `tenant_id`, `venture_id` (one with stories, artifacts, runs and telemetry), `agent_execution_id`. The
client acts in that tenant: the functions look at its header x-tenant-id.
"""

from collections.abc import Mapping
from typing import Any, Final

import supabase
from postgrest import CountMethod

from tests.patterns import Pattern

OFFICIAL_TENANT: Final = "00000000-0000-4000-8000-00000000f0f0"


def _active_ventures(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return (
        db.table("ventures")
        .select("*,latest_gates(gate_type,score,threshold,passed),user_stories(id,title,evidence_tier)")
        .eq("tenant_id", at["tenant_id"])
        .eq("user_stories.priority", "P1")
        .order("created_at", desc=True)
        .limit(20)
    )


def _page_of_ventures(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return (
        db.table("ventures")
        .select("id,name,phase,created_at,users(name)", count=CountMethod.exact)
        .eq("tenant_id", at["tenant_id"])
        .order("created_at", desc=True)
        .range(0, 19)
    )


def _gates_of_a_venture(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return (
        db.table("quality_gates")
        .select("gate_type,score,threshold,passed,criteria,calculated_at")
        .eq("venture_id", at["venture_id"])
        .order("gate_type")
        .order("calculated_at", desc=True)
        .limit(100)
    )


def _way_of_a_venture(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return (
        db.table("venture_phases")
        .select("phase,entered_at,completed_at,quality_gates(gate_type,score)")
        .eq("venture_id", at["venture_id"])
        .order("phase")
    )


def _stories_of_a_venture(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return (
        db.table("user_stories")
        .select("id,title,priority,evidence_tier")
        .eq("tenant_id", at["tenant_id"])
        .eq("venture_id", at["venture_id"])
        .order("priority")
        .order("created_at")
        .limit(50)
    )


def _requirements_by_evidence(db: supabase.Client, _: Mapping[str, Any]) -> Any:
    return db.rpc("requirements_by_evidence_tier", {"p_evidence_tier": "E2"})


def _artifacts_of_a_type(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return (
        db.table("artifacts")
        .select("id,type,version,updated_at,artifact_versions(version,diff,created_by,created_at)")
        .eq("tenant_id", at["tenant_id"])
        .eq("venture_id", at["venture_id"])
        .eq("type", "PRD")
        .order("updated_at", desc=True)
        .limit(20)
        .order("version", desc=True, foreign_table="artifact_versions")
        .limit(5, foreign_table="artifact_versions")
    )


def _runs_for_a_venture(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return (
        db.table("agent_executions")
        .select("id,status,started_at,completed_at,cost:cost_usd::text,agents(name,slug,phase)")
        .eq("tenant_id", at["tenant_id"])
        .eq("venture_id", at["venture_id"])
        .order("started_at", desc=True)
        .limit(20)
    )


def _runs_in_a_status(db: supabase.Client, _: Mapping[str, Any]) -> Any:
    return db.rpc("agent_executions_by_status", {"p_status": "COMPLETED"})


def _run_with_everything(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return (
        db.table("agent_executions")
        .select("*,agents(name),agent_checkpoints(checkpoint_key,created_at),agent_model_calls(kind,model,outcome)")
        .eq("id", at["agent_execution_id"])
    )


def _open_alerts(db: supabase.Client, _: Mapping[str, Any]) -> Any:
    return db.rpc("open_divergence_alerts").select("*,ventures(name)")


def _telemetry_of_a_component(db: supabase.Client, at: Mapping[str, Any]) -> Any:
    return (
        db.table("telemetry")
        .select("component,metric,value,payload,recorded_at")
        .eq("tenant_id", at["tenant_id"])
        .eq("venture_id", at["venture_id"])
        .order("recorded_at", desc=True)
        .limit(100)
    )


def _official_agents(db: supabase.Client, _: Mapping[str, Any]) -> Any:
    return (
        db.table("agents")
        .select("id,slug,name,phase,purpose,input_schema")
        .eq("tenant_id", OFFICIAL_TENANT)
        .not_.is_("phase", "null")
        .order("phase")
        .order("slug")
    )


def _cost_by_purpose(db: supabase.Client, _: Mapping[str, Any]) -> Any:
    return db.rpc("cost_summary", {"p_to": "2100-01-01", "p_group_by": "purpose"})


def _deleted_ventures(db: supabase.Client, _: Mapping[str, Any]) -> Any:
    return db.rpc("deleted_ventures")


PATTERNS: Final = [
    Pattern("active ventures with their gates and P1 stories", _active_ventures),
    Pattern("a page of ventures with the count of all", _page_of_ventures),
    Pattern("gates of a venture", _gates_of_a_venture),
    Pattern("the way of a venture", _way_of_a_venture),
    Pattern("stories of a venture", _stories_of_a_venture),
    Pattern("requirements by evidence", _requirements_by_evidence),
    Pattern("artifacts of a type with their versions", _artifacts_of_a_type),
    Pattern("runs for a venture", _runs_for_a_venture),
    Pattern("runs in a status", _runs_in_a_status),
    Pattern("a run with its checkpoints and calls", _run_with_everything),
    Pattern("open alerts", _open_alerts),
    Pattern("telemetry of a venture", _telemetry_of_a_component),
    Pattern("official agents", _official_agents),
    Pattern("costs by purpose", _cost_by_purpose),
    Pattern("deleted ventures", _deleted_ventures),
]
