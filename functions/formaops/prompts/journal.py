"""What an execution leaves behind: its calls, its log lines and whatever of the output there is, as it happens."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from formaops.models import Call
from formaops.prompts.records import Attempt, TokenUsage
from formaops.validation import Outcome

Level = Literal["DEBUG", "INFO", "WARN", "ERROR"]


@dataclass(slots=True)
class Journal:
    """Filled while the execution runs, so that whatever ends it can be settled with all that is known by then."""

    calls: list[Call] = field(default_factory=list)
    logs: list[dict[str, Any]] = field(default_factory=list)
    output: str | None = None
    """The last answer, or what was streamed of it before it broke off."""
    outcome: Outcome | None = None
    """The verdict on that answer, once there is one."""

    def log(self, level: Level, message: str, **metadata: Any) -> None:
        self.logs.append(
            {"level": level, "message": message, "metadata": metadata, "timestamp": datetime.now(UTC).isoformat()}
        )

    def token_usage(self) -> TokenUsage | None:
        """Tokens of all calls; None when no model was asked."""
        if not self.calls:
            return None
        usages = [call.usage for call in self.calls]
        return TokenUsage(
            input=sum(usage.input for usage in usages),
            output=sum(usage.output for usage in usages),
            total=sum(usage.input + usage.output for usage in usages),
            cache_read=sum(usage.cache_read for usage in usages),
            cache_write=sum(usage.cache_write for usage in usages),
            model=self.calls[-1].model,
        )

    def attempts(self) -> list[Attempt]:
        return [_attempt(call) for call in self.calls]

    def ledger(self) -> list[dict[str, Any]]:
        """The calls as `settle_execution` takes them."""
        return [_ledger_row(call) for call in self.calls]


def _attempt(call: Call) -> Attempt:
    usage = call.usage
    return Attempt(
        kind=call.kind,
        model=call.model,
        outcome=call.outcome,
        token_usage=TokenUsage(
            input=usage.input,
            output=usage.output,
            total=usage.input + usage.output,
            cache_read=usage.cache_read,
            cache_write=usage.cache_write,
            model=call.model,
        ),
        cost_usd=None if call.cost is None else f"{call.cost:f}",
        is_estimate=usage.is_estimate,
        latency_ms=call.latency_ms,
        error=call.error,
    )


def _ledger_row(call: Call) -> dict[str, Any]:
    return {
        "id": str(call.id),
        "kind": call.kind,
        "provider": call.provider,
        "model": call.model,
        "input_tokens": call.usage.input,
        "output_tokens": call.usage.output,
        "cache_read_tokens": call.usage.cache_read,
        "cache_write_tokens": call.usage.cache_write,
        "is_estimate": call.usage.is_estimate,
        "cost_usd": None if call.cost is None else f"{call.cost:f}",
        "price_source": call.price_source,
        "price_version": call.price_version,
        "outcome": call.outcome,
        "error": call.error,
        "latency_ms": call.latency_ms,
        "started_at": call.started_at.isoformat(),
    } | (_own_key(call) if call.provider_key_id else {})


def _own_key(call: Call) -> dict[str, Any]:
    return {"provider_key_id": str(call.provider_key_id), "key_refused": call.key_refused}
