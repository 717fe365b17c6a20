"""Specification projects with teams, documents and what is said about them; learning modules and progress in them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from formaops.local.volume import words
from formaops.local.volume.parts import Check, Domain, Part, Row
from formaops.local.volume.prompts import MODELS, money
from formaops.local.volume.world import Tenant, User, World, timestamp

PROJECTS: Final = 5_000
MODULES: Final = 300
PROGRESS: Final = 10_000
_DAY: Final = 86_400_000_000
_HOUR: Final = 3_600_000_000
_PHASES: Final = ("REQUIREMENTS", "DESIGN", "TASKS", "IMPLEMENTATION")
_LESSONS: Final = ("why", "how", "example", "check")
_SUGGESTIONS: Final = json.dumps(
    [{"id": "s1", "text": "Name who is affected."}, {"id": "s2", "text": "Say how it is measured."}]
)


@dataclass(slots=True)
class _Document:
    id: str
    phase: str
    status: str
    versions: list[tuple[int, str, str]]
    """When each was written, by whom, and what it says."""


@dataclass(slots=True)
class _Project:
    number: int
    id: str
    tenant: Tenant
    owner: User
    team: list[User]
    phase: int
    status: str
    created: int
    deleted: bool
    documents: list[_Document]

    @property
    def name(self) -> str:
        return f"{words.COMPANIES[self.number % len(words.COMPANIES)]} specification {self.number + 1}"

    @property
    def people(self) -> list[User]:
        return [self.owner, *self.team]


@lru_cache(maxsize=1)
def _projects(world: World) -> list[_Project]:
    found: list[_Project] = []
    for tenant, count in zip(world.tenants, world.shared(PROJECTS), strict=True):
        found += [_project(world, tenant, len(found) + index, index) for index in range(count)]
    return found


def _project(world: World, tenant: Tenant, number: int, index: int) -> _Project:
    dice = world.dice.random("project", number)
    owner = dice.choice(tenant.writers)
    others = [user for user in tenant.writers + tenant.viewers if user is not owner]
    phase = dice.choices(range(4), (30, 25, 20, 25))[0]
    status = "COMPLETED" if phase == 3 and dice.random() < 0.5 else dice.choices(("ACTIVE", "SUSPENDED"), (95, 5))[0]
    project = _Project(
        number=number,
        id=world.dice.id("project", number),
        tenant=tenant,
        owner=owner,
        team=dice.sample(others, min(len(others), dice.randint(1, 5))),
        phase=phase,
        status=status,
        created=world.end - int((10 + 300 * dice.random()) * _DAY),
        deleted=index % 50 == 7,
        documents=[],
    )
    project.documents = [_document(world, project, place) for place in range(3)]
    return project


def _document(world: World, project: _Project, place: int) -> _Document:
    number = project.number * 3 + place
    dice = world.dice.random("document", number)
    status = "APPROVED" if place < project.phase else "DRAFT"
    if place == project.phase:
        status = dice.choice(("DRAFT", "REVIEW"))
    text = f"# {_PHASES[place].title()} of {project.name}\n\n{words.paragraph(dice, dice.randint(8, 25))}"
    versions = []
    for version in range(1 if place > project.phase else dice.choice((1, 2, 3))):
        author = dice.choice(project.people).id if version else project.owner.id
        written = project.created + place * _DAY + version * 5 * _HOUR if version else project.created
        versions.append((written, author, f"{text}\n\nRevision {version + 1}."))
    return _Document(world.dice.id("document", number), _PHASES[place], status, versions)


def _project_rows(world: World) -> Iterator[Row]:
    for project in _projects(world):
        dice = world.dice.random("project's text", project.number)
        created = timestamp(project.created)
        yield (
            *(project.id, project.tenant.id, project.owner.id, project.name, words.paragraph(dice, 2)),
            *(_PHASES[project.phase], project.status, created, created),
            timestamp(world.end) if project.deleted else None,
        )


def _team_rows(world: World) -> Iterator[Row]:
    for project in _projects(world):
        created = timestamp(project.created)
        for index, user in enumerate(project.team):
            role = ("LEAD", "MEMBER", "MEMBER", "REVIEWER", "REVIEWER")[index]
            member = world.dice.id("team member", project.number * 10 + index)
            yield member, project.tenant.id, project.id, user.id, role, created, created


def _document_rows(world: World) -> Iterator[Row]:
    for project in _projects(world):
        for document in project.documents:
            written, _, content = document.versions[-1]
            yield (
                *(document.id, project.tenant.id, project.id, document.phase, content, len(document.versions)),
                *(document.status, timestamp(project.created), timestamp(written)),
            )


def _version_rows(world: World) -> Iterator[Row]:
    for project in _projects(world):
        for place, document in enumerate(project.documents):
            for version, (written, author, content) in enumerate(document.versions, start=1):
                number = (project.number * 3 + place) * 10 + version
                yield (
                    *(world.dice.id("document version", number), project.tenant.id, project.id, document.id, version),
                    *(content, author, timestamp(written)),
                )


# ------------------------------------------------------------------------------------------------------------ comments


@dataclass(slots=True)
class _Thread:
    number: int
    id: str
    project: _Project
    document: _Document
    begun: int
    comments: list[tuple[int, str, User]]
    """Number, id and author of each."""
    resolved: User | None


def _threads(world: World) -> Iterator[_Thread]:
    number = comment = 0
    for project in _projects(world):
        for place, document in enumerate(project.documents[: project.phase + 1]):
            dice = world.dice.random("threads", project.number * 3 + place)
            for _ in range(dice.randrange(4)):
                comments = []
                for _ in range(dice.randint(1, 5)):
                    comments.append((comment, world.dice.id("comment", comment), dice.choice(project.people)))
                    comment += 1
                begun = document.versions[-1][0] + dice.randrange(_HOUR, 5 * _DAY)
                resolved = project.owner if dice.random() < 0.6 else None
                yield _Thread(number, world.dice.id("thread", number), project, document, begun, comments, resolved)
                number += 1


def _thread_rows(world: World) -> Iterator[Row]:
    for thread in _threads(world):
        begun, ended = timestamp(thread.begun), timestamp(thread.begun + 6 * _HOUR)
        position = f'{{"line": {thread.number % 40}, "character": {thread.number % 80}}}'
        yield (
            *(thread.id, thread.project.tenant.id, thread.project.id, thread.document.id, position),
            *("RESOLVED" if thread.resolved else "OPEN", ended if thread.resolved else None),
            *(thread.resolved and thread.resolved.id, begun, ended if thread.resolved else begun),
        )


def _comment_rows(world: World) -> Iterator[Row]:
    for thread in _threads(world):
        for index, (number, identifier, author) in enumerate(thread.comments):
            text = words.SENTENCES[number % len(words.SENTENCES)]
            yield (
                *(identifier, thread.project.tenant.id, thread.project.id, thread.id, author.id, text),
                timestamp(thread.begun + index * _HOUR),
            )


def _reaction_rows(world: World) -> Iterator[Row]:
    for thread in _threads(world):
        for index, (number, identifier, _) in enumerate(thread.comments):
            dice = world.dice.random("reactions", number)
            for user in dice.sample(thread.project.people, min(len(thread.project.people), dice.randrange(3))):
                kind = dice.choice(("LIKE", "LIKE", "HELPFUL", "CONFUSED", "DISLIKE"))
                reaction = world.dice.id(f"reaction {user.number}", number)
                given = timestamp(thread.begun + index * _HOUR + 60_000_000)
                yield reaction, thread.project.tenant.id, thread.project.id, identifier, user.id, kind, given


def _reviews(world: World) -> Iterator[tuple[str, _Project, _Document, int, int]]:
    """Id, what was reviewed, when, and a number."""
    number = 0
    for project in _projects(world):
        for document in project.documents[: project.phase + 1]:
            reviewed = document.versions[-1][0] + _HOUR
            yield world.dice.id("review", number), project, document, reviewed, number
            number += 1


def _review_rows(world: World) -> Iterator[Row]:
    for identifier, project, document, reviewed, number in _reviews(world):
        score = round(40 + (number * 7919) % 6000 / 100, 2)
        applied = ["s1"] if document.status == "APPROVED" else []
        yield (
            *(identifier, project.tenant.id, project.id, document.id, len(document.versions), score, _SUGGESTIONS),
            *('{"goals": 80, "metrics": 60}', '{"clarity": 70}', applied, timestamp(reviewed), timestamp(reviewed)),
        )


def _ledger_rows(world: World) -> Iterator[Row]:
    for identifier, project, _, reviewed, number in _reviews(world):
        provider, model, per_input, per_output = MODELS[number % len(MODELS)]
        taken, given = 900 + number % 3000, 200 + number % 700
        yield (
            *(world.dice.id("review's call", number), project.tenant.id, project.owner.id, "AI_REVIEW", identifier),
            *("FIRST", provider, model, taken, given, money(taken * per_input + given * per_output)),
            *("GENAI_PRICES", "0.2.3", "SUCCEEDED", 2500, timestamp(reviewed - 3_000_000), timestamp(reviewed)),
        )


# ------------------------------------------------------------------------------------------------------------ learning


@lru_cache(maxsize=1)
def _modules(world: World) -> dict[int, list[str]]:
    """By the number of their tenant; each needs the one before it."""
    found: dict[int, list[str]] = {}
    number = 0
    for tenant, share in zip(world.tenants, world.shared(MODULES, least=0), strict=True):
        # However small the world is, its first tenant has a way to go.
        count = share if tenant.number else max(3, share)
        found[tenant.number] = [world.dice.id("module", number + index) for index in range(count)]
        number += count
    return found


def _module_rows(world: World) -> Iterator[Row]:
    content = [{"id": lesson, "title": lesson.title(), "content": words.SENTENCES[0]} for lesson in _LESSONS]
    for tenant in world.tenants:
        for index, module in enumerate(_modules(world)[tenant.number]):
            subject = words.SUBJECTS[index % len(words.SUBJECTS)]
            created = timestamp(world.end - 200 * _DAY + index * _HOUR)
            yield (
                *(module, tenant.id, f"module-{index + 1}", f"Writing about {subject}", words.PURPOSES[index % 8]),
                *(_PHASES[index % 3], ("BEGINNER", "INTERMEDIATE", "ADVANCED")[index % 3], json.dumps(content)),
                *('[{"id": "e1", "title": "Try it"}]', 30, True, created, created),
            )


def _prerequisite_rows(world: World) -> Iterator[Row]:
    number = 0
    for tenant in world.tenants:
        own = _modules(world)[tenant.number]
        for before, module in pairwise(own):
            created = timestamp(world.end - 190 * _DAY)
            yield world.dice.id("prerequisite", number), tenant.id, module, tenant.id, before, created
            number += 1


def _progress_rows(world: World) -> Iterator[Row]:
    """Users take the modules of their tenant in turn: some are done, one may be begun."""
    number = 0
    wanted = world.count(PROGRESS)
    for tenant in world.tenants:
        own = _modules(world)[tenant.number]
        for user in tenant.writers + tenant.viewers if own else ():
            dice = world.dice.random(f"progress {tenant.number}", user.number)
            done = dice.randrange(len(own) + 1)
            for index, module in enumerate(own[: done + 1]):
                if number == wanted:
                    return
                at = timestamp(world.end - 180 * _DAY + index * _DAY)
                is_done = index < done
                yield (
                    *(world.dice.id("progress", number), tenant.id, user.id, tenant.id, module),
                    *("COMPLETED" if is_done else "IN_PROGRESS", list(_LESSONS if is_done else _LESSONS[:1])),
                    *(at, at if is_done else None, at, at),
                )
                number += 1


_OF_PROJECT: Final = ("id", "tenant_id", "project_id")
_LESSON_CHECK: Final = """
select count(*)
from public.user_progress as u
join public.learning_modules as m on m.tenant_id = u.module_tenant_id and m.id = u.module_id
where (u.status = 'COMPLETED' and not private.item_ids(m.content) <@ u.completed_lessons)
  or exists (
    select from public.module_prerequisites as q
    where q.module_id = u.module_id and u.status in ('IN_PROGRESS', 'COMPLETED') and not exists (
      select from public.user_progress as b
      where b.user_id = u.user_id and b.module_id = q.prerequisite_id and b.status = 'COMPLETED'
    )
  )
"""

SPECIFICATIONS = Domain(
    parts=(
        Part(
            "public.specification_projects",
            (
                *("id", "tenant_id", "owner_id", "name", "description", "current_phase", "status", "created_at"),
                *("updated_at", "deleted_at"),
            ),
            _project_rows,
            lambda world: len(_projects(world)),
        ),
        Part(
            "public.team_members",
            (*_OF_PROJECT, "user_id", "role", "created_at", "updated_at"),
            _team_rows,
            lambda world: sum(len(project.team) for project in _projects(world)),
        ),
        Part(
            "public.specification_documents",
            (*_OF_PROJECT, "phase", "content", "version", "status", "created_at", "updated_at"),
            _document_rows,
            lambda world: 3 * len(_projects(world)),
        ),
        Part(
            "public.document_versions",
            (*_OF_PROJECT, "document_id", "version", "content", "created_by", "created_at"),
            _version_rows,
            lambda world: sum(len(each.versions) for project in _projects(world) for each in project.documents),
        ),
        Part(
            "public.comment_threads",
            (
                *_OF_PROJECT,
                *("document_id", "position", "status", "resolved_at", "resolved_by", "created_at", "updated_at"),
            ),
            _thread_rows,
            lambda world: round(1.5 * 2.2 * len(_projects(world))),
        ),
        Part(
            "public.comments",
            (*_OF_PROJECT, "thread_id", "author_id", "content", "created_at"),
            _comment_rows,
            lambda world: round(3 * 1.5 * 2.2 * len(_projects(world))),
        ),
        Part(
            "public.reactions",
            (*_OF_PROJECT, "comment_id", "user_id", "type", "created_at"),
            _reaction_rows,
            lambda world: round(0.8 * 3 * 1.5 * 2.2 * len(_projects(world))),
        ),
        Part(
            "public.ai_reviews",
            (
                *_OF_PROJECT,
                *("document_id", "document_version", "overall_score", "suggestions", "completeness"),
                *("quality_metrics", "applied_suggestions", "created_at", "updated_at"),
            ),
            _review_rows,
            lambda world: sum(1 for _ in _reviews(world)),
        ),
        Part(
            "public.cost_tracking",
            (
                *("id", "tenant_id", "user_id", "purpose", "reference_id", "kind", "provider", "model"),
                *("input_tokens", "output_tokens", "cost_usd", "price_source", "price_version", "outcome"),
                *("latency_ms", "started_at", "created_at"),
            ),
            _ledger_rows,
            lambda world: sum(1 for _ in _reviews(world)),
            adds="reviews",
        ),
        Part(
            "public.learning_modules",
            (
                *("id", "tenant_id", "slug", "title", "description", "phase", "difficulty", "content", "exercises"),
                *("estimated_duration", "is_published", "created_at", "updated_at"),
            ),
            _module_rows,
            lambda world: sum(map(len, _modules(world).values())),
        ),
        Part(
            "public.module_prerequisites",
            ("id", "tenant_id", "module_id", "prerequisite_tenant_id", "prerequisite_id", "created_at"),
            _prerequisite_rows,
            lambda world: sum(max(0, len(own) - 1) for own in _modules(world).values()),
        ),
        Part(
            "public.user_progress",
            (
                *("id", "tenant_id", "user_id", "module_tenant_id", "module_id", "status", "completed_lessons"),
                *("last_accessed", "completed_at", "created_at", "updated_at"),
            ),
            _progress_rows,
            lambda world: sum(1 for _ in _progress_rows(world)),
        ),
    ),
    checks=(
        Check(
            "a document is its newest version",
            """
            select count(*)
            from public.specification_documents as d
            left join public.document_versions as v
              on v.tenant_id = d.tenant_id and v.document_id = d.id and v.version = d.version
            where v.content is distinct from d.content or v.project_id <> d.project_id
            """,
        ),
        Check(
            "a project's documents are approved up to its phase",
            """
            select count(*)
            from public.specification_projects as p
            join public.specification_documents as d on d.tenant_id = p.tenant_id and d.project_id = p.id
            where d.phase < p.current_phase and d.status <> 'APPROVED'
            """,
        ),
        Check(
            "threads, comments, reactions and reviews are of one project",
            """
            select
              (select count(*) from public.comment_threads as t
                join public.specification_documents as d on d.id = t.document_id where d.project_id <> t.project_id)
              + (select count(*) from public.comments as c
                join public.comment_threads as t on t.id = c.thread_id where t.project_id <> c.project_id)
              + (select count(*) from public.reactions as r
                join public.comments as c on c.id = r.comment_id where c.project_id <> r.project_id)
              + (select count(*) from public.ai_reviews as a
                join public.specification_documents as d on d.id = a.document_id where d.project_id <> a.project_id)
            """,
        ),
        Check(
            "owners and teams of projects are members of their tenant",
            """
            select
              (select count(*) from public.specification_projects as p where not exists (
                select from public.user_roles as r where r.tenant_id = p.tenant_id and r.user_id = p.owner_id))
              + (select count(*) from public.team_members as t where t.status = 'ACTIVE' and not exists (
                select from public.user_roles as r where r.tenant_id = t.tenant_id and r.user_id = t.user_id))
            """,
        ),
        Check("a module is complete with its lessons, and after what it needs", _LESSON_CHECK),
    ),
)
