"""What an execution left in the audit log is sealed by the stack, exported, and verified from the file alone."""

import json
from collections.abc import Callable
from pathlib import Path

from formaops.audit.heads import KEY_VARIABLE
from tests.integration.cli.conftest import Command
from tests.support.callers import Person
from tests.support.stacks import ANSWER_COST, Stack


def test_an_execution_can_be_proved(
    site: Stack, author: Person, command_as: Callable[[Stack, Person | None], Command], tmp_path: Path
) -> None:
    command = command_as(site, author)
    prompt = author.add_prompt(model=site.model_named("plain"))["id"]
    execution = author.execute(prompt).json()["id"]
    site.service.rpc("seal_audit", p_limit=100_000)

    key, public, file, head = (tmp_path / name for name in ("key.pem", "public.pem", "audit.jsonl", "head.jws"))
    public.write_text(command("audit", "new-key", str(key)).stdout)
    signing = {KEY_VARIABLE: key.read_text()}
    head.write_text(command("audit", "head", **signing).stdout)
    exported = command("audit", "export", str(file), "--to", "2100-01-01", **signing)
    assert exported.exit_code == 0, exported.output

    rows = [json.loads(line)["row"] for line in file.read_text().splitlines()[1:-1]]
    of_execution = {row["action"]: row["changes"]["after"] for row in rows if row["resource_id"] == execution}
    assert of_execution.keys() == {"EXECUTE", "END"}
    assert (of_execution["END"]["status"], of_execution["END"]["cost_usd"]) == ("COMPLETED", ANSWER_COST)

    by_file = ("audit", "verify", str(file), "--key", str(public), "--head", str(head))
    whole = command(*by_file)
    assert whole.exit_code == 0, whole.output
    assert command("audit", "verify", "--head", str(head), "--key", str(public)).exit_code == 0

    file.write_text(file.read_text().replace(ANSWER_COST, "0.01"))
    edited = json.loads(command(*by_file, "--json").stdout)
    assert [(fault["fault"], fault["audit_log_id"]) for fault in edited["faults"]] == [
        ("row_edited", next(row["id"] for row in rows if row["action"] == "END"))
    ]


def test_only_who_may_audits(
    site: Stack, author: Person, command_as: Callable[[Stack, Person | None], Command]
) -> None:
    tenant = str(author.rpc("create_tenant", p_name="Shared")["id"])
    guest = author.within(tenant).invite(site.sign_up(), "MEMBER")
    for words in (["status"], ["verify"], ["head", "--unsigned"]):
        assert command_as(site, guest)("audit", *words, "--tenant", tenant).exit_code == 3
        assert command_as(site, author)("audit", *words, "--tenant", author.personal_tenant_id).exit_code in (0, 4)
