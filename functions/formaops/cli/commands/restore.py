"""`formaops restore`: from a backup to a new database."""

import os
import time
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from formaops.cli.commands.backup_verify import show_checks
from formaops.cli.failures import Exit, misused
from formaops.cli.options import AsJson, Yes, begin
from formaops.cli.output import Output, heading, pairs

if TYPE_CHECKING:
    from formaops.backups.catalog import Catalog
    from formaops.backups.manifest import Manifest
    from formaops.backups.restoring import Target
    from formaops.backups.storage_api import StorageApi
    from formaops.backups.stores import Store
    from formaops.backups.verifying import Check
    from formaops.postgres.addresses import Address

_TO_VARIABLE = "FORMAOPS_RESTORE_TO"
# Bytes of a dump a second, of rows and the indexes on them, on two cores.
_SPEED = 5_000_000


def restore(
    context: typer.Context,
    backup: Annotated[str, typer.Argument(metavar="ID", help="Which backup, or `newest`.", show_default=False)],
    to: Annotated[
        str,
        typer.Option(
            "--to",
            envvar=_TO_VARIABLE,
            metavar="URL",
            help="postgresql://role@host/database; or the name of a database in the local stack.",
            show_default=False,
        ),
    ],
    create: Annotated[bool, typer.Option("--create", help="Create that database first.")] = False,
    take_over: Annotated[
        str | None,
        typer.Option(
            metavar="DATABASE",
            help="Afterwards give it this name; the database that has it keeps everything, under another.",
            show_default=False,
        ),
    ] = None,
    storage: Annotated[
        bool,
        typer.Option("--storage", help="Also put the storage objects into the Storage of the project in SUPABASE_URL."),
    ] = False,
    far: Annotated[bool, typer.Option("--far", help="From FORMAOPS_BACKUP_FAR_STORE.")] = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Restore a backup into a database that is new: of a cluster as its superuser, or of a new hosted project.

    Says first what goes where, and asks. Needs nothing but the store, an identity (FORMAOPS_BACKUP_IDENTITIES) and the
    verifying key (FORMAOPS_BACKUP_VERIFYING_KEYS): no project has to live. A password belongs into PGPASSWORD, or the
    whole address into FORMAOPS_RESTORE_TO, not on the command line. All of the dump is restored, or nothing is.

    Example: `formaops restore newest --to restored --create`
    """
    from formaops.backups import finding, keys, restoring
    from formaops.cli import backups

    output = begin(context, as_json=as_json).output
    address = _address(context, to)
    with backups.explained(), backups.ended_by_signals():
        chosen = backups.settings()
        store = backups.far(chosen) if far else backups.near(chosen)
        identities = keys.identities(chosen)
        manifest = finding.find(store, backup, keys.verifying_keys(chosen))
        api = _storage() if storage else None
        if take_over:
            restoring.look_at_take_over(address, take_over)
        if create:
            restoring.create_database(address)
        try:
            target = restoring.examine(manifest, address)
            _show_plan(output, manifest, target, store.description, take_over)
            if not yes:
                typer.confirm("Restore it?", abort=True, err=True)
            with backups.Bar(output) as bar:
                wanted = restoring.read_catalog(manifest, store, identities)
                done = restoring.restore(manifest, wanted, store, identities, target, bar)
        except BaseException:
            if create:
                restoring.drop_database(address)
            raise
        checks = _look(manifest, wanted, target)
        if api:
            checks.append(_put_objects(output, manifest, store, identities, api, done.notes))
        whole = all(check.passed for check in checks)
        before = restoring.take_over(address, take_over) if take_over and whole else None
    if as_json:
        output.json(
            {
                "backup_id": manifest.backup_id,
                "database": take_over if before else address.database,
                "before": before,
                "notes": done.notes,
                "checks": [check.model_dump(mode="json") for check in checks],
                "passed": whole,
            }
        )
    else:
        _tell(output, address, checks, done.notes, take_over if before else None, before)
    if not whole:
        raise typer.Exit(Exit.FAILED)


def _address(context: typer.Context, to: str) -> "Address":
    from formaops.postgres.addresses import Address

    if "://" not in to and "=" not in to:
        return _of_local_stack(to)
    address = Address.of(to)
    if "password" not in address.parameters and (password := os.environ.get("PGPASSWORD")):
        return Address(dict(address.parameters) | {"password": password})
    source = context.get_parameter_source("to")
    if "password" in address.parameters and source is not None and source.name == "COMMANDLINE":
        raise misused(
            "A password on the command line can be read by everybody on this machine.",
            hint=f"Put it into PGPASSWORD, or the whole address into {_TO_VARIABLE}.",
        )
    return address


def _storage() -> "StorageApi":
    from formaops.backups.storage_api import StorageApi

    api = StorageApi.of(os.environ)
    if api is None:
        raise misused("--storage needs SUPABASE_URL and SUPABASE_SERVICE_ROLE_KEY of the project to restore into.")
    return api


def _of_local_stack(database: str) -> "Address":
    from formaops.local.environment import Addresses
    from formaops.local.layout import Layout
    from formaops.postgres.addresses import Address

    try:
        addresses = Addresses.read(Layout.of())
    except (OSError, ValueError) as error:
        raise misused(
            f"{database} is a database of the local stack, which has not been started here.",
            hint="`formaops up` starts it; another database is named as postgresql://role@host/database.",
        ) from error
    return Address.of(addresses.admin_db_url).to(database)


def _show_plan(output: Output, manifest: "Manifest", target: "Target", store: str, take_over: str | None) -> None:
    from formaops.cli.backups import amount

    if output.as_json:
        return
    kind = "a project, whose platform is kept" if target.project else "a bare database, which is given the platform"
    left = [f"the definitions in {', '.join(sorted(target.kept))}"] if target.kept else []
    left += sorted(target.filled)
    rows = [
        ("backup", f"{manifest.backup_id} from {store}"),
        ("taken", f"{manifest.started_at:%Y-%m-%d %H:%M:%S} UTC"),
        (
            "of",
            f"{manifest.database}, PostgreSQL {manifest.server_version}, migrations up to {manifest.migration_head}",
        ),
        (
            "holds",
            f"{sum(manifest.rows.values()):,} rows, {amount(manifest.dump.plain_bytes)}",
        ),
        ("not in it", ", ".join(manifest.schemas_left_out) or "–"),
        ("into", f"{target.address}: {kind}"),
        ("storage objects", f"{manifest.object_count:,}, {amount(manifest.object_bytes)}"),
        ("left as it is", ", ".join(left) or "–"),
        ("takes about", f"{max(2, round(manifest.dump.plain_bytes / _SPEED))} s"),
    ]
    if take_over:
        rows.append(
            ("afterwards", f"it is named {take_over}; sessions of that database are ended, its content is kept")
        )
    output.err.print(heading("Restore"), pairs(rows))


def _look(manifest: "Manifest", wanted: "Catalog", target: "Target") -> "list[Check]":
    from formaops.backups.verifying import look_at

    with closing(target.address.connect()) as connection:
        return look_at(connection, manifest, wanted, kept=target.kept, filled=target.filled)


def _put_objects(
    output: Output, manifest: "Manifest", store: "Store", identities: list[str], api: "StorageApi", notes: list[str]
) -> "Check":
    """What keeps objects from Storage is no reason to throw the database away that is restored by then."""
    from formaops.backups import restoring
    from formaops.backups.sealing import BackupDamaged
    from formaops.backups.stores import StoreFailed
    from formaops.backups.verifying import Check
    from formaops.cli.backups import Bar

    began, faults = time.monotonic(), []
    try:
        with Bar(output) as bar:
            notes.extend(restoring.restore_objects(manifest, store, identities, api, bar))
    except (BackupDamaged, StoreFailed) as error:
        faults.append(f"not all could be put into Storage: {error}")
    return Check(
        name="storage objects",
        passed=not faults,
        looked_at=f"{manifest.object_count:,} objects",
        faults=faults,
        seconds=round(time.monotonic() - began, 3),
    )


def _tell(
    output: Output,
    address: "Address",
    checks: "list[Check]",
    notes: list[str],
    name: str | None,
    before: str | None,
) -> None:
    show_checks(output, checks)
    for note in notes:
        output.note(f"  {note}", style="yellow")
    if not all(check.passed for check in checks):
        output.note("It is not as it was: see above before anybody uses it.", style="red")
        return
    if before:
        output.note(
            f"It is {name} now. What was there is kept as {before}; drop it when nobody misses it.", style="green"
        )
        return
    output.note(f"It is as it was, in {address}.", style="green")
    output.note(
        "Next: point the functions at it (SUPABASE_URL and its keys), set FORMAOPS_DATABASE_URL and back it up."
        " docs/how-to/recover.md has every step.",
        style="",
    )
