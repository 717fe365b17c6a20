"""`formaops doctor` and `formaops migrate` beside a running stack, with no settings at all."""

import json

import pytest
from typer.testing import CliRunner

from formaops.cli.app import app
from formaops.local.environment import Addresses
from formaops.local.layout import Layout


@pytest.fixture
def beside_the_stack(stack: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in list(os.environ):
        if name.startswith(("SUPABASE_", "FORMAOPS_", "JWT", "JWKS", "REST_")):
            monkeypatch.delenv(name)
    states = [state for state in Layout.of().state.glob("test*") if _is_of(stack, Layout.of(state))]
    monkeypatch.setenv("FORMAOPS_STATE", str(states[0]))
    # The command fills in what it finds; none of it is to outlive the test.
    monkeypatch.setattr("os.environ", os.environ.copy())


def _is_of(stack: Addresses, layout: Layout) -> bool:
    try:
        return Addresses.read(layout) == stack
    except (OSError, ValueError):
        return False


@pytest.mark.usefixtures("beside_the_stack")
def test_the_doctor_finds_a_running_stack_well() -> None:
    sections = ("settings", "reach", "versions", "schema", "server", "retention")
    options = [word for section in sections for word in ("--section", section)]
    told = CliRunner().invoke(app, ["doctor", "--json", *options])
    found = json.loads(told.stdout)
    assert told.exit_code == 0, [line for line in found["checks"] if line["state"] == "failed"]
    states = {f"{line['section']}: {line['name']}": line["state"] for line in found["checks"]}
    assert {name for name, state in states.items() if state == "not_checked"} <= {"reach: backup stores"}


@pytest.mark.usefixtures("beside_the_stack")
def test_every_figure_that_the_doctor_reads_is_told_by_a_running_stack() -> None:
    sections = ("work", "books", "slow", "backups", "retention")
    options = [word for section in sections for word in ("--section", section)]
    found = json.loads(CliRunner().invoke(app, ["doctor", "--json", *options]).stdout)
    # What other tests have left undone may be told here, but never that a figure is missing.
    assert not [line for line in found["checks"] if "Error" in line["detail"] or "lacks" in line["detail"]]


@pytest.mark.usefixtures("beside_the_stack")
def test_nothing_is_pending_where_the_stack_has_migrated_itself() -> None:
    told = CliRunner().invoke(app, ["migrate", "--plan"])
    assert told.exit_code == 0, told.output
    assert "Nothing is pending" in told.stderr
