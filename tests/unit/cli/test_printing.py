"""Money, JSON, records, diffs and plots as they appear on a terminal."""

import json
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from rich.console import Console, RenderableType

from formaops.cli import plots
from formaops.cli.commands.executions import as_record, id_range
from formaops.cli.diffs import coloured, differences
from formaops.cli.failures import Failure
from formaops.cli.output import Output, clean, milliseconds, money, pretty_json
from formaops.cli.records import record_view
from tests.unit.cli.played import record


def printed(renderable: RenderableType, width: int = 100) -> str:
    file = StringIO()
    Console(file=file, width=width).print(renderable)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0.000012340000", "$0.00001234"),
        ("0.000000000001", "$0.000000000001"),
        ("1E-12", "$0.000000000001"),
        ("0", "$0.00"),
        ("0.5", "$0.50"),
        ("1234.560000000000", "$1234.56"),
        (Decimal("100"), "$100.00"),
        (None, "unknown"),
    ],
)
def test_money_is_exact(value: str | Decimal | None, expected: str) -> None:
    assert money(value) == expected


@pytest.mark.parametrize(("value", "expected"), [(1, "1 ms"), (9999, "9,999 ms"), (12345.6, "12.3 s"), (None, None)])
def test_latencies_are_readable(value: float | None, expected: str | None) -> None:
    assert milliseconds(value) == expected


def test_what_others_wrote_does_not_drive_the_terminal() -> None:
    assert clean("a\x1b[2Jb\x07\tc\r\nd\x9be\u202e") == "a\\x1b[2Jb\\x07\tc\nd\\x9be\\x202e"


def test_json_stands_on_one_line_where_it_fits() -> None:
    value: dict[str, Any] = {"a": [1, 2], "b": {"long": ["x" * 50, "y" * 50]}, "é": None}
    assert printed(pretty_json(value)).splitlines() == [
        "{",
        '  "a": [1, 2],',
        '  "b": {',
        '    "long": [',
        f'      "{"x" * 50}",',
        f'      "{"y" * 50}"',
        "    ]",
        "  },",
        '  "é": null',
        "}",
    ]


def test_a_record_shows_everything_that_counts() -> None:
    text = printed(record_view(record(), with_output=False))
    for part in ('{"a": 1}', "✓ passed  Shape  SCHEMA", "$0.00001", "1,300 ms", "100 in + 25 out = 125", "COMPLETED"):
        assert part in text


def test_a_failed_record_says_where_and_why() -> None:
    fault = {"path": "$.issues[0].type", "message": "'x' is not one of ['bug']"}
    attempt = record()["attempts"][0] | {"outcome": "failed", "error": "the provider broke", "is_estimate": True}
    text = printed(
        record_view(
            record(
                status="FAILED",
                validated_output=None,
                validations=[{"name": "Shape", "type": "SCHEMA", "passed": False, "errors": [fault]}],
                attempts=[attempt | {"cost_usd": None}],
                cost_is_complete=False,
                error={"code": "output_invalid", "detail": "The output fails Shape."},
            ),
            with_output=True,
        )
    )
    for part in (
        "✗ failed  Shape",
        "$.issues[0].type: 'x' is not one of ['bug']",
        "~unknown",
        "local:smollm2: the provider broke",
        "~ is an estimate",
        "incomplete",
        "output_invalid: The output fails Shape.",
        'Output\n{"a": 1}',
    ):
        assert part in text


def test_a_row_with_its_ledger_reads_like_a_record() -> None:
    call = record()["attempts"][0] | {"kind": "REPAIR", "outcome": "SUCCEEDED", "input_tokens": 7, "output_tokens": 9}
    found = as_record(record(model_calls=[call], validation_results=None))
    [attempt] = found["attempts"]
    assert (attempt["kind"], attempt["outcome"]) == ("repair", "succeeded")
    assert attempt["token_usage"] == {"input": 7, "output": 9}
    assert found["validations"] == []


def test_an_id_may_be_shortened() -> None:
    assert id_range("3F2A") == ("3f2a0000-0000-0000-0000-000000000000", "3f2affff-ffff-ffff-ffff-ffffffffffff")
    whole = "3f2a0000-0000-4000-8000-00000000000c"
    assert id_range(whole) == (whole, whole)


@pytest.mark.parametrize("text", ["", "3f2", "zzzz", "3f2a%", "0" * 33, "3f2a,id.gt.0"])
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(Failure, match="is no id"):
        id_range(text)


def test_a_diff_covers_all_that_publishing_freezes() -> None:
    old: dict[str, Any] = {
        "template": "Hello {{name}}\nBye",
        "variables": [{"name": "name"}],
        "validations": [
            {"name": "f", "type": "FUNCTION", "config": {"code": "function validate() {\n  return true\n}"}}
        ],
        "model": None,
        "fallback_model": None,
        "parameters": {},
    }
    new = old | {
        "template": "Hi {{name}}\nBye",
        "model": "local:smollm2",
        "parameters": {"seed": 1},
        "validations": [{"name": "f", "type": "FUNCTION", "config": {"code": "function validate() {\n  return 1\n}"}}],
    }
    found = differences(old, new, ("version 1", "working copy"))
    assert set(found) == {"template", "model", "parameters", "validations"}
    assert found["template"].splitlines()[:2] == ["--- template (version 1)", "+++ template (working copy)"]
    assert "-Hello {{name}}\n+Hi {{name}}\n Bye" in found["template"]
    assert "-    return true\n+    return 1" in found["validations"]
    assert printed(coloured(found["model"])).splitlines()[-1] == "+local:smollm2"
    assert differences(old, old, ("a", "b")) == {}
    assert differences({}, old, ("nothing published", "working copy")).keys() == {
        "template",
        "variables",
        "validations",
    }


def test_the_plot_by_day_has_a_place_for_each_day() -> None:
    bars = plots.every_day(date(2026, 11, 1), date(2026, 11, 4), {"2026-11-02": Decimal("0.5")})
    assert [value for _, value in bars] == [0, Decimal("0.5"), 0, 0]
    text = plots.by_day(bars, 80, "$")
    assert "$0.5" in text
    assert "11-04" in text
    assert max(map(len, text.splitlines())) <= 80


def test_the_plot_by_name_starts_with_the_first() -> None:
    text = plots.by_name([("a-very-long-name-of-a-prompt-indeed", Decimal(2)), ("small", Decimal(1))], 80, "$")
    lines = text.splitlines()
    first = next(index for index, line in enumerate(lines) if "a-very-long-name-of-a-promp…" in line)
    second = next(index for index, line in enumerate(lines) if "small" in line)
    assert first < second
    assert lines[first].count("█") > 1.8 * lines[second].count("█") > 0


def test_long_values_are_printed_whole(capsys: pytest.CaptureFixture[str]) -> None:
    value = {"long": "word " * 60}
    Output().show(pretty_json(value))
    printed_value = capsys.readouterr().out
    assert json.loads(printed_value) == value
    assert max(map(len, printed_value.splitlines())) > 300
