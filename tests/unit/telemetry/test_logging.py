"""What a line of log is made of, and what does not get into one."""

import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from formaops.errors import OutputInvalid
from formaops.telemetry import logs, scope
from formaops.telemetry.logs import JsonFormatter, Redaction, TextFormatter, told

SECRET = "an-operators-secret"
NOTHING = Redaction({})


def record(message: str, *args: Any, **more: Any) -> logging.LogRecord:
    made = logging.LogRecord("formaops.test", logging.WARNING, "file.py", 1, message, args, None)
    made.__dict__.update(more)
    return made


def line(message: str, *args: Any, redact: Redaction = NOTHING, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(JsonFormatter(redact).format(record(message, *args, **more)))
    return made


@pytest.fixture(autouse=True)
def _no_scope() -> Iterator[None]:
    token = scope.enter(scope.Scope())
    yield
    scope._current.reset(token)


def test_a_line_says_when_who_and_what() -> None:
    scope.enter(scope.Scope("r-1", "execute-prompt", "t-1", "e-1", "a" * 32))
    made = line("%s of %d", "one", 2, fields={"status": 200})
    assert made.pop("time").endswith("+00:00")
    assert made == {
        "severity": "WARNING",
        "logger": "formaops.test",
        "message": "one of 2",
        "request_id": "r-1",
        "function": "execute-prompt",
        "tenant_id": "t-1",
        "execution_id": "e-1",
        "trace_id": "a" * 32,
        "status": 200,
    }


def test_text_is_one_line_with_the_ids() -> None:
    scope.enter(scope.Scope("r-1", "execute-prompt"))
    text = TextFormatter(NOTHING).format(record("first\nERROR formaops: second"))
    assert text == "WARNING formaops.test: first ERROR formaops: second request_id=r-1"


@pytest.mark.parametrize(
    "secret",
    [
        "sb_secret_N7UND0UgjKTVK-Uodkm0Hg",
        "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl",
        "Bearer abc.def",
        "sk-proj-0123456789",
        "AIzaSyA0123456789012345678901",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        SECRET,
    ],
)
def test_secrets_are_taken_out(secret: str) -> None:
    redact = Redaction({"SOME_API_KEY": SECRET, "HOME": "/root"})
    message = line("said %s here", secret, redact=redact)["message"]
    assert message == "said [secret] here"


def test_of_an_api_key_the_id_stays() -> None:
    message = line("key fo_live_k7Gh2a_0123456789abcdefABCDEF_x1 refused")["message"]
    assert message == "key fo_live_k7Gh2a_[secret] refused"


def test_the_password_of_an_address_is_taken_out() -> None:
    assert line("at postgresql://postgres:hunter2@db:5432/x")["message"] == "at postgresql://[secret]@db:5432/x"


def test_what_is_no_secret_stays() -> None:
    text = "POST execute-prompt 200 12 ms 6f1f2f5c-36ad-4a7a-8a5b-3a0c8d0f3b21 http://127.0.0.1:54321/rest/v1"
    assert line(text, redact=Redaction({"HOME": "/rest/v1", "A_KEY": "short"}))["message"] == text


def failure(error: Exception) -> list[str]:
    try:
        raise error
    except Exception as raised:
        return list(told(raised))


def test_of_an_exception_the_class_and_the_place_are_told_but_not_what_it_quotes() -> None:
    [place, what] = failure(ValueError("could not convert 'my diary'"))
    assert place.endswith(" failure")
    assert __file__ in place
    assert what == "builtins.ValueError"


def test_of_our_own_errors_the_code_is_told() -> None:
    assert failure(OutputInvalid("it says 'my diary'"))[-1] == "formaops.errors.OutputInvalid (output_invalid)"


def test_what_python_says_of_the_code_is_told() -> None:
    assert failure(AttributeError("no attribute 'x'"))[-1] == "builtins.AttributeError: no attribute 'x'"


def test_of_a_validation_the_fields_are_told_but_not_their_values() -> None:
    class Settings(BaseModel):
        service_role_key: int
        url: str

    try:
        Settings.model_validate({"service_role_key": SECRET})
    except ValueError as error:
        said = list(told(error))[-1]
    assert said.endswith("ValidationError: service_role_key int_parsing; url missing")


def test_causes_are_told() -> None:
    try:
        try:
            raise KeyError("my diary")
        except KeyError as error:
            raise OSError("no route to host") from error
    except OSError as error:
        said = [each for each in told(error) if __file__ not in each]
    assert said == ["builtins.OSError: no route to host", "because of", "builtins.KeyError"]


def test_an_exception_in_a_line() -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        made = line("it failed", exc_info=sys.exc_info())
    assert made["exception"][-1] == "builtins.ValueError"
    assert SECRET not in json.dumps(made)


def test_arguments_that_do_not_fit_are_no_failure() -> None:
    assert line("%d", "x")["message"] == "%d"


@pytest.fixture
def handlers() -> Iterator[list[logging.Handler]]:
    """The root's handlers, as they were before afterwards."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield root.handlers
    root.handlers[:], root.level = before, level
    logging.captureWarnings(False)


@pytest.mark.parametrize(
    ("environ", "formatter"),
    [
        ({}, TextFormatter),
        ({"K_SERVICE": "execute-prompt"}, JsonFormatter),
        ({"K_SERVICE": "execute-prompt", "FORMAOPS_LOG_FORMAT": "text"}, TextFormatter),
        ({"FORMAOPS_LOG_FORMAT": "JSON"}, JsonFormatter),
        ({"FORMAOPS_LOG_FORMAT": "xml"}, TextFormatter),
    ],
)
def test_json_where_it_is_deployed_or_wanted(
    environ: dict[str, str], formatter: type, handlers: list[logging.Handler]
) -> None:
    logs.configure(environ)
    [handler] = logging.getLogger().handlers
    assert type(handler.formatter) is formatter


@pytest.mark.parametrize(
    ("header", "trace"),
    [
        (f"00-{'a' * 32}-{'b' * 16}-01", "a" * 32),
        (f"00-{'0' * 32}-{'b' * 16}-01", None),
        ("00-zz", None),
        ("x" * 10_000, None),
        (None, None),
    ],
)
def test_the_callers_trace(header: str | None, trace: str | None) -> None:
    assert scope.trace_id_of(header) == trace
