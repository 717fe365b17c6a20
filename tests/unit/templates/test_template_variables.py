import pytest

from formaops.errors import InvalidTemplate
from formaops.templates import check, variables_of


@pytest.mark.parametrize(
    ("template", "names"),
    [
        ("plain", []),
        ("{{ b }}{{ a }}{{ b.c }}", ["b", "a"]),
        ("{% for i in items %}{{ i }}{{ forloop.index }}{{ other }}{% endfor %}", ["items", "other"]),
        ("{% assign x = a | append: b %}{{ x }}", ["a", "b"]),
        ("{% assign x = x %}{{ x }}", ["x"]),
        ("{% capture x %}{{ a }}{% endcapture %}{{ x }}", ["a"]),
        ("{% if a and b == c %}{{ d }}{% elsif e contains f %}{% endif %}", ["a", "b", "c", "d", "e", "f"]),
        ("{% case a %}{% when b %}{{ c }}{% endcase %}", ["a", "b", "c"]),
        ("{% for i in (a..b) limit: c %}{% endfor %}", ["a", "b", "c"]),
        ("{{ a[b.c] }}", ["a", "b"]),
        ('{{ a | default: b, allow_false: c }}{{ "d" }}', ["a", "b", "c"]),
        ("{% raw %}{{ a }}{% endraw %}{% comment %}{{ b }}{% endcomment %}{% # {{ c %}", []),
        ("{{ now }}", ["now"]),
    ],
)
def test_lists_what_a_caller_has_to_give(template: str, names: list[str]):
    assert variables_of(template) == names


def test_raises_for_what_does_not_parse():
    with pytest.raises(InvalidTemplate):
        variables_of("{{ a")
    with pytest.raises(InvalidTemplate):
        check("{% if %}{% endif %}")
