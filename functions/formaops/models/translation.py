"""Between our records and pydantic-ai's. Importing this imports pydantic-ai."""

import logging
import warnings
from collections.abc import Iterable
from typing import Any, Final

from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelRequestPart,
    ModelResponse,
    SystemPromptPart,
    TextPart,
    UserPromptPart,
)
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.output import OutputObjectDefinition
from pydantic_ai.settings import ModelSettings
from pydantic_ai.usage import RequestUsage

from formaops.models.names import SMALL
from formaops.models.narrowing import narrowed
from formaops.models.records import Message, Parameters, Usage

logger = logging.getLogger(__name__)

_BYTES_PER_TOKEN: Final = 4
_MOST_TOKENS: Final = 10**9
"""Of one call. Whoever claims more is mistaken; the ledger's column for its cost would be, too."""
_TOKENS_PER_MESSAGE: Final = 4
"""What a turn's role and separators come to in the usual chat templates."""


def to_messages(messages: Iterable[Message]) -> list[ModelMessage]:
    """Turns of the system and the user that follow each other become one request."""
    history: list[ModelMessage] = []
    parts: list[ModelRequestPart] = []
    for message in messages:
        content = encodable(message.content)
        if message.role != "assistant":
            parts.append(SystemPromptPart(content) if message.role == "system" else UserPromptPart(content))
            continue
        if parts:
            history.append(ModelRequest(parts=parts))
            parts = []
        history.append(ModelResponse(parts=[TextPart(content)]))
    if parts:
        history.append(ModelRequest(parts=parts))
    return history


def to_settings(parameters: Parameters, model: Model[Any]) -> ModelSettings:
    """What was asked for, less what the model's interface has no place for."""
    asked = ModelSettings(max_tokens=parameters.max_tokens)
    if parameters.temperature is not None:
        asked["temperature"] = parameters.temperature
    if parameters.top_p is not None:
        asked["top_p"] = parameters.top_p
    if parameters.seed is not None and "seed" not in model.unsupported_settings:
        asked["seed"] = parameters.seed
    if parameters.stop_sequences and "stop_sequences" not in model.unsupported_settings:
        asked["stop_sequences"] = list(parameters.stop_sequences)
    return asked


def to_output(json_schema: dict[str, Any] | None, model: Model[Any]) -> ModelRequestParameters:
    """Native structured output where the model has it; otherwise the prompt has to speak for itself."""
    if json_schema is None or not model.profile.get("supports_json_schema_output", False):
        return ModelRequestParameters()
    definition = OutputObjectDefinition(json_schema=schema_for(model.model_name, json_schema), name="output")
    native = ModelRequestParameters(output_mode="native", output_object=definition)
    return native if _can_express(native, model) else ModelRequestParameters()


def schema_for(model: str, json_schema: dict[str, Any]) -> dict[str, Any]:
    """As this model is sent it."""
    return narrowed(json_schema) if model == SMALL else json_schema


def _can_express(native: ModelRequestParameters, model: Model[Any]) -> bool:
    """Whether the schema survives its translation into the provider's subset of JSON Schema.

    For sound schemas that they do not foresee, such as a list of types, the translators raise TypeError, ValueError,
    AssertionError and others; for some they warn that the model will be held to something else.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            model.prepare_request(None, native)
        except Exception:
            logger.debug("asking %s without native output", model.model_name, exc_info=True)
            return False
    return True


def text_of(response: ModelResponse) -> str:
    """What the model said, without its thinking."""
    return encodable("".join(part.content for part in response.parts if isinstance(part, TextPart)))


def encodable(text: str) -> str:
    """``text`` without lone surrogates, which JSON can carry and UTF-8 cannot."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def size(text: str) -> int:
    """Bytes of UTF-8."""
    return len(text.encode("utf-8", "replace"))


def reported(usage: RequestUsage) -> Usage | None:
    """The provider's count; None where it gave none to believe. Its input includes what the cache read and wrote."""
    if usage.unmeasured_requests:
        return None
    return counted(usage.input_tokens, usage.output_tokens, usage.cache_read_tokens, usage.cache_write_tokens)


def counted(tokens_in: Any, tokens_out: Any, cache_read: Any, cache_write: Any) -> Usage | None:
    """These counts as a provider sent them; None when they cannot be."""
    counts = (tokens_in, tokens_out, cache_read, cache_write)
    if not all(isinstance(count, int) and 0 <= count <= _MOST_TOKENS for count in counts):
        return None
    return Usage(*counts) if tokens_in or tokens_out else None


def estimated(messages: Iterable[Message], received: int) -> Usage:
    """A count from the text alone: a token is about four bytes of UTF-8. ``received`` is the answer's bytes."""
    sent = sum(_TOKENS_PER_MESSAGE + _tokens(size(message.content)) for message in messages)
    return Usage(input=sent, output=_tokens(received), is_estimate=True)


def _tokens(length: int) -> int:
    return -(-length // _BYTES_PER_TOKEN)
