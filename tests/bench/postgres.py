"""The deeper floor: the two functions in Postgres without PostgREST, called by pgbench."""

import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any, Final

from tests.bench.figures import Round
from tests.bench.rig import THROUGH_PGBENCH, Rig

ABSENT: Final = "not measured: pgbench is absent"
_QUOTE: Final = "$json$"


def locate() -> Path | None:
    """Debian keeps it apart, one for each version; the newest serves."""
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"), key=lambda path: int(path.parts[-3]))
    found = packaged[-1] if packaged else shutil.which("pgbench")
    return Path(found) if found else None


class Pgbench:
    """Runs the pair of functions as one transaction script. `folder` takes the script and the logs."""

    def __init__(self, program: Path, rig: Rig, folder: Path) -> None:
        self._program = program
        self._url = rig.addresses.admin_db_url
        self._folder = folder
        self._script = folder / "pair.sql"
        self._script.write_text(_script(rig))
        self.complaints: list[str] = []

    def run(self, connections: int, *, seconds: float, requests: int | None) -> Round:
        """One short load; pgbench measures in whole seconds."""
        length = (
            ["--transactions", str(-(-requests // connections))]
            if requests
            else ["--time", str(max(1, round(seconds)))]
        )
        log = self._folder / f"log-{time.monotonic_ns()}"
        done = subprocess.run(
            [
                *(str(self._program), "--no-vacuum", "--protocol", "prepared", "--file", str(self._script)),
                *("--client", str(connections), "--jobs", "1", "--log", "--log-prefix", str(log), *length),
                self._url,
            ],
            # As PostgREST does, with the rights of the service alone.
            env=os.environ | {"PGOPTIONS": "-c role=service_role", "PGSSLMODE": "disable"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            self.complaints.append(done.stderr.strip()[-300:])
            return Round.of([], 1, 0.0)
        return _round(log)


def _script(rig: Rig) -> str:
    begin = rig.begin | {"p_edge_function_id": THROUGH_PGBENCH}
    settle: dict[str, Any] = rig.settle
    # Each call needs an id of its own, or the ledger would take it for a repetition.
    calls = (
        "(select jsonb_agg(c || jsonb_build_object('id', gen_random_uuid())) "
        f"from jsonb_array_elements({_json(settle['p_calls'])}) as c)"
    )
    given = ", ".join(f"{name} => {_literal(value)}" for name, value in begin.items())
    return (
        "select r -> 'execution' ->> 'id' as execution_id, r -> 'execution' ->> 'lease_id' as lease_id "
        f"from public.begin_execution({given}) as r \\gset\n"
        "select public.settle_execution(:execution_id::uuid, :lease_id::uuid, "
        f"{_json(settle['p_result'])}, {calls}, {_json(settle['p_logs'])});\n"
    )


def _literal(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, dict):
        return _json(value)
    return str(value) if isinstance(value, int) else f"{_QUOTE}{value}{_QUOTE}"


def _json(value: Any) -> str:
    # pgbench takes a colon and what follows it for a variable, even in a string; between members there is a space.
    text = re.sub(":(?! )", r"\\u003a", json.dumps(value))
    return f"{_QUOTE}{text}{_QUOTE}::jsonb"


def _round(log: Path) -> Round:
    """From pgbench's log of transactions: client, number, microseconds, script, and when it ended (s, µs)."""
    lines = [line.split() for file in log.parent.glob(f"{log.name}.*") for line in file.read_text().splitlines()]
    latencies = [int(line[2]) / 1000 for line in lines]
    ends = [int(line[4]) + int(line[5]) / 1e6 for line in lines]
    began = min(end - latency / 1000 for end, latency in zip(ends, latencies, strict=True))
    return Round.of(latencies, 0, max(ends) - began)
