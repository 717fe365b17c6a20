"""Ctrl-C, as a terminal sends it: the model is stopped, the execution settled, its cost told."""

import json
import os
import signal
import subprocess
import sys

import pytest

from tests.support.books import assert_settled
from tests.support.callers import Person
from tests.support.stacks import Stack
from tests.support.waiting import eventually


@pytest.mark.parametrize("way", [[], ["--json"]])
def test_ctrl_c_settles_the_execution(site: Stack, author: Person, way: list[str]) -> None:
    model = site.model_named("hang-midway")
    author.add_prompt(name="Slow", model=model)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FORMAOPS_", "SUPABASE_"))}
    named = {"FORMAOPS_STATE": str(site.state), "FORMAOPS_EMAIL": author.email, "FORMAOPS_PASSWORD": author.password}
    argv = [sys.executable, "-m", "formaops.cli", "run", "Slow", "--var", "code=x", *way]
    with subprocess.Popen(
        argv,
        env=kept | named,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Whoever runs the tests in a shell's background has us ignore the signal, and the command would inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert eventually(lambda: site.model.counts(model)["requests"])
        [running] = eventually(lambda: author.rows("executions", status="eq.RUNNING"))
        assert process.stderr
        # Said when the stream has begun, so that the signal finds it open.
        said = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        stdout, rest = process.communicate(timeout=30)
    assert process.returncode == 130, said + rest
    assert f"execution {running['id']} is CANCELLED; it cost $" in rest
    assert "Traceback" not in rest
    if way:
        assert json.loads(stdout)["execution"]["status"] == "CANCELLED"
    assert_settled(author.execution(running["id"]), "CANCELLED", [("FIRST", "CANCELLED")], "cancelled")
