"""What a command says to scripts, for every way in which it can fail."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from postgrest.exceptions import APIError
from supabase_auth.errors import AuthApiError, AuthRetryableError

from formaops import errors
from formaops.cli.failures import Exit, Failure, exit_code_of, explain
from formaops.local.problems import StackError

REQUEST = httpx.Request("GET", "https://project.example/rest/v1/prompts")


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        ({"status": 422, "code": "output_invalid"}, Exit.FAILED),
        ({"status": 409, "code": "wrong_state", "execution": {"status": "CANCELLED"}}, Exit.FAILED),
        ({"status": 409, "code": "wrong_state"}, Exit.USAGE),
        ({"status": 422, "code": "invalid_inputs", "execution": {"status": "FAILED"}}, Exit.USAGE),
        ({"status": 400, "code": "malformed"}, Exit.USAGE),
        ({"status": 413, "code": "too_large"}, Exit.USAGE),
        ({"status": 401, "code": "unauthenticated"}, Exit.NOT_ALLOWED),
        ({"status": 403, "code": "forbidden"}, Exit.NOT_ALLOWED),
        ({"status": 404, "code": "not_found"}, Exit.NOT_FOUND),
        ({"status": 502, "code": "provider_failed", "execution": {"status": "FAILED"}}, Exit.NOT_READY),
        ({"status": 503, "code": "not_ready"}, Exit.NOT_READY),
        ({"status": 504, "code": "provider_timeout"}, Exit.NOT_READY),
        ({"status": 500, "code": "internal_error"}, Exit.NOT_READY),
        ({"execution": None}, Exit.NOT_READY),
    ],
)
def test_a_problem_has_its_exit_code(problem: dict[str, Any], expected: Exit) -> None:
    assert exit_code_of(problem) is expected


@pytest.mark.parametrize(
    ("error", "expected", "said"),
    [
        (errors.NotFound("not here"), Exit.NOT_FOUND, "not here"),
        (StackError("No space is left.", advice="Free some."), Exit.NOT_READY, "No space"),
        (httpx.ConnectError("refused", request=REQUEST), Exit.NOT_READY, "https://project.example cannot be reached"),
        (httpx.ReadTimeout("slow", request=REQUEST), Exit.NOT_READY, "did not answer in time"),
        (httpx.InvalidURL("bad port"), Exit.USAGE, "bad port"),
        (APIError({"code": "PT404", "message": "There is no such prompt."}), Exit.NOT_FOUND, "no such prompt"),
        (APIError({"code": "PT403", "message": "Not a member."}), Exit.NOT_ALLOWED, "Not a member"),
        (APIError({"code": "42501", "message": "permission denied"}), Exit.NOT_ALLOWED, "role"),
        (APIError({"code": "PGRST202", "message": "no function"}), Exit.NOT_READY, "no function (PGRST202)"),
        (AuthApiError("Invalid login credentials", 400, "invalid_credentials"), Exit.NOT_ALLOWED, "Invalid login"),
        (AuthApiError("oops", 500, "unexpected_failure"), Exit.NOT_READY, "oops"),
        (AuthRetryableError("Connection refused", 0), Exit.NOT_READY, "Connection refused"),
        (KeyError("surprise"), Exit.NOT_READY, "fault of formaops itself: KeyError"),
    ],
)
def test_whatever_is_raised_becomes_one_message(error: Exception, expected: Exit, said: str) -> None:
    failure = explain(error)
    assert failure.exit_code is expected
    assert said in str(failure)


def test_a_problem_of_the_stack_comes_with_the_end_of_its_log() -> None:
    failure = explain(StackError("It ended.", advice="Look.", log=Path("/x.log"), tail="one\ntwo"))
    assert [fault.message for fault in failure.faults] == ["one", "two"]
    assert failure.hint == "Log: /x.log. Look."


def test_our_own_faults_are_raised_when_they_are_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORMAOPS_DEBUG", "1")
    with pytest.raises(KeyError):
        explain(KeyError("surprise"))


@pytest.mark.parametrize(
    ("problem", "hint"),
    [
        ({"code": "unauthenticated", "status": 401}, "formaops login"),
        ({"code": "forbidden", "status": 403}, "formaops whoami"),
        ({"code": "not_ready", "status": 503}, "formaops up"),
        ({"code": "unknown_price", "status": 422}, "FORMAOPS_ALLOW_UNKNOWN_PRICE"),
        ({"code": "provider_failed", "execution": {"id": "3f2a0000-0000"}}, "formaops executions show 3f2a0000"),
        ({"code": "malformed", "status": 400}, ""),
    ],
)
def test_says_what_to_do_next(problem: dict[str, Any], hint: str) -> None:
    assert hint in Failure(problem).hint
