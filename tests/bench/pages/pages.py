"""Which reads are behind which page: by the names of `tests.patterns`, asked for at once when the page is opened."""

from collections.abc import Mapping
from typing import Final

PAGES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "prompts": {
        "list": ("prompts page by page", "drafts"),
        "search": ("published prompts by a part of their text", "prompts by tag"),
        "prompt": (
            "a prompt with its validations and versions",
            "version history of a prompt",
            "executions of a prompt",
        ),
        "execution": (
            "an execution with all that belongs to it",
            "logs of an execution",
            "model calls as they were billed",
        ),
        "dashboard": (
            "recent executions with their prompt",
            "failed executions",
            "executions that have not ended",
            "metrics of the last day",
            "metrics of 30 days",
            "cost of 30 days by day",
            "cost of 30 days by model",
        ),
    },
    "workflows": {
        "list": ("a page of workflows with an estimated count", "workflows of a status"),
        "workflow": (
            "a workflow with its steps and their agents",
            "all versions of a workflow",
            "executions of a workflow",
            "numbers of a workflow",
        ),
        "execution": ("an execution with its logs",),
        "agents": ("a page of agents with the count of all", "agents with any of the tags", "search for agents"),
        "dashboard": ("recent executions", "the most used templates", "deployments with their targets"),
    },
    "ventures": {
        "list": ("a page of ventures with the count of all", "active ventures with their gates and P1 stories"),
        "venture": (
            "gates of a venture",
            "the way of a venture",
            "stories of a venture",
            "requirements by evidence",
            "artifacts of a type with their versions",
            "runs for a venture",
        ),
        "production": ("open alerts", "telemetry of a venture", "costs by purpose"),
    },
    "specifications": {
        "list": ("a page of projects", "projects last changed", "analytics of projects"),
        "project": ("a project with documents, open threads and latest reviews",),
        "document": (
            "versions of a document",
            "open threads of a document",
            "comments of a thread",
            "the latest review of a document",
        ),
        "learning": ("modules and their state", "progress of a user"),
    },
    "ideas": {
        "list": ("a page of ideas with the count of all", "ideas of a status"),
        "idea": ("an idea with its evaluations", "an evaluation with its agents' results"),
        "dashboard": (
            "own ideas with their latest evaluation",
            "recent evaluations",
            "numbers of a tenant's ideas",
            "numbers of a user's ideas",
        ),
    },
}
