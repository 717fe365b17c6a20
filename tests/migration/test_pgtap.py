"""Runs supabase/tests with pg_prove, on each version of PostgreSQL."""

import subprocess
from pathlib import Path

import pytest

from formaops.local.layout import ROOT
from tests.migration import debian
from tests.migration.clusters import MIGRATED, Cluster

TESTS = ROOT / "supabase" / "tests"


@pytest.mark.timeout(600)
def test_every_pgtap_file_passes(cluster: Cluster, tools: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = sorted(TESTS.glob("*/*.test.sql"))
    assert files
    database = cluster.copy(MIGRATED, "pgtap")
    cluster.extend(database, "pgtap")

    done = subprocess.run(
        [
            *debian.pg_prove(tools),
            "--psql-bin",
            str(cluster.programs / "psql"),
            "--dbname",
            database,
            "--jobs",
            "2",
            "--ext",
            ".sql",
            "--failures",
            *(str(file.relative_to(TESTS)) for file in files),
        ],
        cwd=TESTS,
        env=cluster.environment() | {"PGOPTIONS": "-c client_min_messages=warning"},
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=500,
    )

    with capsys.disabled():
        print(f"\npg_prove on PostgreSQL {cluster.major}:\n{_without_passes(done.stdout)}")
    assert done.returncode == 0, "see pg_prove's report above"


def _without_passes(output: str) -> str:
    """What failed, and pg_prove's own summary."""
    return "\n".join(line for line in output.splitlines() if not line.rstrip().endswith(" ok"))
