"""What is measured, each as a process of its own: the shell's way and ours, there and back.

Ours is the whole of it: snapshot, counts, catalogue, digests, encryption and manifest on the way there, checked parts,
the platform, roles' and database's settings and statistics (`analyze`) on the way back.
"""

import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from formaops.backups.dumping import Snapshot
from formaops.postgres import programs
from formaops.postgres.addresses import Address

_SAMPLE_SECONDS: Final = 0.02


@dataclass(frozen=True, slots=True)
class Measured:
    seconds: float
    peak_bytes: int
    """Resident, of all its processes together at any moment, without the server's."""


def bare_backup(source: Address, seen: Snapshot, file: Path) -> Measured:
    """With zstd's and pg_dump's defaults but for what ours does, too: the same schemas, not compressed twice."""
    options = [f"--schema={schema}" for schema in seen.schemas] + [f"--extension={each}" for each in seen.extensions]
    named = shlex.join(options)
    dump = shlex.quote(str(programs.program("pg_dump")))
    script = f"set -o pipefail; {dump} -Fc -Z0 {named} | zstd -3 -q -f -o {shlex.quote(str(file))}"
    return _run(["bash", "-c", script], programs.environment(**source.environment()))


def bare_restore(file: Path, target: Address) -> Measured:
    """Into a database that has the platform, and without its schemas that the archive has, too."""
    restore = shlex.quote(str(programs.program("pg_restore")))
    script = f"set -o pipefail; zstd -dcq {shlex.quote(str(file))} | {restore} --exit-on-error -1 -d {target.database}"
    return _run(["bash", "-c", script], programs.environment(**target.environment()))


def our_backup(store: Path, source: Address, recipient: str, signing_key: str) -> Measured:
    return _ours("back_up", store, {"url": _url(source), "recipients": recipient, "signing_key": signing_key})


def our_restore(store: Path, target: Address, identity: str, signing_key: str) -> Measured:
    return _ours("restore", store, {"url": _url(target), "identities": identity, "signing_key": signing_key})


def _url(address: Address) -> str:
    return " ".join(f"{name}='{value}'" for name, value in address.parameters.items())


def _ours(work: str, store: Path, given: Mapping[str, str]) -> Measured:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("FORMAOPS_")}
    given = {**given, "store": f"folder:{store}"}
    return _run([sys.executable, "-m", "tests.bench.backups.subjects", work], environ, json.dumps(given))


def _run(argv: list[str], environ: Mapping[str, str], given: str = "") -> Measured:
    begun = time.monotonic()
    with subprocess.Popen(argv, env=environ, stdin=subprocess.PIPE, text=True) as process:
        assert process.stdin
        process.stdin.write(given)
        process.stdin.close()
        peak = 0
        while process.poll() is None:
            peak = max(peak, _resident(process.pid))
            time.sleep(_SAMPLE_SECONDS)
    seconds = time.monotonic() - begun
    if process.returncode:
        raise RuntimeError(f"{' '.join(argv[:3])} ended with {process.returncode}.")
    return Measured(seconds, peak)


def _resident(pid: int) -> int:
    """Bytes of a process and all below it; what is shared counts for each. 0 for what has ended."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        children = [
            child for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
        ]
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(_resident(int(child)) for child in children)


def _back_up(given: Mapping[str, str]) -> None:
    from formaops.backups.backing_up import back_up
    from formaops.backups.stores.opening import open_store
    from formaops.settings import BackupSettings
    from tests.support.runs import MemoryRuns

    settings = BackupSettings(
        database_url=given["url"],
        store=given["store"],
        recipients=given["recipients"],
        signing_key=given["signing_key"],
        storage_objects=False,
    )
    back_up(settings, open_store(given["store"]), MemoryRuns(), datetime.now(UTC), lambda _: None)


def _restore(given: Mapping[str, str]) -> None:
    from formaops import signing
    from formaops.backups import finding, restoring
    from formaops.backups.stores.opening import open_store

    store = open_store(given["store"])
    manifest = finding.find(store, "newest", [signing.signing_key(given["signing_key"]).public_key()])
    identities = [given["identities"]]
    target = restoring.examine(manifest, Address.of(given["url"]))
    wanted = restoring.read_catalog(manifest, store, identities)
    restoring.restore(manifest, wanted, store, identities, target)


_WORKS: Final[dict[str, Callable[[Mapping[str, str]], None]]] = {"back_up": _back_up, "restore": _restore}

if __name__ == "__main__":
    _WORKS[sys.argv[1]](json.load(sys.stdin))
