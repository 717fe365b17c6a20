"""The only way out to addresses that users gave: webhooks, agents that are APIs, providers' base URLs.

Whoever may choose an address may choose one that only we can reach: a neighbour in our network, the metadata service
of our cloud. So nothing is asked but what is public, or what the operator has named. Knows neither the database nor
who calls.
"""

from formaops.egress.client import Answer, Egress, Limits
from formaops.egress.failures import EgressError, Refused, TimedOut, Unreachable
from formaops.egress.policy import Policy

__all__ = ["Answer", "Egress", "EgressError", "Limits", "Policy", "Refused", "TimedOut", "Unreachable"]
