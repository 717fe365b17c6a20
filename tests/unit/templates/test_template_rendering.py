from typing import Any

import pytest

from formaops.templates import render

SEED = "Review the following {{language}} code for:\n- Bugs\n```{{language}}\n{{code}}\n```"


def test_renders_the_code_reviewer():
    text = render(SEED, {"language": "python", "code": "if a < b & c:\n    print('{{ no }}')"})
    assert text == "Review the following python code for:\n- Bugs\n```python\nif a < b & c:\n    print('{{ no }}')\n```"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("<b>&amp;", "<b>&amp;"),
        (None, ""),
        (True, "true"),
        (False, "false"),
        (3, "3"),
        (1.5, "1.5"),
        ([1, None, "ä"], '[1, null, "ä"]'),
        ({"a": [True]}, '{"a": [true]}'),
    ],
)
def test_writes_json_values(value: Any, text: str):
    assert render("{{ x }}", {"x": value}) == text


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ('{{ none | default: "d" }}', "d"),
        ('{{ no | default: "d" }}{{ no | default: "d", allow_false: true }}', "dfalse"),
        ("{% if none %}a{% else %}b{% endif %}", "b"),
        ("{% unless none %}a{% endunless %}", "a"),
        ('{{ user.nickname | default: "you" }}', "you"),
        ("{% if user.nickname %}a{% elsif user.name == 'Ann' %}b{% endif %}", "b"),
        ("{{ list[0] }}{{ list[-1] }}{{ list.first }}{{ list.last }}{{ list.size }}", "13133"),
        ("{{ user['name'] }}{{ user.name.size }}", "Ann3"),
        (
            "{% for i in list %}{{ forloop.index }}:{{ i }}{% unless forloop.last %},{% endunless %}{% endfor %}",
            "1:1,2:2,3:3",
        ),
        ("{% for i in (2..4) reversed %}{{ i }}{% endfor %}", "432"),
        ("{% for i in list limit: 1 offset: 1 %}{{ i }}{% endfor %}", "2"),
        ("{% for i in list %}{% if i == 2 %}{% continue %}{% endif %}{{ i }}{% endfor %}", "13"),
        ("{% for i in list %}{% if i == 2 %}{% break %}{% endif %}{{ i }}{% endfor %}", "1"),
        ("{% for i in none %}{{ i }}{% else %}nothing{% endfor %}", "nothing"),
        ("{% for pair in user %}{{ pair[0] }}={{ pair[1] }}{% endfor %}", "name=Ann"),
        ("{% case user.name %}{% when 'Bob', 'Ann' %}x{% else %}y{% endcase %}", "x"),
        ("{% assign a = list | first %}{{ a }}{% capture b %}[{{ a }}]{% endcapture %}{{ b }}", "1[1]"),
        ("{% raw %}{{ x }} {% if %}{% endraw %}", "{{ x }} {% if %}"),
        ("a{% comment %}{{ }} {% if %} {% comment %}{% endcomment %}b{% endcomment %}c{% # remark %}d", "acd"),
        ("a {%- if true -%} b {%- endif -%} c {{- 1 -}} d", "abc1d"),
        ("a {%- raw -%} {{ b }} {%- endraw -%} c", "a{{ b }}c"),
        ('{"a": {"b": 1}}', '{"a": {"b": 1}}'),
    ],
)
def test_speaks_liquid(template: str, text: str):
    values = {"none": None, "no": False, "user": {"name": "Ann"}, "list": [1, 2, 3]}
    assert render(template, values) == text


def test_values_are_not_templates():
    assert render("{{ x }}", {"x": "{{ y }}{% if %}"}) == "{{ y }}{% if %}"


def test_one_rendering_leaves_nothing_behind():
    template = "{% if seen %}again{% endif %}{% assign seen = true %}"
    assert [render(template, {"seen": None}) for _ in range(2)] == ["", ""]
