"""The misbehaving model provider of `tests.bench.model_server`, as a process of its own."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from formaops.local.layout import ROOT
from formaops.postgres.processes import die_with_parent


class Model:
    """Answers for the provider `local`. How it misbehaves is chosen by the model's name (see its module)."""

    def __init__(self, url: str, http: httpx.Client, pid: int) -> None:
        self.url = url
        self.pid = pid
        self._root = url.removesuffix("/v1")
        self._http = http

    def counts(self, model: str) -> dict[str, int]:
        """What became of the requests for one model, `provider:name`: requests, answered, refused, broken."""
        everything: dict[str, dict[str, int]] = self._http.get(f"{self._root}/counts").json()
        none = {"requests": 0, "answered": 0, "refused": 0, "broken": 0}
        return none | everything.get(model.rpartition(":")[2], {})

    def release(self, model: str) -> None:
        """Let one answer, `provider:held-…`, that has waited for this."""
        assert self._http.post(f"{self._root}/release/{model.rpartition(':')[2]}").is_success

    def marks(self) -> dict[str, dict[str, int]]:
        """The same of the requests that bear a mark, `mark:name` in their text, by mark; what is 0 may be left out."""
        marks: dict[str, dict[str, int]] = self._http.get(f"{self._root}/marks").json()
        return marks

    def last_request(self) -> dict[str, Any]:
        """Body of the last completion that was asked for."""
        body: dict[str, Any] = self._http.get(f"{self._root}/last").json()
        return body

    def keys_for(self, model: str) -> list[str]:
        """The keys with which one model, `provider:name`, was asked lately, in turn."""
        callers: list[dict[str, str]] = self._http.get(f"{self._root}/callers").json()["callers"]
        name = model.rpartition(":")[2]
        return [caller["authorization"].removeprefix("Bearer ") for caller in callers if caller["model"] == name]


@contextmanager
def running_model(http: httpx.Client, *, marks: bool = False) -> Iterator[Model]:
    argv = [sys.executable, "-m", "tests.bench.model_server", *["--marks"] * marks]
    with_us = die_with_parent(signal.SIGKILL)
    with subprocess.Popen(
        argv, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=with_us
    ) as process:
        assert process.stdout
        try:
            yield Model(process.stdout.readline().split()[-1], http, process.pid)
        finally:
            process.kill()
