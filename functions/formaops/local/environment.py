"""Addresses and keys of a stack, and the file `env` that hands them to others."""

import dataclasses
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from formaops.local.layout import Layout, write_privately

if TYPE_CHECKING:
    from formaops.local.keys import Keys

_NAMES: Final = {
    "API_URL": "api_url",
    "FUNCTIONS_URL": "functions_url",
    "REST_URL": "rest_url",
    "DB_URL": "db_url",
    "ADMIN_DB_URL": "admin_db_url",
    "ANON_KEY": "anon_key",
    "SERVICE_ROLE_KEY": "service_role_key",
    "PUBLISHABLE_KEY": "publishable_key",
    "SECRET_KEY": "secret_key",
    "JWT_ISSUER": "issuer",
    "JWKS_URL": "jwks_url",
    "MODEL_URL": "model_url",
}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a running stack is and what opens it.

    ``api_url`` is the gateway (what clients call their project's URL), ``rest_url`` PostgREST without it, ``db_url``
    the database as `postgres`, ``admin_db_url`` as its superuser, ``model_url`` the local model's OpenAI-compatible
    base URL (None when the stack runs without one).
    """

    api_url: str
    functions_url: str
    rest_url: str
    db_url: str
    admin_db_url: str
    anon_key: str
    service_role_key: str
    publishable_key: str
    secret_key: str
    issuer: str
    jwks_url: str
    model_url: str | None

    @classmethod
    def of(cls, keys: "Keys", ports: dict[str, int], *, with_model: bool) -> Self:
        api_url = f"http://127.0.0.1:{ports['api']}"
        database = f"127.0.0.1:{ports['postgres']}/postgres"
        return cls(
            api_url=api_url,
            functions_url=f"{api_url}/functions/v1",
            rest_url=f"http://127.0.0.1:{ports['rest']}",
            db_url=f"postgresql://postgres:{keys.passwords['postgres']}@{database}",
            admin_db_url=f"postgresql://supabase_admin:{keys.passwords['supabase_admin']}@{database}",
            anon_key=keys.anon_key,
            service_role_key=keys.service_role_key,
            publishable_key=keys.publishable_key,
            secret_key=keys.secret_key,
            issuer=f"{api_url}/auth/v1",
            jwks_url=f"{api_url}/auth/v1/.well-known/jwks.json",
            model_url=f"http://127.0.0.1:{ports['model']}/v1" if with_model else None,
        )

    def variables(self) -> dict[str, str]:
        """By the names that `supabase status -o env` uses, and a few more; without those that have no value."""
        fields = dataclasses.asdict(self)
        return {name: fields[attribute] for name, attribute in _NAMES.items() if fields[attribute]}

    def write(self, layout: Layout) -> None:
        lines = (f"{name}={shlex.quote(value)}\n" for name, value in self.variables().items())
        write_privately(layout.env_file, "".join(lines))

    @classmethod
    def read(cls, layout: Layout) -> Self:
        """What the last start wrote. Raises OSError or ValueError when there is no such file or it is cut."""
        values = dict(_assignments(layout.env_file.read_text()))
        if missing := [name for name in _NAMES if name not in values and name != "MODEL_URL"]:
            raise ValueError(f"{layout.env_file} lacks {', '.join(missing)}")
        return cls(**{attribute: values.get(name) for name, attribute in _NAMES.items()})  # type: ignore[arg-type]


def _assignments(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        name, found, value = line.partition("=")
        if found:
            yield name, "".join(shlex.split(value))
