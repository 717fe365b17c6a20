"""What the functions of one process share: made at the first request, for functions-framework has no start-up hook."""

import asyncio
import gc
import logging
from functools import cache

from formaops import models, validation
from formaops.database import Database
from formaops.http.authentication import Authenticator
from formaops.http.health import Readiness
from formaops.http.metrics import Metrics
from formaops.settings import Settings, settings
from formaops.webhooks import Refusals

_log = logging.getLogger(__name__)


class Services:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database = Database(settings)
        self.authenticator = Authenticator(settings)
        self.readiness = Readiness(settings, self.database)
        self.refusals = Refusals(self.database)
        self.metrics = Metrics(self.database)
        self._warming: asyncio.Task[None] | None = None

    def warm(self) -> None:
        """Begin to import the provider's SDK and to start a validation worker, once, beside the first request."""
        if self._warming is None:
            self._warming = asyncio.create_task(self._warm())

    async def _warm(self) -> None:
        try:
            await asyncio.gather(models.warm(self.settings.default_model), validation.warm())
        except Exception:
            # Whoever needs what could not be warmed meets the same fault in their own request, and hears of it there.
            _log.warning("warming up failed", exc_info=True)
        # What has been imported stays for good: the collector need not walk it at each of its turns.
        gc.collect()
        gc.freeze()


@cache
def services() -> Services:
    return Services(settings())
