"""What an API key looks like, and what never was one."""

import hashlib
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formaops.access.keys import LENGTH, generate, parse
from formaops.access.records import SCOPES
from formaops.database import Principal
from formaops.errors import Unauthenticated
from formaops.local.layout import ROOT


def test_a_key_is_read_back_as_it_was_made() -> None:
    key = generate()
    assert len(key.text) == LENGTH == 91
    assert parse(key.text) == key
    assert key.text.split("_")[2] == key.id.hex
    assert key.proof == {"id": str(key.id), "digest": hashlib.sha256(key.text.encode()).hexdigest()}
    assert key.text.endswith(key.last_four)


def test_no_two_are_alike() -> None:
    secrets = {generate().text.split("_")[3] for _ in range(1000)}
    assert len(secrets) == 1000
    assert {character for secret in secrets for character in secret} == {*string.digits, *string.ascii_letters}


def test_a_key_is_not_printed() -> None:
    key = generate()
    secret = key.text.split("_")[3]
    assert secret not in repr(key)
    assert secret not in repr(Principal(user_id=None, api_key=key))


@given(st.integers(0, LENGTH - 1), st.sampled_from(string.ascii_letters + string.digits + "_ \n\0é٣"))
def test_a_key_with_one_character_changed_is_none(place: int, character: str) -> None:
    text = generate().text
    if text[place] != character:
        with pytest.raises(Unauthenticated):
            parse(text[:place] + character + text[place + 1 :])


_LIKE_A_KEY = re.compile(r"fo_live_[0-9a-f]{32}_\w{43}_\w{6}\n?", re.ASCII)


@given(st.one_of(st.text(), st.from_regex(_LIKE_A_KEY, fullmatch=True)))
def test_what_never_was_a_key_is_refused(text: str) -> None:
    with pytest.raises(Unauthenticated):
        parse(text)


def test_a_key_that_was_cut_or_doubled_is_none() -> None:
    text = generate().text
    for wrong in (text[:-1], text[1:], text * 2, f" {text}", f"{text}\n", text.upper(), text.lower(), ""):
        with pytest.raises(Unauthenticated):
            parse(wrong)


def test_the_scopes_are_those_of_the_database() -> None:
    migrations = sorted((ROOT / "supabase" / "migrations").glob("*.sql"))
    defined = [text for file in migrations if "function private.api_scopes()" in (text := file.read_text())]
    body = defined[-1].partition("function private.api_scopes()")[2].partition("'{")[2].partition("}'")[0]
    assert tuple(scope.strip() for scope in body.split(",")) == SCOPES
