"""The functions as a process: functions-framework's ASGI application of `functions/main.py`, one uvicorn worker.

``python -m formaops.local.functions PORT SOURCE`` serves every function on the loopback interface.
"""

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from formaops.local.environment import Addresses
    from formaops.local.layout import Layout

TARGET: Final = "api"

# Set by the stack alone: what the operator's shell has of these belongs to another project.
_OURS: Final = ("SUPABASE_", "JWKS_URL", "JWT_", "REST_URL")
# Of the command and of the stack itself; among them are another project's database and a password.
_THE_COMMANDS: Final = frozenset(
    f"FORMAOPS_{name}"
    for name in (
        "API_KEY",
        "API_PORT",
        "DATABASE_URL",
        "DEBUG",
        "EMAIL",
        "KEY",
        "PASSWORD",
        "POSTGRES_BIN",
        "PRODUCTION_DATABASE_URL",
        "STAGING_DATABASE_URL",
        "STATE",
        "TENANT",
        "URL",
    )
)
_SETTINGS: Final = ("FORMAOPS_", "OTEL_", "GOOGLE_", "AWS_", "AZURE_")
_SETTINGS_ENDINGS: Final = ("_API_KEY", "_BASE_URL", "_API_BASE", "_AUTH_TOKEN", "_ENDPOINT")


def settings_in(environ: Mapping[str, str]) -> dict[str, str]:
    """The variables that functions or model providers read; a change of one is worth a restart of the functions."""
    return {
        name: value
        for name, value in environ.items()
        if not _not_theirs(name) and (name.startswith(_SETTINGS) or name.endswith(_SETTINGS_ENDINGS))
    }


def _not_theirs(name: str) -> bool:
    return name.startswith(_OURS) or name in _THE_COMMANDS


def environment(
    operator: Mapping[str, str], addresses: "Addresses", *, sealing_key: str | None = None
) -> dict[str, str]:
    """The operator's environment with the stack's addresses and keys in it.

    ``sealing_key`` seals provider keys where the operator has named none.
    """
    env = {name: value for name, value in operator.items() if not _not_theirs(name)}
    # Whoever reaches the world through a proxy must not look for the stack there.
    direct = [host for host in (operator.get("NO_PROXY") or operator.get("no_proxy") or "").split(",") if host]
    direct = list(dict.fromkeys([*direct, "127.0.0.1", "localhost"]))
    env |= {
        "SUPABASE_URL": addresses.api_url,
        "REST_URL": addresses.rest_url,
        "SUPABASE_ANON_KEY": addresses.anon_key,
        "SUPABASE_SERVICE_ROLE_KEY": addresses.service_role_key,
        "JWKS_URL": addresses.jwks_url,
        "JWT_ISSUER": addresses.issuer,
        "NO_PROXY": ",".join(direct),
        "no_proxy": ",".join(direct),
    }
    if addresses.model_url:
        env["FORMAOPS_LOCAL_MODEL_URL"] = addresses.model_url
    if sealing_key:
        env.setdefault("FORMAOPS_PROVIDER_KEY_ENCRYPTION_KEYS", f"local:{sealing_key}")
    return env


def source(layout: "Layout") -> str:
    """Path of the functions' source. Raises StackError when it is not there."""
    from formaops.local.problems import StackError

    file = layout.root / "functions" / "main.py"
    if not file.exists():
        raise StackError(f"There is no {file}.", advice="Run from a complete clone of the repository.")
    return str(file)


def main() -> None:
    import uvicorn
    from functions_framework.aio import create_asgi_app

    port, main_py = int(sys.argv[1]), sys.argv[2]
    os.environ["PORT"] = str(port)
    uvicorn.run(
        create_asgi_app(target=TARGET, source=main_py),  # type: ignore[no-untyped-call]
        host="127.0.0.1",
        port=port,
        # Its lines go where all others go, in the same form.
        log_config=None,
        access_log=False,
        # Less than the supervisor's grace, so that executions under way can still be settled.
        timeout_graceful_shutdown=6,
        # The gateway keeps connections to us; a server that closes them first would race with its next request.
        timeout_keep_alive=75,
    )


if __name__ == "__main__":
    main()
