"""Business ideas, their evaluations and what each agent found, as the triggers make one follow from the other."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any, Final

from formaops.local.volume import words
from formaops.local.volume.parts import Check, Domain, Part, Row
from formaops.local.volume.world import Tenant, World, timestamp

IDEAS: Final = 10_000
AGENTS: Final = (
    "competitive-analysis",
    "customer-research",
    "financial-analysis",
    "market-research",
    "technical-feasibility",
)
_MARKETS: Final = ("small clinics", "schools", "farms", "law firms", "city councils")
_HOUR: Final = 3_600_000_000
_MINUTE: Final = 60_000_000


@dataclass(slots=True)
class _Result:
    id: str
    agent: str
    status: str
    score: Decimal | None
    insights: dict[str, Any] | None
    error: str | None
    started: int | None
    completed: int | None


@dataclass(slots=True)
class _Evaluation:
    id: str
    status: str
    priority: str
    created: int
    results: list[_Result]

    @property
    def started(self) -> int | None:
        return min((result.started for result in self.results if result.started), default=None)

    @property
    def completed(self) -> int | None:
        ended = [result.completed for result in self.results if result.completed]
        return max(ended) if len(ended) == len(self.results) else None


@dataclass(slots=True)
class _Idea:
    id: str
    tenant: Tenant
    user: str
    title: str
    description: str
    created: int
    deleted: bool
    evaluations: list[_Evaluation]

    @property
    def status(self) -> str:
        if not self.evaluations:
            return "draft"
        latest = self.evaluations[-1].status
        if latest in ("pending", "analyzing"):
            return "submitted" if latest == "pending" else "evaluating"
        return "completed" if any(each.status == "completed" for each in self.evaluations) else "draft"


@lru_cache(maxsize=1)
def _ideas(world: World) -> list[_Idea]:
    found: list[_Idea] = []
    for tenant, count in zip(world.tenants, world.shared(IDEAS), strict=True):
        found += [_idea(world, tenant, len(found) + index) for index in range(count)]
    return found


def _idea(world: World, tenant: Tenant, number: int) -> _Idea:
    dice = world.dice.random("idea", number)
    created = world.end - int((1 + 300 * dice.random()) * 24 * _HOUR)
    # One in twenty is a draft, and one in twenty was evaluated twice: as many evaluations as ideas.
    count = {0: 0, 1: 2}.get(number % 20, 1)
    ends = ["failed" if dice.random() < 0.05 else "completed" for _ in range(count)]
    if count and number % 20 in (2, 3):
        ends[-1] = "pending" if number % 20 == 2 else "analyzing"
    evaluations = [
        _evaluation(world, number * 2 + index, status, created + (index + 1) * 2 * _HOUR)
        for index, status in enumerate(ends)
    ]
    subject = dice.choice(words.SUBJECTS)
    return _Idea(
        id=world.dice.id("idea", number),
        tenant=tenant,
        user=dice.choice(tenant.writers).id,
        title=f"{dice.choice(words.COMPANIES)}: {dice.choice(words.TASKS)} {subject} for {dice.choice(_MARKETS)}",
        description=f"A service around {subject}. {words.paragraph(dice, dice.randint(2, 12))}",
        created=created,
        deleted=number % 50 == 7,
        evaluations=evaluations,
    )


def _evaluation(world: World, number: int, status: str, created: int) -> _Evaluation:
    dice = world.dice.random("evaluation", number)
    results = [
        _result(world, number * len(AGENTS) + index, agent, _status_of_result(status, index, dice.random()), created)
        for index, agent in enumerate(AGENTS)
    ]
    priority = dice.choices(("low", "normal", "high"), (10, 75, 15))[0]
    return _Evaluation(world.dice.id("evaluation", number), status, priority, created, results)


def _status_of_result(status: str, index: int, chance: float) -> str:
    match status:
        case "pending":
            return "pending"
        case "failed":
            return "failed"
        case "analyzing":
            return ("completed", "running", "pending", "completed", "pending")[index]
        case _:
            return "failed" if index and chance < 0.04 else "completed"


def _result(world: World, number: int, agent: str, status: str, submitted: int) -> _Result:
    dice = world.dice.random("agent result", number)
    started = submitted + dice.randrange(_MINUTE, 5 * _MINUTE) if status != "pending" else None
    ended = started + dice.randrange(5_000_000, 3 * _MINUTE) if started and status in ("completed", "failed") else None
    insights = {"finding": dice.choice(words.SENTENCES), "advice": dice.choice(words.PURPOSES)}
    return _Result(
        id=world.dice.id("agent result", number),
        agent=agent,
        status=status,
        score=Decimal(dice.randrange(2000, 9900)) / 100 if status == "completed" else None,
        insights=insights if status == "completed" else None,
        error="The model did not answer within 60 s." if status == "failed" else None,
        started=started,
        completed=ended,
    )


def _at(moment: int | None) -> str | None:
    return None if moment is None else timestamp(moment)


def _idea_rows(world: World) -> Iterator[Row]:
    for idea in _ideas(world):
        changed = idea.evaluations[-1].completed if idea.evaluations else None
        yield (
            *(idea.id, idea.tenant.id, idea.user, idea.title, idea.description, idea.status, timestamp(idea.created)),
            *(timestamp(changed or idea.created), timestamp(world.end) if idea.deleted else None),
        )


def _evaluation_rows(world: World) -> Iterator[Row]:
    for idea in _ideas(world):
        for each in idea.evaluations:
            is_final = each.status in ("completed", "failed")
            errors = "\n".join(f"{result.agent}: {result.error}" for result in each.results)
            yield (
                *(each.id, idea.tenant.id, idea.id, idea.user, each.status, each.priority, _at(each.started)),
                *(_at(each.completed), _summary(each) if is_final else None),
                *(errors if each.status == "failed" else None, timestamp(each.created)),
                timestamp(each.completed or each.created),
            )


def _summary(evaluation: _Evaluation) -> str:
    scores = [result.score for result in evaluation.results if result.score is not None]
    mean = (sum(scores, Decimal()) / len(scores)).quantize(Decimal("0.01"), ROUND_HALF_UP) if scores else None
    statuses = [result.status for result in evaluation.results]
    agents = {
        result.agent: {
            "status": result.status,
            "score": None if result.score is None else float(result.score),
            "insights": result.insights,
            "error_message": result.error,
        }
        for result in evaluation.results
    }
    counts = {"total": len(statuses), "completed": statuses.count("completed"), "failed": statuses.count("failed")}
    return json.dumps({"overall_score": None if mean is None else float(mean)} | counts | {"agents": agents})


def _result_rows(world: World) -> Iterator[Row]:
    for idea in _ideas(world):
        given = json.dumps({"title": idea.title, "description": idea.description})
        for each in idea.evaluations:
            for result in each.results:
                found = json.dumps(result.insights) if result.insights else None
                yield (
                    *(result.id, idea.tenant.id, each.id, result.agent, result.status, given),
                    *(found, result.score, found, _at(result.started), _at(result.completed), result.error),
                    *(timestamp(each.created), timestamp(result.completed or result.started or each.created)),
                )


IDEAS_DOMAIN = Domain(
    parts=(
        Part(
            "public.business_ideas",
            (
                *("id", "tenant_id", "user_id", "title", "description", "status", "created_at", "updated_at"),
                "deleted_at",
            ),
            _idea_rows,
            lambda world: len(_ideas(world)),
        ),
        Part(
            "public.evaluations",
            (
                *("id", "tenant_id", "business_idea_id", "created_by", "status", "priority", "started_at"),
                *("completed_at", "results", "error_message", "created_at", "updated_at"),
            ),
            _evaluation_rows,
            lambda world: sum(len(idea.evaluations) for idea in _ideas(world)),
        ),
        Part(
            "public.agent_results",
            (
                *("id", "tenant_id", "evaluation_id", "agent_type", "status", "input_data", "output_data", "score"),
                *("insights", "started_at", "completed_at", "error_message", "created_at", "updated_at"),
            ),
            _result_rows,
            lambda world: len(AGENTS) * sum(len(idea.evaluations) for idea in _ideas(world)),
        ),
    ),
    checks=(
        Check(
            "an evaluation says of its agents what they found",
            """
            select count(*)
            from public.evaluations as e
            where e.results is not null and e.results <> private.evaluation_results(e.id)
            """,
        ),
    ),
)
