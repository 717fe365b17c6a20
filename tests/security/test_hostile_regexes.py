"""Expressions and texts that are slow elsewhere, or that RE2 cannot run."""

import pytest

from formaops.validation import Validation, check_definition, validate

pytestmark = pytest.mark.timeout(20)

AS = "a" * 500_000 + "!"


async def still_works() -> None:
    assert (await validate("{}", [Validation("next", "REGEX", {"pattern": "^\\{"})], {})).status == "PASSED"


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"^(a+)+$", AS),
        (r"^(a|aa)+$", AS),
        (r"^(a|a?)+$", AS),
        (r"(.*)*x", AS),
        (r"^(([a-z])+.)+[A-Z]([a-z])+$", AS),
        (r"(a*)*b", AS),
        (r"((a{1,30}){1,30})x", AS),
        (r"[a-q][^u-z]{500}x", "abcdefghi" * 100_000),
        (r"(x+x+)+y", "x" * 500_000),
        (r"^(\w+\s?)*$", "word " * 100_000 + "!"),
    ],
)
async def test_linear_where_others_backtrack(pattern: str, text: str):
    validation = Validation("slow elsewhere", "REGEX", {"pattern": pattern})
    assert await check_definition(validation) == []
    [result] = (await validate(text, [validation], {})).results
    assert [fault.message[:16] for fault in result.errors] == ["does not match /"]
    await still_works()


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        (r"a(?=b)", "invalid perl operator: (?="),
        (r"a(?!b)", "invalid perl operator: (?!"),
        (r"(?<=a)b", "invalid perl operator: (?<"),
        (r"(?<!a)b", "invalid perl operator: (?<"),
        (r"(?>a)b", "invalid perl operator: (?>"),
        (r"(a)\1", "invalid escape sequence: \\1"),
        (r"a++", "bad repetition operator: ++"),
        (r"a{1001}", "invalid repetition size: {1001}"),
        (r"((a{100}){100}){100}", "invalid repetition size"),
        ("(" * 999, "missing )"),
        ("[" * 1000, "missing ]"),
        ("a" * 1001, "longer than 1,000 characters"),
        ("(?i)" * 240 + "(", "missing )"),
        (r"\p{Nope}", "invalid character class range"),
        ("\ud800", "half a surrogate pair"),
    ],
)
async def test_refused_when_saved_and_when_run(pattern: str, message: str):
    validation = Validation("bad", "REGEX", {"pattern": pattern})
    [fault] = await check_definition(validation)
    assert fault.path == "config.pattern"
    assert message in fault.message
    [result] = (await validate("aaa", [validation], {})).results
    assert [(each.path, each.message[:33]) for each in result.errors] == [
        ("config.pattern", "this validation is itself wrong: ")
    ]
    await still_works()
