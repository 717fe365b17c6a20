"""Ask a model: providers, timeout, retries, fallback, streaming, usage and exact price.

Knows neither the database nor HTTP servers. Importing it is cheap; pydantic-ai and the provider's SDK come with the
first question, or earlier with ``warm``.
"""

from formaops.models.asking import OnDelta, OnRestart, ask
from formaops.models.prices import (
    Ceiling,
    Price,
    PriceBook,
    catalogue_ceiling,
    catalogue_version,
    require_known_prices,
)
from formaops.models.providers import close, warm
from formaops.models.records import Call, Completion, Credential, Message, Parameters, Request, Usage

__all__ = [
    "Call",
    "Ceiling",
    "Completion",
    "Credential",
    "Message",
    "OnDelta",
    "OnRestart",
    "Parameters",
    "Price",
    "PriceBook",
    "Request",
    "Usage",
    "ask",
    "catalogue_ceiling",
    "catalogue_version",
    "close",
    "require_known_prices",
    "warm",
]
