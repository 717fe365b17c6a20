"""A crowd that goes through the pages, each in an order of their own and without a pause."""

import asyncio
import math
import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import httpx
import psycopg
import supabase

from formaops.local.environment import Addresses
from formaops.local.keys import Keys, load_or_create
from formaops.local.layout import Layout
from tests.bench.pages.pages import PAGES
from tests.bench.reading.asking import Request, request
from tests.bench.reading.measuring import all_patterns
from tests.bench.reading.subjects import At, Subject

BOUND_SECONDS: Final = 3.0
_MOST_TENANTS: Final = 10
_COMING_SECONDS: Final = 1.0
# Of the largest tenants, whoever writes: for them there is the most to read.
_MEMBERS: Final = """
    select t.id::text, t.name, r.user_id::text, size.executions
    from (
      select e.tenant_id, count(*) as executions from public.executions as e group by 1 order by 2 desc limit %s
    ) as size
    join public.tenants as t on t.id = size.tenant_id and t.deleted_at is null
    join public.user_roles as r on r.tenant_id = t.id and r.role <> 'VIEWER'
    order by md5(t.id::text || r.user_id::text)
"""

Pages = Mapping[tuple[str, str], list[Request]]
"""What is asked for, by system and page."""


@dataclass(frozen=True)
class Opened:
    """A page that somebody has opened."""

    page: tuple[str, str]
    seconds: float
    """Until the last of its reads was answered."""
    refused: str | None
    """What was answered other than 200 or 206."""


def visitors(addresses: Addresses, layout: Layout, count: int) -> tuple[list[Pages], int]:
    """The pages of so many signed-in users, each with a session of their own, and of how many tenants they are.

    Where the world has fewer members than that, some come with several sessions.
    """
    keys = load_or_create(layout)
    with psycopg.connect(addresses.admin_db_url, autocommit=True) as admin, httpx.Client() as http:
        members = admin.execute(_MEMBERS, [_MOST_TENANTS]).fetchall()
        found: list[tuple[Subject, Pages]] = []
        for tenant, name, user, executions in members:
            if len(found) == count:
                break
            subject = Subject("", tenant, name, executions, user, (tenant,))
            if (pages := _pages(addresses, admin, http, subject)) is not None:
                found.append((subject, pages))
        assert found, "no member of the world has something on every page"
    return (
        [_signed(keys, *found[number % len(found)], number) for number in range(count)],
        len({subject.tenant_id for subject, _ in found}),
    )


def _pages(addresses: Addresses, admin: psycopg.Connection, http: httpx.Client, subject: Subject) -> Pages | None:
    """None when there is a page on which the tenant has nothing."""
    options = supabase.ClientOptions(headers={"x-tenant-id": subject.tenant_id}, httpx_client=http)
    client, at = supabase.create_client(addresses.api_url, addresses.anon_key, options), At(admin, subject)
    patterns = {(domain, pattern.name): pattern for domain, pattern in all_patterns()}
    try:
        return {
            (system, page): [request(patterns[system, read], client, at) for read in reads]
            for system, pages in PAGES.items()
            for page, reads in pages.items()
        }
    except LookupError:
        return None


def _signed(keys: Keys, subject: Subject, pages: Pages, number: int) -> Pages:
    claims = {"sub": subject.user_id, "aud": "authenticated", "role": "authenticated", "session_id": str(number)}
    token = keys.sign(claims | {"exp": int(time.time()) + 7200})
    return {page: [asked.signed(token) for asked in reads] for page, reads in pages.items()}


async def visit(rest_url: str, crowd: list[Pages], *, rounds: int = 1, seed: int = 1) -> list[Opened]:
    """Everybody opens every page so often, one after the other and without a pause, its reads together.

    They come within a second, as a hundred people do who begin to work, and then are there at once.
    """
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=120)
    ) as http:
        walks = (_walk(http, rest_url, pages, rounds, random.Random(f"{seed} {n}")) for n, pages in enumerate(crowd))
        return [opened for walk in await asyncio.gather(*walks) for opened in walk]


async def _walk(
    http: aiohttp.ClientSession, rest_url: str, pages: Pages, rounds: int, dice: random.Random
) -> list[Opened]:
    found = []
    await asyncio.sleep(dice.random() * _COMING_SECONDS)
    for _ in range(rounds):
        order = list(pages)
        dice.shuffle(order)
        for page in order:
            began = time.perf_counter()
            refused = await asyncio.gather(*(_ask(http, rest_url, asked) for asked in pages[page]))
            seconds = time.perf_counter() - began
            found.append(Opened(page, seconds, next(filter(None, refused), None)))
    return found


async def _ask(http: aiohttp.ClientSession, rest_url: str, asked: Request) -> str | None:
    async with http.request(asked.method, rest_url + asked.target, data=asked.body, headers=asked.headers) as answer:
        content = await answer.read()
        return None if answer.status in (200, 206) else f"{asked.target}: {answer.status} {content[:200]!r}"


def figures(opened: list[Opened]) -> Iterator[dict[str, Any]]:
    """By page, the slowest first: seconds of the middle one, of the slowest twentieth, of the slowest."""
    by_page: dict[tuple[str, str], list[Opened]] = {}
    for each in opened:
        by_page.setdefault(each.page, []).append(each)
    for (system, page), those in sorted(by_page.items(), key=lambda found: -max(each.seconds for each in found[1])):
        seconds = sorted(each.seconds for each in those)
        yield {
            "system": system,
            "page": page,
            "reads": len(PAGES[system][page]),
            "opened": len(seconds),
            "refused": sum(each.refused is not None for each in those),
            "p50": _quantile(seconds, 0.5),
            "p95": _quantile(seconds, 0.95),
            "max": round(seconds[-1], 3),
        }


def _quantile(ascending: list[float], share: float) -> float:
    """By the nearest rank."""
    return round(ascending[max(math.ceil(share * len(ascending)), 1) - 1], 3)
