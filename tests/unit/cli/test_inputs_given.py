"""`--var`, `--file` and `--input-json`."""

import io
from pathlib import Path

import pytest

from formaops.cli.failures import Exit, Failure
from formaops.cli.inputs import parse_json_object, parse_variable, read_inputs, read_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("language=python", ("language", "python")),
        ("empty=", ("empty", "")),
        ("query=a=b", ("query", "a=b")),
        ("arrow=x:=y", ("arrow", "x:=y")),
        ("count:=3", ("count", 3)),
        ("text:='3'".replace("'", '"'), ("text", "3")),
        ('tags:=["a", "b"]', ("tags", ["a", "b"])),
        ("nothing:=null", ("nothing", None)),
    ],
)
def test_reads_a_variable(text: str, expected: tuple[str, object]) -> None:
    assert parse_variable(text) == expected


@pytest.mark.parametrize("text", ["language", "=python", "two words=1", "1st=x", "a:=nope", ":=1", "a::=1"])
def test_refuses_what_is_no_variable(text: str) -> None:
    with pytest.raises(Failure) as refusal:
        parse_variable(text)
    assert refusal.value.exit_code is Exit.USAGE
    assert "--var" in str(refusal.value)


def test_puts_all_ways_together(tmp_path: Path) -> None:
    (tmp_path / "all.json").write_text('{"language": "go"}')
    (tmp_path / "main.go").write_text("package main\n")
    given = read_inputs(["n:=1"], [f"code={tmp_path / 'main.go'}"], str(tmp_path / "all.json"))
    assert given == {"language": "go", "n": 1, "code": "package main\n"}


def test_refuses_an_input_that_is_given_twice(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    with pytest.raises(Failure) as refusal:
        read_inputs(["code=1"], [f"code={tmp_path / 'x'}"], None)
    assert [fault.path for fault in refusal.value.faults] == ["inputs.code"]


def test_reads_stdin_for_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("from a pipe"))
    assert read_inputs(None, ["code=-"], None) == {"code": "from a pipe"}


@pytest.mark.parametrize(
    ("content", "said"), [(None, "No such file"), (b"\xff\xfe", "no UTF-8"), ("folder", "Is a directory")]
)
def test_says_why_a_file_cannot_be_read(tmp_path: Path, content: bytes | str | None, said: str) -> None:
    path = tmp_path / "file"
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content:
        path.mkdir()
    with pytest.raises(Failure, match=said):
        read_text(str(path))


@pytest.mark.parametrize("text", ["[1]", "nope", "3", '"x"'])
def test_takes_nothing_but_an_object_as_context(text: str) -> None:
    with pytest.raises(Failure, match="--context"):
        parse_json_object(text, "--context")
