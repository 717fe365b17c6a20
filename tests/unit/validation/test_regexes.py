from typing import Any

import pytest

from formaops.errors import Fault
from formaops.validation import _regex


@pytest.mark.parametrize(
    ("config", "text", "matches"),
    [
        ({"pattern": "b+"}, "abbc", True),
        ({"pattern": "^b"}, "a\nb", False),
        ({"pattern": "^b", "flags": "m"}, "a\nb", True),
        ({"pattern": "a.b"}, "a\nb", False),
        ({"pattern": "a.b", "flags": "s"}, "a\nb", True),
        ({"pattern": "AB", "flags": "i"}, "xaby", True),
        ({"pattern": "A.B$", "flags": "imsu"}, "a\nb\nc", True),
        ({"pattern": "^.$"}, "ä", True),
        ({"pattern": "^\\u00e4\\\\u$"}, "ä\\u", True),
        ({"pattern": ""}, "", True),
        ({"pattern": "b$"}, "\ud800b", True),
    ],
)
def test_searches(config: dict[str, str], text: str, matches: bool):
    assert _regex.check(config) == []
    wanted = [] if matches else [Fault("$", f"does not match /{config['pattern']}/{config.get('flags', '')}")]
    assert _regex.run(config, text) == wanted


@pytest.mark.parametrize(
    ("config", "path", "message"),
    [
        ("a", "config", "must be an object"),
        ({}, "config.pattern", "must be a string"),
        ({"pattern": 5}, "config.pattern", "must be a string"),
        ({"pattern": "a", "flag": "i"}, "config.flag", "is not known here"),
        ({"pattern": "a", "flags": "g"}, "config.flags", "must be some of the letters imsu"),
        ({"pattern": "a", "flags": ["i"]}, "config.flags", "must be some of the letters imsu"),
        ({"pattern": "("}, "config.pattern", "the expression cannot be run: missing ): ("),
        ({"pattern": "a" * 1001}, "config.pattern", "the expression is longer than 1,000 characters"),
        ({"pattern": "\ud800"}, "config.pattern", "the expression holds half a surrogate pair"),
    ],
)
def test_what_is_wrong_with_a_config(config: Any, path: str, message: str):
    [fault] = _regex.check(config)
    assert fault.path == path
    assert fault.message.startswith(message)
