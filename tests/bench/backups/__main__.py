"""Measure a backup and a restore beside the shell's `pg_dump | zstd` and `zstd -d | pg_restore`, in turns.

Both ways dump the same database and restore into new databases of the same scratch cluster. A missed aim is shown,
and is no failure: the machine may be busy with something else.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any, Final

import psycopg
from rich.console import Console
from rich.table import Table

from formaops import signing
from formaops.backups.dumping import snapshot
from formaops.backups.sealing import new_identity
from formaops.local.environment import Addresses
from formaops.local.layout import ROOT
from formaops.postgres.addresses import Address
from formaops.postgres.scratch import Scratch, scratch
from tests.bench import machine
from tests.bench.backups import subjects
from tests.bench.backups.subjects import Measured
from tests.bench.report import write
from tests.bench.volume import add_arguments, at_volume

_STATE: Final = ROOT / ".formaops" / "bench-backups"
SPEED_AIM: Final = 0.8
MEMORY_AIM: Final = 200_000_000
_WAYS: Final = ("bare", "ours")


def main(arguments: Sequence[str] | None = None) -> int:
    given = _arguments(arguments)
    console = Console(stderr=given.json == Path("-"), width=None if sys.stdout.isatty() else 120)
    if not shutil.which("zstd"):
        console.print("There is no `zstd` to measure beside: apt-get install zstd", style="red")
        return 1
    report = at_volume(given, console, lambda addresses, _, tell: measure(addresses, given.scale, given.rounds, tell))
    if report is None:
        return 1
    show(report, console)
    if given.json:
        write(report, given.json, console)
    return 0


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.backups", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="each way there and back in each (default: 3)")
    add_arguments(parser, _STATE)
    return parser.parse_args(arguments)


def measure(addresses: Addresses, scale: float, rounds: int, tell: Callable[[str], None]) -> dict[str, Any]:
    source = Address.of(addresses.db_url)
    with snapshot(source) as seen:  # which schemas and extensions there are
        pass
    identity, recipient = new_identity()
    key = signing.new_key()
    measured: dict[str, dict[str, list[Measured]]] = {
        step: {way: [] for way in _WAYS} for step in ("backup", "restore")
    }
    facts = machine.facts(addresses)
    with tempfile.TemporaryDirectory() as name, scratch() as cluster:
        folder = Path(name)
        file, store = folder / "bare.zst", folder / "store"
        for turn in range(rounds):
            shutil.rmtree(store, ignore_errors=True)
            ways = _WAYS if turn % 2 == 0 else _WAYS[::-1]
            for way in ways:
                tell(f"backup, round {turn + 1} of {rounds}: {way}")
                measured["backup"][way].append(
                    subjects.bare_backup(source, seen, file)
                    if way == "bare"
                    else subjects.our_backup(store, source, recipient, key)
                )
            for way in ways:
                tell(f"restore, round {turn + 1} of {rounds}: {way}")
                target = _new_database(cluster, way)
                measured["restore"][way].append(
                    subjects.bare_restore(file, target)
                    if way == "bare"
                    else subjects.our_restore(store, target, identity, key)
                )
                _drop(cluster, target)
        stored = {
            "bare": file.stat().st_size,
            "ours": sum(part.stat().st_size for part in store.rglob("*") if part.is_file()),
        }
    return {
        "scale": scale,
        "machine": facts | {"load_average_after": machine.load_average()},
        "database_bytes": _size(source),
        "stored_bytes": stored,
        "steps": {step: _summary(ways) for step, ways in measured.items()},
    }


def _new_database(cluster: Scratch, way: str) -> Address:
    name = f"restored_{way}"
    with cluster.connect() as connection:
        connection.execute(f"create database {name} template template0".encode())
    if way == "bare":
        cluster.give_platform(name)
        with cluster.connect(name) as connection:
            # The archive makes these.
            connection.execute("drop schema auth cascade; drop schema public cascade")
    return cluster.address(name)


def _drop(cluster: Scratch, target: Address) -> None:
    with cluster.connect() as connection:
        connection.execute(f"drop database {target.database}".encode())


def _size(source: Address) -> int:
    with psycopg.connect(**source.parameters) as connection:  # type: ignore[arg-type]  # libpq's own names
        row = connection.execute("select pg_database_size(current_database())").fetchone()
    assert row
    return int(row[0])


def _summary(ways: dict[str, list[Measured]]) -> dict[str, Any]:
    ratios = [bare.seconds / ours.seconds for bare, ours in zip(ways["bare"], ways["ours"], strict=True)]
    peak = max(each.peak_bytes for each in ways["ours"])
    return {
        "rounds": {way: [asdict(each) for each in rounds] for way, rounds in ways.items()},
        "seconds": {way: round(median(each.seconds for each in rounds), 2) for way, rounds in ways.items()},
        "speed": {
            "ratio": round(median(ratios), 2),
            "lowest": round(min(ratios), 2),
            "highest": round(max(ratios), 2),
            "aim": SPEED_AIM,
            "met": median(ratios) >= SPEED_AIM,
        },
        "memory": {"peak_bytes": peak, "aim": MEMORY_AIM, "met": peak < MEMORY_AIM},
    }


def show(report: dict[str, Any], console: Console) -> None:
    facts, stored = report["machine"], report["stored_bytes"]
    console.print(
        f"{facts['cores']} × {facts['processor']}, load average {facts['load_average_after'][0]}; "
        f"PostgreSQL {facts['postgres']}; a database of {_mb(report['database_bytes'])}, "
        f"{_mb(stored['bare'])} stored by the shell, {_mb(stored['ours'])} by ours",
        highlight=False,
    )
    table = Table(title="Whole commands: seconds (median), speed beside the shell's, peak memory", title_justify="left")
    for name in ("", "shell", "ours", "speed", "aim", "memory of ours", "aim"):
        table.add_column(name, justify="left" if not name else "right")
    for step, found in report["steps"].items():
        speed, memory = found["speed"], found["memory"]
        table.add_row(
            step,
            f"{found['seconds']['bare']:.2f}",
            f"{found['seconds']['ours']:.2f}",
            f"{_colour(speed)}{speed['ratio']:.2f}× ({speed['lowest']:.2f} to {speed['highest']:.2f})",
            f"≥ {speed['aim']:g}×",
            f"{_colour(memory)}{_mb(memory['peak_bytes'])}",
            f"< {_mb(memory['aim'])}",
        )
    console.print(table)


def _colour(found: dict[str, Any]) -> str:
    return "[green]" if found["met"] else "[yellow]"


def _mb(count: int) -> str:
    return f"{count / 1e6:,.0f} MB"


if __name__ == "__main__":
    sys.exit(main())
