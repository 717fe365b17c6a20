"""Steps 3 to 5 of an execution: render the template, ask the model, validate its answer, have it repaired."""

from collections.abc import Sequence
from typing import Any, Protocol

from pydantic import ValidationError

from formaops.database import Database
from formaops.errors import Fault, InvalidTemplate, OutputInvalid, ProviderFailed
from formaops.models import Credential, Message, Parameters, Request, ask, require_known_prices
from formaops.models.credentials import credentials
from formaops.prompts.begin import Begun
from formaops.prompts.definitions import bind_inputs, pydantic_faults, read_definitions, refuse_wrong
from formaops.prompts.journal import Journal
from formaops.prompts.records import ExecuteRequest
from formaops.settings import Settings
from formaops.telemetry import figures, spans
from formaops.templates import render
from formaops.validation import Outcome, Result, Validation, validate

# How many faults a repair shows the model: more would crowd its context and help it no further.
_FAULTS_SHOWN = 20
# Longer than any answer that max_tokens allows; a provider that sends more is not to be believed.
_LONGEST_OUTPUT = 1024 * 1024


class Listener(Protocol):
    """Hears of an execution while it runs."""

    async def execution(self, begun: Begun) -> None:
        """It has begun."""

    async def delta(self, text: str) -> None:
        """More of the model's answer."""

    async def restart(self, reason: str) -> None:
        """What was heard of the answer is void: the model is asked once more after a fault of the provider."""

    async def repair(self, results: Sequence[Result]) -> None:
        """The answer failed these validations; the model is asked to repair it."""


async def answer(
    order: ExecuteRequest,
    begun: Begun,
    journal: Journal,
    *,
    database: Database,
    settings: Settings,
    listener: Listener | None,
) -> None:
    """Leave a validated output in the journal.

    Raises InvalidInputs, InvalidTemplate, InvalidValidation, UnknownPrice, ProviderKeyRequired before any model is
    asked; BudgetExceeded before one is asked what would cost more than is held and can be held; ProviderFailed,
    ProviderKeyRefused, ProviderTimeout while one is; OutputInvalid when the answer still fails after `max_repairs`
    repairs.
    """
    own_keys = credentials(begun.provider_keys, settings) if begun.provider_keys else {}
    parameters = _parameters(begun.parameters)
    with spans.span("render"):
        prompt = render(begun.template, bind_inputs(read_definitions(begun.variables), order.inputs))
    journal.log("DEBUG", "Rendered the template", characters=len(prompt))
    if not settings.allow_unknown_price:
        require_known_prices([m for m in (begun.model, begun.fallback_model) if m], begun.prices)
    await refuse_wrong(begun.validations)
    messages: tuple[Message, ...] = (Message("user", prompt),)
    for repair in range(parameters.max_repairs + 1):
        request = _request(messages, begun, parameters, is_repair=repair > 0)
        if begun.hold:
            await begun.hold.cover(request, journal.calls, database=database)
        with spans.span("repair", {"formaops.repair": repair}) if repair else spans.NOTHING:
            text = await _ask(request, begun, own_keys, journal, settings, listener)
            journal.outcome = outcome = await _validate(text, begun, order)
        failed = [result for result in outcome.results if not result.passed]
        if not failed:
            return
        for result in failed:
            journal.log(
                "WARN",
                f"Validation failed: {result.name}",
                faults=[_spelled(fault)[:500] for fault in result.errors[:_FAULTS_SHOWN]],
            )
        if repair < parameters.max_repairs:
            if listener:
                await listener.repair(failed)
            messages = (*messages, Message("assistant", text), Message("user", _faults_to_mend(failed)))
    raise OutputInvalid(
        f"The output fails {' and '.join(result.name for result in failed)}.",
        faults=[fault for result in failed for fault in result.errors],
    )


def _request(messages: tuple[Message, ...], begun: Begun, parameters: Parameters, *, is_repair: bool) -> Request:
    return Request(
        model=begun.model,
        fallback_model=begun.fallback_model,
        messages=messages,
        parameters=parameters,
        json_schema=_only_schema(begun.validations),
        first_kind="repair" if is_repair else "first",
    )


async def _ask(
    request: Request,
    begun: Begun,
    own_keys: dict[str, Credential],
    journal: Journal,
    settings: Settings,
    listener: Listener | None,
) -> str:
    async def on_delta(text: str) -> None:
        journal.output = _bounded((journal.output or "") + text)
        assert listener is not None
        await listener.delta(text)

    async def on_restart(reason: str) -> None:
        journal.output = None
        assert listener is not None
        await listener.restart(reason)

    journal.output = None
    completion = await ask(
        request,
        prices=begun.prices,
        calls=journal.calls,
        settings=settings,
        credentials=own_keys,
        on_delta=on_delta if listener else None,
        on_restart=on_restart if listener else None,
    )
    journal.output = _bounded(completion.text)
    journal.log(
        "INFO",
        f"{completion.call.model} answered",
        characters=len(completion.text),
        latency_ms=completion.call.latency_ms,
    )
    if completion.finish_reason == "length":
        journal.log("WARN", "The answer was cut off at max_tokens", max_tokens=request.parameters.max_tokens)
    return completion.text


async def _validate(text: str, begun: Begun, order: ExecuteRequest) -> Outcome:
    with spans.span("validate") as span:
        outcome = await validate(text, begun.validations, order.context)
        span.set({"formaops.validation.status": outcome.status})
    for result in outcome.results:
        figures.validated(result.type, passed=result.passed)
    return outcome


def _bounded(output: str) -> str:
    if len(output) > _LONGEST_OUTPUT:
        raise ProviderFailed(f"The provider sent more than {_LONGEST_OUTPUT} characters.")
    return output


def _parameters(stored: dict[str, Any]) -> Parameters:
    try:
        return Parameters.model_validate(stored)
    except ValidationError as error:
        raise InvalidTemplate(
            "The prompt's parameters cannot be used.", faults=pydantic_faults("parameters", error)
        ) from error


def _only_schema(validations: Sequence[Validation]) -> dict[str, Any] | None:
    """The schema that a provider can be asked to keep to: there has to be exactly one, or it would not know which."""
    schemas = [v.config for v in validations if v.type == "SCHEMA" and isinstance(v.config, dict)]
    return schemas[0] if len(schemas) == 1 else None


def _faults_to_mend(failed: Sequence[Result]) -> str:
    faults = [(result.name, fault) for result in failed for fault in result.errors]
    lines = [f"- {name}: {_spelled(fault)}" for name, fault in faults[:_FAULTS_SHOWN]]
    return "\n".join(
        [
            "Your answer did not pass these checks:",
            *lines,
            "Send the whole answer again with these faults mended, and nothing else: no explanation and no apology.",
        ]
    )


def _spelled(fault: Fault) -> str:
    return f"{fault.path}: {fault.message}" if fault.path else fault.message
