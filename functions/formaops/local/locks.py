"""Say whether the lock files still fit what they were compiled from, without the network.

``python -m formaops.local.locks`` compares the versions that pyproject.toml and package.json ask for with those in
requirements.txt, functions/requirements.txt and package-lock.json; exit status 1 when `make lock` is due.
"""

import json
import re
import sys
import tomllib
from pathlib import Path

from formaops.local.layout import ROOT

_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", re.MULTILINE)


def stale(root: Path) -> list[str]:
    """What does not fit, one sentence each."""
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    deployed = _pins("\n".join(project["dependencies"]))
    extras = _pins("\n".join(line for lines in project["optional-dependencies"].values() for line in lines))
    functions = _pins((root / "functions" / "requirements.txt").read_text())
    everything = _pins((root / "requirements.txt").read_text())
    return [
        *_differences("functions/requirements.txt", deployed, functions),
        *_differences("requirements.txt", deployed | extras, everything),
        *_differences("requirements.txt", functions, everything),
        *_stale_node(root),
    ]


def _pins(text: str) -> dict[str, str]:
    """Versions by normalised name (PEP 503)."""
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in _PIN.findall(text)}


def _differences(file: str, wanted: dict[str, str], locked: dict[str, str]) -> list[str]:
    return [
        f"{file} has {name} {locked.get(name, 'not at all')}, wanted is {version}"
        for name, version in wanted.items()
        if locked.get(name) != version
    ]


def _stale_node(root: Path) -> list[str]:
    wanted = json.loads((root / "package.json").read_text())
    locked = json.loads((root / "package-lock.json").read_text())["packages"][""]
    kinds = ("dependencies", "devDependencies")
    return [f"package-lock.json has other {kind}" for kind in kinds if wanted.get(kind) != locked.get(kind)]


def main() -> None:
    found = stale(ROOT)
    for sentence in found:
        print(sentence)
    if found:
        sys.exit("The lock files are stale: run `make lock`.")


if __name__ == "__main__":
    main()
