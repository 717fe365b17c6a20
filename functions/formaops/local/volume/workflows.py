"""Agents, workflows with their steps, what ran of them step by step, templates with ratings, and deployments."""

import json
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from formaops.local.volume import words
from formaops.local.volume.parts import Check, Domain, Part, Row, Statement
from formaops.local.volume.world import Tenant, World, timestamp

AGENTS: Final = 5_000
WORKFLOWS: Final = 5_000
EXECUTIONS: Final = 200_000
TEMPLATES: Final = 500
RATINGS: Final = 5_000
DEPLOYMENTS: Final = 1_000
_DAY: Final = 86_400_000_000
_STATUSES: Final = ("active", "draft", "inactive", "archived")
_CRONS: Final = ("0 6 * * MON-FRI", "*/15 * * * *", "30 2 1 * *", "0 9 * * MON")


@dataclass(slots=True)
class Agent:
    id: str
    tenant: Tenant
    user: str
    name: str
    status: str
    type: str
    parent: "Agent | None"
    created: int
    is_public: bool


@dataclass(slots=True)
class _Step:
    id: str
    key: str
    agent: Agent | None
    after: tuple[str, ...]


@dataclass(slots=True)
class _Workflow:
    number: int
    id: str
    tenant: Tenant
    user: str
    name: str
    status: str
    parent: "_Workflow | None"
    created: int
    is_public: bool
    steps: list[_Step]


@lru_cache(maxsize=1)
def agents(world: World) -> dict[int, list[Agent]]:
    """By the number of their tenant. The first of each is active and in its first version."""
    found: dict[int, list[Agent]] = {}
    number = 0
    for tenant, count in zip(world.tenants, world.shared(AGENTS), strict=True):
        own: list[Agent] = []
        for index in range(count):
            dice = world.dice.random("agent", number)
            # Every sixth is the second version of the one before.
            parent = own[-1] if index % 6 == 5 else None
            own.append(
                Agent(
                    id=world.dice.id("agent", number),
                    tenant=tenant,
                    user=parent.user if parent else dice.choice(tenant.writers).id,
                    name=parent.name
                    if parent
                    else f"{dice.choice(words.TASKS)} {dice.choice(words.SUBJECTS)} agent {index + 1}",
                    status="active" if index == 0 else dice.choices(_STATUSES, (70, 15, 10, 5))[0],
                    type=dice.choices(("llm", "code", "api", "data"), (60, 15, 15, 10))[0],
                    parent=parent,
                    created=world.end - int((95 + 250 * dice.random()) * _DAY),
                    is_public=dice.random() < 0.03,
                )
            )
            number += 1
        found[tenant.number] = own
    return found


@lru_cache(maxsize=1)
def _workflows(world: World) -> list[_Workflow]:
    found: list[_Workflow] = []
    for tenant, count in zip(world.tenants, world.shared(WORKFLOWS), strict=True):
        usable = [agent for agent in agents(world)[tenant.number] if agent.status == "active"]
        for index in range(count):
            parent = found[-1] if index % 8 == 7 else None
            found.append(_workflow(world, tenant, len(found), index, usable, parent))
    return found


def _workflow(
    world: World, tenant: Tenant, number: int, index: int, usable: list[Agent], parent: _Workflow | None
) -> _Workflow:
    dice = world.dice.random("workflow", number)
    steps: list[_Step] = []
    for position in range(dice.randint(2, 6)):
        # A few steps wait or branch; most have an agent. One in four stands beside the one before it.
        agent = dice.choice(usable) if position == 0 or dice.random() < 0.8 else None
        after = steps[-1].after if steps and dice.random() < 0.25 else tuple(step.key for step in steps[-1:])
        steps.append(_Step(world.dice.id("step", number * 10 + position), f"step_{position + 1}", agent, after))
    return _Workflow(
        number=number,
        id=world.dice.id("workflow", number),
        tenant=tenant,
        user=parent.user if parent else dice.choice(tenant.writers).id,
        name=parent.name if parent else f"{dice.choice(words.TASKS)} {dice.choice(words.SUBJECTS)} {index + 1}",
        status="active" if index == 0 else dice.choices(_STATUSES, (60, 20, 12, 8))[0],
        parent=parent,
        created=world.end - int((95 + 250 * dice.random()) * _DAY),
        is_public=dice.random() < 0.02,
        steps=steps,
    )


def _agent_rows(world: World) -> Iterator[Row]:
    for own in agents(world).values():
        for agent in own:
            dice = world.dice.random("agent's text", int(agent.id[:8], 16))
            tags = dice.sample(words.TAGS, dice.randrange(4))
            config = json.dumps({"model": "openai:gpt-5-mini", "temperature": 0.2} if agent.type == "llm" else {})
            created = timestamp(agent.created)
            yield (
                *(agent.id, agent.tenant.id, agent.user, agent.name, dice.choice(words.PURPOSES), agent.type),
                *(agent.status, 2 if agent.parent else 1, agent.parent and agent.parent.id, config),
                *('["summaries"]', tags, agent.is_public, created, created),
            )


def _workflow_rows(world: World) -> Iterator[Row]:
    for each in _workflows(world):
        dice = world.dice.random("workflow's text", each.number)
        tags = dice.sample(words.TAGS, dice.randrange(4))
        is_scheduled = each.status == "active" and dice.random() < 0.2
        created = timestamp(each.created)
        yield (
            *(each.id, each.tenant.id, each.user, each.name, dice.choice(words.PURPOSES), each.status),
            *(2 if each.parent else 1, each.parent and each.parent.id, is_scheduled),
            *(dice.choice(_CRONS) if is_scheduled else None, tags, each.is_public, created, created),
        )


def _step_rows(world: World) -> Iterator[Row]:
    for each in _workflows(world):
        created = timestamp(each.created)
        for position, step in enumerate(each.steps):
            name = f"{words.TASKS[(each.number + position) % len(words.TASKS)]} it"
            agent = step.agent
            yield (
                *(step.id, each.tenant.id, each.id, agent and agent.tenant.id, agent and agent.id, step.key, name),
                *("agent" if agent else "wait", position, list(step.after), each.is_public, created, created),
            )


# ---------------------------------------------------------------------------------------------------------- executions


@dataclass(slots=True)
class _Execution:
    """`completed` steps of all have ended well, and then one has failed if `failed` says so."""

    number: int
    id: str
    workflow: _Workflow
    user: str
    status: str
    created: int
    times: list[int]
    """Milliseconds of each step that ran."""

    @property
    def failed(self) -> int:
        return 1 if self.status in ("failed", "timeout") else 0

    @property
    def ended(self) -> int:
        return self.created + sum(self.times) * 1000


def _executions(world: World) -> Iterator[_Execution]:
    total = world.count(EXECUTIONS)
    runnable: dict[int, list[_Workflow]] = {}
    for workflow in _workflows(world):
        if workflow.status != "draft":
            runnable.setdefault(workflow.tenant.number, []).append(workflow)
    for number in range(total):
        identifier, numbers = world.dice.draw(b"workflow execution", number)
        tenant = world.tenants[min(bisect_left(world.bounds, numbers[0]), len(world.tenants) - 1)]
        own = runnable[tenant.number]
        workflow = own[int(len(own) * (numbers[1] / 2**32) ** 2)]
        chance = numbers[2] % 1000
        status = (
            "completed" if chance < 900 else "failed" if chance < 970 else "timeout" if chance < 980 else "cancelled"
        )
        ran = len(workflow.steps) if status == "completed" else 1 + numbers[3] % len(workflow.steps)
        times = [50 + (numbers[4] >> (index * 3)) % 4000 for index in range(ran)]
        if number >= total - max(1, total // 2000):
            status, times = "pending", []
        user = tenant.writers[numbers[5] % len(tenant.writers)].id
        created = world.running_at((number + 1) / (total + 1))
        yield _Execution(number, identifier, workflow, user, status, created, times)


def _execution_rows(world: World) -> Iterator[Row]:
    for each in _executions(world):
        created, is_pending = timestamp(each.created), each.status == "pending"
        ended = None if is_pending else timestamp(each.ended)
        error = {"failed": "A step failed.", "timeout": "It ran for too long."}.get(each.status)
        yield (
            *(each.id, each.workflow.tenant.id, each.workflow.id, each.user, each.status),
            *("manual" if each.number % 3 else "api", None if is_pending else created, ended),
            *(None if is_pending else sum(each.times), '{"source": "inbox"}'),
            *('{"handled": true}' if each.status == "completed" else "{}", len(each.times) - each.failed),
            *(each.failed, len(each.workflow.steps), error, created, ended or created),
        )


def _log_rows(world: World) -> Iterator[Row]:
    for each in _executions(world):
        at = each.created
        for index, milliseconds in enumerate(each.times):
            step = each.workflow.steps[index]
            failed = bool(each.failed) and index == len(each.times) - 1
            began, at = at, at + milliseconds * 1000
            yield (
                *(world.dice.id("workflow log", each.number * 8 + index), each.workflow.tenant.id, each.id, step.id),
                *("error" if failed else "info", "Failed" if failed else "Done", step.key),
                *("failed" if failed else "completed", timestamp(began), timestamp(at), milliseconds, timestamp(at)),
            )


# ------------------------------------------------------------------------------------------- templates and deployments


def _templates(world: World) -> Iterator[tuple[str, Tenant, bool]]:
    number = 0
    for tenant, count in zip(world.tenants, world.shared(TEMPLATES, least=0), strict=True):
        for _ in range(count):
            yield world.dice.id("template", number), tenant, number % 2 == 0
            number += 1


def _template_rows(world: World) -> Iterator[Row]:
    for number, (identifier, tenant, is_public) in enumerate(_templates(world)):
        dice = world.dice.random("template", number)
        created = timestamp(world.end - int((10 + 300 * dice.random()) * _DAY))
        name = f"{dice.choice(words.TASKS)} {dice.choice(words.SUBJECTS)}"
        data = json.dumps({"type": "llm", "name": name, "config": {"model": "openai:gpt-5-mini"}})
        yield (
            *(identifier, tenant.id, dice.choice(tenant.writers).id, name, dice.choice(words.PURPOSES)),
            *(dice.choice(("analysis", "support", "writing")), "agent", data, dice.sample(words.TAGS, 2), is_public),
            *(dice.randrange(200), created, created),
        )


def _rating_rows(world: World) -> Iterator[Row]:
    public = [(identifier, tenant) for identifier, tenant, is_public in _templates(world) if is_public]
    given, number = set(), 0
    for attempt in range(world.count(RATINGS) if public else 0):
        dice = world.dice.random("rating", attempt)
        identifier, tenant = public[int(len(public) * dice.random() ** 2)]
        rater = dice.choice(world.tenants)
        user = dice.choice(rater.writers).id
        if (identifier, user) in given:
            continue
        given.add((identifier, user))
        rated = timestamp(world.end - int(9 * _DAY * dice.random()))
        stars = dice.choices((1, 2, 3, 4, 5), (5, 8, 17, 35, 35))[0]
        yield world.dice.id("rating", number), rater.id, user, tenant.id, identifier, stars, rated, rated
        number += 1


def _deployment_rows(world: World) -> Iterator[Row]:
    number = 0
    by_tenant: dict[int, list[_Workflow]] = {}
    for workflow in _workflows(world):
        if workflow.status == "active":
            by_tenant.setdefault(workflow.tenant.number, []).append(workflow)
    for tenant, count in zip(world.tenants, world.shared(DEPLOYMENTS, least=0), strict=True):
        for _ in range(count):
            dice = world.dice.random("deployment", number)
            workflow = dice.choice(by_tenant[tenant.number])
            is_running = dice.random() < 0.6
            created = timestamp(world.end - int((1 + 80 * dice.random()) * _DAY))
            requests = dice.randrange(100_000) if is_running else 0
            yield (
                *(world.dice.id("deployment", number), tenant.id, dice.choice(tenant.writers).id, workflow.name),
                *(workflow.id, dice.choice(("development", "staging", "production"))),
                *("running" if is_running else "stopped", created if is_running else None),
                *("healthy" if is_running else "unknown", requests, requests // 100, 240 if requests else 0),
                *(created, created),
            )
            number += 1


_COUNT_WORKFLOWS: Final = """
update public.workflows as w
set
  total_executions = c.total, successful_executions = c.successful, failed_executions = c.failed,
  timed_executions = c.timed, total_execution_time_ms = c.time_ms, last_execution_at = c.last_at
from (
  select
    e.tenant_id, e.workflow_id, count(*) as total, count(*) filter (where e.status = 'completed') as successful,
    count(*) filter (where e.status in ('failed', 'timeout')) as failed, count(e.duration_ms) as timed,
    coalesce(sum(e.duration_ms), 0) as time_ms, max(e.created_at) as last_at
  from public.workflow_executions as e
  group by e.tenant_id, e.workflow_id
) as c
where w.tenant_id = c.tenant_id and w.id = c.workflow_id and w.total_executions <> c.total
"""
_AGENTS_COUNTED: Final = """
  select tenant_id, agent_id, sum(total) as total, sum(successful) as successful, sum(failed) as failed,
    sum(timed) as timed, sum(time_ms) as time_ms
  from (
    select
      s.tenant_id, s.agent_id, count(*) as total, count(*) filter (where l.step_status = 'completed') as successful,
      count(*) filter (where l.step_status = 'failed') as failed, count(l.step_duration_ms) as timed,
      coalesce(sum(l.step_duration_ms), 0) as time_ms
    from public.workflow_execution_logs as l
    join public.workflow_steps as s on s.tenant_id = l.tenant_id and s.id = l.workflow_step_id
    where l.step_status in ('completed', 'failed') and s.agent_tenant_id = s.tenant_id
    group by s.tenant_id, s.agent_id
    union all
    select
      e.agent_tenant_id, e.agent_id, count(*), count(*) filter (where e.status = 'COMPLETED'),
      count(*) filter (where e.status = 'FAILED'),
      count(*) filter (where e.status in ('COMPLETED', 'FAILED')),
      coalesce(sum(least(extract(epoch from e.completed_at - e.started_at) * 1000, 2147483647)::bigint)
        filter (where e.status in ('COMPLETED', 'FAILED')), 0)
    from public.agent_executions as e
    where e.agent_tenant_id <> private.official_tenant_id()
    group by e.agent_tenant_id, e.agent_id
  ) as parts
  group by tenant_id, agent_id
"""
_COUNT_AGENTS: Final = f"""
update public.agents as a
set
  total_executions = c.total, successful_executions = c.successful, failed_executions = c.failed,
  timed_executions = c.timed, total_execution_time_ms = c.time_ms
from ({_AGENTS_COUNTED}) as c
where a.tenant_id = c.tenant_id and a.id = c.agent_id and a.total_executions <> c.total
"""  # noqa: S608
_COUNT_RATINGS: Final = """
update public.templates as t
set rating_total = c.total, rating_count = c.count
from (
  select template_tenant_id, template_id, sum(rating) as total, count(*) as count
  from public.template_ratings group by 1, 2
) as c
where t.tenant_id = c.template_tenant_id and t.id = c.template_id and t.rating_count <> c.count
"""
_AUDIT: Final = """
insert into public.audit_logs (id, tenant_id, user_id, action, resource_type, resource_id, changes, created_at)
select
  md5('EXECUTE:' || e.id::text)::uuid, e.tenant_id, e.user_id, 'EXECUTE', 'workflow_execution', e.id,
  jsonb_build_object('after', jsonb_build_object('workflow_id', e.workflow_id, 'trigger_type', e.trigger_type)),
  e.created_at
from public.workflow_executions as e
where not exists (
  select from public.audit_logs as a where a.resource_type = 'workflow_execution' and a.resource_id = e.id
)
"""

WORKFLOWS_DOMAIN = Domain(
    parts=(
        Part(
            "public.agents",
            (
                *("id", "tenant_id", "user_id", "name", "description", "type", "status", "version", "parent_id"),
                *("config", "capabilities", "tags", "is_public", "created_at", "updated_at"),
            ),
            _agent_rows,
            lambda world: sum(map(len, agents(world).values())),
        ),
        Part(
            "public.workflows",
            (
                *("id", "tenant_id", "user_id", "name", "description", "status", "version", "parent_id"),
                *("schedule_enabled", "schedule_cron", "tags", "is_public", "created_at", "updated_at"),
            ),
            _workflow_rows,
            lambda world: len(_workflows(world)),
        ),
        Part(
            "public.workflow_steps",
            (
                *("id", "tenant_id", "workflow_id", "agent_tenant_id", "agent_id", "step_key", "step_name"),
                *("step_type", "position", "depends_on", "is_public", "created_at", "updated_at"),
            ),
            _step_rows,
            lambda world: sum(len(workflow.steps) for workflow in _workflows(world)),
        ),
        Part(
            "public.workflow_executions",
            (
                *("id", "tenant_id", "workflow_id", "user_id", "status", "trigger_type", "started_at"),
                *("completed_at", "duration_ms", "input_data", "output_data", "steps_completed", "steps_failed"),
                *("steps_total", "error_message", "created_at", "updated_at"),
            ),
            _execution_rows,
            lambda world: world.count(EXECUTIONS),
        ),
        Part(
            "public.workflow_execution_logs",
            (
                *("id", "tenant_id", "execution_id", "workflow_step_id", "level", "message", "step_key"),
                *("step_status", "step_started_at", "step_completed_at", "step_duration_ms", "created_at"),
            ),
            _log_rows,
            lambda world: round(world.count(EXECUTIONS) * 3.9),
        ),
        Part(
            "public.templates",
            (
                *("id", "tenant_id", "user_id", "name", "description", "category", "type", "template_data", "tags"),
                *("is_public", "usage_count", "created_at", "updated_at"),
            ),
            _template_rows,
            lambda world: sum(world.shared(TEMPLATES, least=0)),
        ),
        Part(
            "public.template_ratings",
            (
                *("id", "tenant_id", "user_id", "template_tenant_id", "template_id", "rating", "created_at"),
                "updated_at",
            ),
            _rating_rows,
            lambda world: world.count(RATINGS),
        ),
        Part(
            "public.deployments",
            (
                *("id", "tenant_id", "user_id", "name", "workflow_id", "environment", "status", "deployed_at"),
                *("health_status", "total_requests", "total_errors", "avg_response_time_ms", "created_at"),
                "updated_at",
            ),
            _deployment_rows,
            lambda world: sum(world.shared(DEPLOYMENTS, least=0)),
        ),
    ),
    statements=(
        Statement("counters of workflows", "public.workflows", _COUNT_WORKFLOWS),
        Statement("counters of agents", "public.agents", _COUNT_AGENTS),
        Statement("ratings of templates", "public.templates", _COUNT_RATINGS),
        Statement("audit of executed workflows", "public.audit_logs", _AUDIT),
    ),
    checks=(
        Check(
            "the counters of an agent are what its executions come to",
            f"""
            select count(*)
            from public.agents as a
            left join ({_AGENTS_COUNTED}) as c on c.tenant_id = a.tenant_id and c.agent_id = a.id
            where a.tenant_id <> private.official_tenant_id()
              and (a.total_executions, a.successful_executions, a.failed_executions, a.timed_executions,
                a.total_execution_time_ms)
              <> (coalesce(c.total, 0), coalesce(c.successful, 0), coalesce(c.failed, 0), coalesce(c.timed, 0),
                coalesce(c.time_ms, 0))
            """,  # noqa: S608
        ),
        Check(
            "a step waits for steps of its own workflow, and runs an active agent",
            """
            select count(*)
            from public.workflow_steps as s
            join public.workflows as w on w.tenant_id = s.tenant_id and w.id = s.workflow_id
            left join public.agents as a on a.tenant_id = s.agent_tenant_id and a.id = s.agent_id
            where s.deleted_at is null and (
              (w.status = 'active' and a.status <> 'active')
              or exists (
                select from unnest(s.depends_on) as d (key)
                where not exists (
                  select from public.workflow_steps as o
                  where o.workflow_id = s.workflow_id and o.step_key = d.key and o.position < s.position
                )
              )
            )
            """,
        ),
        Check(
            "a log line is about a step of the workflow that ran",
            """
            select count(*)
            from public.workflow_execution_logs as l
            join public.workflow_executions as e on e.tenant_id = l.tenant_id and e.id = l.execution_id
            join public.workflow_steps as s on s.tenant_id = l.tenant_id and s.id = l.workflow_step_id
            where s.workflow_id <> e.workflow_id or l.step_key <> s.step_key
            """,
        ),
    ),
)
