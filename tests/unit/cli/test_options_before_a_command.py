"""A command that does something by itself, and has others below it: what is said to it is not said to those."""

import json

import pytest

from tests.unit.cli.played import TENANT, Command


@pytest.mark.parametrize(
    "words",
    [
        ("migrate", "--plan", "rollback", "--to", "staging", "--yes"),
        ("migrate", "--to", "staging", "rollback", "--yes"),
        ("backup", "--at", "2026-11-21T03:00Z", "prune", "--yes"),
        ("costs", "--tenant", TENANT, "reconcile", "bill.csv"),
    ],
    ids=["a plan that would be carried out", "another database", "another time", "another tenant"],
)
def test_options_that_nobody_would_hear_are_refused(command: Command, words: tuple[str, ...]) -> None:
    result = command(*words)
    assert (result.exit_code, "put it behind" in result.stderr) == (2, True), result.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("run", "P", "--var", "nothing"),
        ("test", "P", "--var", "nothing"),
        ("budgets", "change", "All"),
        ("webhooks", "create", "https://hooks.example.com"),
        ("retention", "set", "telemetry", "long"),
        ("costs", "reconcile", "/nowhere/bill.csv"),
        ("audit", "head"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_what_is_refused_before_anybody_signs_in_is_json_too(command: Command, words: tuple[str, ...]) -> None:
    result = command(*words, "--json")
    assert (result.exit_code, json.loads(result.stdout)["code"]) == (2, "malformed")
