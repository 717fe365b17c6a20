"""An export of an audit chain: one JSON object a line. The first line says of which tenant it is and what it follows,
then come the links with their audit rows, the last line has the head, signed where a key is at hand.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from formaops import signing
from formaops.audit import canonical, heads
from formaops.audit.chain import BEFORE_THE_FIRST, Fault, Link
from formaops.audit.heads import Head

FORMAT = "formaops-audit-1"
_MOST_FAULTS = 100


class NotAnExport(ValueError):
    """A file that is no export of an audit chain."""


@dataclass(slots=True)
class Report:
    """What verifying an export found. `erased` rows are in order, but say nothing any more."""

    tenant_id: UUID
    first: int
    links: int = 0
    erased: int = 0
    head: Head | None = None
    signed: bool = False
    faults: list[Fault] = field(default_factory=list)
    more_faults: int = 0

    def add(self, sequence: int | None, fault: str, detail: str, audit_log_id: str | None = None) -> None:
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append(Fault(sequence, audit_log_id, fault, detail))
        else:
            self.more_faults += 1


def first_line(tenant_id: UUID, first: int, previous: bytes = BEFORE_THE_FIRST) -> str:
    """`first` is the number of the first link in the export, `previous` the hash of the link before it."""
    opening = {"format": FORMAT, "tenant_id": str(tenant_id), "first": first, "previous_hash": previous.hex()}
    return json.dumps(opening)


def last_line(head: Head | None, key: Ed25519PrivateKey | None) -> str:
    closing = {"head": head and asdict(head), "signature": heads.sign(head, key) if head and key else None}
    return json.dumps(closing)


def head_of(line: str, tenant_id: UUID, first: int | None = None) -> Head:
    """The head that a link is when it is the last, from its line. Raises ValueError when it is none."""
    value = canonical.parse(line)
    link = Link.read(value)
    return Head(str(tenant_id), link.sequence, link.hash.hex(), str(value["sealed_at"]), first)


def verify(lines: Iterable[str], key: Ed25519PublicKey | None, known: Head | None = None) -> Report:
    """Recompute everything. Without a key the signature is not looked at; `known` is a head that was signed earlier.

    Raises NotAnExport when there is no first line to begin with.
    """
    rest = iter(lines)
    report, previous = _opened(next(rest, ""))
    last: Link | None = None
    closing: dict[str, Any] | None = None
    met: bytes | None = None
    for number, line in enumerate(_filled(rest), start=2):
        if closing is not None:
            report.add(None, "line_added", f"Line {number} stands behind the head.")
            continue
        try:
            value = canonical.parse(line)
            if isinstance(value, dict) and "head" in value:
                closing = value
                continue
            link = Link.read(value)
        except ValueError as error:
            report.add(None, "line_unreadable", f"Line {number}: {error}")
            continue
        _verify_link(report, link, previous, last.sequence if last else report.first - 1)
        previous, last = link.hash, link
        report.links += 1
        report.erased += link.salt is None
        if known and known.sequence == link.sequence:
            met = link.hash
    _verify_head(report, closing, last, key)
    _verify_known(report, known, met, last)
    return report


def _opened(line: str) -> tuple[Report, bytes]:
    try:
        opening = canonical.parse(line)
        if opening["format"] != FORMAT:
            raise NotAnExport(f"Its first line does not say {FORMAT}.")
        previous = bytes.fromhex(opening["previous_hash"])
        report = Report(UUID(opening["tenant_id"]), int(opening["first"]))
    except (ValueError, TypeError, KeyError) as error:
        raise NotAnExport("Its first line is not that of an exported audit chain.") from error
    if report.first == 1 and previous != BEFORE_THE_FIRST:
        report.add(1, "link_edited", "The first link follows nothing, but the export says it does.")
    return report, previous


def _filled(lines: Iterator[str]) -> Iterator[str]:
    return (line for line in lines if line.strip())


def _verify_link(report: Report, link: Link, previous: bytes, before: int) -> None:
    of_row = str(link.audit_log_id)
    if link.sequence != before + 1:
        if link.sequence > before:
            report.add(before + 1, "link_removed", f"Links {before + 1} to {link.sequence - 1} are not there.")
        else:
            report.add(link.sequence, "link_moved", f"It stands behind link {before}.", of_row)
    elif link.hash_after(previous, report.tenant_id) != link.hash:
        report.add(
            link.sequence, "link_edited", "Its hash does not follow from the link before and what it holds.", of_row
        )
    if fault := link.fault_of_row(report.tenant_id):
        report.add(link.sequence, *fault, of_row)


def _verify_head(
    report: Report, closing: dict[str, Any] | None, last: Link | None, key: Ed25519PublicKey | None
) -> None:
    if closing is None:
        report.add(None, "tail_cut", "The export ends without a head.")
        return
    signature = closing.get("signature")
    try:
        if key is not None:
            if not isinstance(signature, str):
                report.add(None, "head_unsigned", "The head is not signed.")
            else:
                report.head, report.signed = heads.read(signature, key), True
        if report.head is None and isinstance(closing["head"], dict):
            told = closing["head"]
            report.head = Head(
                str(told["tenant_id"]),
                int(told["sequence"]),
                str(told["hash"]),
                str(told["sealed_at"]),
                int(told["first"]),
            )
    except signing.BadSignature as error:
        report.add(None, "head_forged", str(error))
        return
    except (KeyError, TypeError, ValueError):
        report.add(None, "line_unreadable", "The last line holds no head.")
        return
    head = report.head
    if head is None:
        if last:
            report.add(last.sequence, "head_differs", "There are links, but the head says that there are none.")
    elif head.tenant_id != str(report.tenant_id) or head.first != report.first:
        report.add(None, "head_differs", "The head is that of another export.")
    elif last is None or head.sequence > last.sequence:
        report.add(head.sequence, "tail_cut", f"The head is link {head.sequence}, which is not there.")
    elif (head.sequence, head.hash) != (last.sequence, last.hash.hex()):
        report.add(last.sequence, "head_differs", "The head is not the last link.")


def _verify_known(report: Report, known: Head | None, met: bytes | None, last: Link | None) -> None:
    if known is None:
        return
    if known.tenant_id != str(report.tenant_id):
        report.add(None, "head_differs", "The head that was known is that of another tenant.")
    elif met is None:
        if known.sequence >= report.first or last is None:
            report.add(known.sequence, "tail_cut", f"The chain had a link {known.sequence} once.")
    elif met.hex() != known.hash:
        report.add(known.sequence, "head_differs", f"Link {known.sequence} had another hash once.")
