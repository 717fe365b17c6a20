"""LiteLLM's proxy: installed into an environment of its own, and run with one worker and without a database.

Without a database it keeps no books: no budgets, no keys but its master key, no record of what was asked or spent. It
is configured for speed otherwise: it logs errors only, and takes its list of prices from its package.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path
from typing import Any, Final

import httpx

from formaops.local.layout import ROOT
from formaops.postgres.processes import die_with_parent
from tests.bench.coldstart import free_port
from tests.bench.load import Step

LOCK: Final = Path(__file__).with_name("requirements.txt")
ENVIRONMENT: Final = ROOT / ".formaops" / "litellm"
BOOKS: Final = "none: LiteLLM keeps them in a database of its own, without which it records and limits nothing"
_MODEL: Final = "smollm2"
UPSTREAM: Final = "smollm2-by-litellm"
"""The model that it asks for, so that its calls are told from ours."""
_KEY: Final = "sk-bench"
_PATIENCE_SECONDS: Final = 120


class Unavailable(Exception):
    """LiteLLM could not be installed or started."""


def install() -> Path:
    """The program `litellm`, of the versions in the lock file. Needs the network once. Raises Unavailable."""
    stamp, program = ENVIRONMENT / ".installed", ENVIRONMENT / "bin" / "litellm"
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return program
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    uv = Path(sysconfig.get_path("scripts")) / "uv"
    python = ENVIRONMENT / "bin" / "python"
    for argv in (
        [sys.executable, "-m", "venv", "--without-pip", ENVIRONMENT],
        [uv, "pip", "install", "--quiet", "--python", python, "--no-deps", "--require-hashes", "-r", LOCK],
    ):
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Unavailable(
                f"LiteLLM cannot be installed into {ENVIRONMENT} (it needs the network once): "
                f"{(done.stderr or done.stdout).strip()[-1000:]}"
            )
    stamp.write_text(digest)
    return program


def version() -> str:
    """Of what is installed."""
    [library] = ENVIRONMENT.glob("lib/python*/site-packages")
    return next(each.version for each in distributions(name="litellm", path=[str(library)]))


@dataclass(frozen=True, slots=True)
class Rival:
    pid: int
    url: str

    def chat(self, body: dict[str, Any]) -> list[Step]:
        """What our function asks of the model, asked of the proxy."""
        headers = {"authorization": f"Bearer {_KEY}", "content-type": "application/json"}
        asked = json.dumps(body | {"model": _MODEL})
        return [Step(f"{self.url}/v1/chat/completions", headers, asked, {"model": _MODEL})]


@contextmanager
def running(program: Path, model_url: str, folder: Path) -> Iterator[Rival]:
    """The proxy, until the end of the block or of this process. Raises Unavailable."""
    config, log, port = folder / "litellm.yaml", folder / "litellm.log", free_port()
    config.write_text(json.dumps(_configuration(model_url)))  # JSON is YAML
    argv = [program, "--config", config, "--host", "127.0.0.1", "--port", str(port), "--num_workers", "1"]
    with (
        log.open("w") as said,
        subprocess.Popen(
            argv,
            cwd=folder,
            env=_environment(folder),
            stdout=said,
            stderr=said,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGKILL),
        ) as process,
    ):
        try:
            url = f"http://127.0.0.1:{port}"
            _await(url, process, log)
            yield Rival(process.pid, url)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _configuration(model_url: str) -> dict[str, Any]:
    params = {"model": f"openai/{UPSTREAM}", "api_base": model_url, "api_key": "none"}
    # It reckons costs with these as we do; the seeds have the same.
    prices = {"input_cost_per_token": 5e-08, "output_cost_per_token": 2e-07}
    return {
        "model_list": [{"model_name": _MODEL, "litellm_params": params | prices}],
        "general_settings": {"master_key": _KEY},
    }


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of ours: neither keys of providers nor proxies."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LITELLM_LOG": "ERROR",
        "LITELLM_MODE": "PRODUCTION",
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    }


def _await(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if httpx.get(f"{url}/health/liveliness", trust_env=False, timeout=5).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise Unavailable(f"LiteLLM does not answer: {log.read_text()[-2000:]}")
