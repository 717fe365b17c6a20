"""An export is verified without a database: whatever was done to the file shows."""

import json
from typing import Any

import pytest

from formaops.audit import exports
from formaops.audit.exports import NotAnExport, verify
from formaops.signing import new_key, signing_key
from tests.unit.audit.chains import KEY, TENANT, chain, export, head, link, row

LINKS = chain(9)


def faults(lines: list[str], **more: Any) -> list[tuple[int | None, str]]:
    return [(each.sequence, each.fault) for each in verify(lines, KEY.public_key(), **more).faults]


def changed(number: int, **changes: Any) -> list[str]:
    """The export with something else in a link."""
    links = [dict(each) for each in LINKS]
    links[number - 1] |= changes
    return export(links)


def test_a_whole_export_is_whole() -> None:
    report = verify(export(LINKS), KEY.public_key())
    assert (report.faults, report.links, report.erased, report.signed) == ([], 9, 0, True)
    assert report.head == head(LINKS[-1])


def test_a_part_of_a_chain_is_an_export_too() -> None:
    report = verify(export(LINKS, first=4), KEY.public_key())
    assert (report.faults, report.first, report.links) == ([], 4, 6)


def test_what_other_programs_write_anew_is_the_same() -> None:
    lines = [json.dumps(json.loads(line), sort_keys=True, ensure_ascii=False) + "\r\n" for line in export(LINKS)]
    assert faults(lines) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"changes": {"after": {"name": "Nice"}}},
        {"user_id": str(TENANT)},
        {"created_at": "2026-11-21T09:59:58"},
        {"id": LINKS[0]["audit_log_id"]},
        {"more": 1},
    ],
)
def test_an_edited_row_is_found(changes: dict[str, Any]) -> None:
    assert faults(changed(5, row=row(5, **changes))) == [(5, "row_edited")]


def test_a_row_that_was_taken_out_is_found() -> None:
    assert faults(changed(5, row=None)) == [(5, "row_removed")]


@pytest.mark.parametrize(
    "changes", [{"sealed_at": "2026-11-21T10:00:00.123457"}, {"audit_log_id": LINKS[0]["audit_log_id"]}]
)
def test_an_edited_link_is_found(changes: dict[str, Any]) -> None:
    assert (5, "link_edited") in faults(changed(5, **changes))


def test_an_edited_hash_is_found_from_both_sides() -> None:
    assert faults(changed(5, hash="00" * 32)) == [(5, "link_edited"), (6, "link_edited")]


def test_a_removed_line_is_found() -> None:
    lines = export(LINKS)
    assert faults(lines[:5] + lines[6:]) == [(5, "link_removed")]


def test_lines_that_changed_places_are_found() -> None:
    lines = export(LINKS)
    lines[5], lines[6] = lines[6], lines[5]
    assert {fault for _, fault in faults(lines)} == {"link_removed", "link_moved"}


def test_an_inserted_line_is_found() -> None:
    lines = export(LINKS)
    forged = link(6, bytes.fromhex(LINKS[4]["hash"]), row(77))
    assert faults([*lines[:6], json.dumps(forged), *lines[6:]]) == [(6, "link_moved")]


def test_a_chain_that_was_made_anew_does_not_have_its_signed_head() -> None:
    lines = export(LINKS)
    anew = export([*chain(4), link(5, bytes.fromhex(LINKS[3]["hash"]), row(88))])
    assert faults([*anew[:-1], lines[-1]]) == [(9, "tail_cut")]
    assert faults([*export([*chain(3)[:2], link(3, bytes.fromhex(LINKS[1]["hash"]), row(88))])[:-1],
                   exports.last_line(head(LINKS[2]), KEY)]) == [(3, "head_differs")]  # fmt: skip


def test_a_cut_tail_is_found() -> None:
    lines = export(LINKS)
    assert faults(lines[:-1]) == [(None, "tail_cut")]
    assert faults([*lines[:-3], lines[-1]]) == [(9, "tail_cut")]
    assert faults([lines[0], lines[-1]]) == [(9, "tail_cut")]


def test_what_stands_behind_the_head_is_found() -> None:
    lines = export(LINKS)
    assert faults([*lines, lines[3]]) == [(None, "line_added")]


def test_a_foreign_signature_is_found() -> None:
    other = exports.last_line(head(LINKS[-1]), signing_key(new_key()))
    assert faults([*export(LINKS)[:-1], other]) == [(None, "head_forged")]


def test_the_head_of_another_export_is_none_of_this() -> None:
    other = exports.last_line(head(LINKS[-1], first=2), KEY)
    assert faults([*export(LINKS)[:-1], other]) == [(None, "head_differs")]


def test_without_a_signature_it_is_not_said_to_be_signed() -> None:
    lines = export(LINKS, signed=False)
    assert faults(lines) == [(None, "head_unsigned")]
    report = verify(lines, None)
    assert (report.faults, report.signed) == ([], False)


def test_a_head_of_earlier_is_found_in_a_chain_that_went_on() -> None:
    assert faults(export(LINKS), known=head(LINKS[4])) == []
    assert faults(export(LINKS[:3]), known=head(LINKS[4])) == [(5, "tail_cut")]
    assert faults(export(LINKS, first=7), known=head(LINKS[4])) == []
    anew = [*LINKS[:4], link(5, bytes.fromhex(LINKS[3]["hash"]), row(88))]
    assert faults(export(anew), known=head(LINKS[4])) == [(5, "head_differs")]


def test_an_erased_row_is_counted_and_nothing_stands_in_its_place() -> None:
    nothing = {"user_id": None, "resource_id": None, "changes": {}, "metadata": {}, "ip_address": None}
    erased = row(5, **nothing, user_agent=None)
    report = verify(changed(5, salt=None, row=erased), KEY.public_key())
    assert (report.faults, report.erased) == ([], 1)
    assert faults(changed(5, salt=None, row=erased | {"changes": {"after": 1}})) == [(5, "row_edited")]
    assert faults(changed(5, salt=None, row=erased | {"id": LINKS[0]["audit_log_id"]})) == [(5, "row_edited")]


@pytest.mark.parametrize(
    "line", ["{", "[]", "1", '{"sequence": 5}', '{"sequence": "x"}', json.dumps(LINKS[4] | {"salt": "zz"})]
)
def test_a_line_that_cannot_be_read_is_named(line: str) -> None:
    lines = export(LINKS)
    found = verify([*lines[:5], line, *lines[6:]], KEY.public_key()).faults
    assert found[0].fault == "line_unreadable"
    assert found[0].detail.startswith("Line 6")


def test_two_names_in_one_object_are_refused() -> None:
    lines = export(LINKS)
    lines[5] = lines[5].replace('"action": "UPDATE"', '"action": "DELETE", "action": "UPDATE"')
    assert faults(lines)[0] == (None, "line_unreadable")


def test_so_many_faults_are_named_and_the_others_counted() -> None:
    links = [each | {"row": None} for each in chain(150)]
    report = verify(export(links), KEY.public_key())
    assert (len(report.faults), report.more_faults) == (100, 50)


@pytest.mark.parametrize("lines", [[], ["{}"], ["x"], ['{"format": "other"}'], export(LINKS)[1:]])
def test_another_file_is_no_export(lines: list[str]) -> None:
    with pytest.raises(NotAnExport):
        verify(lines, None)
