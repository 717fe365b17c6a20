"""Help that teaches: every command says what it does and gives an example."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
import typer

from formaops.cli.app import app
from formaops.cli.commands import demo
from formaops.cli.failures import Failure
from formaops.local.layout import ROOT
from tests.unit.cli.played import Command

EXAMPLE = ROOT / "examples" / "login.py"


def words(group: typer.Typer, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for info in group.registered_commands:
        callback = info.callback
        yield (*before, info.name or (callback.__name__ if callback else ""))
    for nested in group.registered_groups:
        assert nested.typer_instance
        yield from words(nested.typer_instance, (*before, nested.name or ""))


COMMANDS = sorted(words(app))


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_has_an_example(command: Command, path: tuple[str, ...]) -> None:
    result = command(*path, "--help")
    assert result.exit_code == 0
    assert f"formaops {' '.join(path)}" in result.stdout.split("Example:", 1)[1].split("Options", 1)[0]


def test_help_lists_the_exit_codes(command: Command) -> None:
    text = command("--help").stdout
    assert "Exit codes" in text
    assert "130 interrupted" in text


@pytest.mark.parametrize("path", [("bogus",), ("run",), ("run", "x", "--bogus"), ("costs", "--by", "mood")])
def test_misuse_is_exit_code_2(command: Command, path: tuple[str, ...]) -> None:
    assert command(*path).exit_code == 2


def test_help_does_not_wait_for_the_clients() -> None:
    heavy = "supabase", "httpx", "plotext", "pydantic"
    code = f"import sys; import formaops.cli.app; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("path", [("status",), ("prompts", "list"), ("run", "x"), ("whoami",)])
def test_without_a_stack_every_command_says_how_to_start_it(command: Command, path: tuple[str, ...]) -> None:
    result = command(*path)
    assert result.exit_code == 5
    assert "formaops up" in result.stderr


def test_a_hosted_model_needs_its_key(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    result = command("demo", "--model", "anthropic:claude-sonnet-4-6")
    assert (result.exit_code, "ANTHROPIC_API_KEY is not set" in result.stderr) == (2, True)
    monkeypatch.setenv("GEMINI_API_KEY", "k")
    demo.require_key("google:gemini-3-pro")
    demo.require_key("local:smollm2")
    with pytest.raises(Failure, match="no model provider"):
        demo.require_key("nobody:x")


def test_the_demo_reviews_a_short_file_of_a_known_language() -> None:
    assert demo.language_of(EXAMPLE) == "python"
    assert len(EXAMPLE.read_text().splitlines()) <= 25
    with pytest.raises(Failure, match="not a kind of source"):
        demo.language_of(ROOT / "README.md")
