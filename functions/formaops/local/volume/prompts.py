"""Prompts with their versions and validations; executions with their calls in the ledger and their logs.

Executions come in the order of their time, as they do in life, so that a tenant's rows lie scattered over the table.
Each follows from its number alone: the ledger and the logs read it again instead of keeping it.
"""

import json
import math
import random
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import Final

from formaops.local.volume import words
from formaops.local.volume.parts import Check, Domain, Part, Row
from formaops.local.volume.world import Tenant, World, timestamp

EXECUTIONS: Final = 1_000_000
PROMPTS: Final = 100_000
_DAY: Final = 86_400_000_000

# provider:model, and what a token costs as input and as output, in millionths of a millionth of a dollar.
MODELS: Final = (
    ("openai", "openai:gpt-5-mini", 250_000, 2_000_000),
    ("openai", "openai:gpt-5", 1_250_000, 10_000_000),
    ("anthropic", "anthropic:claude-sonnet-4-6", 3_000_000, 15_000_000),
    ("anthropic", "anthropic:claude-haiku-4-5", 1_000_000, 5_000_000),
    ("google", "google:gemini-2.5-flash", 300_000, 2_500_000),
    ("local", "local:smollm2", 50_000, 200_000),
)
_VARIABLES: Final = json.dumps(
    [
        {"name": "text", "type": "string", "required": True, "description": "What to work on"},
        {"name": "tone", "type": "string", "options": ["plain", "friendly", "formal"], "defaultValue": "plain"},
    ]
)
_SCHEMA: Final = {
    "type": "object",
    "required": ["summary", "score"],
    "properties": {"summary": {"type": "string"}, "score": {"type": "integer", "minimum": 0, "maximum": 10}},
}
_VALIDATIONS: Final = (
    ("Answer has its parts", "SCHEMA", json.dumps(_SCHEMA)),
    ("No placeholder is left", "REGEX", json.dumps({"pattern": "^[^<>]*$"})),
)
# Latencies as they are: most take a second or two, few take very long.
_LATENCIES: Final = tuple(
    max(1, round(1500 * math.exp(0.7 * NormalDist().inv_cdf((rank + 0.5) / 4096)))) for rank in range(4096)
)
_NOT_ASKED: Final = ("template_error", "The template could not be rendered with these inputs.")
_NOT_VALID: Final = ("validation_failed", "The output failed its validations.")
_NOT_ANSWERED: Final = (
    ("provider_error", "The provider answered 503 three times."),
    ("timeout", "The model did not answer within 60 s."),
)


@dataclass(slots=True)
class Prompt:
    """`versions` are the times at which its versions were published, in microseconds since 1970."""

    number: int
    id: str
    tenant: Tenant
    author: str
    name: str
    created: int
    versions: tuple[int, ...]
    is_archived: bool
    deleted: int | None
    model: int
    validations: int

    @property
    def status(self) -> str:
        return "ARCHIVED" if self.is_archived else "PUBLISHED" if self.versions else "DRAFT"

    @property
    def template(self) -> str:
        return f"{self.name.rpartition(' ')[0]} in a {{{{tone}}}} tone. Answer as JSON.\n\n{{{{text}}}}"


@dataclass(frozen=True, slots=True)
class _Shelf:
    """A tenant's prompts that can run, by the time at which they were first published."""

    since: list[int]
    prompts: list[Prompt]


@lru_cache(maxsize=1)
def prompts(world: World) -> list[Prompt]:
    found: list[Prompt] = []
    for tenant, count in zip(world.tenants, world.shared(PROMPTS), strict=True):
        found += [_prompt(world, tenant, len(found) + index, index) for index in range(count)]
    return found


def _prompt(world: World, tenant: Tenant, number: int, index: int) -> Prompt:
    dice = world.dice.random("prompt", number)
    # The first of each tenant is older than all executions and always runs.
    age = 1.0 if index == 0 else dice.random()
    end = world.end
    created = end - int((100 + 190 * dice.random() if index == 0 else 290 * age) * _DAY) - 3_600_000_000
    is_draft, is_archived = index > 0 and dice.random() < 0.25, index > 0 and dice.random() < 0.12
    versions = () if is_draft else _versions(dice, created, world.began if index == 0 else end - 60_000_000)
    return Prompt(
        number=number,
        id=world.dice.id("prompt", number),
        tenant=tenant,
        author=dice.choice(tenant.writers).id,
        name=f"{dice.choice(words.TASKS)} {dice.choice(words.SUBJECTS)} {index + 1}",
        created=created,
        versions=versions,
        is_archived=is_archived,
        deleted=end - 30_000_000 if index > 0 and dice.random() < 0.02 else None,
        model=dice.choices(range(len(MODELS)), (40, 15, 15, 10, 15, 5))[0],
        validations=dice.choice((0, 1, 1, 2)),
    )


def _versions(dice: random.Random, created: int, end: int) -> tuple[int, ...]:
    count = dice.choice((1, 1, 2, 3))
    return tuple(
        sorted(created + 60_000_000 + int((end - created - 60_000_000) * dice.random() ** 3) for _ in range(count))
    )


def _prompt_rows(world: World) -> Iterator[Row]:
    for prompt in prompts(world):
        dice = world.dice.random("prompt's text", prompt.number)
        created = timestamp(prompt.created)
        published = timestamp(prompt.versions[-1]) if prompt.versions else None
        tags = dice.sample(words.TAGS, dice.randrange(4))
        yield (
            *(prompt.id, prompt.tenant.id, prompt.author, prompt.name, dice.choice(words.PURPOSES), prompt.template),
            *(_VARIABLES, len(prompt.versions) + 1, prompt.status, tags, MODELS[prompt.model][1]),
            *('{"temperature": 0.2, "max_tokens": 400}', len(prompt.versions) or None, published, created),
            *(published or created, timestamp(prompt.deleted) if prompt.deleted else None),
        )


def _version_rows(world: World) -> Iterator[Row]:
    for prompt in prompts(world):
        frozen = [
            {"name": name, "type": kind, "config": json.loads(config)}
            for name, kind, config in _VALIDATIONS[: prompt.validations]
        ]
        validations = json.dumps(frozen)
        for version, published in enumerate(prompt.versions, start=1):
            yield (
                *(world.dice.id("prompt version", prompt.number * 10 + version), prompt.tenant.id, prompt.id, version),
                *(prompt.template, _VARIABLES, validations, MODELS[prompt.model][1]),
                *('{"temperature": 0.2, "max_tokens": 400}', "First version" if version == 1 else "Clearer wording"),
                *(prompt.author, timestamp(published)),
            )


def _validation_rows(world: World) -> Iterator[Row]:
    for prompt in prompts(world):
        created = timestamp(prompt.created)
        for index, (name, kind, config) in enumerate(_VALIDATIONS[: prompt.validations]):
            validation = world.dice.id("validation", prompt.number * 10 + index)
            yield validation, prompt.tenant.id, prompt.id, name, kind, config, created, created


# ---------------------------------------------------------------------------------------------------------- executions


@dataclass(slots=True)
class Call:
    id: str
    kind: str
    outcome: str
    model: int
    input_tokens: int
    output_tokens: int
    cost: int
    latency: int


@dataclass(slots=True)
class Execution:
    """Times in microseconds since 1970, latency in milliseconds, costs in millionths of a millionth of a dollar."""

    number: int
    id: str
    prompt: Prompt
    user: str
    version: int
    created: int
    status: str
    latency: int
    numbers: tuple[int, ...]

    @property
    def ended(self) -> int:
        return self.created + self.latency * 1000

    @property
    def is_final(self) -> bool:
        return self.status not in ("PENDING", "RUNNING")

    @property
    def asked(self) -> bool:
        return self.status == "COMPLETED" or (self.is_final and self.numbers[5] % 10 > 0)

    @property
    def error(self) -> tuple[str, str] | None:
        """Code and detail of a failure."""
        if self.status != "FAILED":
            return None
        if not self.asked:
            return _NOT_ASKED
        if self.prompt.validations and self.numbers[11] % 3 == 0:
            return _NOT_VALID
        return _NOT_ANSWERED[self.numbers[11] % 2]

    @property
    def validation_status(self) -> str:
        if not self.is_final:
            return "PENDING"
        if self.error is _NOT_VALID:
            return "FAILED"
        return "PASSED" if self.status == "COMPLETED" and self.prompt.validations else "SKIPPED"

    def calls(self, world: World) -> list[Call]:
        """None for one that ended before it asked, two or three after a retry or a repair."""
        if not self.asked:
            return []
        chance = self.numbers[5] % 1000
        count = 1 if chance < 970 else 2 if chance < 995 else 3
        given = []
        for index in range(count):
            model = MODELS[self.prompt.model]
            tokens = 80 + (self.numbers[6] >> (index * 4)) % 1900, 20 + (self.numbers[7] >> (index * 4)) % 700
            is_last = index == count - 1
            failed = self.validation_status == "SKIPPED" and self.status != "COMPLETED" if is_last else chance >= 985
            outcome = "SUCCEEDED" if not failed else "CANCELLED" if is_last and self.status == "CANCELLED" else "FAILED"
            given.append(
                Call(
                    id=world.dice.id("call", self.number * 4 + index),
                    kind="FIRST" if index == 0 else "RETRY" if chance >= 985 else "REPAIR",
                    outcome=outcome,
                    model=self.prompt.model,
                    input_tokens=tokens[0],
                    output_tokens=tokens[1] if outcome == "SUCCEEDED" else 0,
                    cost=tokens[0] * model[2] + (tokens[1] if outcome == "SUCCEEDED" else 0) * model[3],
                    latency=max(1, self.latency * (index + 1) // count - self.latency * index // count),
                )
            )
        return given


def executions(world: World) -> Iterator[Execution]:
    total = world.count(EXECUTIONS)
    shelves = _shelves(world)
    bounds, tenants = world.bounds, world.tenants
    queued = total - max(2, total // 5000)
    for number in range(total):
        identifier, numbers = world.dice.draw(b"execution", number)
        created = world.running_at((number + 1) / (total + 1)) + numbers[0] % 1000
        tenant = min(bisect_left(bounds, numbers[1]), len(tenants) - 1)
        shelf = shelves[tenant]
        runnable = bisect_right(shelf.since, created)
        # A tenant's favourites run most.
        prompt = shelf.prompts[int(runnable * (numbers[2] / 2**32) ** 2)]
        writers = tenants[tenant].writers
        chance = numbers[3] % 1000
        status = "COMPLETED" if chance < 920 else "FAILED" if chance < 985 else "CANCELLED"
        if number >= queued:
            status = "PENDING" if numbers[3] % 2 else "RUNNING"
        yield Execution(
            number=number,
            id=identifier,
            prompt=prompt,
            user=writers[int(len(writers) * (numbers[4] / 2**32) ** 2)].id,
            version=bisect_right(prompt.versions, created),
            created=created,
            status=status,
            latency=_LATENCIES[numbers[8] % 4096],
            numbers=numbers,
        )


def _shelves(world: World) -> list[_Shelf]:
    shelves = [_Shelf([], []) for _ in world.tenants]
    for prompt in sorted(prompts(world), key=lambda prompt: prompt.versions[:1]):
        if prompt.versions:
            shelves[prompt.tenant.number].since.append(prompt.versions[0])
            shelves[prompt.tenant.number].prompts.append(prompt)
    return shelves


def money(millionths: int) -> str:
    """Millionths of a millionth of a dollar as dollars."""
    return f"{millionths // 10**12}.{millionths % 10**12:012d}"


def _answer(numbers: tuple[int, ...]) -> str:
    several = [words.SENTENCES[(numbers[9] >> shift) % len(words.SENTENCES)] for shift in (0, 4, 8)]
    return json.dumps({"summary": " ".join(several), "score": numbers[9] % 11})


def _inputs(numbers: tuple[int, ...]) -> str:
    several = " ".join(words.SENTENCES[(numbers[10] >> shift) % len(words.SENTENCES)] for shift in (0, 4, 8, 12))
    return json.dumps({"text": f"Record {numbers[10] % 100_000}. {several}", "tone": "plain"})


def _results(passed: bool) -> list[str]:
    """By the number of validations; of those that did not pass, the first one tells why."""
    fault = [{"path": "/score", "message": "11 is greater than the maximum of 10"}]
    return [
        json.dumps(
            [
                {"name": name, "type": kind, "passed": passed or index > 0, "errors": [] if passed or index else fault}
                for index, (name, kind, _) in enumerate(_VALIDATIONS[:count])
            ]
        )
        for count in range(3)
    ]


_RESULTS: Final = {"PASSED": _results(True), "FAILED": _results(False)}


def _execution_rows(world: World) -> Iterator[Row]:
    end = timestamp(world.end)
    for execution in executions(world):
        calls = execution.calls(world)
        model, checked = MODELS[execution.prompt.model][1], execution.validation_status
        answer = _answer(execution.numbers) if execution.status == "COMPLETED" or checked == "FAILED" else None
        created = timestamp(execution.created)
        usage, cost = _usage(calls, model), sum(call.cost for call in calls)
        is_final, is_running = execution.is_final, execution.status == "RUNNING"
        yield (
            *(execution.id, execution.prompt.tenant.id, execution.user, execution.prompt.id, execution.version),
            *(_inputs(execution.numbers), execution.status, model, answer),
            *(answer if checked == "PASSED" else None, checked),
            _RESULTS[checked][execution.prompt.validations] if checked in _RESULTS else None,
            *(usage, execution.latency if is_final else None, money(cost) if is_final else None),
            _error(execution),
            world.dice.id("lease", execution.number) if is_running else None,
            # Whoever runs these is not seen any more: the sweeper will say so.
            end if is_running else None,
            created,
            timestamp(execution.ended) if is_final else created,
            created if execution.status != "PENDING" else None,
            timestamp(execution.ended) if is_final else None,
        )


def _usage(calls: list[Call], model: str) -> str | None:
    if not calls:
        return None
    taken, given = sum(call.input_tokens for call in calls), sum(call.output_tokens for call in calls)
    return (
        f'{{"input": {taken}, "output": {given}, "total": {taken + given}, "cache_read": 0, "cache_write": 0, '
        f'"model": "{model}"}}'
    )


def _error(execution: Execution) -> str | None:
    if (error := execution.error) is None:
        return None
    return f'{{"code": "{error[0]}", "detail": "{error[1]}"}}'


def _ledger_rows(world: World) -> Iterator[Row]:
    for execution in executions(world):
        started = execution.created
        created, ended = timestamp(started), timestamp(execution.ended)
        for call in execution.calls(world):
            provider, model, _, _ = MODELS[call.model]
            yield (
                *(call.id, execution.prompt.tenant.id, execution.user, "PROMPT_EXECUTION", execution.id),
                *(execution.prompt.id, call.kind, provider, model, call.input_tokens, call.output_tokens),
                *(money(call.cost), "GENAI_PRICES", "0.2.3", call.outcome, call.latency, timestamp(started), ended),
                created,
            )
            started += call.latency * 1000


def _log_rows(world: World) -> Iterator[Row]:
    for execution in executions(world):
        if not execution.is_final:
            continue
        tenant, calls = execution.prompt.tenant.id, execution.calls(world)
        ended, model = timestamp(execution.ended), MODELS[execution.prompt.model][1]
        lines: list[tuple[str, str, str | None, str]] = [
            ("DEBUG", f"Rendered version {execution.version}", '{"octets": 412}', timestamp(execution.created))
        ]
        for call in calls:
            level = "INFO" if call.outcome == "SUCCEEDED" else "WARN"
            metadata = (
                f'{{"kind": "{call.kind.lower()}", "input": {call.input_tokens}, "output": {call.output_tokens}}}'
            )
            lines.append((level, f"Asked {model}", metadata, ended))
        lines.append(_end(execution, ended))
        if execution.numbers[5] % 1000 < 50:
            lines.append(("DEBUG", "Released what was held", None, ended))
        for index, line in enumerate(lines):
            yield world.dice.id("log", execution.number * 8 + index), tenant, execution.id, *line


def _end(execution: Execution, ended: str) -> tuple[str, str, str | None, str]:
    if error := execution.error:
        return "ERROR", error[1], f'{{"code": "{error[0]}"}}', ended
    if execution.status == "CANCELLED":
        return "WARN", "Stopped on request", '{"code": "cancelled"}', ended
    if execution.prompt.validations:
        return "INFO", f"{_VALIDATIONS[0][0]} passed", '{"type": "SCHEMA"}', ended
    return "INFO", "Nothing checks this output", None, ended


PROMPTS_DOMAIN = Domain(
    parts=(
        Part(
            "public.prompts",
            (
                *("id", "tenant_id", "user_id", "name", "description", "template", "variables", "version", "status"),
                *("tags", "model", "parameters", "published_version", "published_at", "created_at", "updated_at"),
                "deleted_at",
            ),
            _prompt_rows,
            lambda world: len(prompts(world)),
        ),
        Part(
            "public.prompt_versions",
            (
                *("id", "tenant_id", "prompt_id", "version", "template", "variables", "validations", "model"),
                *("parameters", "change_log", "created_by", "created_at"),
            ),
            _version_rows,
            lambda world: sum(len(prompt.versions) for prompt in prompts(world)),
        ),
        Part(
            "public.validations",
            ("id", "tenant_id", "prompt_id", "name", "type", "config", "created_at", "updated_at"),
            _validation_rows,
            lambda world: sum(prompt.validations for prompt in prompts(world)),
        ),
        Part(
            "public.executions",
            (
                *("id", "tenant_id", "user_id", "prompt_id", "prompt_version", "inputs", "status", "model", "output"),
                *("validated_output", "validation_status", "validation_results", "token_usage", "latency_ms"),
                *("cost_usd", "error", "lease_id", "lease_expires_at", "created_at", "updated_at", "started_at"),
                "completed_at",
            ),
            _execution_rows,
            lambda world: world.count(EXECUTIONS),
        ),
        Part(
            "public.cost_tracking",
            (
                *("id", "tenant_id", "user_id", "purpose", "reference_id", "prompt_id", "kind", "provider", "model"),
                *("input_tokens", "output_tokens", "cost_usd", "price_source", "price_version", "outcome"),
                *("latency_ms", "started_at", "created_at", "reference_created_at"),
            ),
            _ledger_rows,
            lambda world: round(world.count(EXECUTIONS) * 1.027),
        ),
        Part(
            "public.execution_logs",
            ("id", "tenant_id", "execution_id", "level", "message", "metadata", "timestamp"),
            _log_rows,
            lambda world: round(world.count(EXECUTIONS) * 3.076),
        ),
    ),
    checks=(
        Check(
            "what an execution cost is the sum of its ledger rows",
            """
            select count(*)
            from public.executions as e
            full join (
              select reference_id, sum(cost_usd) as cost_usd, sum(input_tokens) as input, sum(output_tokens) as output
              from public.cost_tracking where purpose = 'PROMPT_EXECUTION' group by reference_id
            ) as c on c.reference_id = e.id
            where e.id is null
              or (e.status in ('COMPLETED', 'FAILED', 'CANCELLED')
                and (e.cost_usd is distinct from coalesce(c.cost_usd, 0)
                  or (c.input is not null and (e.token_usage ->> 'input')::bigint <> c.input)))
            """,
        ),
        Check(
            "versions of a prompt count from 1 without a gap up to the published one",
            """
            select count(*)
            from public.prompts as p
            left join (
              select prompt_id, count(*) as count, max(version) as newest
              from public.prompt_versions group by prompt_id
            ) as v on v.prompt_id = p.id
            where coalesce(v.count, 0) <> p.version - 1 or coalesce(v.newest, 0) <> p.version - 1
            """,
        ),
        Check(
            "what ran had been published",
            """
            select count(*)
            from public.executions as e
            left join public.prompt_versions as v on v.prompt_id = e.prompt_id and v.version = e.prompt_version
            left join public.prompts as p on p.id = e.prompt_id and p.version = e.prompt_version
            where p.id is null and (v.prompt_id is null or v.created_at > e.created_at)
            """,
        ),
        Check(
            "ledger rows stand where their execution stands",
            """
            select count(*)
            from public.cost_tracking as c
            join public.executions as e on e.id = c.reference_id
            where c.purpose = 'PROMPT_EXECUTION'
              and (c.tenant_id, c.user_id, c.prompt_id) is distinct from (e.tenant_id, e.user_id, e.prompt_id)
            """,
        ),
    ),
)
