"""A scratch cluster is gone after its work, however that ended."""

import signal
import subprocess
import sys
from pathlib import Path
from tempfile import gettempdir

import pytest

from formaops.postgres.problems import PostgresFailed
from formaops.postgres.scratch import remove_leftovers, scratch
from tests.support.waiting import eventually

_HOLDER = """
import time
from formaops.postgres.scratch import scratch
with scratch() as made:
    print(made.home, flush=True)
    time.sleep(60)
"""


def _held(place: Path) -> tuple["subprocess.Popen[str]", Path, int]:
    """Another process with a scratch cluster: itself, the cluster's home, and its server."""
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLDER], stdout=subprocess.PIPE, text=True, env={"TMPDIR": str(place)}
    )
    assert process.stdout
    with process.stdout as output:
        home = Path(output.readline().strip())
    return process, home, int((home / "data/postmaster.pid").read_text().split()[0])


def _lives(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_it_has_the_platform_and_listens_on_no_port() -> None:
    with scratch() as made:
        made.give_platform()
        with made.connect() as connection:
            assert connection.execute("show listen_addresses").fetchone() == ("",)
            assert connection.execute("select count(*) from auth.users").fetchone() == (0,)
            assert connection.execute("select rolsuper from pg_roles where rolname = 'postgres'").fetchone() == (False,)
        assert made.password not in repr(made)
    assert not made.home.exists()


def test_it_is_gone_after_a_failure_and_after_sigterm() -> None:
    process, home, server = _held(Path(gettempdir()))
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 128 + signal.SIGTERM
    assert not home.exists()
    assert not _lives(server)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a server outlives whoever started it, until the next")
def test_what_a_killed_run_left_is_removed_by_the_next() -> None:
    process, home, server = _held(Path(gettempdir()))
    assert home not in remove_leftovers()  # in use
    process.kill()
    process.wait()
    assert eventually(lambda: not _lives(server)), "the server ends with whoever started it"
    remove_leftovers()
    assert not home.exists()


def test_why_it_does_not_start_is_told() -> None:
    with pytest.raises(PostgresFailed, match="did not start") as caught, scratch({"shared_buffers": "1PB"}):
        pass
    assert "shared_buffers" in caught.value.tail
