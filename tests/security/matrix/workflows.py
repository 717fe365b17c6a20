"""Workflows. How to add a table or a function: see the package."""

from collections.abc import Mapping

from tests.security.matrix.domain import Function, Place, Table

TABLES: Mapping[str, Table] = {}

FUNCTIONS: Mapping[str, Function] = {}


def rows(place: Place) -> dict[str, str]:
    return {}
