"""`formaops audit`."""

import json
import stat
from pathlib import Path
from typing import Any

import httpx
import pytest

from formaops.audit.heads import KEY_VARIABLE, read, sign
from formaops.signing import new_key, pem_of, signing_key
from tests.unit.audit.chains import SEALED_AT, chain, head
from tests.unit.cli.played import TENANT, Command, Project

LINKS = chain(5)
PEM = new_key()
KEY = signing_key(PEM)
STATUS: dict[str, Any] = {
    "tenant_id": TENANT, "sequence": 5, "hash": LINKS[-1]["hash"], "sealed_at": SEALED_AT, "unsealed": 2,
    "oldest_unsealed_at": SEALED_AT, "delay_seconds": 1.5,
}  # fmt: skip


@pytest.fixture
def signing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, PEM)


@pytest.fixture
def public(tmp_path: Path) -> str:
    file = tmp_path / "public.pem"
    file.write_text(pem_of(KEY.public_key()))
    return str(file)


@pytest.fixture
def chained(project: Project) -> Project:
    """The tenant has a chain of five links, in which the links are those of another tenant's id."""
    project.rest("POST", "rpc/audit_chain_status").respond(json=[STATUS])
    project.rest("POST", "rpc/audit_chain_position").respond(json=3)

    def page(request: httpx.Request) -> httpx.Response:
        asked = json.loads(request.content)
        lines = [json.dumps(each) for each in LINKS if each["sequence"] > asked["p_after"]]
        return httpx.Response(200, json=lines[: min(asked["p_limit"], 2)])

    project.rest("POST", "rpc/export_audit").mock(side_effect=page)
    return project


def found(**changes: Any) -> dict[str, Any]:
    last = {"sequence": 5, "hash": LINKS[-1]["hash"], "sealed_at": SEALED_AT}
    return {
        "tenant_id": TENANT, "from": 1, "to": 5, "head": last, "erased": 1, "faults": [], "next": None,
    } | changes  # fmt: skip


def test_shows_what_is_sealed_and_what_waits(chained: Project, command: Command) -> None:
    result = command("audit", "status")
    assert result.exit_code == 0, result.stderr
    assert "2 rows, for 1.5 s" in result.stdout
    assert json.loads(command("audit", "status", "--json").stdout) == STATUS


@pytest.mark.usefixtures("signing")
def test_signs_the_head(chained: Project, command: Command) -> None:
    token = command("audit", "head").stdout
    assert (read(token, KEY.public_key()).sequence, read(token, KEY.public_key()).tenant_id) == (5, TENANT)
    assert json.loads(command("audit", "head", "--json").stdout)["head"]["sequence"] == 5
    assert command("audit", "head", "--unsigned").stdout.split() == [TENANT, "5", LINKS[-1]["hash"], SEALED_AT]


def test_signs_nothing_without_a_key(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for words in (["head"], ["export", str(tmp_path / "x")], ["key"]):
        result = command("audit", *words)
        assert (result.exit_code, KEY_VARIABLE in result.stderr) == (2, True)
    monkeypatch.setenv(KEY_VARIABLE, "hunter2")
    result = command("audit", "head")
    assert (result.exit_code, "hunter2" in result.output) == (2, False)


def test_has_no_head_before_anything_is_sealed(project: Project, command: Command) -> None:
    project.rest("POST", "rpc/audit_chain_status").respond(json=[STATUS | {"sequence": None, "hash": None}])
    assert command("audit", "head", "--unsigned").exit_code == 4


@pytest.mark.usefixtures("signing")
def test_exports_page_by_page(chained: Project, command: Command, tmp_path: Path) -> None:
    file = tmp_path / "audit.jsonl"
    result = command("audit", "export", str(file), "--json")
    assert json.loads(result.stdout) == {"tenant_id": TENANT, "from": 1, "to": 5, "signed": True}
    lines = file.read_text().splitlines()
    assert [json.loads(line) for line in lines[1:-1]] == LINKS
    assert read(json.loads(lines[-1])["signature"], KEY.public_key()).hash == LINKS[-1]["hash"]
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("bounds", "numbers"),
    [
        (["--from", "3"], [3, 4, 5]),
        (["--to", "2"], [1, 2]),
        (["--from", "2", "--to", "9"], [2, 3, 4, 5]),
        (["--from", "2026-10-01"], [4, 5]),
        (["--to", "2026-10-01T00:00:00Z"], [1, 2, 3]),
    ],
)
def test_exports_a_part(chained: Project, command: Command, bounds: list[str], numbers: list[int]) -> None:
    result = command("audit", "export", "-", "--unsigned", *bounds)
    assert result.exit_code == 0, result.stderr
    opening, *links, _ = map(json.loads, result.stdout.splitlines())
    assert [each["sequence"] for each in links] == numbers
    assert opening["previous_hash"] == (LINKS[numbers[0] - 2]["hash"] if numbers[0] > 1 else "00" * 32)


def test_says_when_there_is_nothing_between(chained: Project, command: Command) -> None:
    assert command("audit", "export", "-", "--unsigned", "--from", "6").exit_code == 4
    assert command("audit", "export", "-", "--unsigned", "--from", "3", "--to", "2").exit_code == 4


def test_leaves_no_half_of_a_file(project: Project, command: Command, tmp_path: Path) -> None:
    project.rest("POST", "rpc/audit_chain_status").respond(json=[STATUS])
    project.rest("POST", "rpc/export_audit").respond(json=[])
    assert command("audit", "export", str(tmp_path / "x"), "--unsigned").exit_code == 4
    assert list(tmp_path.iterdir()) == []
    assert command("audit", "export", str(tmp_path / "no" / "x"), "--unsigned").exit_code == 2


def test_verifies_an_export_without_a_project(command: Command, public: str, tmp_path: Path) -> None:
    from tests.unit.audit.chains import KEY as SIGNED_BY
    from tests.unit.audit.chains import export

    file, key, known = tmp_path / "audit.jsonl", tmp_path / "key.pem", tmp_path / "head.jws"
    key.write_text(pem_of(SIGNED_BY.public_key()))
    known.write_text(sign(head(LINKS[2]), SIGNED_BY))
    file.write_text("\n".join(export(LINKS)))
    result = command("audit", "verify", str(file), "--key", str(key), "--head", str(known))
    assert (result.exit_code, "5 links are whole" in result.stderr) == (0, True)
    forged = command("audit", "verify", str(file), "--key", public)
    assert (forged.exit_code, "head_forged" in forged.stdout) == (1, True)

    lines = export(LINKS)
    edited = "\n".join([*lines[:3], lines[3].replace("Name 3", "Name 4"), *lines[4:]])
    told = json.loads(command("audit", "verify", "-", "--unsigned", "--json", stdin=edited).stdout)
    assert [(each["sequence"], each["fault"]) for each in told["faults"]] == [(3, "row_edited")]
    assert "not looked at" in command("audit", "verify", str(file), "--unsigned").stderr


def test_needs_a_key_to_verify_a_signature(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_text("{}")
    assert command("audit", "verify", str(file)).exit_code == 2
    assert command("audit", "verify", str(file), "--key", str(file)).exit_code == 2
    assert command("audit", "verify", str(file), "--key", str(tmp_path / "nothing")).exit_code == 2


@pytest.mark.parametrize("text", [b"{}", b"\xff", b""])
def test_refuses_what_is_no_export(command: Command, tmp_path: Path, text: bytes) -> None:
    (tmp_path / "x").write_bytes(text)
    assert command("audit", "verify", str(tmp_path / "x"), "--unsigned").exit_code == 2
    assert command("audit", "verify", str(tmp_path / "y"), "--unsigned").exit_code == 2


def test_verifies_the_database_page_by_page(project: Project, command: Command) -> None:
    chain_pages = project.rest("POST", "rpc/verify_audit_chain")
    chain_pages.mock(side_effect=[httpx.Response(200, json=found(to=2, next=3)), httpx.Response(200, json=found())])
    row_pages = project.rest("POST", "rpc/verify_audit_rows")
    page = {"tenant_id": TENANT, "rows": 4, "faults": [], "next": SEALED_AT}
    row_pages.mock(side_effect=[httpx.Response(200, json=page), httpx.Response(200, json=page | {"next": None})])
    told = json.loads(command("audit", "verify", "--json").stdout)
    assert (told["links"], told["rows"], told["erased"], told["faults"]) == (5, 8, 2, [])
    assert [json.loads(call.request.content)["p_from"] for call in chain_pages.calls] == [1, 3]
    assert [json.loads(call.request.content)["p_after"] for call in row_pages.calls] == ["-infinity", SEALED_AT]


def test_fails_when_something_is_wrong(project: Project, command: Command, public: str, tmp_path: Path) -> None:
    fault = {"sequence": 3, "audit_log_id": TENANT, "fault": "row_edited", "detail": "It is another."}
    asked = project.rest("POST", "rpc/verify_audit_chain").respond(json=found(faults=[fault]))
    project.rest("POST", "rpc/verify_audit_rows").respond(json={"rows": 0, "faults": [], "next": None})
    known = tmp_path / "head.jws"
    known.write_text(sign(head(LINKS[2]), KEY))
    assert command("audit", "verify", "--head", str(known), "--key", public).exit_code == 2  # of another tenant
    result = command("audit", "verify")
    assert (result.exit_code, "row_edited" in result.stdout) == (1, True)
    mine = type(head(LINKS[2]))(TENANT, 3, LINKS[2]["hash"], SEALED_AT)
    known.write_text(sign(mine, KEY))
    assert command("audit", "verify", "--head", str(known), "--key", public).exit_code == 1
    assert json.loads(asked.calls.last.request.content)["p_known_hash"] == LINKS[2]["hash"]
    known.write_text("x")
    assert command("audit", "verify", "--head", str(known), "--key", public).exit_code == 2


def test_makes_a_key_that_only_its_owner_reads(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    result = command("audit", "new-key", str(file))
    assert result.exit_code == 0, result.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert pem_of(signing_key(file.read_text()).public_key()) == result.stdout
    assert command("audit", "key", **{KEY_VARIABLE: file.read_text()}).stdout == result.stdout
    assert command("audit", "new-key", str(file)).exit_code == 2
    assert command("audit", "new-key", str(tmp_path / "no" / "key.pem")).exit_code == 2
