"""What PostgREST answers, in our words."""

import pytest
from postgrest.exceptions import APIError

from formaops import errors
from formaops.database.failures import as_error


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("PT400", errors.Malformed),
        ("PT402", errors.BudgetExceeded),
        ("PT403", errors.Forbidden),
        ("PT404", errors.NotFound),
        ("PT409", errors.WrongState),
        ("42501", errors.Forbidden),
        ("23503", errors.NotFound),
        ("23505", errors.WrongState),
        ("22P02", errors.Malformed),
        ("22P05", errors.Malformed),
        ("PGRST301", errors.Unauthenticated),
        ("PGRST002", errors.NotReady),
        ("57014", errors.NotReady),
        ("53300", errors.NotReady),
        ("PGRST003", errors.NotReady),
        (None, errors.NotReady),
    ],
)
def test_each_code_says_who_has_to_act(code: str | None, kind: type[errors.FormaOpsError]) -> None:
    assert type(as_error(APIError({"code": code, "message": "m"}))) is kind


def test_a_violated_check_names_its_rule() -> None:
    message = 'new row for relation "executions" violates check constraint "executions_cost_not_negative"'
    error = as_error(APIError({"code": "23514", "message": message}))
    assert error.faults == (errors.Fault("executions_cost_not_negative", "executions cost not negative"),)


@pytest.mark.parametrize(
    ("code", "words", "retry_after"),
    [
        ("57014", "its time for one statement was over", None),
        ("PGRST003", "All connections to the database were in use", 2),
        ("53300", "takes no more connections", 5),
    ],
)
def test_what_is_too_much_for_the_database_is_told(code: str, words: str, retry_after: int | None) -> None:
    error = as_error(APIError({"code": code, "message": "m"}))
    assert words in error.detail
    assert error.extra.get("retry_after") == retry_after


def test_nothing_internal_leaks() -> None:
    error = as_error(APIError({"code": "XX000", "message": "could not open file base/1/2"}))
    assert "base/1" not in error.detail


@pytest.mark.parametrize(
    ("state", "code", "kind"),
    [
        ("PT409", "in_progress", errors.InProgress),
        ("PT422", "idempotency_mismatch", errors.IdempotencyMismatch),
        ("PT422", "unknown_price", errors.UnknownPrice),
    ],
)
def test_a_code_in_the_detail_says_more(state: str, code: str, kind: type[errors.FormaOpsError]) -> None:
    error = as_error(APIError({"code": state, "message": "m", "details": f'{{"code": "{code}", "model": "a"}}'}))
    assert type(error) is kind
    assert error.extra == {"model": "a"}


@pytest.mark.parametrize("details", ["", "Key (a) exists", "[1]", "3", None])
def test_a_detail_that_is_no_object_says_nothing(details: str | None) -> None:
    error = as_error(APIError({"code": "PT409", "message": "m", "details": details}))
    assert (type(error), error.extra) == (errors.WrongState, {})
