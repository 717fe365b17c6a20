"""Prompts as rows: finding one by name or id, and the parts of it that a version freezes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from formaops.cli.failures import missing, misused
from formaops.cli.session import Connection
from formaops.errors import Fault

COLUMNS = (
    "id,tenant_id,name,description,template,variables,version,status,tags,model,fallback_model,parameters,"
    "published_version,published_at,created_at,updated_at"
)
PARTS = ("template", "variables", "validations", "model", "fallback_model", "parameters")
"""What publishing freezes."""


def find_prompt(connection: Connection, reference: str, columns: str = COLUMNS) -> dict[str, Any]:
    """The live prompt with this id, or with this name in the tenant. Raises Failure when there is none."""
    query = connection.client.table("prompts").select(columns)
    if as_uuid(reference):
        query = query.eq("id", reference)
    else:
        query = query.eq("name", reference).eq("tenant_id", connection.tenant_id)
    rows = connection.rows(query)
    if not rows:
        raise missing(f"There is no prompt {reference!r} that you may see.", hint="See `formaops prompts list`.")
    return rows[0]


def working_copy(connection: Connection, prompt: dict[str, Any]) -> dict[str, Any]:
    """What publishing now would freeze."""
    query = connection.client.table("validations").select("name,type,config").eq("prompt_id", prompt["id"])
    validations = connection.rows(query.eq("is_active", True).order("created_at").order("name"))
    return {part: prompt.get(part) for part in PARTS} | {"validations": validations}


def frozen(connection: Connection, prompt: dict[str, Any], version: int) -> dict[str, Any]:
    """A published version. Raises Failure when there is none of that number."""
    columns = f"version,change_log,created_at,{','.join(PARTS)}"
    query = connection.client.table("prompt_versions").select(columns)
    rows = connection.rows(query.eq("prompt_id", prompt["id"]).eq("version", version))
    if not rows:
        raise missing(
            f"{prompt['name']} has no version {version}.", hint=f"See `formaops prompts show {prompt['name']!r}`."
        )
    return rows[0]


def versions(connection: Connection, prompt: dict[str, Any]) -> list[dict[str, Any]]:
    """All published versions, the newest first."""
    query = connection.client.table("prompt_versions").select("version,change_log,created_at,created_by")
    return connection.rows(query.eq("prompt_id", prompt["id"]).order("version", desc=True))


def refuse_faulty(connection: Connection, body: dict[str, Any]) -> dict[str, Any]:
    """What test-prompt says of it. Raises Failure when template, variables or validations are wrong in themselves."""
    report = connection.functions.call("test-prompt", body)
    if report["undeclared"]:
        faults = [Fault("template", f"uses {name}, which is no variable") for name in report["undeclared"]]
        raise misused("The template uses variables that are not declared.", faults=faults)
    return report


def as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def declared(names: Sequence[str]) -> list[dict[str, Any]]:
    """Definitions for variables of which nothing but the name is known."""
    return [{"name": name, "type": "string", "required": True} for name in names]
