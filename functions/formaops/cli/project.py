"""Which Supabase project a command speaks to: the one named by options or environment, else the local stack."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import typer

from formaops.cli.failures import Failure, failure_of, misused
from formaops.errors import NotReady
from formaops.local.layout import default_state

_URLS = ("FORMAOPS_URL", "SUPABASE_URL")
_KEYS = ("FORMAOPS_KEY", "SUPABASE_PUBLISHABLE_KEY", "SUPABASE_ANON_KEY")


@dataclass(frozen=True, slots=True)
class Project:
    """`key` is the publishable (anon) one. `session_file` keeps who is signed in here."""

    url: str
    key: str
    functions_url: str
    session_file: Path
    is_local: bool


def find_project(
    url: str | None = None,
    key: str | None = None,
    *,
    environ: Mapping[str, str] = os.environ,
    start: Path | None = None,
) -> Project:
    """Options win over FORMAOPS_URL and FORMAOPS_KEY, these over SUPABASE_…, these over the local stack.

    Raises Failure when an address has no key, or when there is neither a named project nor a local stack.
    """
    named = url or _first(environ, _URLS)
    if named:
        return _named(named.rstrip("/"), key or _first(environ, _KEYS), environ)
    state = _state_with_stack(environ, start or Path.cwd())
    if state is None:
        raise no_project()
    return local_project(state)


def local_project(state: Path) -> Project:
    """The stack whose state is kept there. Raises Failure when it was never started."""
    try:
        env = read_env(state / "env")
        base, key = env["API_URL"], env.get("PUBLISHABLE_KEY") or env["ANON_KEY"]
    except (OSError, KeyError) as error:
        raise no_project() from error
    return Project(base, key, env.get("FUNCTIONS_URL", f"{base}/functions/v1"), state / "session.json", is_local=True)


def no_project() -> Failure:
    return failure_of(
        NotReady("The local stack is not running, and no other project is named."),
        hint="Run `formaops up`, or set FORMAOPS_URL and FORMAOPS_KEY to a project's address and publishable key.",
    )


def read_env(path: Path) -> dict[str, str]:
    """Names and values of an env file; values may be quoted."""
    lines = (line.partition("=") for line in path.read_text().splitlines() if "=" in line and line[:1] != "#")
    return {name.strip(): value.strip().strip("\"'") for name, _, value in lines}


def _named(url: str, key: str | None, environ: Mapping[str, str]) -> Project:
    if not url.startswith(("http://", "https://")):
        raise misused(f"{url} is no address of a project.", hint="One begins with https:// or http://.")
    if not key:
        raise misused(
            f"There is no key for {url}.", hint="Set FORMAOPS_KEY to the project's publishable (or anon) key."
        )
    functions = environ.get("FORMAOPS_FUNCTIONS_URL", f"{url}/functions/v1").rstrip("/")
    session = Path(typer.get_app_dir("formaops")) / f"session-{hashlib.sha256(url.encode()).hexdigest()[:16]}.json"
    return Project(url, key, functions, session, is_local=False)


def _first(environ: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((environ[name] for name in names if environ.get(name)), None)


def _state_with_stack(environ: Mapping[str, str], start: Path) -> Path | None:
    """The state directory of this clone, else of the clone that the working directory is in."""
    candidates = [default_state()]
    if "FORMAOPS_STATE" not in environ:
        candidates += [folder / ".formaops" for folder in (start, *start.parents)]
    return next((state for state in candidates if (state / "env").is_file()), None)
