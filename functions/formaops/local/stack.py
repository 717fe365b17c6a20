"""Start, stop and look at the local stack of a clone. This module is cheap to import."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from formaops.local.environment import Addresses
from formaops.local.functions import settings_in
from formaops.local.layout import ROOT, Layout, explained, is_free, locked, read_json, supervisor_pid
from formaops.local.problems import StackError, tail_of
from formaops.local.processes import memory_of, python_module

STOP_SECONDS: Final = 60
ORPHAN_SECONDS: Final = 15

# The starter's ends of the links to attached stacks: closing one, or dying, stops that stack.
_held: dict[Path, socket.socket] = {}
# Supervisors that we started: their exit status has to be read when they end.
_started: dict[Path, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True, slots=True)
class Step:
    """News of a start. ``seconds`` is how long the step took, once it is over.

    ``started`` and then ``done``, or ``unchanged`` when there was nothing to do; ``note`` stands alone.
    """

    name: str
    state: Literal["started", "done", "unchanged", "note"]
    message: str
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """One part. ``memory_bytes`` is the resident memory of its process, what it shares with others included."""

    name: str
    state: Literal["starting", "healthy", "restarting", "stopped"]
    port: int
    pid: int | None
    restarts: int
    memory_bytes: int | None
    log: Path


@dataclass(frozen=True, slots=True)
class Status:
    """``addresses`` is None unless the stack runs and was ready; ``pid`` is the supervisor's."""

    running: bool
    pid: int | None
    started_at: float | None
    addresses: Addresses | None
    services: tuple[ServiceStatus, ...]


Progress = Callable[[Step], None]


def _silently(_: Step) -> None:
    """The progress of those who do not ask for it."""


def up(
    state: Path | str | None = None,
    *,
    attached: bool = False,
    durable: bool = True,
    root: Path | str = ROOT,
    progress: Progress = _silently,
) -> Addresses:
    """Start the stack and return when every part is healthy; at once when it runs already.

    ``attached`` ties it to the life of this process. Without ``durable`` it is faster, and a crash of the machine may
    lose its data: for tests. A stack that runs takes over provider keys and settings that changed in our environment.
    Raises StackError.
    """
    layout = Layout.of(state, root)
    layout.prepare()
    with locked(layout.start_lock, lambda: progress(Step("stack", "note", "another command is at work; waiting"))):
        if _await_ready(layout):
            return _join(layout, progress)
        return _start(layout, attached=attached, durable=durable, progress=progress)


def down(state: Path | str | None = None, *, root: Path | str = ROOT) -> bool:
    """Stop the stack and wait for its end. Whether there was one. Raises StackError when it will not end."""
    layout = Layout.of(state, root)
    if not layout.state.is_dir():
        return False
    with explained(layout), locked(layout.start_lock, lambda: None):
        return _stop(layout)


def reset(state: Path | str | None = None, *, root: Path | str = ROOT) -> None:
    """Stop the stack and remove its database. Keys and ports stay, so that what others were told of them holds."""
    layout = Layout.of(state, root)
    if not layout.state.is_dir():
        return
    with explained(layout), locked(layout.start_lock, lambda: None):
        _stop(layout)
        if layout.postgres.is_symlink():
            shutil.rmtree(layout.postgres.resolve(), ignore_errors=True)
            layout.postgres.unlink()
        elif layout.postgres.exists():
            shutil.rmtree(layout.postgres)


def status(state: Path | str | None = None, *, root: Path | str = ROOT) -> Status:
    """What runs now, by the supervisor's own account."""
    layout = Layout.of(state, root)
    pid = supervisor_pid(layout)
    seen = read_json(layout.status_file) if pid is not None else None
    if pid is None or seen is None:
        return Status(running=pid is not None, pid=pid, started_at=None, addresses=None, services=())
    memory = memory_of([service["pid"] for service in seen["services"] if service["pid"]])
    services = tuple(
        ServiceStatus(**service, memory_bytes=memory.get(service["pid"]), log=layout.log(service["name"]))
        for service in seen["services"]
    )
    return Status(True, pid, seen["started_at"], _addresses(layout), services)


def _start(layout: Layout, *, attached: bool, durable: bool, progress: Progress) -> Addresses:
    _await_orphans(layout)
    _forget(layout)
    ours, theirs = socket.socketpair()
    argv = python_module("formaops.local.supervisor", str(layout.state), str(layout.root))
    argv += ["--link", str(theirs.fileno())]
    argv += ["--attached"] * attached + ["--not-durable"] * (not durable)
    with explained(layout), layout.log("supervisor").open("ab") as log, theirs:
        _started[layout.state] = subprocess.Popen(  # noqa: S603
            argv,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd="/",
            pass_fds=[theirs.fileno()],
        )
    try:
        for event in _events(ours):
            match event.pop("event"):
                case "step":
                    progress(Step(**event))
                case "failed":
                    _wait_for_end(layout)
                    raise StackError.from_json(event)
                case "ready":
                    if attached:
                        _held[layout.state] = ours
                    return Addresses.read(layout)
    finally:
        if _held.get(layout.state) is not ours:
            ours.close()
    _wait_for_end(layout)
    log_file = layout.log("supervisor")
    raise StackError("The supervisor ended before the stack was ready.", tail=tail_of(log_file), log=log_file)


def _events(link: socket.socket) -> Iterator[dict[str, Any]]:
    with link.makefile("r") as lines:
        for line in lines:
            yield json.loads(line)


def _await_ready(layout: Layout) -> bool:
    """Whether a stack runs; one that is on its way, because its starter was killed, is awaited until it has ended."""
    deadline = time.monotonic() + STOP_SECONDS
    while supervisor_pid(layout) is not None and time.monotonic() < deadline:
        if (read_json(layout.status_file) or {}).get("ready"):
            return True
        time.sleep(0.05)
    return supervisor_pid(layout) is not None


def _join(layout: Layout, progress: Progress) -> Addresses:
    """Use the stack that runs, handing it our settings."""
    addresses, seen = _addresses(layout), read_json(layout.status_file)
    if addresses is None or seen is None:
        raise StackError(
            "A stack runs here that is not ready.", advice="`formaops down` stops it.", log=layout.log("supervisor")
        )
    progress(Step("stack", "note", "already running"))
    began = time.monotonic()
    with socket.socket(socket.AF_UNIX) as control:
        control.settimeout(STOP_SECONDS)
        try:
            control.connect(seen["control"])
            control.sendall(json.dumps({"environment": settings_in(os.environ)}).encode() + b"\n")
            answer = next(_events(control), None)
        except OSError as error:
            raise StackError(
                f"The supervisor does not answer: {error}.",
                log=layout.log("supervisor"),
                advice="`formaops down` stops it.",
            ) from error
    if answer is None:
        log = layout.log("functions")
        raise StackError("The functions did not start with the new settings.", tail=tail_of(log), log=log)
    if answer["restarted"]:
        seconds = round(time.monotonic() - began, 2)
        progress(Step("functions", "done", "functions, with the settings that changed", seconds))
    return addresses


def _stop(layout: Layout) -> bool:
    if link := _held.pop(layout.state, None):
        link.close()
    pid = supervisor_pid(layout)
    if pid is None:
        _forget(layout)
        return False
    os.kill(pid, signal.SIGTERM)
    if not _wait_for_end(layout):
        raise StackError(
            f"The supervisor (process {pid}) did not end within {STOP_SECONDS} s.",
            log=layout.log("supervisor"),
            advice=f"`kill -9 {pid}` ends it and all its parts.",
        )
    return True


def _wait_for_end(layout: Layout) -> bool:
    deadline = time.monotonic() + STOP_SECONDS
    while supervisor_pid(layout) is not None:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    _forget(layout)
    return True


def _await_orphans(layout: Layout) -> None:
    """The parts of a supervisor that was killed end by themselves; until then they have the ports that ours want."""
    left = read_json(layout.status_file) or {}
    ports = [service["port"] for service in left.get("services", []) if service["pid"]]
    deadline = time.monotonic() + ORPHAN_SECONDS
    while not all(is_free(port) for port in ports) and time.monotonic() < deadline:
        time.sleep(0.02)


def _forget(layout: Layout) -> None:
    """Clear away what a supervisor that is gone has left: its exit status, its status file, its socket."""
    if process := _started.pop(layout.state, None):
        process.wait()
    if link := _held.pop(layout.state, None):
        link.close()
    left = read_json(layout.status_file) or {}
    if control := left.get("control"):
        shutil.rmtree(Path(control).parent, ignore_errors=True)
    layout.status_file.unlink(missing_ok=True)


def _addresses(layout: Layout) -> Addresses | None:
    try:
        return Addresses.read(layout)
    except (OSError, ValueError):
        return None
