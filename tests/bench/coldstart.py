"""How long a new process takes, from its start to its first answer: ours, and one that does nothing."""

import http.client
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from formaops.local.layout import ROOT
from tests.bench.rig import ORDER, Rig

HELLO: Final = Path(__file__).with_name("hello.py")
FUNCTIONS: Final = ROOT / "functions" / "main.py"
_PATIENCE_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class Start:
    """A target of functions-framework, as it is deployed, and the first request that it gets."""

    name: str
    source: Path
    target: str
    method: str
    path: str
    body: str | None = None


STARTS: Final = (
    Start("bare hello", HELLO, "hello", "GET", "/"),
    Start("health", FUNCTIONS, "health", "GET", "/health/live"),
    Start("execute-prompt", FUNCTIONS, "execute_prompt", "POST", "/", json.dumps(ORDER)),
)


def seconds_to_first_answer(start: Start, rig: Rig) -> float:
    """Raises RuntimeError, with the end of what the process said, when it does not answer with 200."""
    port = free_port()
    argv = [sys.executable, "-m", "functions_framework", "--asgi", "--host", "127.0.0.1", "--port", str(port)]
    argv += ["--source", str(start.source), "--target", start.target]
    environment = rig.settings_of_functions()
    with tempfile.TemporaryFile("w+") as said:
        began = time.perf_counter()
        with subprocess.Popen(argv, cwd="/", env=environment, stdout=said, stderr=said) as process:
            try:
                status, answer = _first_answer(port, start, rig.function_headers, process)
                seconds = time.perf_counter() - began
            finally:
                process.terminate()
        said.seek(0)
        if status != 200:
            raise RuntimeError(f"{start.name} answered {status} {answer[:500]!r}: {said.read()[-1000:]}")
    return seconds


def _first_answer(
    port: int, start: Start, headers: Mapping[str, str], process: subprocess.Popen[bytes]
) -> tuple[int, bytes]:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_SECONDS)
        try:
            connection.request(start.method, start.path, start.body, dict(headers))
            response = connection.getresponse()
            return response.status, response.read()
        except OSError:
            time.sleep(0.002)
        finally:
            connection.close()
    return 0, b""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
