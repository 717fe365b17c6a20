"""The commands of backups, on the local stack without any setting."""

import json
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from formaops.backups import sealing
from formaops.backups.progress import Progress
from formaops.cli import backups
from formaops.cli.app import app
from tests.support.stacks import Stack


@pytest.fixture(autouse=True)
def _nothing_is_set() -> Iterator[None]:
    """The commands write into the environment what they take from the local stack."""
    before = dict(os.environ)
    for name in before:
        if name.startswith(("FORMAOPS_", "SUPABASE_")):
            del os.environ[name]
    yield
    os.environ.clear()
    os.environ.update(before)


def formaops(site: Stack, *words: str, **environment: str) -> Result:
    settings = {"FORMAOPS_STATE": str(site.state), "COLUMNS": "160", "TERM": "dumb"} | environment
    return CliRunner().invoke(app, list(words), env=settings, prog_name="formaops")


def test_a_backup_of_the_local_stack(site: Stack) -> None:
    done = formaops(site, "backup", "--at", "2026-02-01T03:00Z")
    assert done.exit_code == 0, done.output
    assert re.search(r"^dump: \d+\.\d s, [\d.]+ MB at [\d.]+ MB/s$", done.stderr, re.MULTILINE)
    assert "formaops backup verify" in done.stderr
    assert "20260201T030000Z" in done.stdout
    assert "folder:" in done.stdout

    again = formaops(site, "backup", "--at", "2026-02-01T04:00+01:00", "--json")
    assert json.loads(again.stdout)["replayed"] is True
    assert json.loads(again.stdout)["backup_id"] == "20260201T030000Z"

    listed = json.loads(formaops(site, "backup", "list", "--json").stdout)
    [line] = [line for line in listed if line["backup_id"] == "20260201T030000Z"]
    assert (line["where"], line["verified"], line["fault"]) == ("near", False, None)
    assert line["rows"] == json.loads(again.stdout)["rows"] > 100
    assert "20260201T030000Z" in formaops(site, "backup", "list").stdout

    shown = formaops(site, "backup", "show", "20260201T030000Z")
    assert "public, private, gate, absurd, supabase_migrations, auth" in shown.stdout
    assert re.search(r"^dump +\d+ +[\d.]+ kB +[\d.]+ MB", shown.stdout, re.MULTILINE)
    manifest = json.loads(formaops(site, "backup", "show", "20260201T030000Z", "--json").stdout)
    assert manifest["rows"]["public.prompts"] >= 1
    folder = site.state / "backups"
    assert folder.stat().st_mode & 0o777 == 0o700
    keys = json.loads((site.state / "keys.json").read_text())
    for secret in (keys["backup_identity"], keys["passwords"]["postgres"]):
        assert secret not in done.output + again.output + shown.output + json.dumps(manifest)

    absent = formaops(site, "backup", "show", "20250101T000000Z")
    assert (absent.exit_code, "There is no backup 20250101T000000Z" in absent.stderr) == (4, True)
    # Whoever changed a byte of it, or signs with another key, is not believed.
    file = folder / "backups" / "20260201T030000Z" / "manifest"
    token = file.read_bytes()
    try:
        file.write_bytes(token[:-20] + b"A" + token[-19:])
        refused = formaops(site, "backup", "show", "20260201T030000Z")
        assert (refused.exit_code, "is not signed by this key" in refused.stderr) == (1, True)
        assert "not to be believed" in formaops(site, "backup", "list").stdout
    finally:
        file.write_bytes(token)


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(site: Stack, signum: signal.Signals, monkeypatch: pytest.MonkeyPatch) -> None:
    def tell(self: Any, progress: Progress) -> None:
        if progress.stage == "dump":
            os.kill(os.getpid(), signum)

    monkeypatch.setattr(backups.Bar, "__call__", tell)
    day = {signal.SIGTERM: "02", signal.SIGINT: "03"}[signum]
    done = formaops(site, "backup", "--at", f"2026-02-{day}T03:00Z")
    assert done.exit_code == 130, done.output
    [row] = site.sql("select * from public.backup_runs where backup_id = %s", f"202602{day}T030000Z")
    assert (row["status"], row["error"]["code"]) == ("FAILED", "interrupted")
    assert not (site.state / "backups" / "backups" / f"202602{day}T030000Z" / "manifest").exists()


def test_what_is_missing_is_said(site: Stack, tmp_path: Path) -> None:
    nowhere = formaops(site, "backup", FORMAOPS_STATE=str(tmp_path))
    assert (nowhere.exit_code, "FORMAOPS_BACKUP_STORE must be set" in nowhere.stderr) == (2, True)
    assert "formaops up" in nowhere.stderr
    project = {
        "FORMAOPS_DATABASE_URL": "postgresql://postgres@db.invalid/postgres",
        "FORMAOPS_BACKUP_STORE": "folder:/x",
    }
    keyless = formaops(site, "backup", **project)
    assert (keyless.exit_code, "SUPABASE_URL, SUPABASE_SERVICE_ROLE_KEY" in keyless.stderr) == (2, True)
    negative = formaops(site, "backup", "prune", FORMAOPS_BACKUP_NEAR_DAYS="-1")
    assert (negative.exit_code, "FORMAOPS_BACKUP_NEAR_DAYS: Input should be" in negative.stderr) == (2, True)
    no_identity = formaops(site, "backup", "verify", FORMAOPS_BACKUP_IDENTITIES="AGE-SECRET-KEY-1NONE")
    assert (no_identity.exit_code, "FORMAOPS_BACKUP_IDENTITIES: An identity is no" in no_identity.stderr) == (2, True)
    assert "1NONE" not in no_identity.output
    wrong = formaops(site, "backup", "--at", "yesterday")
    assert (wrong.exit_code, "yesterday is no time" in wrong.stderr) == (2, True)
    for at in ("0001-01-01T00:00+14:00", "0001-01-01T00:00Z", "1999-12-31T23:59Z"):
        assert formaops(site, "backup", "--at", at).exit_code == 2


def test_keys_are_made_once_and_fit_each_other(site: Stack, tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    made = formaops(site, "backup", "keys", str(folder))
    assert made.exit_code == 0, made.output
    identity, key = folder / "backup-identity.txt", folder / "backup-signing-key.pem"
    assert [file.stat().st_mode & 0o777 for file in (identity, key)] == [0o600, 0o600]
    secret = identity.read_text().strip()
    assert f"FORMAOPS_BACKUP_RECIPIENTS='{sealing.recipient_of(secret)}'" in made.stdout
    assert secret not in made.output
    assert key.read_text().splitlines()[1] not in made.output

    from formaops.backups import keys
    from formaops.settings import BackupSettings

    [public] = re.findall(r"FORMAOPS_BACKUP_VERIFYING_KEYS='(.+)'", made.stdout)
    settings = BackupSettings(signing_key=key.read_text(), verifying_keys=public, identities=identity.read_text())
    assert keys.verifying_keys(settings) == [keys.signing_key(settings).public_key()]
    assert keys.identities(settings) == [secret]
    again = formaops(site, "backup", "keys", str(folder))
    assert (again.exit_code, "exists already" in again.stderr) == (2, True)
    assert identity.read_text().strip() == secret
