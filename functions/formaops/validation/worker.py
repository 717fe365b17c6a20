"""The process in which validations run: a Python of its own, with a socket as standard input.

`pool` starts it, with nothing in its environment but where to import from. Once ready it gives up what it does
not need: no new file, socket or process, no core dump, bounded memory. It answers one message after another until its
parent closes the socket, and ends itself by an alarm when one of them takes too long and nobody kills it.

A message is four bytes of length, most significant first, and that many bytes of JSON:

    -> {"task": "check" | "run", "type", "config", "subject", "context"}
    <- {"wrong": [[path, message]], "faults": [[path, message]], "replaced": bool, "value"}

The config and a FUNCTION's context are JSON texts inside that JSON: text is what the schema cache and the JavaScript
engine need. `wrong` is what is wrong with the validation itself, `faults` what is wrong with the subject: the text
for a REGEX, the value for the others.
"""

import json
import resource
import signal
import socket
import struct
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import quickjs
from referencing.exceptions import Unresolvable

from formaops.errors import Fault
from formaops.validation import _function, _regex, _schema
from formaops.validation.limits import (
    JAVASCRIPT_MEMORY,
    MAX_FAULTS,
    MAX_FRAME,
    MAX_MESSAGE_CHARS,
    MIB,
    WORKER_ALARM_SECONDS,
    WORKER_MEMORY,
)

LENGTH = struct.Struct(">I")
READY = b"ready"
_RECURSION_LIMIT = 3_000
"""Frames: enough for MAX_DEPTH levels of a schema, and few enough for the C stack."""


def main() -> None:
    sys.setrecursionlimit(_RECURSION_LIMIT)
    connection = socket.socket(fileno=sys.stdin.fileno())
    _warm_up()
    _give_up_rights()
    _send(connection, READY)
    while (message := _receive(connection)) is not None:
        signal.setitimer(signal.ITIMER_REAL, WORKER_ALARM_SECONDS)
        answer = json.dumps(handle(json.loads(message))).encode()
        signal.setitimer(signal.ITIMER_REAL, 0)
        _send(connection, answer)


def handle(request: dict[str, Any]) -> dict[str, Any]:
    """The answer to one message; never raises."""
    wrong: list[Fault] = []
    verdict = _function.Verdict([])
    try:
        wrong = _check(request)
        if not wrong and request["task"] == "run":
            verdict = _run(request)
    except _function.Unusable as error:
        wrong = [error.fault]
    except RecursionError:
        verdict = _failed("the value is nested too deeply, or the schema refers to itself without end")
    except MemoryError:
        verdict = _failed(f"used more than {WORKER_MEMORY // MIB} MB")
    except Unresolvable as error:
        wrong = [Fault("config$", f"a reference leads nowhere: {error}")]
    except Exception as error:  # a library tripped over a hostile schema or value: that is a verdict too
        verdict = _failed(f"could not be carried out: {type(error).__name__}: {error}")
    return {
        "wrong": [_shown(fault) for fault in wrong[:MAX_FAULTS]],
        "faults": [_shown(fault) for fault in verdict.faults[:MAX_FAULTS]],
        "replaced": verdict.replaced,
        "value": verdict.value,
    }


def _check(request: dict[str, Any]) -> list[Fault]:
    kind, config = request["type"], request["config"]
    if kind == "SCHEMA":
        return _schema.check(config)
    if kind == "REGEX":
        return _regex.check(json.loads(config))
    if kind == "FUNCTION":
        # A run loads the code itself, and says so when that fails.
        return _function.check(json.loads(config)) if request["task"] == "check" else []
    return [Fault("type", "must be SCHEMA, REGEX or FUNCTION")]


def _run(request: dict[str, Any]) -> _function.Verdict:
    kind, config, subject = request["type"], request["config"], request["subject"]
    if kind == "SCHEMA":
        return _function.Verdict(_schema.run(config, subject))
    if kind == "REGEX":
        return _function.Verdict(_regex.run(json.loads(config), subject))
    return _function.run(json.loads(config), subject, request["context"])


def _failed(message: str) -> _function.Verdict:
    return _function.Verdict([Fault("$", message)])


def _shown(fault: Fault) -> tuple[str, str]:
    return _shortened(fault.path), _shortened(fault.message)


def _shortened(text: str) -> str:
    """The two ends of a long message: jsonschema puts the value first and what is wrong with it last.

    Without the characters that Postgres cannot store.
    """
    text = text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode(errors="replace").decode()
    if len(text) <= MAX_MESSAGE_CHARS:
        return text
    return f"{text[: MAX_MESSAGE_CHARS // 2]} … {text[-MAX_MESSAGE_CHARS // 2 + 3 :]}"


def _warm_up() -> None:
    """Import and build now what is otherwise made on first use, when files can no longer be opened."""
    for uri, formats in _schema.FORMATS.items():
        for name in formats.checkers:
            formats.conforms("münchen.example/1", name)
        handle(
            {"task": "run", "type": "SCHEMA", "config": json.dumps({"$schema": uri, "type": "object"}), "subject": 1}
        )
    engine = quickjs.Context()
    engine.set_memory_limit(JAVASCRIPT_MEMORY)
    engine.eval("1")


def _give_up_rights() -> None:
    """Lower what the process may use, as far as the platform knows the limit."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        in_use = int(statm.read_text().split()[0]) * resource.getpagesize()
        _limit(resource.RLIMIT_AS, in_use + WORKER_MEMORY)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NPROC, 0)
    _limit(resource.RLIMIT_NOFILE, 3)


def _limit(which: int, most: int) -> None:
    hard = resource.getrlimit(which)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    with suppress(OSError, ValueError):
        resource.setrlimit(which, (most, most))


def _receive(connection: socket.socket) -> bytes | None:
    """The next message; None when the parent is gone."""
    head = _read(connection, LENGTH.size)
    if head is None:
        return None
    (length,) = LENGTH.unpack(head)
    return _read(connection, length) if length <= MAX_FRAME else None


def _read(connection: socket.socket, length: int) -> bytes | None:
    data = bytearray()
    while len(data) < length:
        part = connection.recv(min(length - len(data), MIB))
        if not part:
            return None
        data += part
    return bytes(data)


def _send(connection: socket.socket, data: bytes) -> None:
    connection.sendall(LENGTH.pack(len(data)) + data)
