"""Templates that try to hang, to eat memory, to reach Python or to end in an error that nobody planned.

Each ends in InvalidTemplate that says why, and the next rendering works. None of these may need the timeout: the
slowest is stopped by its own limit of half a second of CPU time.
"""

import random
from contextlib import suppress
from typing import Any

import pytest

from formaops.errors import InvalidTemplate
from formaops.templates import check, render, variables_of

pytestmark = pytest.mark.timeout(20)

BIG = "x" * 2_000_000
DEEP: list[Any] = []
for _ in range(5_000):
    DEEP = [DEEP]
DOUBLED = "{% assign a = a | ACT %}" * 60 + "{{ a }}"

LONG_LOOP = f"{{% for i in (1..9999) %}}{'x' * 50}{{% endfor %}}"
SHORT_LOOP = f"{{% for i in (1..300) %}}{'x' * 800}{{% endfor %}}"
LOOPS = "loop iterations"
ATTACKS: dict[str, tuple[str, dict[str, Any], str]] = {
    "nested loops": (
        "{% for i in (1..1000) %}{% for j in (1..1000) %}x{% endfor %}{% endfor %}",
        {},
        "loop iterations",
    ),
    "empty nested loops": ("{% for i in (1..9999) %}" * 20 + "{% endfor %}" * 20, {}, LOOPS),
    "loops in a row": ("{% for i in (1..9999) %}{% endfor %}" * 900, {}, LOOPS),
    "a loop over a long list": ("{% for i in a %}{% endfor %}", {"a": [0] * 1_000_000}, LOOPS),
    "a loop with a huge body": (
        "{% for i in (1..9999) %}" + "{% if true %}{% endif %}" * 900 + "{% endfor %}",
        {},
        "CPU",
    ),
    "a huge range": ("{% for i in (1..30000000) %}{% endfor %}", {}, LOOPS),
    "a huge range, reversed": ("{% for i in (1..30000000) reversed %}{% endfor %}", {}, LOOPS),
    "a huge range, its end": ("{% for i in (1..30000000) offset: 29999999 %}{% endfor %}", {}, LOOPS),
    "a range beyond machine size": ("{% for i in (1..99999999999999999999) %}{% endfor %}", {}, LOOPS),
    "a range from a value": ("{% for i in (1..n) %}{% endfor %}", {"n": "99999999999"}, LOOPS),
    "a range through join": ("{{ (1..30000000) | join }}", {}, "a range can only be looped over"),
    "a range through assign": ("{% assign r = (1..30000000) %}{{ r | size }}", {}, "a range can only be looped over"),
    "a range through contains": ("{% if (1..30000000) contains 'x' %}{% endif %}", {}, "a range can only be"),
    "a range through case": ("{% case (1..30000000) %}{% when 1 %}{% endcase %}", {}, "a range can only be"),
    "a range as an argument": ("{{ 'a' | append: (1..30000000) }}", {}, "a range can only be looped over"),
    "a range in a range": ("{% for i in ((1..9)..3) %}{% endfor %}", {}, ""),
    "an infinite range": ("{% for i in (1..n) %}{% endfor %}", {"n": float("inf")}, "OverflowError"),
    "a negative limit": ("{% for i in a limit: -5 %}{% endfor %}", {"a": [1]}, "ValueError"),
    "append doubling": (DOUBLED.replace("ACT", "append: a"), {"a": "xx"}, "larger than 262,144 characters"),
    "replace with itself": (DOUBLED.replace("ACT", 'replace: "", a'), {"a": "xx"}, "larger than 262,144 characters"),
    "concat doubling": (DOUBLED.replace("ACT", "concat: a"), {"a": [1, 2]}, "at most 10,000 items"),
    "concat of large items": (DOUBLED.replace("ACT", "concat: a"), {"a": [{"a": "x" * 60_000}]}, "larger than"),
    "times growing": (DOUBLED.replace("ACT", "times: a"), {"a": 99_999_999}, "the number is too large"),
    "floats growing": (DOUBLED.replace("ACT", "times: a"), {"a": 1.5e9}, "the number is too large"),
    "split into characters": ('{{ a | split: "" }}', {"a": BIG}, "makes more than 10,000 items"),
    "split into words": ('{{ a | split: " " }}', {"a": "x " * 500_000}, "makes more than 10,000 items"),
    "join with a long separator": ("{{ a | join: b }}", {"a": [0] * 5000, "b": "x" * 5000}, "larger than"),
    "escape growing": (DOUBLED.replace("ACT", "escape"), {"a": "&" * 9000}, "larger than"),
    "a chain of filters": ("{{ a" + " | upcase" * 400 + " }}", {"a": "x" * 250_000}, "filters and captures made more"),
    "truncate to a huge length": ('{{ "a" | truncate: 99999999999999999999999 }}', {}, "the number is too large"),
    "slice from far away": ('{{ "a" | slice: 1e9, 1 }}', {}, ""),
    "a round with huge digits": ("{{ 1.5 | round: 400 }}", {}, "takes 0 to 15 decimals"),
    "a number of 4000 digits": ('{{ "' + "1" * 3900 + '" | plus: 1 }}', {}, "needs a number"),
    "an integer past Python's digits": ("{{ a }}", {"a": 10**5000}, "ValueError"),
    "a huge capture": (
        "{% capture a %}{% for i in (1..9999) %}" + "x" * 50 + "{% endfor %}{% endcapture %}",
        {},
        "longer than",
    ),
    "many captures": (
        "".join(f"{{% capture a{i} %}}{SHORT_LOOP}{{% endcapture %}}" for i in range(30)),
        {},
        "filters and captures made more than",
    ),
    "an output that is too long": ("{{ a }}{{ a }}", {"a": "x" * 200_000}, "longer than 262,144 characters"),
    "a value that is too long": ("{{ a }}", {"a": BIG}, "longer than 262,144 characters"),
    "comparing large values": (
        "{% for i in (1..9000) %}{% if a == b %}{% endif %}{% endfor %}",
        {"a": list(range(200_000)), "b": list(range(200_000))},
        "CPU",
    ),
    "searching large values": (
        "{% for i in (1..9000) %}{% if a contains 'zz' %}{% endif %}{% endfor %}",
        {"a": BIG},
        "CPU",
    ),
    "a template that is too long": ("x" * 100_001, {}, "longer than 100,000 characters"),
    "too much markup": ("{{ a }}" * 2001, {"a": 1}, "more than 2,000 tags and outputs"),
    "an expression that is too long": (
        "{{ a" + " | upcase" * 500 + " }}",
        {"a": ""},
        "an expression of more than 4,000",
    ),
    "deep blocks": ("{% if true %}" * 2000, {}, "nested more than 20 deep"),
    "deep closed blocks": ("{% if true %}" * 500 + "{% endif %}" * 500, {}, "nested more than 20 deep"),
    "deep parentheses": ("{{ " + "(" * 3900 + " }}", {}, "too many brackets"),
    "deep brackets": ("{{ a" + "[a" * 1300 + "]" * 1300 + " }}", {"a": 1}, "too many brackets"),
    "many brackets": (("{{ " + "(" * 60 + "a" * 3800 + " }}") * 25, {}, "too many brackets"),
    "nested brackets within the limit": ("{{ a" + "[a" * 600 + "]" * 600 + " }}", {"a": 1}, ""),
    "a long chain of or": ("{% if " + "a or " * 790 + "a %}{% endif %}", {"a": False}, "nested too deeply"),
    "unclosed output, spaces": ("{{" + " " * 99_000, {}, "is never closed"),
    "unclosed outputs": ("{{ " * 33_000, {}, "is never closed"),
    "unclosed tag, spaces": ("{%" + " " * 99_000, {}, "is never closed"),
    "unclosed tags": ("{% " * 33_000, {}, "is never closed"),
    "unclosed raws": ("{% raw %}" * 11_000, {}, "is never closed"),
    "unclosed comments": ("{% comment %}" * 7_600, {}, "is never closed"),
    "an unclosed comment with openings": ("{% comment %}" + "{%" * 49_000, {}, "is never closed"),
    "an unclosed raw with openings": ("{% raw %}" + "{% " * 33_000, {}, "is never closed"),
    "including a file": ("{% include '/etc/passwd' %}", {}, "there is no tag 'include'"),
    "rendering a file": ("{% render '/etc/passwd' %}", {}, "there is no tag 'render'"),
    "extending a file": ("{% extends '/etc/passwd' %}", {}, "there is no tag 'extends'"),
    "a macro": ("{% macro 'a' %}{% endmacro %}", {}, "there is no tag 'macro'"),
    "the liquid tag": ("{% liquid\n echo a %}", {}, "there is no tag 'liquid'"),
    "the clock": ("{{ now }}", {}, "'now' is not defined"),
    "the date filter": ("{{ 'now' | date: '%Y' }}", {}, "there is no filter 'date'"),
    "Python's class": ("{{ a.__class__ }}", {"a": "x"}, "a.__class__ is undefined"),
    "Python's class by index": ("{{ a['__class__']['__mro__'] }}", {"a": []}, "is undefined"),
    "a method": ("{{ a.keys }}", {"a": {}}, "a.keys is undefined"),
    "a format string": ("{{ a.format }}", {"a": "{0.__class__}"}, "a.format is undefined"),
    "an object that is not JSON": ("{{ a }}", {"a": object()}, "object cannot be written out"),
    "an object in a list": ("{{ a }}", {"a": [object()]}, "not JSON serializable"),
    "an object through json": ("{{ a | json }}", {"a": object()}, "not JSON serializable"),
    "the variable table": ("{{ [a] }}", {"a": "b", "b": 1}, "a variable has to begin with its name"),
    "a half surrogate in markup": ("{{ \ud800 }}", {}, "unexpected"),
    "a value nested too deeply": ("{{ a }}", {"a": DEEP}, "nested too deeply"),
    "a deep value through a filter": ("{{ a | json }}", {"a": DEEP}, "nested too deeply"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_refused_with_a_reason(attack: str):
    template, values, message = ATTACKS[attack]
    with pytest.raises(InvalidTemplate) as caught:
        render(template, values)
    [fault] = caught.value.faults
    assert message in fault.message
    assert fault.path.startswith("template:")
    assert len(fault.message) <= 1000
    assert render("still {{ works }}", {"works": "here"}) == "still here"


HARMLESS = {
    "a path through nothing": "{{ a.b.c.d | default: 'x' }}",
    "a very long text": "x" * 100_000,
    "as much markup as allowed": "{{ a.b | default: 1 }}" * 2000,
    "as deep as allowed": "{% if true %}" * 20 + "x" + "{% endif %}" * 20,
    "braces that are text": "{ {a} }} %} { " * 5000,
}


@pytest.mark.parametrize("case", HARMLESS)
def test_taken(case: str):
    assert render(HARMLESS[case], {"a": {}})


PIECES = """{{ }} {{- -}} {% %} {%- -%} {% raw %} {% endraw %} {% comment %} {% endcomment %} {% # x %}
{% if a %} {% endif %} {% else %} {% elsif b %} {% unless a %} {% endunless %} {% for i in a %} {% endfor %}
{% for i in (1..3) %} {% break %} {% case a %} {% when 1 %} {% endcase %} {% assign x = a %} {% capture x %}
{% endcapture %} {{ a }} {{ x | upcase }} {{ a.b[0] }} { % | : , . .. ( ) [ ] " ' a b 1 1.5 -1 == != <> contains and or
nil true blank empty | append: | join | size \0 ä"""


@pytest.mark.parametrize("seed", range(20))
def test_nothing_but_invalid_template_escapes(seed: int):
    chance = random.Random(seed)
    pieces = PIECES.split(" ")
    for _ in range(100):
        template = " ".join(chance.choices(pieces, k=chance.randint(1, 25)))
        for act in (check, variables_of, lambda text: render(text, {"a": [1, {"b": None}], "b": "x"})):
            with suppress(InvalidTemplate):
                act(template)
