"""What operators watch."""

from collections.abc import Mapping
from typing import Final

from tests.security.matrix.domain import Function, Place, Table

TABLES: Final[Mapping[str, Table]] = {}

FUNCTIONS: Final[Mapping[str, Function]] = {
    #                           anon    outsider  viewer   member   admin    service
    "operational_metrics": Function(
        who="denied  denied    denied   denied   denied   done", arguments=lambda _: {}, by_get=False
    ),
}  # fmt: skip


def rows(_: Place) -> dict[str, str]:
    return {}
