"""Many executions at once while parts of the stack die: afterwards every request that the model provider counted is in
the ledger, or stands behind an estimate, and nothing is there twice."""

import contextlib
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import httpx

from formaops.local.layout import ROOT
from tests.support.budgets import add_budget, status_of
from tests.support.callers import Person
from tests.support.stacks import ANSWER_COST, Stack
from tests.support.waiting import eventually

BEHAVIOURS = ("ok", "slow-150ms", "slow-1s", "flaky-1", "status-400", "garbage", "reset", "drip-20ms", "half-stream")
ROUNDS = 2
HEARD_OF = """
    select id from public.executions
    where user_id = %s and status = 'RUNNING' and lease_expires_at > now() + interval '28 s'
"""
BUDGETS_AGAINST_LEDGER = ROOT / "sql" / "queries" / "budgets_against_ledger.sql"


def ask(person: Person, prompt: str, model: str, *, streamed: bool, leave: bool) -> None:
    """Execute, in one way or another; what the caller hears of a stack in pieces is not judged here."""
    with contextlib.suppress(httpx.HTTPError, AssertionError):
        if not streamed:
            person.execute(prompt, model=model)
            return
        with person.stream(prompt, model=model) as (_, events):
            for heard, _event in enumerate(events):
                if leave and heard == 2:
                    break


def test_a_storm_leaves_books_that_balance(fragile: Stack) -> None:
    person = fragile.sign_up()
    prompt = person.add_prompt(parameters={"max_retries": 1, "timeout_seconds": 10})["id"]
    add_budget(person, "1")
    models: list[str] = []
    with ThreadPoolExecutor(12) as threads:
        for part in ("postgrest", "functions"):
            wave = [fragile.model_named(behaviour) for behaviour in BEHAVIOURS * ROUNDS]
            models += wave
            for number, model in enumerate(wave):
                threads.submit(ask, person, prompt, model, streamed=number % 2 == 0, leave=number % 4 == 0)
            assert eventually(lambda wave=wave: any(fragile.model.counts(model)["requests"] for model in wave))
            fragile.signal(part, signal.SIGKILL)
            assert eventually(fragile.is_healthy)
    assert eventually(fragile.is_healthy)
    # Whoever lives is heard of five times a second, and settles what it has; the others' leases run on.
    assert eventually(lambda: not fragile.sql(HEARD_OF, person.id))
    for row in person.rows("executions", status="eq.RUNNING"):
        fragile.give_up(row["id"])

    rows = person.executions()
    assert {row["status"] for row in rows} <= {"COMPLETED", "FAILED", "CANCELLED"}
    asked_of = Counter(row["model"] for row in rows)
    assert max(asked_of.values()) == 1
    for model in models:
        counts = fragile.model.counts(model)
        [row] = [row for row in rows if row["model"] == model] or [None]
        if row is None:  # it never began
            assert counts["requests"] == 0, model
            continue
        calls = [call for call in row["model_calls"] if call["kind"] != "ADJUSTMENT"]
        estimates = [call for call in row["model_calls"] if call["kind"] == "ADJUSTMENT"]
        if (row["error"] or {}).get("code") == "lease_expired":
            # What was held for it, taken back when its worker was only late.
            assert len(estimates) in (1, 2)
            assert len(estimates) == 1 or sum(Decimal(each["cost"]) for each in estimates) == 0
            assert len(calls) in (0, counts["requests"])
        else:
            assert (len(calls), len(estimates)) == (counts["requests"], 0), (model, row)
            assert Decimal(row["cost"]) == sum(Decimal(call["cost"]) for call in calls)
            exact = [call for call in calls if call["outcome"] == "SUCCEEDED"]
            assert {Decimal(call["cost"]) for call in exact} <= {Decimal(ANSWER_COST)}
    [metrics] = person.rpc("execution_metrics")
    spent = sum(Decimal(call["cost"]) for row in rows for call in row["model_calls"])
    assert (metrics["total"], Decimal(str(metrics["total_cost_usd"]))) == (len(rows), spent)
    status = status_of(person)
    assert (Decimal(status["spent"]), status["held"]) == (spent, "0")
    assert fragile.sql(BUDGETS_AGAINST_LEDGER.read_text()) == []
