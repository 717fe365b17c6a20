"""A clone with everything but the real functions and the model, so that stacks of it start in about two seconds."""

import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from formaops.local import stack as local
from formaops.local.layout import ROOT

FUNCTIONS = """
import os
import functions_framework.aio
from starlette.responses import JSONResponse

@functions_framework.aio.http
async def api(request):
    return JSONResponse({"path": request.url.path, "key": os.environ.get("OPENAI_API_KEY"), "pid": os.getpid()})
"""


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Root of a small clone; without a local model."""
    root = tmp_path / "clone"
    (root / "functions").mkdir(parents=True)
    (root / "functions" / "main.py").write_text(FUNCTIONS)
    for name in ("node_modules", "sql", "supabase"):
        (root / name).symlink_to(ROOT / name)
    monkeypatch.setenv("FORMAOPS_LOCAL_MODEL", "off")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    return root


@pytest.fixture
def bare_clone(clone: Path) -> Path:
    """The same with the project's configuration, but without its migrations and demo data."""
    real = (clone / "supabase").resolve()
    (clone / "supabase").unlink()
    for folder in ("migrations", "seeds"):
        (clone / "supabase" / folder).mkdir(parents=True)
    shutil.copy(real / "config.toml", clone / "supabase")
    return clone


@pytest.fixture
def state() -> Iterator[Path]:
    """A state directory; whatever runs there is stopped afterwards and its data removed."""
    folder = Path(tempfile.mkdtemp(prefix="formaops-test-"))
    yield folder / "state"
    local.reset(folder / "state")
    shutil.rmtree(folder)


@pytest.fixture
def ordinary_user() -> Iterator[tuple[Path, dict[str, object]]]:
    """A folder of an ordinary user, and what `subprocess` needs to become that user; ourselves unless we are root."""
    folder = Path(tempfile.mkdtemp(prefix="formaops-test-"))
    become: dict[str, object] = {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        become = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    yield folder, become
    shutil.rmtree(folder)
