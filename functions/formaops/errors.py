"""What can go wrong, by who has to act.

    FormaOpsError
     |- CallerError              the caller mends the request
     |   |- Malformed            400  not the JSON, the header or the shape that the function takes
     |   |- Unauthenticated      401  no token, or one that does not hold
     |   |- Forbidden            403  not a member of the tenant, or not with that role
     |   |- NotFound             404  is not there, or may not be seen
     |   |- MethodNotAllowed     405
     |   |- WrongState           409  is there, but not in a state that allows it
     |   |- TooLarge             413
     |   |- InvalidInputs        422  inputs that the prompt's variable definitions refuse
     |   |- InvalidTemplate      422  a template that cannot be parsed or rendered
     |   |- InvalidValidation    422  a validation that is itself wrong
     |   |- OutputInvalid        422  the model's output failed validation, repairs included
     |   `- UnknownPrice         422  nobody knows what the model costs
     `- ServiceError             the operator or a provider acts
         |- ProviderFailed       502
         |- NotReady             503
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


class Forbidden(CallerError):
    code, status, title = "forbidden", 403, "Not allowed"


class NotFound(CallerError):
    code, status, title = "not_found", 404, "Not found"


class MethodNotAllowed(CallerError):
    code, status, title = "method_not_allowed", 405, "This function is called another way"


class WrongState(CallerError):
    code, status, title = "wrong_state", 409, "Not possible in this state"


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


class UnknownPrice(CallerError):
    code, status, title = "unknown_price", 422, "The price of the model is not known"


class ServiceError(FormaOpsError):
    """The request may be right; something behind the function is not."""


class ProviderFailed(ServiceError):
    code, status, title = "provider_failed", 502, "The model provider failed"


class NotReady(ServiceError):
    code, status, title = "not_ready", 503, "Not ready"


class ProviderTimeout(ServiceError):
    code, status, title = "provider_timeout", 504, "The model provider did not answer in time"
