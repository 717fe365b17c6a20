"""What operators ask with the service key: of the project that the environment names, else of the local stack."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import TYPE_CHECKING, TypeVar

from formaops.cli.failures import misused

if TYPE_CHECKING:
    from formaops.database import Database
    from formaops.local.environment import Addresses
    from formaops.settings import Settings

Answer = TypeVar("Answer")
Read = TypeVar("Read")


def is_local() -> bool:
    return not os.environ.get("SUPABASE_URL")


def settings() -> "Settings":
    """Those of the environment, where it names a project, else the local stack's. Raises Failure."""
    from formaops.local import functions
    from formaops.settings import Settings

    if is_local():
        addresses = local_addresses("set SUPABASE_URL, SUPABASE_ANON_KEY and SUPABASE_SERVICE_ROLE_KEY")
        os.environ.update(functions.environment(os.environ, addresses))
    return of_environment(Settings)


def of_environment(kind: type[Read]) -> Read:
    """Settings of that kind. Raises Failure, which names those that lack or cannot be read."""
    from pydantic import ValidationError

    try:
        return kind()
    except ValidationError as error:
        # Without the values: one of them may be a secret that is in the wrong place.
        faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors(include_input=False)]
        raise misused("; ".join(faults), hint="docs/reference/settings.md says what each is.") from None


def local_addresses(otherwise: str) -> "Addresses":
    """Of the local stack. Raises Failure, which says what else can be done."""
    from formaops.local.environment import Addresses
    from formaops.local.layout import Layout

    try:
        return Addresses.read(Layout.of())
    except (OSError, ValueError) as error:
        raise misused(f"No stack runs here: `formaops up`, or {otherwise}.") from error


def ask(question: Callable[["Database"], Awaitable[Answer]]) -> Answer:
    """Ask it of the database. Raises what the question raises, and Failure."""
    from formaops.database import Database

    project = settings()

    async def answer() -> Answer:
        async with aclosing(Database(project)) as database:
            return await question(database)

    return asyncio.run(answer())
