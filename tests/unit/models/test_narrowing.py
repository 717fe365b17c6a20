"""The stricter schema for the small model never allows what the schema that was asked for refuses."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from formaops.models.narrowing import MAX_CHARACTERS, MAX_ITEMS, narrowed

SCHEMA = {
    "type": "object",
    "properties": {
        "type": {"enum": ["a", "b"]},
        "rating": {"type": "number", "minimum": 0.5, "maximum": 10},
        "notes": {"type": "array", "items": {"type": "string"}},
    },
}


def test_bounded_numbers_become_integers_and_lists_and_texts_end() -> None:
    properties = narrowed(SCHEMA)["properties"]
    assert properties["rating"] == {"type": "integer", "minimum": 1, "maximum": 10}
    assert properties["notes"] == {
        "type": "array",
        "items": {"type": "string", "maxLength": MAX_CHARACTERS},
        "maxItems": MAX_ITEMS,
    }
    assert properties["type"] == {"enum": ["a", "b"]}


@pytest.mark.parametrize(
    "kept",
    [
        {"type": "number"},
        {"type": "number", "minimum": 0.1, "maximum": 0.9},
        {"type": "array", "maxItems": 50},
        {"type": "array", "minItems": MAX_ITEMS + 1},
        {"type": "string", "pattern": "^a$"},
        {"type": "string", "minLength": MAX_CHARACTERS + 1},
        {"const": {"type": "string"}},
        True,
    ],
)
def test_what_is_bounded_or_cannot_be_is_kept(kept: Any) -> None:
    assert narrowed(kept) == kept


@pytest.mark.parametrize("value", [{"rating": 1, "notes": ["x"]}, {"rating": 10}, {"rating": 11}, {"notes": ["x"] * 4}])
def test_whatever_it_accepts_was_asked_for(value: Any) -> None:
    accepted = Draft202012Validator(narrowed(SCHEMA)).is_valid(value)
    assert not accepted or Draft202012Validator(SCHEMA).is_valid(value)


def test_the_schema_given_is_not_changed() -> None:
    given = {"type": "array", "items": {"type": "string"}}
    narrowed(given)
    assert given == {"type": "array", "items": {"type": "string"}}
