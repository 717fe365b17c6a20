"""The lock files fit what they were compiled from, and a lock file that does not is told."""

import json
import shutil
from pathlib import Path

from formaops.local.layout import ROOT
from formaops.local.locks import stale


def test_the_lock_files_are_fresh() -> None:
    assert stale(ROOT) == []


def test_what_is_stale_is_named(tmp_path: Path) -> None:
    (tmp_path / "functions").mkdir()
    for name in ("requirements.txt", "functions/requirements.txt", "package-lock.json"):
        shutil.copy(ROOT / name, tmp_path / name)
    project = (ROOT / "pyproject.toml").read_text()
    (tmp_path / "pyproject.toml").write_text(project.replace('"orjson==', '"orjson==0.'))
    node = json.loads((ROOT / "package.json").read_text())
    (tmp_path / "package.json").write_text(json.dumps({**node, "dependencies": {}}))
    told = "\n".join(stale(tmp_path))
    assert "functions/requirements.txt has orjson" in told
    assert "package-lock.json has other dependencies" in told
