"""Counters and histograms of this process since its start, for `GET metrics`; with a collector, sent to it as well.

Labels have few values each: functions, statuses, codes, RPCs, providers. Callers may name any model, so only the first
hundred names of a process are told apart.
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector

from formaops import __version__

if TYPE_CHECKING:
    from formaops.telemetry.exporting import Meters

_MOST_MODELS: Final = 100
OTHER_MODEL: Final = "other"

# Seconds. A request is fast without a model, and as slow as its model with one.
_REQUEST_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
# As the conventions for generative AI have them for the same thing.
MODEL_SECONDS: Final = (0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92)
_RPC_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

registry: Final = CollectorRegistry()
ProcessCollector(registry=registry)
Info("formaops_build", "Which FormaOps this is", registry=registry).info({"version": __version__})

_requests: Final = Counter(
    "formaops_requests", "Requests that were answered, by function and HTTP status", ["function", "status"],
    registry=registry,
)  # fmt: skip
_request_seconds: Final = Histogram(
    "formaops_request_duration_seconds", "From the request to the end of its answer", ["function"],
    buckets=_REQUEST_SECONDS, registry=registry,
)  # fmt: skip
_in_progress: Final = Gauge(
    "formaops_requests_in_progress", "Requests that are being answered", ["function"], registry=registry
)
_executions: Final = Counter(
    "formaops_executions", "Executions that ended here, by status and the code of their error",
    ["status", "code"], registry=registry,
)  # fmt: skip
_validations: Final = Counter(
    "formaops_validations", "Verdicts on outputs, by the validation's type", ["type", "verdict"], registry=registry
)
_calls: Final = Counter(
    "formaops_model_calls", "Calls of models, by what occasioned them and what became of them",
    ["provider", "model", "kind", "outcome"], registry=registry,
)  # fmt: skip
_call_seconds: Final = Histogram(
    "formaops_model_call_duration_seconds", "How long calls of models took", ["provider", "model"],
    buckets=MODEL_SECONDS, registry=registry,
)  # fmt: skip
_call_errors: Final = Counter(
    "formaops_model_call_errors", "Calls of models that failed, by HTTP status or class of error",
    ["provider", "error"], registry=registry,
)  # fmt: skip
_tokens: Final = Counter(
    "formaops_model_tokens", "Tokens used, as the ledger has them", ["provider", "model", "type"], registry=registry
)
_spend: Final = Counter(
    "formaops_model_cost_usd", "US dollars that calls cost, where the price is known",
    ["provider", "model"], registry=registry,
)  # fmt: skip
_rpc_seconds: Final = Histogram(
    "formaops_database_rpc_duration_seconds", "Round trips to the database, by RPC", ["rpc"],
    buckets=_RPC_SECONDS, registry=registry,
)  # fmt: skip
_rpc_errors: Final = Counter(
    "formaops_database_rpc_errors", "Round trips to the database that failed, by RPC and code of the error",
    ["rpc", "code"], registry=registry,
)  # fmt: skip

meters: "Meters | None" = None
"""Set by `exporting.start`."""

_models: Final[set[str]] = set()


def request_began(function: str) -> None:
    _in_progress.labels(function).inc()


def request_ended(function: str, method: str, status: int, seconds: float) -> None:
    _in_progress.labels(function).dec()
    _requests.labels(function, str(status)).inc()
    _request_seconds.labels(function).observe(seconds)
    if meters is not None:
        meters.request(function, method, status, seconds)


def execution_ended(status: str, code: str | None) -> None:
    _executions.labels(status, code or "").inc()
    if meters is not None:
        meters.execution(status, code)


def validated(kind: str, *, passed: bool) -> None:
    _validations.labels(kind, "passed" if passed else "failed").inc()
    if meters is not None:
        meters.validation(kind, passed)


def model_called(
    *,
    provider: str,
    model: str,
    response_model: str | None,
    kind: str,
    outcome: str,
    error: str | None,
    seconds: float,
    first_chunk_seconds: float | None,
    tokens_in: int,
    tokens_out: int,
    cost: Decimal | None,
) -> None:
    """`provider` and `model` as we name them; `error` is a class of error, None when it did not fail."""
    name = bounded(model)
    _calls.labels(provider, name, kind, outcome).inc()
    _call_seconds.labels(provider, name).observe(seconds)
    if error is not None:
        _call_errors.labels(provider, error).inc()
    if tokens_in:
        _tokens.labels(provider, name, "input").inc(tokens_in)
    if tokens_out:
        _tokens.labels(provider, name, "output").inc(tokens_out)
    if cost:
        _spend.labels(provider, name).inc(float(cost))
    if meters is not None:
        answered = bounded(response_model) if response_model else None
        meters.model_call(provider, name, answered, error, seconds, first_chunk_seconds, tokens_in, tokens_out, cost)


def rpc_ended(name: str, seconds: float, code: str | None) -> None:
    """`code` is that of the error, None when there was none."""
    _rpc_seconds.labels(name).observe(seconds)
    if code is not None:
        _rpc_errors.labels(name, code).inc()


def bounded(model: str) -> str:
    """The model's name, or `other` when this process has seen a hundred names already."""
    if model in _models:
        return model
    if len(_models) >= _MOST_MODELS:
        return OTHER_MODEL
    _models.add(model)
    return model
