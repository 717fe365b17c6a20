"""The measurement itself: every pattern, both ways in turns, then once more with its plans told."""

import importlib
import pkgutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Final

import httpx
import psycopg
import supabase

from formaops.local.environment import Addresses
from formaops.local.keys import load_or_create
from formaops.local.layout import Layout
from tests import patterns
from tests.bench import machine
from tests.bench.figures import Ratio
from tests.bench.reading import plans
from tests.bench.reading.asking import Connection, Failed, Request, request, rows, unrestricted
from tests.bench.reading.subjects import At, Subject, subjects
from tests.bench.report import as_json
from tests.patterns import Pattern

RATIO_AIM: Final = 1.2
DASHBOARD_AIM: Final = 50.0
# Sums over a whole month of a tenant; all else is a list or a row.
DASHBOARDS: Final = ("metrics of 30 days", "cost of 30 days by day", "cost of 30 days by model")
# At a smaller scale the planner rightly reads tables from end to end.
JUDGED_FROM: Final = 0.2


@dataclass(frozen=True)
class Options:
    rounds: int
    requests: int
    warm_up: int
    scale: float
    only: str | None = None


@dataclass
class Read:
    """One pattern for one tenant. Milliseconds, a list for each round."""

    domain: str
    name: str
    subject: Subject
    restricted: Request
    free: Request
    same: bool | None = None
    """None: a policy hides rows by their deleted parent, which no filter of the second way can say."""
    with_rls: list[list[float]] = field(default_factory=list)
    without: list[list[float]] = field(default_factory=list)
    used: plans.Plans = field(default_factory=plans.Plans)

    def report(self) -> dict[str, Any]:
        ratio = Ratio.of(
            "to the same without row-level security",
            [median(each) for each in self.with_rls],
            [median(each) for each in self.without],
            aim=RATIO_AIM,
            at_most=True,
        )
        return {
            "domain": self.domain,
            "read": self.name,
            "tenant": self.subject.size,
            "with_rls_ms": _spread(self.with_rls),
            "without_ms": _spread(self.without),
            "ratio": as_json(ratio),
            "same_answer": self.same,
            "indexes": sorted(self.used.indexes),
            "scanned": sorted(self.used.scanned),
        }


def all_patterns() -> Iterator[tuple[str, Pattern]]:
    """With the domain that each belongs to."""
    for module in pkgutil.iter_modules(patterns.__path__):
        for pattern in importlib.import_module(f"tests.patterns.{module.name}").PATTERNS:
            yield module.name, pattern


def measure(addresses: Addresses, layout: Layout, options: Options, tell: Callable[[str], None]) -> dict[str, Any]:
    """The whole report, as data."""
    with psycopg.connect(addresses.admin_db_url, autocommit=True) as admin:
        # Only here, so that what the service asks can be compared with what a member asks.
        admin.execute("grant execute on all functions in schema public, private to service_role")
        admin.execute("grant select on all tables in schema public to service_role")
        connection, notes = Connection(addresses.rest_url), list[str]()
        chosen = subjects(admin)
        reads = list(_reads(addresses, layout, admin, chosen, options, notes))
        hiding = _hiding(admin)
        for read in reads:
            tell(f"{read.name}, {read.subject.size} tenant: comparing")
            _compare(connection, read, hiding, options.warm_up, notes)
        for number in range(options.rounds):
            for read in reads:
                tell(f"round {number + 1} of {options.rounds}: {read.name}, {read.subject.size} tenant")
                _round(connection, read, options.requests)
        _explain(admin, layout, addresses, reads, tell)
        facts = machine.facts(addresses) | {"load_average_after": machine.load_average()}
        sizes = _sizes(admin)
    return {
        "machine": facts,
        "scale": options.scale,
        "rows": sizes,
        "tenants": {each.size: {"executions": each.executions, "memberships": len(each.tenants)} for each in chosen},
        "rounds": options.rounds,
        "requests_a_round": options.requests,
        "reads": (reported := [read.report() for read in reads]),
        "checks": _checks(reported, options),
        "notes": notes,
    }


def _reads(
    addresses: Addresses,
    layout: Layout,
    admin: psycopg.Connection,
    chosen: list[Subject],
    options: Options,
    notes: list[str],
) -> Iterator[Read]:
    keys, columns = load_or_create(layout), _columns(admin)
    with httpx.Client() as http:
        for subject in chosen:
            claims = {"sub": subject.user_id, "aud": "authenticated", "exp": int(time.time()) + 7200}
            tokens = {role: keys.sign(claims | {"role": role}) for role in ("authenticated", "service_role")}
            options_of_client = supabase.ClientOptions(headers={"x-tenant-id": subject.tenant_id}, httpx_client=http)
            client = supabase.create_client(addresses.api_url, addresses.anon_key, options_of_client)
            at = At(admin, subject)
            for domain, pattern in all_patterns():
                if options.only and options.only not in f"{domain}: {pattern.name}":
                    continue
                try:
                    asked = request(pattern, client, at)
                except LookupError as reason:
                    notes.append(f"not measured for the {subject.size} tenant: {pattern.name} ({reason})")
                    continue
                free = unrestricted(asked, subject, columns).signed(tokens["service_role"])
                yield Read(domain, pattern.name, subject, asked.signed(tokens["authenticated"]), free)


def _columns(admin: psycopg.Connection) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    query = "select table_name, column_name from information_schema.columns where table_schema = 'public'"
    for table, column in admin.execute(query):
        found.setdefault(table, set()).add(column)
    return found


def _hiding(admin: psycopg.Connection) -> set[str]:
    """Tables whose rows a policy hides with a row that they belong to."""
    query = "select tablename from pg_catalog.pg_policies where cmd = 'SELECT' and qual ~ 'my_(deleted|hidden)_'"
    return {table for (table,) in admin.execute(query)}


def _compare(connection: Connection, read: Read, hiding: set[str], warm_up: int, notes: list[str]) -> None:
    """Ask both ways until everything is warm, and see whether the answers are the same.

    Each of PostgREST's ten sessions plans a statement and the functions of its policies by itself, and the statement
    anew for the first five times: that is a cost of the first minute, not of a read.
    """
    for _ in range(max(1, warm_up)):
        _, restricted = connection.ask(read.restricted)
        _, free = connection.ask(read.free)
    read.same = rows(restricted) == rows(free)
    if not read.same and hiding & read.restricted.relations:
        read.same = None
    elif not read.same:
        notes.append(f"{read.domain}, {read.name}: the answers differ for the {read.subject.size} tenant")
    if restricted in (b"[]", b""):
        notes.append(f"{read.domain}, {read.name}: nothing there for the {read.subject.size} tenant")


def _round(connection: Connection, read: Read, requests: int) -> None:
    restricted, free = [], []
    for _ in range(requests):
        restricted.append(connection.ask(read.restricted)[0])
        free.append(connection.ask(read.free)[0])
    read.with_rls.append(restricted)
    read.without.append(free)


def _explain(
    admin: psycopg.Connection, layout: Layout, addresses: Addresses, reads: list[Read], tell: Callable[[str], None]
) -> None:
    large = plans.large_tables(admin)
    with plans.explained(admin):
        connection = _answering(addresses, reads[0].restricted) if reads else None
        log = plans.Log(layout.log("postgres"))
        for read in reads:
            tell(f"plans: {read.name}, {read.subject.size} tenant")
            assert connection
            connection.ask(read.restricted)
            # The log is written before the answer leaves, by another process than reads it.
            time.sleep(0.02)
            read.used = log.plans(large)


def _answering(addresses: Addresses, asked: Request) -> Connection:
    """PostgREST once it has sessions again, whose own questions on opening one are behind it."""
    for attempt in range(100):
        connection = Connection(addresses.rest_url)
        try:
            for _ in range(3):
                connection.ask(asked)
        except (Failed, OSError):
            if attempt == 99:
                raise
            time.sleep(0.2)
        else:
            time.sleep(0.5)
            return connection
    raise AssertionError


def _spread(rounds: list[list[float]]) -> dict[str, float]:
    values = [value for each in rounds for value in each]
    return {
        "median": round(median(values), 2),
        "lowest": round(min(values), 2),
        "highest": round(max(values), 2),
    }


def _sizes(admin: psycopg.Connection) -> dict[str, int]:
    rows = admin.execute(
        "select relname, reltuples::bigint from pg_catalog.pg_class "
        "where relkind = 'r' and relnamespace = 'public'::regnamespace and reltuples >= 1 order by reltuples desc"
    )
    return dict(rows.fetchall())


def _checks(reads: list[dict[str, Any]], options: Options) -> list[dict[str, Any]]:
    differing = [f"{read['read']} ({read['tenant']})" for read in reads if read["same_answer"] is False]
    scanned = [f"{read['read']}: {', '.join(read['scanned'])}" for read in reads if read["scanned"]]
    found = [
        {"name": "both ways gave the same answer", "ok": not differing, "found": "; ".join(differing) or len(reads)},
    ]
    if options.scale >= JUDGED_FROM:
        found.append(
            {
                "name": f"no table of {plans.LARGE:,} rows or more was read from end to end",
                "ok": not scanned,
                "found": "; ".join(scanned) or "none",
            }
        )
    return found
