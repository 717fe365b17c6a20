"""What can go wrong, by who has to act.

    FormaOpsError
     |- CallerError              the caller mends the request
     |   |- Malformed            400  not the JSON, the header or the shape that the function takes
     |   |- Unauthenticated      401  no token, or one that does not hold
     |   |- BudgetExceeded       402  a budget's hard limit does not bear what it may cost
     |   |- Forbidden            403  not a member of the tenant, or not with that role
     |   |- NotFound             404  is not there, or may not be seen
     |   |- MethodNotAllowed     405
     |   |- WrongState           409  is there, but not in a state that allows it
     |   |- InProgress           409  the request with this idempotency key is still at work
     |   |- TooLarge             413
     |   |- InvalidInputs        422  inputs that the prompt's variable definitions refuse
     |   |- InvalidTemplate      422  a template that cannot be parsed or rendered
     |   |- InvalidValidation    422  a validation that is itself wrong
     |   |- OutputInvalid        422  the model's output failed validation, repairs included
     |   |- IdempotencyMismatch  422  another request came with this idempotency key before
     |   |- ProviderKeyRequired  422  the tenant has no key of the provider, and the operator's is not for it
     |   |- ProviderKeyRefused   422  the provider does not take the tenant's key
     |   |- UnknownPrice         422  nobody knows what the model costs
     |   `- RateLimited          429  a limit a minute is reached
     `- ServiceError             the operator or a provider acts
         |- ProviderFailed       502
         |- BackupFailed         502  backing up or verifying went wrong
         |- NotReady             503
         |- QueueNotInstalled    503  the database lacks the durable queue
         `- ProviderTimeout      504

Each class fixes the ``code``, ``status`` and ``title`` of the problem+json document (RFC 9457) that callers get.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and where: ``$.issues[0].type``, ``inputs.language`` or ``template:3:14``."""

    path: str
    message: str


class FormaOpsError(Exception):
    """Base of all errors that are told to a caller; ``extra`` are further members of the problem document."""

    code: ClassVar[str]
    status: ClassVar[int]
    title: ClassVar[str]
    is_replay = False
    """What became of an earlier request with the same idempotency key, told again."""

    def __init__(self, detail: str, *, faults: Iterable[Fault] = (), **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.faults = tuple(faults)
        self.extra = extra


class CallerError(FormaOpsError):
    """The request has to change."""


class Malformed(CallerError):
    code, status, title = "malformed", 400, "The request is malformed"


class Unauthenticated(CallerError):
    code, status, title = "unauthenticated", 401, "Who is calling is not known"


class BudgetExceeded(CallerError):
    """`extra` has `budget_id`, `budget` (its name), `period_start`, `period_end`; and in US dollars, as decimal
    strings, `limit`, `spent`, `held` by running executions, and `needed` by this one at most.
    """

    code, status, title = "budget_exceeded", 402, "A budget does not bear this"


class Forbidden(CallerError):
    code, status, title = "forbidden", 403, "Not allowed"


class NotFound(CallerError):
    code, status, title = "not_found", 404, "Not found"


class MethodNotAllowed(CallerError):
    code, status, title = "method_not_allowed", 405, "This function is called another way"


class WrongState(CallerError):
    code, status, title = "wrong_state", 409, "Not possible in this state"


class InProgress(CallerError):
    """`extra` has the `execution_id`, or of a backup the `run`."""

    code, status, title = "in_progress", 409, "The first request is still at work"


class TooLarge(CallerError):
    code, status, title = "too_large", 413, "Too large"


class InvalidInputs(CallerError):
    code, status, title = "invalid_inputs", 422, "The inputs do not fit the prompt's variables"


class InvalidTemplate(CallerError):
    code, status, title = "invalid_template", 422, "The template cannot be used"


class InvalidValidation(CallerError):
    code, status, title = "invalid_validation", 422, "The validation is itself wrong"


class OutputInvalid(CallerError):
    code, status, title = "output_invalid", 422, "The model's output failed validation"


class IdempotencyMismatch(CallerError):
    """`extra` has the `execution_id` of the other request."""

    code, status, title = "idempotency_mismatch", 422, "The idempotency key belongs to another request"


class ProviderKeyRequired(CallerError):
    """`extra` has the `provider`."""

    code, status, title = "provider_key_required", 422, "The tenant needs a key of its own for this provider"


class ProviderKeyRefused(CallerError):
    """`extra` has the `provider`."""

    code, status, title = "provider_key_refused", 422, "The provider refused the tenant's key"


class UnknownPrice(CallerError):
    code, status, title = "unknown_price", 422, "The price of the model is not known"


class RateLimited(CallerError):
    """`extra` has `limited` (`requests` or `tokens`), `of` (`api_key` or `tenant`), `limit_per_minute`, and
    `retry_after` in seconds, which is also the header Retry-After.
    """

    code, status, title = "rate_limited", 429, "Too much in a minute"


class ServiceError(FormaOpsError):
    """The request may be right; something behind the function is not."""


class ProviderFailed(ServiceError):
    code, status, title = "provider_failed", 502, "The model provider failed"


class BackupFailed(ServiceError):
    """`extra` has the `run`: its row, with `error`, and `result` where a verification found differences."""

    code, status, title = "backup_failed", 502, "Backing up or verifying failed"


class NotReady(ServiceError):
    code, status, title = "not_ready", 503, "Not ready"


class QueueNotInstalled(ServiceError):
    code, status, title = "queue_not_installed", 503, "The durable queue is not installed"


class ProviderTimeout(ServiceError):
    code, status, title = "provider_timeout", 504, "The model provider did not answer in time"
