"""The worker's answers, without its process."""

import json
import socket
from typing import Any

import pytest

from formaops.validation import _schema, worker


def ask(**request: Any) -> dict[str, Any]:
    return worker.handle({"config": json.dumps(request.pop("config")), "subject": None, "context": "{}", **request})


@pytest.mark.parametrize(
    ("kind", "config", "subject"),
    [
        ("SCHEMA", {"type": "integer"}, 1),
        ("REGEX", {"pattern": "a"}, "a"),
        ("FUNCTION", {"code": "function validate(o) { return o === 1 }"}, 1),
    ],
)
def test_checks_and_runs(kind: str, config: Any, subject: Any):
    nothing = {"wrong": [], "faults": [], "replaced": False, "value": None}
    assert ask(task="check", type=kind, config=config) == nothing
    assert ask(task="run", type=kind, config=config, subject=subject) == nothing


@pytest.mark.parametrize("kind", ["SCHEMA", "REGEX", "FUNCTION", "OTHER"])
def test_says_what_is_wrong_with_the_validation(kind: str):
    for task in ("check", "run"):
        assert ask(task=task, type=kind, config=[])["wrong"]


def test_a_loop_of_references_that_only_some_values_enter():
    schema = {
        "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}},
        "properties": {"x": {"$ref": "#/$defs/a"}},
    }
    assert ask(task="run", type="SCHEMA", config=schema, subject={})["faults"] == []
    [(path, message)] = ask(task="run", type="SCHEMA", config=schema, subject={"x": 1})["faults"]
    assert (path, message) == ("$", "the value is nested too deeply, or the schema refers to itself without end")


def test_a_library_that_trips_over_a_value():
    [(path, message)] = ask(task="run", type="SCHEMA", config={"multipleOf": 0.1}, subject=10**400)["faults"]
    assert path == "$"
    assert message.startswith("could not be carried out: OverflowError")


def test_memory_that_runs_out(monkeypatch: pytest.MonkeyPatch):
    def run(config: str, value: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(_schema, "run", run)
    assert ask(task="run", type="SCHEMA", config={})["faults"] == [("$", "used more than 512 MB")]


def test_messages_are_framed():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        worker._send(ours, b"abc")
        assert worker._receive(theirs) == b"abc"
        ours.sendall(worker.LENGTH.pack(5) + b"ab")
        ours.shutdown(socket.SHUT_WR)
        assert worker._receive(theirs) is None
        assert worker._receive(theirs) is None


def test_warming_up_leaves_nothing_to_import():
    worker._warm_up()
