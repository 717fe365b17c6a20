"""Requests of the operator's own machines: a scraper, a scheduler. They bring a secret, and act for no user."""

import hmac

from pydantic import SecretStr
from starlette.requests import Request

from formaops.errors import Unauthenticated


def require_secret(
    request: Request,
    *secrets: SecretStr | None,
    header: str = "apikey",
    refusal: str = "Send this function's secret as Authorization: Bearer.",
) -> None:
    """One of these as `Authorization: Bearer` or in `header`; an unset one opens nothing.

    Raises Unauthenticated, with `refusal` as its detail.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    given = [request.headers.get(header, "").strip(), token.strip() if scheme.lower() == "bearer" else ""]
    known = [secret.get_secret_value() for secret in secrets if secret is not None and secret.get_secret_value()]
    # All are compared, whichever fits, so that the time taken tells nothing.
    fits = [hmac.compare_digest(secret.encode(), word.encode()) for secret in known for word in given]
    if not any(fits):
        raise Unauthenticated(refusal)
