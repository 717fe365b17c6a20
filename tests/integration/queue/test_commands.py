"""The queue from the terminal, on the real stack."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from formaops.cli.app import app
from formaops.postgres.processes import plain_environment
from tests.integration.queue.test_queueing import enqueue
from tests.support.callers import Person
from tests.support.stacks import Stack

WORKER = [sys.executable, "-m", "formaops.cli", "worker"]


@pytest.fixture
def command(site: Stack, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    # What the command puts into the environment for itself is taken back after the test.
    for name in ("FORMAOPS_DATABASE_URL", "SUPABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "environ", os.environ.copy())
    return lambda *words: CliRunner().invoke(app, list(words), env={"FORMAOPS_STATE": str(site.state)})


def _environment(site: Stack) -> dict[str, str]:
    return plain_environment(FORMAOPS_STATE=str(site.state), FORMAOPS_LOCAL_MODEL_URL=site.model.url)


def test_installing_again_changes_nothing(command: Callable[..., Result]) -> None:
    result = command("queue", "install")
    assert result.exit_code == 0, result.stderr
    assert "was installed already" in result.stderr
    installed = json.loads(command("queue", "install", "--json").stdout)
    assert installed["before"] == installed["after"]


def test_the_status_is_that_of_the_database(command: Callable[..., Result], site: Stack, author: Person) -> None:
    site.sql("update public.tenants set queue_concurrency = 0 where id = %s", author.personal_tenant_id)
    queued = enqueue(author, author.add_prompt(model=site.model_named("ok"))["id"]).json()
    status = json.loads(command("queue", "status", "--tenants", "1000", "--json").stdout)
    [tenant] = [each for each in status["tenants"] if each["tenant_id"] == author.personal_tenant_id]
    assert (tenant["waiting"], tenant["running"], tenant["concurrency"]) == (1, 0, 0)
    assert author.invoke("cancel-execution", {"id": queued["id"]}).json()["status"] == "CANCELLED"


def test_a_worker_ends_when_nothing_is_due(site: Stack) -> None:
    done = subprocess.run(
        [*WORKER, "--until-empty", "--concurrency", "2"],
        env=_environment(site), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "claimed" in done.stderr


def test_a_worker_that_is_told_to_stop_says_what_it_has_done(site: Stack) -> None:
    with subprocess.Popen(WORKER, env=_environment(site), stderr=subprocess.PIPE, text=True) as worker:
        assert worker.stderr
        assert "is at work" in worker.stderr.readline()
        worker.send_signal(signal.SIGTERM)
        told = worker.stderr.read()
        assert worker.wait(timeout=60) == 0
    assert "given back in" in " ".join(told.split())
