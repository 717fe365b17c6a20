"""Backups: make one, look at those there are, make the keys that they need."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from formaops.cli import backups
from formaops.cli.commands import backup_prune, backup_verify
from formaops.cli.failures import missing, misused
from formaops.cli.options import AsJson, Run, begin, refuse_options_before
from formaops.cli.output import heading, pairs, table

if TYPE_CHECKING:
    from formaops.backups.manifest import Manifest
    from formaops.backups.stores import Store
    from formaops.settings import BackupSettings

app = typer.Typer(invoke_without_command=True, rich_markup_mode="markdown")
app.command("prune")(backup_prune.prune)

BackupId = Annotated[
    str, typer.Argument(metavar="ID", help="Of a backup, as `formaops backup list` has it; or newest.")
]


@app.callback()
def backup(
    context: typer.Context,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="The time it is the backup of; now without. Each time has one backup.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Back the database and its storage objects up, now; or one of the commands below.

    Of the local stack, or of the project that FORMAOPS_DATABASE_URL, SUPABASE_URL and SUPABASE_SERVICE_ROLE_KEY name;
    the FORMAOPS_BACKUP_… settings say where it goes and to whom it is encrypted. It may be broken off: what there is
    without its manifest is no backup, and is cleared away by pruning.

    Example: `formaops backup`
    """
    if context.invoked_subcommand is not None:
        refuse_options_before(context)
        return
    from formaops.backups import backing_up
    from formaops.backups.runs import DatabaseRuns

    run = begin(context, as_json=as_json)
    settings = backups.settings()
    with backups.explained(), backups.ended_by_signals(), backups.Bar(run.output) as bar:
        done = backing_up.back_up(
            settings, backups.near(settings), DatabaseRuns(backups.project()), _time(at), bar, environ=os.environ
        )
    if as_json:
        run.output.json({"backup_id": done.run.backup_id, "replayed": done.replayed} | done.result)
        return
    result = done.result
    if done.replayed:
        run.output.note(f"The backup {done.run.backup_id} was made already.")
    run.output.show(
        pairs(
            (
                ("backup", result["backup_id"]),
                ("rows", result["rows"]),
                ("stored", backups.amount(result["bytes"])),
                ("storage objects", f"{result['object_count']:,}, {backups.amount(result['object_bytes'])}"),
                ("in", backups.near(settings).description),
            )
        )
    )
    for warning in result["warnings"]:
        run.output.note(warning, style="yellow")
    if result["far_error"]:
        run.output.note(f"It was not copied to the far store: {result['far_error']}", style="red")
        raise typer.Exit(1)
    run.output.note("Next: `formaops backup verify` proves it, by restoring it.")


@app.command("list")
def list_backups(context: typer.Context, as_json: AsJson = False) -> None:
    """List the backups that are in the store and in the far store, the newest first.

    Example: `formaops backup list`
    """
    from formaops.backups.keys import verifying_keys

    run = begin(context, as_json=as_json)
    settings = backups.settings()
    with backups.explained():
        keys = verifying_keys(settings)
        found = _found(settings)
        manifests = {known: _read(stores, known, keys) for known, stores in found.items()}
    verified = _verified(run)
    lines = [_line(known, found[known], manifests[known], verified) for known in sorted(found, reverse=True)]
    if as_json:
        run.output.json(lines)
    elif not lines:
        run.output.note("There are no backups. `formaops backup` makes one.")
    else:
        names = ("backup", "age", "stored", "rows", "objects", "verified", "where")
        rows = ([each["backup_id"], _age(each["scheduled_at"]), *_sizes(each), _yes(each["verified"]), each["where"]]
                for each in lines)  # fmt: skip
        run.output.show(table(names, rows, numbers=("age", "stored", "rows", "objects")))


@app.command()
def show(context: typer.Context, backup_id: BackupId = "newest", as_json: AsJson = False) -> None:
    """Show what a backup consists of: its manifest, after its signature was checked.

    Example: `formaops backup show newest`
    """
    from formaops.backups import finding
    from formaops.backups.keys import verifying_keys

    run = begin(context, as_json=as_json)
    settings = backups.settings()
    with backups.explained():
        found = _found(settings)
        wanted = max(found, default="") if backup_id == "newest" else backup_id
        if wanted not in found:
            raise missing(f"There is no backup {wanted}." if wanted else "There are no backups.")
        manifest = finding.find(next(iter(found[wanted].values())), wanted, verifying_keys(settings))
    if as_json:
        run.output.json(manifest.model_dump(mode="json"))
        return
    files = {"dump": manifest.dump, "catalog": manifest.catalog, "list of objects": manifest.objects}
    run.output.show(
        pairs(
            (
                ("backup", f"{manifest.backup_id}, attempt {manifest.attempt}"),
                ("of", manifest.scheduled_at),
                ("made", f"{manifest.started_at} to {manifest.completed_at}, by FormaOps {manifest.formaops_version}"),
                ("database", f"{manifest.database} of the cluster {manifest.system_identifier or '(unknown)'}"),
                ("server", f"PostgreSQL {manifest.server_version}, dumped by {manifest.dump_version}"),
                ("last migration", manifest.migration_head),
                ("schemas", ", ".join(manifest.schemas)),
                ("left out", ", ".join([*manifest.schemas_left_out, *manifest.tables_left_out])),
                ("opened by", ", ".join(manifest.recipients)),
                ("storage objects", f"{manifest.object_count:,}, {backups.amount(manifest.object_bytes)}"),
            )
        ),
        heading("Files"),
        table(
            ("file", "parts", "stored", "holds"),
            (
                [name, len(file.parts), backups.amount(file.bytes), backups.amount(file.plain_bytes)]
                for name, file in files.items()
                if file
            ),
            numbers=("parts", "stored", "holds"),
        ),
        heading("Rows"),
        table(("table", "rows"), ([name, rows] for name, rows in manifest.rows.items() if rows), numbers=("rows",)),
    )


@app.command()
def keys(
    context: typer.Context,
    folder: Annotated[
        Path, typer.Argument(metavar="[FOLDER]", help="Where they go; here without.", show_default=False)
    ] = Path(),
) -> None:
    """Make the keys that backups need, in files that only you can read, and print the settings that use them.

    The identity opens all backups, and nothing else does: keep it in a secret store and on paper, not beside them.

    Example: `formaops backup keys ~/formaops-keys`
    """
    from formaops import signing
    from formaops.backups import sealing

    run = begin(context)
    identity, recipient = sealing.new_identity()
    pem = signing.new_key()
    identity_file = folder.expanduser().absolute() / "backup-identity.txt"
    key_file = identity_file.with_name("backup-signing-key.pem")
    for file in (identity_file, key_file):
        if file.exists():
            raise misused(f"{file} exists already.", hint="It may open backups: name another folder.")
    _write_privately(identity_file, identity + "\n")
    _write_privately(key_file, pem)
    public = signing.pem_of(signing.signing_key(pem).public_key()).strip().replace("\n", "\\n")
    print("# Who backs up:")
    print(f"export FORMAOPS_BACKUP_RECIPIENTS='{recipient}'")
    print(f'export FORMAOPS_BACKUP_SIGNING_KEY="$(cat {key_file})"')
    print("# Who verifies and restores:")
    print(f'export FORMAOPS_BACKUP_IDENTITIES="$(cat {identity_file})"')
    print(f"export FORMAOPS_BACKUP_VERIFYING_KEYS='{public}'")
    run.output.note(
        f"{identity_file} opens every backup that is made with these settings. Without it none can be opened."
    )


def _write_privately(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise misused(f"{file} cannot be written: {error.strerror}.") from error
    with os.fdopen(descriptor, "w") as out:
        out.write(text)


def _time(at: str | None) -> datetime:
    if at is None:
        return datetime.now(UTC)
    from formaops.backups.manifest import EARLIEST

    try:
        time = datetime.fromisoformat(at).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise misused(f"{at} is no time.", hint="Like 2026-11-21T03:00Z; without a zone it is your own.") from error
    if time < EARLIEST:
        raise misused(f"{at} is before {EARLIEST:%Y-%m-%d}: there is no backup of such a time.")
    return time


def _found(settings: "BackupSettings") -> dict[str, dict[str, "Store"]]:
    """The ids of backups, each with the stores that have it."""
    from formaops.backups import finding
    from formaops.backups.stores.opening import open_store

    stores = {"near": backups.near(settings)}
    if settings.far_store:
        stores["far"] = open_store(settings.far_store)
    found: dict[str, dict[str, Store]] = {}
    for name, store in stores.items():
        for known in finding.ids(store):
            found.setdefault(known, {})[name] = store
    return found


def _read(stores: "dict[str, Store]", backup_id: str, keys: Any) -> "Manifest | str":
    """The manifest, or why it is not believed."""
    from formaops.backups import finding
    from formaops.signing import BadSignature

    try:
        return finding.find(next(iter(stores.values())), backup_id, keys)
    except (BadSignature, finding.NoBackup) as error:
        return str(error)


def _verified(run: Run) -> set[str] | None:
    """The ids of verified backups; None where there is no database to ask."""
    from formaops.backups.runs import DatabaseRuns
    from formaops.errors import FormaOpsError
    from formaops.settings import Settings

    if not os.environ.get("SUPABASE_URL"):
        return None
    try:
        return set(DatabaseRuns(Settings()).status()["verified"])  # type: ignore[call-arg]
    except (FormaOpsError, ValueError):
        run.output.note("The database cannot be asked what was verified.", style="yellow")
        return None


def _line(
    backup_id: str, stores: "dict[str, Store]", manifest: "Manifest | str", verified: set[str] | None
) -> dict[str, Any]:
    said: dict[str, Any] = {
        "backup_id": backup_id,
        "scheduled_at": None,
        "bytes": None,
        "rows": None,
        "object_count": None,
        "object_bytes": None,
        "verified": None if verified is None else backup_id in verified,
        "where": ", ".join(stores),
        "fault": None,
    }
    if isinstance(manifest, str):
        return said | {"fault": manifest, "where": f"{said['where']}; not to be believed: {manifest}"}
    return said | {
        "scheduled_at": manifest.scheduled_at.isoformat(),
        "bytes": manifest.bytes,
        "rows": sum(manifest.rows.values()),
        "object_count": manifest.object_count,
        "object_bytes": manifest.object_bytes,
    }


def _sizes(line: dict[str, Any]) -> list[Any]:
    stored = None if line["bytes"] is None else backups.amount(line["bytes"])
    return [stored, line["rows"], line["object_count"]]


def _yes(verified: bool | None) -> str:
    return {True: "yes", False: "no", None: "?"}[verified]


def _age(scheduled_at: str | None) -> str | None:
    if scheduled_at is None:
        return None
    hours = (datetime.now(UTC) - datetime.fromisoformat(scheduled_at)).total_seconds() / 3600
    return f"{hours * 60:.0f} min" if hours < 2 else f"{hours:.0f} h" if hours < 72 else f"{hours / 24:.0f} days"


app.command("verify")(backup_verify.verify)
