"""Which project a command speaks to, and who is signed in there."""

from pathlib import Path

import pytest

from formaops.cli import project as module
from formaops.cli.failures import Exit, Failure
from formaops.cli.project import find_project, read_env

ENV = "API_URL=http://127.0.0.1:20000\nANON_KEY='ey.anon'\nFUNCTIONS_URL=\"http://127.0.0.1:20000/functions/v1\"\n"


def stack_in(folder: Path, text: str = ENV) -> Path:
    folder.mkdir(parents=True)
    (folder / "env").write_text(text)
    return folder


def test_options_win_over_the_environment(tmp_path: Path) -> None:
    environ = {"FORMAOPS_URL": "https://b.example", "FORMAOPS_KEY": "b", "FORMAOPS_STATE": str(tmp_path)}
    found = find_project("https://a.example/", "a", environ=environ)
    assert (found.url, found.key, found.is_local) == ("https://a.example", "a", False)
    assert found.functions_url == "https://a.example/functions/v1"


def test_names_of_ours_win_over_those_of_supabase() -> None:
    environ = {
        "SUPABASE_URL": "https://s.example", "SUPABASE_ANON_KEY": "anon", "SUPABASE_PUBLISHABLE_KEY": "publishable",
        "FORMAOPS_FUNCTIONS_URL": "https://run.example/functions/v1/",
    }  # fmt: skip
    found = find_project(environ=environ)
    assert (found.url, found.key) == ("https://s.example", "publishable")
    assert found.functions_url == "https://run.example/functions/v1"
    assert find_project(environ=environ | {"FORMAOPS_URL": "https://f.example"}).url == "https://f.example"


def test_sessions_of_two_projects_are_kept_apart() -> None:
    files = {find_project(f"https://{name}.example", "k", environ={}).session_file for name in "ab"}
    assert len(files) == 2


def test_without_a_named_project_it_is_the_local_stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state = stack_in(tmp_path / "elsewhere")
    monkeypatch.setenv("FORMAOPS_STATE", str(state))
    found = find_project(environ={"FORMAOPS_STATE": str(state)})
    assert (found.url, found.key, found.is_local) == ("http://127.0.0.1:20000", "ey.anon", True)
    assert found.session_file == state / "session.json"


def test_a_stack_is_found_from_below_its_clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "default_state", lambda: tmp_path / "own-clone-never-started")
    stack_in(tmp_path / "clone" / ".formaops")
    below = tmp_path / "clone" / "a" / "b"
    below.mkdir(parents=True)
    assert find_project(environ={}, start=below).is_local


@pytest.mark.parametrize(
    ("url", "key", "expected", "said"),
    [
        ("https://a.example", None, Exit.USAGE, "no key"),
        ("a.example", "k", Exit.USAGE, "no address"),
        (None, None, Exit.NOT_READY, "not running"),
    ],
)
def test_says_what_is_missing(url: str | None, key: str | None, expected: Exit, said: str, tmp_path: Path) -> None:
    with pytest.raises(Failure, match=said) as refusal:
        find_project(url, key, environ={"FORMAOPS_STATE": str(tmp_path)})
    assert refusal.value.exit_code is expected
    assert refusal.value.hint


def test_a_cut_env_file_counts_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state = stack_in(tmp_path / "cut", "API_URL=http://127.0.0.1:1\n")
    monkeypatch.setenv("FORMAOPS_STATE", str(state))
    with pytest.raises(Failure, match="not running"):
        find_project(environ={"FORMAOPS_STATE": str(state)})


def test_reads_an_env_file(tmp_path: Path) -> None:
    path = tmp_path / "env"
    path.write_text("# a comment = ignored\nA=1\n\nB='two words'\nC=\"x=y\"\n")
    assert read_env(path) == {"A": "1", "B": "two words", "C": "x=y"}
