"""Whether the books balance: what was asked, what ran, what the model answered, what the ledger and the budgets say.

Each check is a function whose name is the sentence that it holds the books to; what it yields are differences, with the
ids by which to find them. `tests/reliability/chaos/test_balance.py` doctors books and sees each named.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Final
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from formaops.local.layout import ROOT
from tests.support.journal import FINAL, Asked

_QUERIES: Final = ROOT / "sql" / "queries"
_MARK: Final = re.compile(r"mark:([\w-]+)")
_EXECUTIONS: Final = """
    select e.id::text, e.tenant_id::text, e.user_id::text, e.status::text, e.idempotency_key,
      e.inputs ->> 'code' as code, e.cost_usd, e.cost_is_complete, e.error ->> 'code' as error, e.model, e.completed_at,
      to_jsonb(e) ->> 'queued_at' is not null as is_queued
    from public.executions as e
    where e.tenant_id = any(%s::uuid[])
"""
_LEDGER: Final = """
    select c.id::text, c.tenant_id::text, c.user_id::text, c.reference_id::text, c.prompt_id::text, c.kind::text,
      c.outcome::text, c.cost_usd, c.is_estimate, c.error, c.model, c.output_tokens, c.created_at
    from public.cost_tracking as c
    where c.tenant_id = any(%s::uuid[])
"""
_HOLDS: Final = """
    select h.execution_id::text as about, format('holds %%s under budget %%s', h.held_usd, h.budget_id) as what
    from private.budget_holds as h
    join public.budgets as b on b.id = h.budget_id
    where b.tenant_id = any(%(tenants)s::uuid[])
    union all
    select s.budget_id::text, format('slot %%s of %%s holds %%s', s.slot, s.period_start, s.held_usd)
    from private.budget_slots as s
    join public.budgets as b on b.id = s.budget_id
    where b.tenant_id = any(%(tenants)s::uuid[]) and s.held_usd <> 0
    union all
    select h.execution_id::text, format('holds %%s tokens of the minute of %%s', h.tokens, h.subject_id)
    from private.token_holds as h
    join public.executions as e on e.id = h.execution_id
    where e.tenant_id = any(%(tenants)s::uuid[])
"""
_LIMITS: Final = """
    select b.id::text, b.tenant_id::text, b.limit_usd, s.period_start, sum(s.spent_usd) + sum(s.held_usd) as used_usd
    from private.budget_slots as s
    join public.budgets as b on b.id = s.budget_id
    where b.tenant_id = any(%s::uuid[]) and b.kind = 'HARD' and b.is_active and b.deleted_at is null
    group by b.id, s.period_start
"""
_ALERTS: Final = """
    select b.id::text as about,
      format('spent %%s of %%s, and nobody was told of %%s', s.spent_usd, b.limit_usd, t.threshold) as what
    from public.budgets as b
    cross join lateral (
      select s.period_start, sum(s.spent_usd) as spent_usd from private.budget_slots as s
      where s.budget_id = b.id group by s.period_start
    ) as s
    cross join unnest(b.thresholds) as t (threshold)
    where b.tenant_id = any(%s::uuid[]) and b.is_active and b.deleted_at is null and s.spent_usd > 0
      and s.spent_usd >= t.threshold * b.limit_usd
      and s.period_start + ('1 ' || b.period::text)::interval > b.created_at
      and not exists (
        select from public.budget_alerts as a
        where a.budget_id = b.id and a.period_start = s.period_start and a.threshold = t.threshold
      )
"""
_AUDIT: Final = """
    select coalesce(f.audit_log_id::text, f.sequence::text) as about, format('%%s: %%s', f.fault, f.detail) as what
    from unnest(%(tenants)s::uuid[]) as t (id)
    cross join lateral private.audit_faults(t.id) as f
    union all
    select u.audit_log_id::text, 'is not sealed' from private.audit_unsealed as u
    where u.tenant_id = any(%(tenants)s::uuid[])
"""
_ENDS: Final = """
    select e.id::text as about,
      format('%%s at %%s; the audit log has %%s ends: %%s', e.status, e.cost_usd, coalesce(a.ends, 0), a.told) as what
    from public.executions as e
    left join (
      select l.resource_id, count(*) as ends, min(l.changes #>> '{after,status}') as status,
        min((l.changes #>> '{after,cost_usd}')::numeric) as cost_usd, min(l.changes ->> 'after') as told
      from public.audit_logs as l
      where l.tenant_id = any(%(tenants)s::uuid[]) and l.action = 'END' and l.resource_type = 'execution'
      group by l.resource_id
    ) as a on a.resource_id = e.id
    where e.tenant_id = any(%(tenants)s::uuid[]) and e.completed_at is not null
      and (coalesce(a.ends, 0) <> 1 or a.status <> e.status::text or a.cost_usd <> e.cost_usd)
"""
_TOLD: Final = """
    select e.about, format('endpoint %%s is told of it %%s times', e.endpoint_id, count(d.id)) as what
    from (
      select w.id as endpoint_id, x.id::text as about, x.id::text as told_of
      from public.webhook_endpoints as w
      join public.executions as x on x.tenant_id = w.tenant_id and x.completed_at > w.created_at
        and 'execution.' || lower(x.status::text) = any(w.events)
      where w.tenant_id = any(%(tenants)s::uuid[]) and w.is_active
      union all
      select w.id, a.budget_id::text, a.id::text
      from public.webhook_endpoints as w
      join public.budget_alerts as a on a.tenant_id = w.tenant_id and a.created_at > w.created_at
      where w.tenant_id = any(%(tenants)s::uuid[]) and w.is_active and 'budget.threshold_reached' = any(w.events)
    ) as e
    left join public.webhook_deliveries as d
      on d.endpoint_id = e.endpoint_id and e.told_of in (d.payload #>> '{data,id}', d.payload #>> '{data,alert_id}')
    group by e.endpoint_id, e.about, e.told_of
    having count(d.id) <> 1
"""
_DELIVERIES: Final = """
    select d.id::text, d.event_id::text, d.status::text, d.attempts, d.error
    from public.webhook_deliveries as d
    where d.tenant_id = any(%s::uuid[])
"""
_QUEUE: Final = """
    select q.execution_id::text as about, format('is queued, attempt %%s, worker %%s', q.attempt, q.worker) as what
    from private.queued_executions as q
    where q.tenant_id = any(%(tenants)s::uuid[])
    union all
    select r.run_id::text, format('a run of task %%s is %%s', r.task_id, r.state)
    from absurd.r_executions as r
    join absurd.t_executions as t on t.task_id = r.task_id
    join public.executions as e on e.id::text = t.params ->> 'execution_id'
    where r.state not in ('completed', 'failed', 'cancelled') and e.tenant_id = any(%(tenants)s::uuid[])
      and e.status not in ('PENDING', 'RUNNING')
    union all
    select r.run_id::text, format('a run of task %%s is %%s, of a delivery that is %%s', r.task_id, r.state, d.status)
    from absurd.r_tasks as r
    join absurd.t_tasks as t on t.task_id = r.task_id
    join public.webhook_deliveries as d on d.id::text = t.params ->> 'delivery_id'
    where r.state not in ('completed', 'failed', 'cancelled') and d.tenant_id = any(%(tenants)s::uuid[])
      and d.status <> 'PENDING'
"""


@dataclass(frozen=True, slots=True)
class Difference:
    check: str
    about: str
    """Ids: of an execution, a ledger row, a budget; the mark of a request."""
    what: str

    def __str__(self) -> str:
        return f"{self.check.replace('_', ' ')}: {self.about}: {self.what}"


@dataclass(frozen=True, slots=True)
class Model:
    """What is known of a misbehaving model."""

    answer_cost: Decimal
    """Of one answer whose usage is told."""
    max_tokens: int
    """That a prompt asks for: what is above was not foreseen by any hold."""


@dataclass
class Books:
    """All that is written down, and what those outside say of it."""

    executions: dict[str, dict[str, Any]]
    ledger: list[dict[str, Any]]
    asked: Mapping[str, Asked]
    answered: Mapping[str, Mapping[str, int]]
    """By mark, what the model server counted: requests, answered, refused, broken."""
    model: Model
    budgets: list[dict[str, Any]] = field(default_factory=list)
    found: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """What queries found that each are a check of their own."""
    deliveries: list[dict[str, Any]] = field(default_factory=list)
    received: Mapping[str, int] | None = None
    """How often each webhook arrived, by its id; None where nobody receives them."""

    @cached_property
    def calls_of(self) -> dict[str, list[dict[str, Any]]]:
        """Calls of models, by execution."""
        return self._by_execution(lambda row: row["kind"] != "ADJUSTMENT")

    @cached_property
    def estimates_of(self) -> dict[str, list[dict[str, Any]]]:
        """The sweeper's estimates of what a dead worker may have spent."""
        return self._by_execution(lambda row: row["kind"] == "ADJUSTMENT" and row["error"] == "lease_expired")

    @cached_property
    def takings_back_of(self) -> dict[str, list[dict[str, Any]]]:
        """What a worker that was only late takes back of them."""
        return self._by_execution(lambda row: row["kind"] == "ADJUSTMENT" and row["error"] == "late_settle")

    @cached_property
    def runs_of(self) -> dict[str, list[dict[str, Any]]]:
        """Executions, by the mark in their inputs."""
        runs: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self.executions.values():
            runs[mark_of(row)].append(row)
        return runs

    def standing_of(self, execution_id: str) -> list[dict[str, Any]]:
        """Estimates that were not taken back: of workers that never said what they did."""
        taken = {taking["id"] for taking in self.takings_back_of[execution_id]}
        return [each for each in self.estimates_of[execution_id] if _taking_back(each["id"]) not in taken]

    def has_unknown_calls(self, row: Mapping[str, Any]) -> bool:
        """Whether a worker of this execution died without a word. One whose caller waits has one worker: if there are
        calls, it told them late."""
        return bool(self.standing_of(row["id"])) and (row["is_queued"] or not self.calls_of[row["id"]])

    def costs_at_the_end_of(self, row: Mapping[str, Any]) -> set[Decimal]:
        """What the ledger may have said when it ended. What was written by a transaction that had begun before may have
        waited until then, when it is a late worker's."""
        certain, uncertain = Decimal(0), defaultdict[Any, Decimal](Decimal)
        rows = [each for each in self.ledger_of[row["id"]] if each["cost_usd"] is not None]
        may_be_late = any(each["error"] == "lease_expired" for each in rows)
        for each in rows:
            if may_be_late and each["created_at"] < row["completed_at"] and each["error"] != "lease_expired":
                uncertain[each["created_at"]] += each["cost_usd"]
            elif each["created_at"] <= row["completed_at"]:
                certain += each["cost_usd"]
        costs = {certain}
        for amount in uncertain.values():
            costs |= {cost + amount for cost in costs}
        return costs

    @cached_property
    def unforeseen(self) -> dict[str, Decimal]:
        """By tenant, what calls cost that used more than they were asked for."""
        costs = defaultdict[str, Decimal](Decimal)
        for row in self.ledger:
            if row["output_tokens"] > self.model.max_tokens:
                costs[row["tenant_id"]] += row["cost_usd"]
        return costs

    @cached_property
    def ledger_of(self) -> dict[str, list[dict[str, Any]]]:
        return self._by_execution(lambda row: True)

    def _by_execution(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, list[dict[str, Any]]]:
        rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self.ledger:
            if wanted(row):
                rows[row["reference_id"]].append(row)
        return rows


Found = Iterator[tuple[str, str]]


def read(
    connection: psycopg.Connection[Any],
    tenant_ids: Sequence[str],
    asked: Mapping[str, Asked],
    answered: Mapping[str, Mapping[str, int]],
    model: Model,
    received: Mapping[str, int] | None = None,
) -> Books:
    """The books of these tenants, in which nothing runs any more. Reads as the superuser."""
    with connection.cursor(row_factory=dict_row) as cursor:
        tenants = list(tenant_ids)

        def rows(query: str, values: Any) -> list[dict[str, Any]]:
            return cursor.execute(query.encode(), values).fetchall()

        against_ledger = rows((_QUERIES / "budgets_against_ledger.sql").read_text(), None)
        return Books(
            {row["id"]: row for row in rows(_EXECUTIONS, [tenants])},
            rows(_LEDGER, [tenants]),
            asked,
            answered,
            model,
            rows(_LIMITS, [tenants]),
            {
                "nothing_is_queued": [(row["about"], row["what"]) for row in rows(_QUEUE, {"tenants": tenants})],
                "nothing_is_held": [(row["about"], row["what"]) for row in rows(_HOLDS, {"tenants": tenants})],
                "budgets_are_the_sum_of_the_ledger": [
                    (str(row["id"]), _figures(row)) for row in against_ledger if str(row["tenant_id"]) in tenants
                ],
                "alerts_are_told": [(row["about"], row["what"]) for row in rows(_ALERTS, [tenants])],
                "audit_chains_are_whole": [(row["about"], row["what"]) for row in rows(_AUDIT, {"tenants": tenants})],
                "every_event_is_told_once": [(row["about"], row["what"]) for row in rows(_TOLD, {"tenants": tenants})],
                "every_end_is_audited_once": [(row["about"], row["what"]) for row in rows(_ENDS, {"tenants": tenants})],
            },
            rows(_DELIVERIES, [tenants]),
            received,
        )


def differences(books: Books) -> list[Difference]:
    """All that does not hold; none when the books balance."""
    named = [(name, iter(found)) for name, found in books.found.items()]
    named += [(check.__name__, check(books)) for check in CHECKS]
    return [Difference(name, about, what) for name, found in named for about, what in found]


def _taking_back(estimate_id: str) -> str:
    """The id of the row that takes an estimate back follows from the estimate's."""
    return str(UUID(hashlib.md5(f"{estimate_id} taken back".encode(), usedforsecurity=False).hexdigest()))


def mark_of(execution: Mapping[str, Any]) -> str:
    found = _MARK.search(execution["code"] or "")
    return found[1] if found else ""


# ------------------------------------------------------------------------------------------- the books by themselves


def everything_has_ended(books: Books) -> Found:
    for row in books.executions.values():
        if row["status"] not in FINAL:
            yield row["id"], f"is {row['status']}"


def rows_of_the_ledger_belong_to_executions(books: Books) -> Found:
    for row in books.ledger:
        execution = books.executions.get(row["reference_id"])
        if execution is None:
            yield row["id"], f"there is no execution {row['reference_id']}"
        elif (execution["tenant_id"], execution["user_id"]) != (row["tenant_id"], row["user_id"]):
            yield row["id"], "is not its execution's tenant's and user's"


def an_execution_costs_what_the_ledger_said_when_it_ended(books: Books) -> Found:
    for execution_id, row in books.executions.items():
        if row["completed_at"] is None:
            continue
        possible = books.costs_at_the_end_of(row)
        if (row["cost_usd"] or 0) not in possible:
            said = " or ".join(sorted(str(each) for each in possible))
            yield execution_id, f"costs {row['cost_usd']}, the ledger says {said}"


def what_a_dead_worker_spent_is_estimated_once(books: Books) -> Found:
    """And taken back once when it has said what it did: a worker that was late."""
    for execution_id, row in books.executions.items():
        estimates, standing = books.estimates_of[execution_id], books.standing_of(execution_id)
        if not row["is_queued"] and len(estimates) != (row["error"] == "lease_expired"):
            yield execution_id, f"ended with {row['error']} and has {len(estimates)} estimates"
        if any(each["cost_usd"] for each in standing) and row["cost_is_complete"]:
            yield execution_id, "has an estimate of a dead worker, and says that its cost is complete"
        owed = {_taking_back(each["id"]): -each["cost_usd"] for each in estimates}
        for taking in books.takings_back_of[execution_id]:
            if owed.pop(taking["id"], None) != taking["cost_usd"]:
                yield execution_id, f"{taking['id']} takes back {-taking['cost_usd']}, which was not estimated"
        if not row["is_queued"] and books.calls_of[execution_id] and any(each["cost_usd"] for each in standing):
            yield execution_id, "its worker was only late, and its estimate stands"


def an_answer_costs_what_it_costs(books: Books) -> Found:
    for row in books.ledger:
        exact = row["kind"] != "ADJUSTMENT" and row["outcome"] == "SUCCEEDED" and not row["is_estimate"]
        if exact and row["output_tokens"] <= books.model.max_tokens and row["cost_usd"] != books.model.answer_cost:
            yield row["id"], f"costs {row['cost_usd']}"


def no_hard_limit_is_passed(books: Books) -> Found:
    """But by what calls used above all that was foreseen, which is counted all the same."""
    for budget in books.budgets:
        if budget["used_usd"] > budget["limit_usd"] + books.unforeseen[budget["tenant_id"]]:
            yield budget["id"], f"{budget['used_usd']} of {budget['limit_usd']} are used"


# ------------------------------------------------------------------------------------------- the clients' journal


def what_was_accepted_ran_once(books: Books) -> Found:
    for mark, asked in books.asked.items():
        ran = [row["id"] for row in books.runs_of[mark]]
        if len(ran) > 1:
            yield mark, f"ran {len(ran)} times, as {', '.join(sorted(ran))}"
        for execution_id in asked.accepted - set(ran):
            yield mark, f"was told of execution {execution_id}, which is not there"


def what_was_refused_never_ran(books: Books) -> Found:
    for mark, asked in books.asked.items():
        if asked.is_refused and (books.runs_of[mark] or books.answered.get(mark)):
            yield mark, f"was refused with {asked.heard[-1].code}, and ran"


def a_revoked_key_opens_nothing(books: Books) -> Found:
    """What was asked for with a key after its revocation was answered."""
    for mark, asked in books.asked.items():
        if asked.form == "revoked" and (asked.accepted or books.runs_of[mark] or books.answered.get(mark)):
            yield mark, "was asked for with a revoked key, and ran"


def nothing_ran_that_nobody_asked_for(books: Books) -> Found:
    for execution_id, row in books.executions.items():
        asked = books.asked.get(mark_of(row))
        if asked is None:
            yield execution_id, "is in no journal"
        elif (asked.tenant_id, asked.user_id, asked.key) != (row["tenant_id"], row["user_id"], row["idempotency_key"]):
            yield execution_id, f"is not as {asked.mark} was asked"


def what_was_told_is_written(books: Books) -> Found:
    for asked in books.asked.values():
        for heard in asked.heard:
            row = books.executions.get(heard.execution_id or "")
            if row is None or not heard.is_final:
                continue
            if (heard.status, Decimal(heard.cost_usd or 0)) != (row["status"], row["cost_usd"]):
                told = f"{heard.status} at {heard.cost_usd}"
                yield row["id"], f"{asked.mark} was told {told}, written is {row['status']} at {row['cost_usd']}"


def who_waits_is_answered(books: Books) -> Found:
    for mark, asked in books.asked.items():
        if asked.is_given_up:
            heard = asked.heard[-1] if asked.heard else None
            yield mark, f"was never told how it ended; heard last: {heard}"


def nobody_hears_of_a_fault_of_ours(books: Books) -> Found:
    for mark, asked in books.asked.items():
        for heard in asked.heard:
            if heard.code == "internal_error" or heard.http == 500:
                yield mark, f"heard {heard.http} {heard.code}"


# ------------------------------------------------------------------------------------------- the model's count


def every_request_to_the_model_is_in_the_ledger(books: Books) -> Found:
    """As a call, or behind the estimate of a dead worker's spending; and none twice.

    A call that was stopped before it was sent is one that the model does not know of.
    """
    for mark, counted in books.answered.items():
        runs = books.runs_of[mark]
        if not runs:
            yield mark, f"asked the model {counted['requests']} times without an execution"
            continue
        ids = [row["id"] for row in runs]
        calls = [call for each in ids for call in books.calls_of[each]]
        requests, answered, refused = (counted.get(name, 0) for name in ("requests", "answered", "refused"))
        paid = sum(1 for call in calls if call["cost_usd"])
        unsent = sum(1 for call in calls if call["outcome"] == "CANCELLED" or call["is_estimate"])
        succeeded = sum(1 for call in calls if call["outcome"] == "SUCCEEDED")
        about, found = " ".join([mark, *ids]), f"{requests} requests and {answered} answers"
        if not any(books.has_unknown_calls(row) for row in runs) and (len(calls) < requests or paid < answered):
            yield about, f"{found}, but {len(calls)} calls, {paid} of them paid"
        if len(calls) - unsent > requests or paid - unsent > requests - refused or succeeded > answered:
            yield about, f"{found}, yet {len(calls)} calls, {paid} of them paid"


def an_estimate_covers_what_it_stands_for(books: Books) -> Found:
    """Where a budget held something: no budget counts too little for a worker that died."""
    for mark, counted in books.answered.items():
        for row in books.runs_of[mark]:
            standing = [each["cost_usd"] for each in books.standing_of(row["id"])]
            paid = sum(1 for call in books.calls_of[row["id"]] if call["cost_usd"])
            spent = (counted.get("answered", 0) - paid) * books.model.answer_cost
            if standing and all(standing) and sum(standing) < spent:
                yield row["id"], f"{sum(standing)} are estimated, {spent} were spent"


def calls_are_of_requests(books: Books) -> Found:
    for execution_id, calls in books.calls_of.items():
        row = books.executions.get(execution_id)
        paid = [call for call in calls if call["outcome"] == "SUCCEEDED"]
        if row and paid and not books.answered.get(mark_of(row)):
            yield execution_id, f"has {len(paid)} answered calls, and the model was never asked"


# ------------------------------------------------------------------------------------------- what is told to others


def webhooks_arrive(books: Books) -> Found:
    """At least once, and none that is not written down."""
    if books.received is None:
        return
    events = set()
    for delivery in books.deliveries:
        events.add(delivery["event_id"])
        if delivery["status"] != "DELIVERED":
            yield delivery["id"], f"is {delivery['status']} after {delivery['attempts']} attempts: {delivery['error']}"
        elif not books.received.get(delivery["event_id"]):
            yield delivery["id"], "is said to be delivered, and never arrived"
    for event in books.received.keys() - events:
        yield event, "arrived, and is no delivery"


CHECKS: Final[tuple[Callable[[Books], Found], ...]] = (
    everything_has_ended,
    rows_of_the_ledger_belong_to_executions,
    an_execution_costs_what_the_ledger_said_when_it_ended,
    what_a_dead_worker_spent_is_estimated_once,
    an_answer_costs_what_it_costs,
    no_hard_limit_is_passed,
    what_was_accepted_ran_once,
    what_was_refused_never_ran,
    a_revoked_key_opens_nothing,
    nothing_ran_that_nobody_asked_for,
    what_was_told_is_written,
    who_waits_is_answered,
    nobody_hears_of_a_fault_of_ours,
    every_request_to_the_model_is_in_the_ledger,
    an_estimate_covers_what_it_stands_for,
    calls_are_of_requests,
    webhooks_arrive,
)


def _figures(row: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {row[name]}" for name in ("spent_usd", "ledger_usd", "held_usd", "holds_usd"))
