"""Ventures on their way through the phases, with what was written, run, measured and found along it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from formaops.local.volume import words
from formaops.local.volume.parts import Check, Domain, Part, Row, Statement
from formaops.local.volume.prompts import MODELS, money
from formaops.local.volume.workflows import agents
from formaops.local.volume.world import Tenant, World, timestamp

VENTURES: Final = 3_000
EXECUTIONS: Final = 100_000
_DAY: Final = 86_400_000_000
_PHASES: Final = ("DISCOVER", "DEFINE", "DESIGN", "DEVELOP", "DEPLOY")
_GATES: Final = (("VRC", 0.76), ("VCD", 0.75), ("DSP", 0.80), ("MDP", 0.85))
_ARTIFACTS: Final = ("PRD", "PERSONA", "WIREFRAME", "ARCHITECTURE", "DATA_MODEL", "API_CONTRACT", "TEST_SUITE", "CODE")
_COMPONENTS: Final = ("checkout", "search", "sign-in", "reports", "import")
_METRICS: Final = ("latency_ms", "error_rate", "requests")
_MEASUREMENTS: Final = 150
_OFFICIAL_TENANT: Final = "00000000-0000-4000-8000-00000000f0f0"
_OFFICIAL_AGENTS: Final = tuple(
    (_OFFICIAL_TENANT, f"00000000-0000-4000-8000-0000000f01{number:02}") for number in range(1, 27)
)


@dataclass(slots=True)
class _Venture:
    number: int
    id: str
    tenant: Tenant
    user: str
    name: str
    entered: list[int]
    """When it entered each phase so far."""
    deleted: str | None

    @property
    def created(self) -> int:
        return self.entered[0]

    @property
    def phase(self) -> str:
        return _PHASES[len(self.entered) - 1]

    @property
    def key(self) -> tuple[str, str]:
        return self.tenant.id, self.id


@lru_cache(maxsize=1)
def _ventures(world: World) -> list[_Venture]:
    found: list[_Venture] = []
    for tenant, count in zip(world.tenants, world.shared(VENTURES), strict=True):
        for index in range(count):
            number = len(found)
            dice = world.dice.random("venture", number)
            # The first of the world has come all the way, so that there is something of everything.
            phases = 5 if number == 0 else dice.choices(range(1, 6), (30, 25, 15, 10, 20))[0]
            begun = world.end - int((100 + 250 * dice.random()) * _DAY)
            entered = sorted([begun, *(begun + int(95 * _DAY * dice.random()) for _ in range(phases - 1))])
            found.append(
                _Venture(
                    number=number,
                    id=world.dice.id("venture", number),
                    tenant=tenant,
                    user=dice.choice(tenant.writers).id,
                    name=f"{dice.choice(words.COMPANIES)} {dice.choice(words.TRADES)} {index + 1}",
                    entered=entered,
                    deleted=timestamp(world.end) if index % 50 == 7 else None,
                )
            )
    return found


def _venture_rows(world: World) -> Iterator[Row]:
    for venture in _ventures(world):
        dice = world.dice.random("venture's text", venture.number)
        yield (
            *(venture.id, venture.tenant.id, venture.user, venture.name, words.paragraph(dice, 3), venture.phase),
            *(timestamp(venture.created), timestamp(venture.entered[-1]), venture.deleted),
        )


def _gate_id(world: World, venture: _Venture, index: int) -> str:
    return world.dice.id("gate", venture.number * 10 + 2 * index)


def _gate_rows(world: World) -> Iterator[Row]:
    for venture in _ventures(world):
        dice = world.dice.random("gates", venture.number)
        for index, (gate, threshold) in enumerate(_GATES[: len(venture.entered)]):
            is_passed = index < len(venture.entered) - 1
            reached = venture.entered[index + 1] if is_passed else venture.entered[index] + _DAY
            criteria = {"evidence": round(dice.random(), 2), "clarity": round(dice.random(), 2)}
            if dice.random() < 0.5:
                score = round(threshold * (0.6 + 0.35 * dice.random()), 4)
                first = world.dice.id("gate", venture.number * 10 + 2 * index + 1)
                yield first, *venture.key, gate, score, json.dumps(criteria), timestamp(reached - _DAY // 2)
            if is_passed:
                score = round(threshold + (1 - threshold) * dice.random(), 4)
                passed = _gate_id(world, venture, index)
                yield passed, *venture.key, gate, score, json.dumps(criteria), timestamp(reached - 1000)


def _phase_rows(world: World) -> Iterator[Row]:
    for venture in _ventures(world):
        for index, entered in enumerate(venture.entered):
            is_left = index + 1 < len(venture.entered)
            left = timestamp(venture.entered[index + 1]) if is_left else None
            yield (
                *(world.dice.id("phase", venture.number * 5 + index), *venture.key, _PHASES[index], venture.user),
                *(timestamp(entered), left, _gate_id(world, venture, index) if is_left else None),
                *(timestamp(entered), left or timestamp(entered)),
            )


def _story_rows(world: World) -> Iterator[Row]:
    for venture in _ventures(world):
        dice = world.dice.random("stories", venture.number)
        for index in range(8):
            subject = dice.choice(words.SUBJECTS)
            created = timestamp(venture.created + (index + 1) * 60_000_000)
            text = (
                f"As a {dice.choice(words.TRADES).lower()} lead I want {subject} in one place so that nothing is lost."
            )
            yield (
                *(world.dice.id("story", venture.number * 8 + index), *venture.key, venture.user),
                *(f"{dice.choice(words.TASKS)} {subject}", text, dice.choice(("P1", "P2", "P2", "P3"))),
                *(dice.choice(("E0", "E1", "E2", "E3")), created, created, venture.deleted),
            )


def _persona_rows(world: World) -> Iterator[Row]:
    for venture in _ventures(world):
        dice = world.dice.random("personas", venture.number)
        for index in range(3):
            created = timestamp(venture.created + (index + 1) * 60_000_000)
            yield (
                *(world.dice.id("persona", venture.number * 3 + index), *venture.key, venture.user),
                *(f"{dice.choice(words.FIRST_NAMES)}, who plans", f"{dice.choice(words.TRADES)} manager"),
                *(words.paragraph(dice, 2), ["see what is late"], ["too many tools"], "E1", created, created),
                venture.deleted,
            )


def _requirement_rows(world: World) -> Iterator[Row]:
    for venture in _ventures(world):
        dice = world.dice.random("requirements", venture.number)
        tiers = ("E0", "E1", "E2", "E3", "E4") if venture.phase == "DEPLOY" else ("E0", "E1", "E2", "E3")
        for index in range(6):
            tier = dice.choice(tiers)
            created = timestamp(venture.created + (index + 1) * 60_000_000)
            yield (
                *(world.dice.id("requirement", venture.number * 6 + index), *venture.key, venture.user),
                *(words.paragraph(dice, 2), tier, None if tier == "E0" else "https://example.com/evidence"),
                *(tier >= "E2" and dice.random() < 0.3, created, created, venture.deleted),
            )


# ----------------------------------------------------------------------------------------------------------- artifacts


@dataclass(slots=True)
class _Artifact:
    id: str
    venture: _Venture
    type: str
    contents: list[dict[str, Any]]
    times: list[int]


def _artifacts(world: World) -> Iterator[_Artifact]:
    for venture in _ventures(world):
        dice = world.dice.random("artifacts", venture.number)
        for index in range(4):
            written = dice.choice((1, 1, 2, 3))
            sections = [dice.choice(words.SENTENCES) for _ in range(3)]
            contents = [
                {"title": f"{venture.name}: {words.TASKS[index]}", "revision": version, "sections": sections}
                for version in range(1, written + 1)
            ]
            # Each version after the first says something else in its second section.
            for version, content in enumerate(contents):
                content["sections"] = [sections[0], f"{sections[1]} ({version + 1})", sections[2]]
            number = venture.number * 4 + index
            times = [venture.created + (version + index + 1) * _DAY // 4 for version in range(written)]
            yield _Artifact(
                world.dice.id("artifact", number), venture, _ARTIFACTS[number % len(_ARTIFACTS)], contents, times
            )


def _artifact_rows(world: World) -> Iterator[Row]:
    for artifact in _artifacts(world):
        venture = artifact.venture
        yield (
            *(artifact.id, *venture.key, venture.user, artifact.type, json.dumps(artifact.contents[-1])),
            *(len(artifact.contents), venture.user, timestamp(artifact.times[0]), timestamp(artifact.times[-1])),
            venture.deleted,
        )


def _artifact_version_rows(world: World) -> Iterator[Row]:
    number = 0
    for artifact in _artifacts(world):
        for version, (content, written) in enumerate(zip(artifact.contents, artifact.times, strict=True), start=1):
            diff = [
                {"op": "replace", "path": "/revision", "value": version},
                {"op": "replace", "path": "/sections/1", "value": content["sections"][1]},
            ]
            yield (
                *(world.dice.id("artifact version", number), artifact.venture.tenant.id, artifact.id, version),
                *(json.dumps(content), None if version == 1 else json.dumps(diff), artifact.venture.user),
                timestamp(written),
            )
            number += 1


# ---------------------------------------------------------------------------------------------------------- executions


@dataclass(slots=True)
class _Execution:
    number: int
    id: str
    venture: _Venture
    agent: tuple[str, str]
    """Its tenant and its id."""
    status: str
    model: int
    tokens: tuple[int, int]
    created: int
    milliseconds: int

    @property
    def is_final(self) -> bool:
        return self.status != "PENDING"

    @property
    def cost(self) -> int:
        model = MODELS[self.model]
        return self.tokens[0] * model[2] + self.tokens[1] * model[3]


def _executions(world: World) -> Iterator[_Execution]:
    """In the order of their time, of ventures in the order of their tenants' sizes."""
    total, ventures = world.count(EXECUTIONS), _ventures(world)
    own = {tenant: [agent for agent in each if agent.status != "draft"] for tenant, each in agents(world).items()}
    for number in range(total):
        identifier, numbers = world.dice.draw(b"agent execution", number)
        venture = ventures[numbers[0] % len(ventures)]
        runnable = own[venture.tenant.number]
        agent = runnable[int(len(runnable) * (numbers[1] / 2**32) ** 2)]
        chance = numbers[2] % 1000
        status = "COMPLETED" if chance < 900 else "FAILED" if chance < 970 else "CANCELLED"
        if number >= total - max(1, total // 2000):
            status = "PENDING"
        # Half of them run an official agent, the others one of their own.
        own_agent = venture.tenant.id, agent.id
        yield _Execution(
            number=number,
            id=identifier,
            venture=venture,
            agent=_OFFICIAL_AGENTS[numbers[7] % len(_OFFICIAL_AGENTS)] if numbers[8] % 2 else own_agent,
            status=status,
            model=numbers[3] % len(MODELS),
            tokens=(200 + numbers[4] % 5000, 100 + numbers[5] % 2000 if status == "COMPLETED" else 0),
            created=world.running_at((number + 1) / (total + 1)),
            milliseconds=1000 + numbers[6] % 30_000,
        )


def _execution_rows(world: World) -> Iterator[Row]:
    for each in _executions(world):
        created, model = timestamp(each.created), MODELS[each.model][1]
        ended = timestamp(each.created + each.milliseconds * 1000) if each.is_final else None
        taken, given = each.tokens
        usage = f'{{"input": {taken}, "output": {given}, "total": {taken + given}, "model": "{model}"}}'
        finding = words.SENTENCES[each.number % len(words.SENTENCES)]
        yield (
            *(each.id, *each.venture.key, *each.agent, each.venture.user, each.status),
            *('{"scope": "venture"}', json.dumps({"finding": finding}) if each.status == "COMPLETED" else None),
            '{"code": "provider_error", "detail": "The provider answered 503."}' if each.status == "FAILED" else None,
            *(model, usage if each.is_final else None, money(each.cost) if each.is_final else None),
            *(created, ended, created, ended or created),
        )


def _ledger_rows(world: World) -> Iterator[Row]:
    for each in _executions(world):
        if not each.is_final:
            continue
        provider, model, _, _ = MODELS[each.model]
        outcome = {"COMPLETED": "SUCCEEDED"}.get(each.status, each.status)
        yield (
            *(world.dice.id("agent's call", each.number), each.venture.tenant.id, each.venture.user),
            *("AGENT_EXECUTION", each.id, "FIRST", provider, model, *each.tokens, money(each.cost)),
            *("GENAI_PRICES", "0.2.3", outcome, each.milliseconds, timestamp(each.created)),
            timestamp(each.created + each.milliseconds * 1000),
        )


def _checkpoint_rows(world: World) -> Iterator[Row]:
    for each in _executions(world):
        if each.number % 5 == 0:
            checkpoint, created = world.dice.id("checkpoint", each.number), timestamp(each.created)
            state = json.dumps({"node": "gather", "step": 2, "notes": [words.SENTENCES[each.number % 16]]})
            yield checkpoint, each.venture.tenant.id, each.id, "gather:2", state, created, created


# ---------------------------------------------------------------------------------------------------------- production


def _telemetry_rows(world: World) -> Iterator[Row]:
    number = 0
    for venture in _ventures(world):
        if venture.phase != "DEPLOY":
            continue
        dice = world.dice.random("telemetry", venture.number)
        for _ in range(_MEASUREMENTS):
            recorded = timestamp(world.running_at(dice.random()))
            measured = world.dice.id("telemetry", number), *venture.key, dice.choice(_COMPONENTS)
            yield *measured, dice.choice(_METRICS), dice.randrange(1, 3000), recorded
            number += 1


def _alert_rows(world: World) -> Iterator[Row]:
    for venture in _ventures(world):
        if venture.phase != "DEPLOY":
            continue
        dice = world.dice.random("alerts", venture.number)
        for index in range(4):
            detected = world.running_at(dice.random() * 0.99)
            resolved = timestamp(detected + 3_600_000_000) if dice.random() < 0.6 else None
            yield (
                *(world.dice.id("alert", venture.number * 4 + index), *venture.key, dice.choice(_COMPONENTS)),
                *('{"latency_ms": 300}', json.dumps({"latency_ms": dice.randrange(400, 3000)})),
                *(dice.choice(("LOW", "MEDIUM", "HIGH", "CRITICAL")), timestamp(detected), resolved),
                *(timestamp(detected), resolved or timestamp(detected)),
            )


_AUDIT: Final = """
insert into public.audit_logs (id, tenant_id, user_id, action, resource_type, resource_id, changes, created_at)
select
  md5('EXECUTE:' || e.id::text)::uuid, e.tenant_id, e.user_id, 'EXECUTE', 'agent_execution', e.id,
  jsonb_build_object('after', jsonb_build_object('venture_id', e.venture_id, 'agent_id', e.agent_id)), e.created_at
from public.agent_executions as e
where not exists (
  select from public.audit_logs as a where a.resource_type = 'agent_execution' and a.resource_id = e.id
)
"""
_WRITTEN: Final = ("created_at", "updated_at", "deleted_at")
_OF_VENTURE: Final = ("id", "tenant_id", "venture_id", "user_id")

VENTURES_DOMAIN = Domain(
    parts=(
        Part(
            "public.ventures",
            ("id", "tenant_id", "user_id", "name", "description", "phase", *_WRITTEN),
            _venture_rows,
            lambda world: len(_ventures(world)),
        ),
        Part(
            "public.quality_gates",
            ("id", "tenant_id", "venture_id", "gate_type", "score", "criteria", "calculated_at"),
            _gate_rows,
            lambda world: round(2.9 * len(_ventures(world))),
        ),
        Part(
            "public.venture_phases",
            (
                *("id", "tenant_id", "venture_id", "phase", "user_id", "entered_at", "completed_at"),
                *("quality_gate_id", "created_at", "updated_at"),
            ),
            _phase_rows,
            lambda world: sum(len(venture.entered) for venture in _ventures(world)),
        ),
        Part(
            "public.user_stories",
            (*_OF_VENTURE, "title", "description", "priority", "evidence_tier", *_WRITTEN),
            _story_rows,
            lambda world: 8 * len(_ventures(world)),
        ),
        Part(
            "public.personas",
            (*_OF_VENTURE, "name", "occupation", "summary", "goals", "frustrations", "evidence_tier", *_WRITTEN),
            _persona_rows,
            lambda world: 3 * len(_ventures(world)),
        ),
        Part(
            "public.requirements",
            (*_OF_VENTURE, "description", "evidence_tier", "evidence_url", "is_critical", *_WRITTEN),
            _requirement_rows,
            lambda world: 6 * len(_ventures(world)),
        ),
        Part(
            "public.artifacts",
            (*_OF_VENTURE, "type", "content", "version", "updated_by", *_WRITTEN),
            _artifact_rows,
            lambda world: 4 * len(_ventures(world)),
        ),
        Part(
            "public.artifact_versions",
            ("id", "tenant_id", "artifact_id", "version", "content", "diff", "created_by", "created_at"),
            _artifact_version_rows,
            lambda world: 7 * len(_ventures(world)),
        ),
        Part(
            "public.agent_executions",
            (
                *("id", "tenant_id", "venture_id", "agent_tenant_id", "agent_id", "user_id", "status", "input"),
                *("output", "error", "model", "token_usage", "cost_usd", "started_at", "completed_at"),
                *("created_at", "updated_at"),
            ),
            _execution_rows,
            lambda world: world.count(EXECUTIONS),
        ),
        Part(
            "public.cost_tracking",
            (
                *("id", "tenant_id", "user_id", "purpose", "reference_id", "kind", "provider", "model"),
                *("input_tokens", "output_tokens", "cost_usd", "price_source", "price_version", "outcome"),
                *("latency_ms", "started_at", "created_at"),
            ),
            _ledger_rows,
            lambda world: world.count(EXECUTIONS),
            adds="agents",
        ),
        Part(
            "public.agent_checkpoints",
            ("id", "tenant_id", "execution_id", "checkpoint_key", "state", "created_at", "updated_at"),
            _checkpoint_rows,
            lambda world: -(-world.count(EXECUTIONS) // 5),
        ),
        Part(
            "public.telemetry",
            ("id", "tenant_id", "venture_id", "component", "metric", "value", "recorded_at"),
            _telemetry_rows,
            lambda world: _MEASUREMENTS * sum(venture.phase == "DEPLOY" for venture in _ventures(world)),
        ),
        Part(
            "public.divergence_alerts",
            (
                *("id", "tenant_id", "venture_id", "component", "expected", "actual", "severity", "detected_at"),
                *("resolved_at", "created_at", "updated_at"),
            ),
            _alert_rows,
            lambda world: 4 * sum(venture.phase == "DEPLOY" for venture in _ventures(world)),
        ),
    ),
    statements=(Statement("audit of executed agents", "public.audit_logs", _AUDIT),),
    checks=(
        Check(
            "a venture entered its phases one after the other, each but the first through its gate",
            """
            select count(*)
            from public.ventures as v
            left join lateral (
              select
                count(*) as phases, max(p.phase) as last, count(g.id) as gates,
                bool_and(p.completed_at is null or (g.passed and g.gate_type = private.phase_gate(p.phase))) as passed
              from public.venture_phases as p
              left join public.quality_gates as g
                on g.tenant_id = p.tenant_id and g.id = p.quality_gate_id and g.venture_id = p.venture_id
              where p.tenant_id = v.tenant_id and p.venture_id = v.id
            ) as p on true
            where p.last is distinct from v.phase or p.gates <> p.phases - 1 or not p.passed
              or p.phases <> array_position(enum_range(null::public.venture_phase), v.phase)
            """,
        ),
        Check(
            "an artifact is its newest version, and each version is the one before it, changed",
            """
            select
              (select count(*) from public.artifacts as a
                left join public.artifact_versions as v
                  on v.tenant_id = a.tenant_id and v.artifact_id = a.id and v.version = a.version
                where v.content is distinct from a.content)
              + (select count(*) from public.artifact_versions as v
                left join public.artifact_versions as b
                  on b.tenant_id = v.tenant_id and b.artifact_id = v.artifact_id and b.version = v.version - 1
                where v.version > 1 and private.json_patch(b.content, v.diff) is distinct from v.content)
            """,
        ),
        Check(
            "what an agent's execution cost is the sum of its ledger rows",
            """
            select count(*)
            from public.agent_executions as e
            left join (
              select reference_id, sum(cost_usd) as cost_usd
              from public.cost_tracking where purpose = 'AGENT_EXECUTION' group by reference_id
            ) as c on c.reference_id = e.id
            where e.completed_at is not null and coalesce(e.cost_usd, 0) <> coalesce(c.cost_usd, 0)
            """,
        ),
        Check(
            "only a venture in production has evidence from there",
            """
            select count(*)
            from public.requirements as r
            join public.ventures as v on v.tenant_id = r.tenant_id and v.id = r.venture_id
            where r.evidence_tier = 'E4' and v.phase <> 'DEPLOY'
            """,
        ),
    ),
)
