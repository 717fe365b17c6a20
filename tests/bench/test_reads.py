"""The read benchmark: what it asks, and that a short run at a small scale is complete. No timing is judged."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from formaops.local.layout import ROOT
from tests.bench.reading.asking import Request, embedded, rows, unrestricted
from tests.bench.reading.measuring import all_patterns
from tests.bench.reading.plans import Plans
from tests.bench.reading.subjects import Subject

SUBJECT = Subject("largest", "t1", "Acme", 5, "u1", ("t1", "t2"))
COLUMNS = {"prompts": {"id", "tenant_id", "deleted_at"}, "executions": {"id", "tenant_id"}}


@pytest.mark.parametrize(
    ("select", "found"),
    [
        ("id,name", []),
        ("id,prompt:prompts(id,name)", [("prompt", "prompts")]),
        ("*,a(b,c!inner(d),e:f(g)),h(*)", [("a", "a"), ("a.c", "c"), ("a.e", "f"), ("h", "h")]),
    ],
)
def test_what_a_select_embeds(select: str, found: list[tuple[str, str]]) -> None:
    assert list(embedded(select)) == found


@pytest.mark.parametrize(
    ("target", "added"),
    [
        ("/prompts?id=eq.1", "&tenant_id=in.(t1,t2)&deleted_at=is.null"),
        ("/prompts?tenant_id=eq.t1", "&deleted_at=is.null"),
        ("/executions?tenant_id=eq.t1&select=id,prompt:prompts(name)", "&prompt.deleted_at=is.null"),
        ("/rpc/search_prompts", ""),
    ],
)
def test_without_policies_their_filters_are_asked_for(target: str, added: str) -> None:
    asked = Request("GET", target, {}, None)
    assert unrestricted(asked, SUBJECT, COLUMNS).target == target + added


def test_answers_are_compared_without_regard_to_order() -> None:
    assert rows(b'[{"a": [{"b": 1}, {"b": 2}]}, {"a": []}]') == rows(b'[{"a": []}, {"a": [{"b": 2}, {"b": 1}]}]')
    assert rows(b'[{"a": 1.10}]') != rows(b'[{"a": 1.1}]')


def test_a_plan_tells_its_indexes_and_large_tables_that_it_reads_from_end_to_end() -> None:
    plans = Plans()
    scan = {"Node Type": "Seq Scan", "Relation Name": "executions", "Actual Loops": 1}
    small = {"Node Type": "Seq Scan", "Relation Name": "tenants", "Actual Loops": 1}
    by_index = {"Node Type": "Index Scan", "Index Name": "prompts_pkey"}
    plans.add(
        {"Node Type": "Nested Loop", "Plans": [scan, {"Node Type": "Sort", "Plans": [by_index, small]}]}, {"executions"}
    )
    assert (plans.indexes, plans.scanned) == ({"prompts_pkey"}, {"executions"})


@pytest.mark.timeout(180)
def test_a_quick_run_asks_everything_both_ways(tmp_path: Path) -> None:
    file = tmp_path / "reads.json"
    argv = [
        sys.executable,
        "-m",
        "tests.bench.reading",
        "--scale",
        "0.01",
        "--rounds",
        "1",
        "--requests",
        "1",
        "--warm-up",
        "1",
    ]
    argv += ["--state", str(tmp_path / "state"), "--json", str(file)]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(file.read_text())
    assert all(check["ok"] for check in report["checks"])
    reads = {(read["domain"], read["read"]) for read in report["reads"] if read["tenant"] == "largest"}
    assert reads >= {(domain, pattern.name) for domain, pattern in all_patterns() if domain == "prompts"}
    assert all(read["with_rls_ms"]["median"] > 0 and read["without_ms"]["median"] > 0 for read in report["reads"])
    assert any("executions_tenant_time_idx" in read["indexes"] for read in report["reads"])
