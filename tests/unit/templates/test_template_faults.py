"""Each fault says where, as template:<line>:<column>, and what."""

from typing import Any

import pytest

from formaops.errors import InvalidTemplate
from formaops.templates import check, render


@pytest.mark.parametrize(
    ("template", "path", "message"),
    [
        ("a\n b {{ c", "template:2:4", "'{{' is never closed by '}}'"),
        ("{% if a", "template:1:1", "'{%' is never closed by '%}'"),
        ("{{ }}", "template:1:1", "there is nothing between '{{' and '}}'"),
        ("{% %}", "template:1:1", "a tag has to begin with its name"),
        ("\n\n{% include 'a' %}", "template:3:4", "there is no tag 'include'"),
        ("{% render 'a' %}", "template:1:4", "there is no tag 'render'"),
        ("{% if a %}\n{% for i in a %}\n{% endif %}", "template:3:4", "'endif' closes nothing that is open here"),
        ("x\n{% if a %}", "template:2:4", "'if' is never closed by 'endif'"),
        ("{% else %}", "template:1:4", "'else' does not belong here"),
        ("{% raw %}", "template:1:4", "'raw' is never closed by 'endraw'"),
        ("{% comment %}", "template:1:4", "'comment' is never closed by 'endcomment'"),
        ("{{ a b }}", "template:1:6", "expected end of expression"),
        ("{% if a = 1 %}{% endif %}", "template:1:9", "expected end of expression"),
        ("{% assign a %}", "template:1:15", "expected '='"),
        ("{{ a | nope }}", "template:1:8", "there is no filter 'nope'; allowed are abs,"),
        ("{{ a | replace }}", "template:1:8", "filter 'replace': missing a required argument: 'old'"),
        ("{{ a | upcase: 1 }}", "template:1:8", "filter 'upcase': too many positional arguments"),
        ("{{ a | default: 1, nope: 2 }}", "template:1:8", "filter 'default': got an unexpected keyword argument"),
        ("{{ [a] }}", "template:1:4", "a variable has to begin with its name"),
        ("{{ (1..3) }}", "template:1:4", "a range can only be looped over with 'for'"),
    ],
)
def test_what_does_not_parse(template: str, path: str, message: str):
    with pytest.raises(InvalidTemplate) as caught:
        check(template)
    [fault] = caught.value.faults
    assert fault.path == path
    assert fault.message.startswith(message)
    line, column = path.split(":")[1:]
    assert caught.value.detail == f"line {line}, column {column}: {fault.message}"


@pytest.mark.parametrize(
    ("template", "values", "path", "message"),
    [
        ("a\n{{ b }}", {}, "template:2:4", "'b' is not defined"),
        ("{% if b %}{% endif %}", {}, "template:1:7", "'b' is not defined"),
        ("{{ user.name }}", {"user": {}}, "template:1:4", "user.name is undefined"),
        ("{{ user.name }}", {"user": None}, "template:1:4", "user.name is undefined"),
        ("{{ a[5] }}", {"a": [1]}, "template:1:4", "index out of range"),
        ("{{ user.name | upcase }}", {"user": {}}, "template:1:4", "user.name is undefined"),
        ('{{ "a" | append: user.name }}', {"user": {}}, "template:1:18", "user.name is undefined"),
        ("{% for i in user.list %}{% endfor %}", {"user": {}}, "template:1:13", "user.list is undefined"),
        ("{% for i in a %}{% endfor %}", {"a": "text"}, "template:1:13", "only an array, an object or a range"),
        ("{% for i in a limit: 'x' %}{% endfor %}", {"a": []}, "template:1:22", "expected an integer"),
        ("{% for i in a offset: b.c %}{% endfor %}", {"a": [1], "b": {}}, "template:1:23", "b.c is undefined"),
        ("{% if a < b %}{% endif %}", {"a": 1, "b": "x"}, "template:1:9", "'<' and '>' are not supported"),
        ("{{ a | plus: 1 }}", {"a": "x"}, "template:1:8", "filter 'plus': could not convert"),
        ("{{ a | plus: 1 }}", {"a": [1]}, "template:1:8", "filter 'plus': needs a number, not an array"),
        ("{{ a | join }}", {"a": 1}, "template:1:8", "filter 'join': needs an array, not a number"),
        ("{{ 1 | divided_by: 0 }}", {}, "template:1:8", "filter 'divided_by': cannot divide by zero"),
        ("{{ 1 | modulo: 0 }}", {}, "template:1:8", "filter 'modulo': cannot divide by zero"),
        ("{{ forloop }}{% for i in a %}{{ forloop }}{% endfor %}", {"a": [1]}, "template:1:4", "'forloop' is not"),
        ("{% for i in a %}{{ forloop }}{% endfor %}", {"a": [1]}, "template:1:17", "forloop cannot be written out"),
        ("{% break %}", {}, "template:1:4", "unexpected 'break'"),
    ],
)
def test_what_does_not_render(template: str, values: dict[str, Any], path: str, message: str):
    with pytest.raises(InvalidTemplate) as caught:
        render(template, values)
    [fault] = caught.value.faults
    assert fault.path == path
    assert fault.message.startswith(message)
