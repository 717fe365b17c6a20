"""The deployable functions: each reads its request, does its work, answers."""

import asyncio
from datetime import UTC, datetime
from functools import partial
from uuid import UUID

from pydantic import BaseModel, RootModel
from starlette.requests import Request
from starlette.responses import Response

from formaops import __version__, errors
from formaops.access import management
from formaops.access import records as access
from formaops.backups import manifest, performing
from formaops.backups import records as backup_records
from formaops.backups.runs import DoneRecord, RunRecord
from formaops.database import Principal
from formaops.errors import BudgetExceeded, Forbidden, Malformed, NotFound
from formaops.http.bodies import Model, read_body
from formaops.http.endpoints import Call, Endpoint, Handler
from formaops.http.health import Health, as_html, as_text
from formaops.http.openapi import document
from formaops.http.operators import require_secret
from formaops.http.problems import REPLAYED, as_json
from formaops.http.streaming import Events, departure, stream
from formaops.prompts import queued, records, stored, testing
from formaops.prompts.execution import execute
from formaops.provider_keys import keeping
from formaops.provider_keys import records as key_records
from formaops.queue.turn import take_turn

_ANYONE_SIGNED_IN = (
    errors.Malformed,
    errors.Unauthenticated,
    errors.TooLarge,
    errors.RateLimited,
    errors.NotReady,
)
_ON_A_PROMPT = (*_ANYONE_SIGNED_IN, errors.Forbidden, errors.NotFound)


_LONGEST_KEY = 255
# How often whoever waits for a queued execution may well ask.
_POLL_SECONDS = "1"
_PREFER = {
    "name": "prefer",
    "in": "header",
    "schema": {"type": "string", "enum": ["respond-async"]},
    "description": "`respond-async`: the execution is queued, and answered by 202 with its PENDING record; the header "
    "Location says where to look for its end.",
}
_IDEMPOTENCY_KEY = {
    "name": "idempotency-key",
    "in": "header",
    "schema": {"type": "string", "minLength": 1, "maxLength": _LONGEST_KEY},
    "description": "Any word of the caller's own: the request runs once however often it is sent with it. A later one "
    "gets the first answer, with the header Idempotency-Replayed.",
}


def _json(model: BaseModel, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(model.model_dump_json(), status_code=status, headers=headers, media_type="application/json")


async def _principal(call: Call, *, identified: bool = True) -> Principal:
    """Who asks. Without `identified` an API key is left to what the function asks the database next."""
    principal = await call.services.authenticator.principal(call.request)
    if principal.api_key:
        if call.scope is None:
            raise Forbidden("This is not done with an API key; sign in.")
        if identified:
            return await management.identify(principal, call.scope, database=call.services.database)
    return principal


async def _asked(call: Call, model: type[Model], *, identified: bool = True) -> tuple[Principal, Model]:
    """Who asks, and for what; in this order, so that a stranger's body is not read."""
    principal = await _principal(call, identified=identified)
    return principal, await read_body(call.request, model, call.services.settings.max_body_bytes)


async def _execute_prompt(call: Call) -> Response:
    key = _idempotency_key(call.request)
    services = call.services
    principal, order = await _asked(call, records.ExecuteRequest, identified=False)
    if _prefers(call.request, "respond-async"):
        return await _accepted(call, principal, order, key)

    async def run(events: Events | None, disconnected: asyncio.Event | None) -> records.ExecutionRecord:
        try:
            return await execute(
                order,
                principal,
                call.request_id,
                database=services.database,
                settings=services.settings,
                listener=events,
                disconnected=disconnected,
                idempotency_key=key,
            )
        except BudgetExceeded as refusal:
            await services.refusals.tell(refusal)
            raise

    if "text/event-stream" in call.request.headers.get("accept", "").lower():
        return await stream(run, call.request_id)
    if key is not None:  # whoever sends it again gets the answer, so that it is worth having
        record = await run(None, None)
    else:
        async with departure(call.request) as gone:
            record = await run(None, gone)
    return _json(record, headers=REPLAYED if isinstance(record, records.ReplayedRecord) else None)


async def _accepted(call: Call, principal: Principal, order: records.ExecuteRequest, key: str | None) -> Response:
    services = call.services
    try:
        record = await queued.enqueue(
            order,
            principal,
            call.request_id,
            database=services.database,
            settings=services.settings,
            idempotency_key=key,
        )
    except BudgetExceeded as refusal:
        await services.refusals.tell(refusal)
        raise
    headers = {
        "location": f"/functions/v1/executions/{record.id}",
        "preference-applied": "respond-async",
        "retry-after": _POLL_SECONDS,
    }
    return _json(record, 202, headers | (REPLAYED if isinstance(record, records.ReplayedRecord) else {}))


def _prefers(request: Request, preference: str) -> bool:
    """Whether a `Prefer` header (RFC 7240) names it."""
    given = ",".join(request.headers.getlist("prefer")).lower().split(",")
    return any(part.partition(";")[0].strip() == preference for part in given)


async def _executions(call: Call) -> Response:
    # A key is checked by PostgREST, with its scope.
    principal = await _principal(call, identified=False)
    reference = call.request.url.path.rstrip("/").rpartition("/")[2]
    try:
        execution_id = UUID(reference)
    except ValueError as error:
        raise NotFound("Ask for executions/<id>.") from error
    record = await queued.find(execution_id, principal, database=call.services.database)
    headers = {"cache-control": "no-store"}
    if record.status in ("PENDING", "RUNNING"):
        headers["retry-after"] = _POLL_SECONDS
    return _json(record, headers=headers)


async def _work(call: Call) -> Response:
    turn = await _scheduled(call, records.WorkRequest)
    return _json(await take_turn(turn, database=call.services.database, settings=call.services.settings))


def _require_scheduler(call: Call) -> None:
    settings = call.services.settings
    require_secret(
        call.request,
        settings.scheduler_secret,
        settings.service_role_key,
        header="x-scheduler-secret",
        refusal="No scheduler may call: FORMAOPS_SCHEDULER_SECRET is not set."
        if settings.scheduler_secret is None
        else "Send the scheduler's secret as Authorization: Bearer, or as x-scheduler-secret.",
    )


async def _scheduled(call: Call, model: type[Model]) -> Model:
    """What a scheduler asks for, once it has shown its secret; without a body, what the model is by default."""
    _require_scheduler(call)
    if call.request.headers.get("content-type"):
        return await read_body(call.request, model, call.services.settings.max_body_bytes)
    return model()


async def _backup_database(call: Call) -> Response:
    asked = await _scheduled(call, backup_records.BackupRequest)
    return await _run(call, "BACKUP", asked.scheduled_at, None)


async def _verify_backup(call: Call) -> Response:
    asked = await _scheduled(call, backup_records.VerifyRequest)
    return await _run(call, "VERIFY", asked.scheduled_at, asked.backup_id)


async def _run(call: Call, kind: performing.Wanted, at: datetime | None, backup_id: str | None) -> Response:
    services = call.services
    at = at or _scheduled_at(call.request)
    if _prefers(call.request, "respond-async"):
        queued = await performing.enqueue(kind, at, backup_id, database=services.database)
        headers = {
            "location": f"/functions/v1/{'backup-database' if kind == 'BACKUP' else 'verify-backup'}"
            f"/{manifest.backup_id(queued.scheduled_at)}",
            "preference-applied": "respond-async",
        }
        return _json(queued, 202, headers)
    record, replayed = await performing.perform(
        kind, at, backup_id, database=services.database, settings=services.settings
    )
    return _json(record, headers=REPLAYED if replayed else None)


def _scheduled_at(request: Request) -> datetime:
    """The time that Cloud Scheduler says it is for, however late it comes; else this minute, so that two are one."""
    if given := request.headers.get("x-cloudscheduler-scheduletime"):
        try:
            at = datetime.fromisoformat(given)
        except ValueError as error:
            raise Malformed("x-cloudscheduler-scheduletime is no time as RFC 3339 has it.") from error
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        if at < manifest.EARLIEST:
            raise Malformed(f"x-cloudscheduler-scheduletime is before {manifest.EARLIEST:%Y-%m-%d}.")
        return at
    return datetime.now(UTC).replace(second=0, microsecond=0)


async def _found(call: Call, kind: performing.Wanted) -> Response:
    _require_scheduler(call)
    reference = call.request.url.path.rstrip("/").rpartition("/")[2]
    try:
        at = manifest.time_of(reference)
    except ValueError as error:
        raise NotFound("Ask for the time of the run, as in 20261121T020000Z.") from error
    record = await performing.find(kind, at, database=call.services.database)
    return _json(record, headers={"cache-control": "no-store"})


def _idempotency_key(request: Request) -> str | None:
    key = request.headers.get("idempotency-key")
    if key is not None and not (0 < len(key) <= _LONGEST_KEY and key.isascii() and key.isprintable()):
        raise Malformed(f"An Idempotency-Key has 1 to {_LONGEST_KEY} printable ASCII characters.")
    return key


async def _test_prompt(call: Call) -> Response:
    principal, request = await _asked(call, records.TestRequest)
    return _json(await testing.try_out(request, principal, database=call.services.database))


async def _save_validation(call: Call) -> Response:
    principal, request = await _asked(call, records.SaveValidationRequest)
    return _json(await stored.save_validation(request, principal, database=call.services.database))


async def _cancel_execution(call: Call) -> Response:
    principal, request = await _asked(call, records.CancelRequest)
    return _json(await stored.cancel(request, principal, database=call.services.database))


async def _create_api_key(call: Call) -> Response:
    principal, request = await _asked(call, access.CreateApiKeyRequest)
    return _secret(await management.create(request, principal, database=call.services.database))


async def _rotate_api_key(call: Call) -> Response:
    principal, request = await _asked(call, access.RotateApiKeyRequest)
    key_id = _id_before(call.request, "rotate")
    return _secret(await management.rotate(key_id, request, principal, database=call.services.database))


async def _revoke_api_key(call: Call) -> Response:
    principal = await _principal(call)
    return _json(await management.revoke(_id_before(call.request), principal, database=call.services.database))


def _secret(record: access.NewApiKeyRecord) -> Response:
    """The only answer in which a key ever stands; nothing on the way keeps it."""
    return _json(record, status=201, headers={"cache-control": "no-store"})


def _id_before(request: Request, *rest: str) -> UUID:
    """The id in the path, before these."""
    parts = request.url.path.strip("/").split("/")
    try:
        return UUID(parts[-1 - len(rest)])
    except ValueError as error:
        raise Malformed("The path holds no id of an API key.") from error


async def _provider_keys(call: Call) -> Response:
    principal, request = await _asked(call, key_records.SetProviderKeyRequest)
    services = call.services
    return _json(await keeping.set_key(request, principal, database=services.database, settings=services.settings))


async def _reencrypt_provider_keys(call: Call) -> Response:
    principal, request = await _asked(call, key_records.ReencryptRequest)
    services = call.services
    return _json(await keeping.reencrypt(request, principal, database=services.database, settings=services.settings))


async def _health(call: Call) -> Response:
    way = call.request.url.path.rstrip("/").rpartition("/")[2]
    if way == "ready":
        found = await call.services.readiness.health()
    elif way in ("live", "health", ""):
        found = Health(status="live", version=__version__)
    else:
        raise NotFound("There is health/live and health/ready.")
    status = 503 if found.status == "not_ready" else 200
    # A person's browser says what it reads; whoever takes anything gets JSON.
    accepted = call.request.headers.get("accept", "").lower()
    headers = {"cache-control": "no-store", "vary": "accept"}
    if "text/html" in accepted:
        headers["content-security-policy"] = "default-src 'none'; style-src 'unsafe-inline'"
        return Response(as_html(found), status_code=status, headers=headers, media_type="text/html")
    if "text/plain" in accepted:
        return Response(as_text(found), status_code=status, headers=headers, media_type="text/plain")
    return _json(found, status, headers)


async def _metrics(call: Call) -> Response:
    settings = call.services.settings
    require_secret(call.request, settings.metrics_token, settings.service_role_key)
    page, content_type = await call.services.metrics.exposition(call.request.headers.get("accept", ""))
    return Response(page, headers={"content-type": content_type, "cache-control": "no-store"})


async def _openapi(call: Call) -> Response:
    described = document(list(FUNCTIONS.values()), call.services.settings.supabase_url)
    return Response(as_json(described), media_type="application/json")


class Exposition(RootModel[str]):
    """Figures in Prometheus' text format, or OpenMetrics for those who accept it."""


class OpenAPIDocument(BaseModel, extra="allow"):
    """OpenAPI 3.1."""

    openapi: str


execute_prompt = Endpoint(
    "execute-prompt",
    _execute_prompt,
    "Ask a model with a prompt, validate what comes back, record what it cost",
    takes=records.ExecuteRequest,
    returns=records.ExecutionRecord,
    errors=(
        *_ON_A_PROMPT,
        errors.BudgetExceeded,
        errors.WrongState,
        errors.InProgress,
        errors.IdempotencyMismatch,
        errors.InvalidInputs,
        errors.InvalidTemplate,
        errors.InvalidValidation,
        errors.OutputInvalid,
        errors.ProviderKeyRefused,
        errors.ProviderKeyRequired,
        errors.UnknownPrice,
        errors.ProviderFailed,
        errors.ProviderTimeout,
        errors.QueueNotInstalled,
    ),
    streams=True,
    queues=True,
    headers=(_IDEMPOTENCY_KEY, _PREFER),
    scope="executions:write",
)
test_prompt = Endpoint(
    "test-prompt",
    _test_prompt,
    "Try a prompt without asking a model: what would be sent, what is missing, what the validations say",
    takes=records.TestRequest,
    returns=records.TestReport,
    scope="prompts:read",
    errors=(*_ON_A_PROMPT, errors.InvalidTemplate, errors.InvalidValidation),
)
save_validation = Endpoint(
    "save-validation",
    _save_validation,
    "Create or replace a prompt's validation, unless it is itself wrong",
    takes=records.SaveValidationRequest,
    returns=records.SavedValidation,
    scope="prompts:write",
    errors=(*_ON_A_PROMPT, errors.InvalidValidation),
)
cancel_execution = Endpoint(
    "cancel-execution",
    _cancel_execution,
    "Stop an execution; what it used is billed",
    takes=records.CancelRequest,
    returns=records.CancelledExecution,
    scope="executions:write",
    errors=(*_ON_A_PROMPT, errors.WrongState),
)
_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
api_keys = Endpoint(
    "api-keys",
    _create_api_key,
    "Make an API key; the answer shows it this once",
    takes=access.CreateApiKeyRequest,
    returns=access.NewApiKeyRecord,
    errors=(*_ANYONE_SIGNED_IN, errors.Forbidden, errors.WrongState),
    success=201,
    parts=(
        Endpoint(
            "rotate-api-key",
            _rotate_api_key,
            "Make a key that takes over from this one; the answer shows it this once",
            takes=access.RotateApiKeyRequest,
            returns=access.NewApiKeyRecord,
            errors=(*_ON_A_PROMPT, errors.WrongState),
            path="api-keys/{id}/rotate",
            headers=(_ID,),
            success=201,
        ),
        Endpoint(
            "revoke-api-key",
            _revoke_api_key,
            "End a key at once and for good",
            takes=None,
            returns=access.ApiKeyRecord,
            errors=(*_ON_A_PROMPT, errors.WrongState),
            methods=("DELETE",),
            path="api-keys/{id}",
            headers=(_ID,),
        ),
    ),
)
executions = Endpoint(
    "executions",
    _executions,
    "How an execution stands: executions/<id>",
    takes=None,
    returns=records.ExecutionRecord,
    errors=(*_ANYONE_SIGNED_IN, errors.Forbidden, errors.NotFound),
    methods=("GET",),
    path="executions/{id}",
    headers=(_ID,),
    scope="executions:read",
)
work = Endpoint(
    "work",
    _work,
    "One bounded turn of the durable queue, for a scheduler",
    takes=records.WorkRequest,
    returns=records.WorkReport,
    errors=(errors.Malformed, errors.Unauthenticated, errors.NotReady, errors.QueueNotInstalled),
    by_secret=True,
)
_ON_A_RUN = (errors.Malformed, errors.Unauthenticated, errors.NotReady)
_TIME = {
    "name": "time",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": r"^\d{8}T\d{6}Z$"},
    "description": "What the run was scheduled for.",
}
_RUN_LATER = _PREFER | {
    "description": "`respond-async`: a worker of the durable queue runs it. Answered by 202; the header Location says "
    "where to look for it."
}


def _run_of_a_time(
    name: str, run: Handler, summary: str, takes: type[BaseModel], *, find: tuple[str, Handler, str]
) -> Endpoint:
    """A function that does something once for a time, and behind its path, by that time, says how it stands."""
    return Endpoint(
        name,
        run,
        summary,
        takes=takes,
        returns=DoneRecord,
        errors=(*_ON_A_RUN, errors.TooLarge, errors.InProgress, errors.BackupFailed, errors.QueueNotInstalled),
        queues=True,
        queued=backup_records.QueuedRun,
        headers=(_RUN_LATER,),
        by_secret=True,
        parts=(
            Endpoint(
                *find,
                takes=None,
                returns=RunRecord,
                errors=(*_ON_A_RUN, errors.NotFound),
                methods=("GET",),
                path=f"{name}/{{time}}",
                headers=(_TIME,),
                by_secret=True,
            ),
        ),
    )


backup_database = _run_of_a_time(
    "backup-database",
    _backup_database,
    "Back the database and its storage objects up, once for a time",
    backup_records.BackupRequest,
    find=("find-backup-run", partial(_found, kind="BACKUP"), "How the backup of a time stands"),
)
verify_backup = _run_of_a_time(
    "verify-backup",
    _verify_backup,
    "Prove a backup by restoring it into a cluster of its own",
    backup_records.VerifyRequest,
    find=("find-verify-run", partial(_found, kind="VERIFY"), "How the verification of a time stands"),
)
provider_keys = Endpoint(
    "provider-keys",
    _provider_keys,
    "Give the tenant a key of its own for a model provider; nobody reads it back",
    takes=key_records.SetProviderKeyRequest,
    returns=key_records.ProviderKey,
    errors=(*_ANYONE_SIGNED_IN, errors.Forbidden),
)
reencrypt_provider_keys = Endpoint(
    "reencrypt-provider-keys",
    _reencrypt_provider_keys,
    "Encrypt tenants' provider keys anew with the first of the operator's keys: one turn, for operators",
    takes=key_records.ReencryptRequest,
    returns=key_records.Reencrypted,
    errors=(*_ANYONE_SIGNED_IN, errors.Forbidden),
)
health = Endpoint(
    "health",
    _health,
    "Whether the functions live (health/live) and are ready (health/ready)",
    takes=None,
    returns=Health,
    errors=(errors.NotReady,),
    methods=("GET", "HEAD"),
)
metrics = Endpoint(
    "metrics",
    _metrics,
    "Figures of this process and of the whole, for Prometheus",
    takes=None,
    returns=Exposition,
    errors=(errors.Unauthenticated,),
    methods=("GET",),
    by_secret=True,
)
openapi = Endpoint(
    "openapi.json",
    _openapi,
    "This description of the functions",
    takes=None,
    returns=OpenAPIDocument,
    methods=("GET",),
)

FUNCTIONS: dict[str, Endpoint] = {
    endpoint.name: endpoint
    for endpoint in (
        execute_prompt,
        test_prompt,
        save_validation,
        cancel_execution,
        api_keys,
        executions,
        work,
        backup_database,
        verify_backup,
        provider_keys,
        reencrypt_provider_keys,
        health,
        metrics,
        openapi,
    )
}


async def _no_function(call: Call) -> Response:
    raise NotFound(f"There is no function at {call.request.url.path[:200]}.")


_NO_FUNCTION = Endpoint(
    "no-function",
    _no_function,
    "What is asked for where there is nothing",
    takes=None,
    returns=OpenAPIDocument,
    methods=("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"),
)


async def api(request: Request) -> Response:
    """All functions behind one address, `/functions/v1/<name>` or `/<name>`: one deployment, or the local stack."""
    path = request.url.path.removeprefix("/functions/v1").strip("/")
    return await FUNCTIONS.get(path.partition("/")[0], _NO_FUNCTION)(request)
