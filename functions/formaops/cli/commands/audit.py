"""The audit log's chain: verify it, export it, sign its head."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO
from uuid import UUID

import typer

from formaops.cli.failures import missing, misused
from formaops.cli.inputs import read_text
from formaops.cli.options import AsJson, Run, Tenant, begin
from formaops.cli.output import pairs, table

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

    from formaops.audit.exports import Report
    from formaops.audit.heads import Head
    from formaops.cli.session import Connection

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode="markdown", help="The chain that proves the audit log. ADMIN, operators."
)

Unsigned = Annotated[bool, typer.Option("--unsigned", help="Without a signature.")]
KnownHead = Annotated[
    str | None,
    typer.Option("--head", metavar="FILE", help="A signed head of earlier, which must be in it.", show_default=False),
]
PublicKey = Annotated[
    str | None,
    typer.Option("--key", metavar="FILE", help="The public key, PEM. FORMAOPS_AUDIT_SIGNING_KEY's own without.",
                 show_default=False),
]  # fmt: skip

_PAGE = 1000


@app.command()
def status(context: typer.Context, tenant: Tenant = None, as_json: AsJson = False) -> None:
    """Show how long the chain is, and what is not sealed yet.

    Example: `formaops audit status`
    """
    run = begin(context, as_json=as_json)
    connection = run.connect(tenant)
    found = connection.rpc("audit_chain_status", tenant_id=connection.tenant_id)[0]
    if as_json:
        run.output.json(found)
        return
    run.output.show(
        pairs(
            (
                ("links", str(found["sequence"] or 0)),
                ("hash", found["hash"] or ""),
                ("sealed", found["sealed_at"] or ""),
                ("not sealed yet", f"{found['unsealed']} rows, for {found['delay_seconds']} s"),
            )
        )
    )


@app.command()
def head(context: typer.Context, unsigned: Unsigned = False, tenant: Tenant = None, as_json: AsJson = False) -> None:
    """Print the head of the chain, signed: keep it elsewhere, and nobody can cut the chain or make it anew unseen.

    Example: `formaops audit head > head-2026-11.jws`
    """
    from formaops.audit import heads

    run = begin(context, as_json=as_json)
    key = _signing_key(unsigned)
    connection = run.connect(tenant)
    last = _last_link(connection)
    if as_json:
        run.output.json({"head": _plain(last), "signature": heads.sign(last, key) if key else None})
    elif key:
        print(heads.sign(last, key))
    else:
        print(f"{last.tenant_id} {last.sequence} {last.hash} {last.sealed_at}")


@app.command()
def export(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="JSON lines; - is stdout.", show_default=False)],
    since: Annotated[
        str | None,
        typer.Option("--from", metavar="NUMBER|TIME", help="The first link, or sealed since.", show_default=False),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--to", metavar="NUMBER|TIME", help="The last link, or sealed before.", show_default=False),
    ] = None,
    unsigned: Unsigned = False,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Write the sealed audit rows with their links to a file, whose last line is a signed head.

    Example: `formaops audit export audit.jsonl --from 2026-10-01 --to 2027-01-01`
    """
    from formaops.audit import chain, exports

    run = begin(context, as_json=as_json)
    key = _signing_key(unsigned)
    connection = run.connect(tenant)
    end = _last_link(connection).sequence
    first = 1 if since is None else _link_at(connection, since) + (0 if since.isdecimal() else 1)
    last = end if until is None else min(_link_at(connection, until), end)
    if not 1 <= first <= last:
        raise missing("No link of the chain lies between these.", hint=f"It has {end}.")
    tenant_id = UUID(connection.tenant_id)
    with _written(file) as out:
        previous = chain.BEFORE_THE_FIRST
        if first > 1:
            before = next(_links(connection, first - 1, first - 1))
            previous = bytes.fromhex(exports.head_of(before, tenant_id).hash)
        out.write(exports.first_line(tenant_id, first, previous) + "\n")
        line = ""
        for number, line in enumerate(_links(connection, first, last)):
            out.write(line + "\n")
            _tell(run, first + number, last)
        out.write(exports.last_line(exports.head_of(line, tenant_id, first), key) + "\n")
    said = {"tenant_id": str(tenant_id), "from": first, "to": last, "signed": key is not None}
    if as_json and file != "-":
        run.output.json(said)
    else:
        run.output.note(f"Links {first} to {last}, {'signed' if key else 'not signed'}.", style="green")


@app.command()
def verify(
    context: typer.Context,
    file: Annotated[
        str | None,
        typer.Argument(metavar="[FILE]", help="An export; - is stdin. The database without.", show_default=False),
    ] = None,
    key: PublicKey = None,
    known: KnownHead = None,
    unsigned: Annotated[bool, typer.Option("--unsigned", help="Do not look at an export's signature.")] = False,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Recompute the chain, in the database or in an export, and name every row that is not as it was written.

    An export is verified without a database and without signing in. Exit code 1 when something is wrong.

    Example: `formaops audit verify audit.jsonl --key audit-public.pem`
    """
    run = begin(context, as_json=as_json)
    public = _public_key(key) if key or known or (file and not unsigned) else None
    head_known = _known_head(known, public) if known else None
    found = _of_file(file, None if unsigned else public, head_known) if file else _of_database(run, tenant, head_known)
    if as_json:
        run.output.json(found)
    else:
        _show(run, found)
    if found["faults"]:
        raise typer.Exit(1)


@app.command()
def key(context: typer.Context) -> None:
    """Print the public key that belongs to FORMAOPS_AUDIT_SIGNING_KEY: who has it can verify exports and heads.

    Example: `formaops audit key > audit-public.pem`
    """
    from formaops import signing

    begin(context)
    own = _signing_key(unsigned=False)
    assert own is not None
    print(signing.pem_of(own.public_key()), end="")


@app.command("new-key")
def new_key(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="Where the private key goes.", show_default=False)],
) -> None:
    """Make a key for signing heads and exports, in a file that only you can read, and print its public key.

    Example: `formaops audit new-key audit-key.pem > audit-public.pem`
    """
    from formaops import signing

    run = begin(context)
    pem = signing.new_key()
    try:
        descriptor = os.open(Path(file).expanduser(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise misused(f"{file} exists already.") from error
    except OSError as error:
        raise misused(f"{file} cannot be written: {error.strerror}.") from error
    with os.fdopen(descriptor, "w") as out:
        out.write(pem)
    print(signing.pem_of(signing.signing_key(pem).public_key()), end="")
    run.output.note(f'Use it: export FORMAOPS_AUDIT_SIGNING_KEY="$(cat {file})"')


def _signing_key(unsigned: bool) -> "Ed25519PrivateKey | None":
    from formaops import signing
    from formaops.audit import heads

    if unsigned:
        return None
    pem = os.environ.get(heads.KEY_VARIABLE)
    if not pem:
        raise misused(
            f"There is no key to sign with: {heads.KEY_VARIABLE} is not set.",
            hint="`formaops audit new-key FILE` makes one; --unsigned goes without.",
        )
    try:
        return signing.signing_key(pem)
    except signing.BadKey as error:
        raise misused(f"{heads.KEY_VARIABLE}: {error}") from error


def _public_key(file: str | None) -> "Ed25519PublicKey":
    from formaops import signing
    from formaops.audit import heads

    if not file and not os.environ.get(heads.KEY_VARIABLE):
        raise misused(
            "There is no key to verify signatures with.", hint="Give it by --key FILE; --unsigned goes without."
        )
    if not file:
        own = _signing_key(unsigned=False)
        assert own is not None
        return own.public_key()
    try:
        return signing.public_key(read_text(file))
    except signing.BadKey as error:
        raise misused(f"{file}: {error}") from error


def _known_head(file: str, public: "Ed25519PublicKey | None") -> "Head":
    from formaops import signing
    from formaops.audit import heads

    assert public is not None
    try:
        return heads.read(read_text(file), public)
    except signing.BadSignature as error:
        raise misused(f"{file}: {error}") from error


def _last_link(connection: "Connection") -> "Head":
    """Raises Failure when nothing is sealed."""
    from formaops.audit.heads import Head

    found = connection.rpc("audit_chain_status", tenant_id=connection.tenant_id)[0]
    if not found["sequence"]:
        raise missing("Nothing is sealed yet.", hint="`formaops audit status` says what waits.")
    return Head(connection.tenant_id, found["sequence"], found["hash"], found["sealed_at"])


def _plain(head: "Head") -> dict[str, Any]:
    return {"tenant_id": head.tenant_id, "sequence": head.sequence, "hash": head.hash, "sealed_at": head.sealed_at}


def _link_at(connection: "Connection", bound: str) -> int:
    """The number that is meant, or that of the last link sealed before the time."""
    if bound.isdecimal():
        return int(bound)
    return int(connection.rpc("audit_chain_position", before=bound, tenant_id=connection.tenant_id))


def _links(connection: "Connection", first: int, last: int) -> Iterator[str]:
    """The lines of the links, page by page."""
    after = first - 1
    while after < last:
        limit = min(_PAGE, last - after)
        page: list[str] = connection.rpc("export_audit", tenant_id=connection.tenant_id, after=after, limit=limit)
        if not page:
            raise missing(f"The chain has no link after {after}.", hint="`formaops audit verify` says more.")
        yield from page
        after += len(page)


@contextmanager
def _written(file: str) -> Iterator[TextIO]:
    """What is written takes the file's name when it is whole."""
    if file == "-":
        yield sys.stdout
        return
    path = Path(file).expanduser()
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("w", encoding="utf-8") as out:
            yield out
        part.replace(path)
    except OSError as error:
        raise misused(f"{file} cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


def _tell(run: Run, done: int, of: int) -> None:
    if done % 10_000 == 0 and done < of:
        run.output.note(f"{done:,} of {of:,}")


def _of_file(file: str, public: "Ed25519PublicKey | None", known: "Head | None") -> dict[str, Any]:
    from formaops.audit import exports

    try:
        if file == "-":
            return _as_found(exports.verify(sys.stdin, public, known))
        with Path(file).expanduser().open(encoding="utf-8", newline="\n") as lines:
            return _as_found(exports.verify(lines, public, known))
    except exports.NotAnExport as error:
        raise misused(f"{file}: {error}") from error
    except OSError as error:
        raise misused(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise misused(f"{file} is no UTF-8 text: {error.reason} at byte {error.start}.") from error


def _as_found(report: "Report") -> dict[str, Any]:
    faults = [
        {"sequence": fault.sequence, "audit_log_id": fault.audit_log_id, "fault": fault.fault, "detail": fault.detail}
        for fault in report.faults
    ]
    return {
        "tenant_id": str(report.tenant_id),
        "from": report.first,
        "links": report.links,
        "erased": report.erased,
        "signed": report.signed,
        "head": _plain(report.head) if report.head else None,
        "faults": faults,
    }


def _of_database(run: Run, tenant: UUID | None, known: "Head | None") -> dict[str, Any]:
    connection = run.connect(tenant)
    about: dict[str, Any] = {"tenant_id": connection.tenant_id}
    found: dict[str, Any] = about | {"from": 1, "links": 0, "rows": 0, "erased": 0, "head": None, "faults": []}
    if known and known.tenant_id != connection.tenant_id:
        raise misused("The head that was known is that of another tenant.")
    at: int | None = 1
    arguments: dict[str, Any] = about | {"from": at}
    if known:
        arguments |= {"known_sequence": known.sequence, "known_hash": known.hash}
    while at is not None:
        page = connection.rpc("verify_audit_chain", **arguments)
        found["head"], found["links"] = page["head"], page["to"]
        found["erased"] += page["erased"]
        found["faults"] += page["faults"]
        at = page["next"]
        arguments = about | {"from": at}
        if at is not None:
            run.output.note(f"{page['to']:,} of {page['head']['sequence']:,} links")
    after: str | None = "-infinity"
    while after is not None:
        page = connection.rpc("verify_audit_rows", **about, after=after)
        found["rows"] += page["rows"]
        found["faults"] += page["faults"]
        after = page["next"]
        if after is not None:
            run.output.note(f"{found['rows']:,} rows")
    return found


def _show(run: Run, found: dict[str, Any]) -> None:
    if faults := found["faults"]:
        cells = (
            (str(each["sequence"] or ""), each["fault"], each["audit_log_id"] or "", each["detail"]) for each in faults
        )
        run.output.show(table(("link", "fault", "audit row", "detail"), cells, numbers=("link",)))
        return
    erased = f", {found['erased']} of them erased" if found["erased"] else ""
    head = found["head"]
    last = f" Head: {head['sequence']} {head['hash']}" if head else ""
    run.output.note(f"{found['links']:,} links are whole{erased}.{last}", style="green")
    if "signed" in found and not found["signed"]:
        run.output.note("Its signature was not looked at.", style="yellow")
