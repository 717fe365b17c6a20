"""Telling a tenant of its budgets and executions: what the database made to be delivered, delivered."""

from formaops.webhooks.delivering import deliver
from formaops.webhooks.refusals import Refusals

__all__ = ["Refusals", "deliver"]
