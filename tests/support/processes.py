"""A process of functions beside a stack's own: the same database and the same models, other settings."""

import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

import httpx

from formaops.local import functions
from formaops.local.layout import ROOT
from formaops.postgres.processes import die_with_parent
from tests.support.callers import Person
from tests.support.stacks import Stack
from tests.support.waiting import eventually


@dataclass
class Functions:
    stack: Stack
    """The same stack, whose functions are these."""
    process: "subprocess.Popen[bytes]"
    _log: IO[str]

    def person(self) -> Person:
        """Somebody new who calls these functions."""
        return self.stack.sign_up()

    @property
    def log(self) -> str:
        """All that the process has said."""
        return Path(self._log.name).read_text()

    def end(self) -> int:
        """As a host ends it; its exit status."""
        self.process.terminate()
        return self.process.wait(30)


@contextmanager
def running_functions(stack: Stack, settings: Mapping[str, str]) -> Iterator[Functions]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = functions.environment(
        {"PATH": "/usr/bin:/bin", "FORMAOPS_HEARTBEAT_SECONDS": "0.2"},
        replace(stack.addresses, model_url=stack.model.url),
    ) | dict(settings)
    argv = [sys.executable, "-m", "formaops.local.functions", str(port), str(ROOT / "functions" / "main.py")]
    with tempfile.NamedTemporaryFile("w") as log:
        with_us = die_with_parent(signal.SIGKILL)
        process = subprocess.Popen(argv, cwd="/", env=environment, stdout=log, stderr=log, preexec_fn=with_us)
        try:
            assert eventually(lambda: _is_live(stack.http, address)), Path(log.name).read_text()
            addresses = replace(stack.addresses, functions_url=f"{address}/functions/v1")
            yield Functions(replace(stack, addresses=addresses), process, log)
        finally:
            process.kill()
            process.wait()


def _is_live(http: httpx.Client, address: str) -> bool:
    try:
        return http.get(f"{address}/functions/v1/health/live").is_success
    except httpx.HTTPError:
        return False
