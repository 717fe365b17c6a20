"""Failures that no server can be made to produce on demand."""

import httpx2
from pydantic_ai.exceptions import ModelTimeoutError, UserError

from formaops.models.diagnosis import clean, read


def caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


def test_a_host_that_does_not_take_the_connection_in_time() -> None:
    failure = read(caused(ModelTimeoutError("m", "timed out"), httpx2.ConnectTimeout("")), secret=None)
    assert failure.text == "the provider could not be reached in time"
    assert (failure.retry, failure.timed_out, failure.unused) == (True, True, True)


def test_a_request_that_the_library_refuses_to_send() -> None:
    failure = read(UserError("not with key abc123abc"), secret="abc123abc")
    assert failure.text == "not with key [key]"
    assert (failure.retry, failure.unused) == (False, True)


def test_causes_that_point_at_each_other() -> None:
    first, second = ValueError(), KeyError()
    first.__context__, second.__context__ = second, first
    assert read(first, secret=None).retry


def test_words_that_only_look_a_little_like_keys_stay() -> None:
    said = "skills and pk-zip need a schema for key_management_service"
    assert clean(said, None) == said
