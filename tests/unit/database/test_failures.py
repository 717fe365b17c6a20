"""What PostgREST answers, in our words."""

import pytest
from postgrest.exceptions import APIError

from formaops import errors
from formaops.database.failures import as_error


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("PT400", errors.Malformed),
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
        (None, errors.NotReady),
    ],
)
def test_each_code_says_who_has_to_act(code: str | None, kind: type[errors.FormaOpsError]) -> None:
    assert type(as_error(APIError({"code": code, "message": "m"}))) is kind


def test_a_violated_check_names_its_rule() -> None:
    message = 'new row for relation "executions" violates check constraint "executions_cost_not_negative"'
    error = as_error(APIError({"code": "23514", "message": message}))
    assert error.faults == (errors.Fault("executions_cost_not_negative", "executions cost not negative"),)


def test_nothing_internal_leaks() -> None:
    error = as_error(APIError({"code": "XX000", "message": "could not open file base/1/2"}))
    assert "base/1" not in error.detail
