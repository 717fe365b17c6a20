"""Take a tenant's key, or encrypt what is there anew. The database is told nothing but ciphertext."""

import logging
from typing import Any
from uuid import UUID, uuid4

from formaops.database import Database, Principal
from formaops.database.tenants import acting_tenant
from formaops.errors import Fault, Malformed
from formaops.models.credentials import EncryptedKey, own_ring
from formaops.models.names import KEY_PROVIDERS
from formaops.provider_keys.records import ProviderKey, Reencrypted, ReencryptRequest, SetProviderKeyRequest
from formaops.sealing import CannotOpen, KeyRing
from formaops.settings import Settings

_log = logging.getLogger(__name__)

_SHOWN = 4


async def set_key(
    request: SetProviderKeyRequest, principal: Principal, *, database: Database, settings: Settings
) -> ProviderKey:
    """Store it, encrypted. Raises Malformed, Forbidden, or NotReady where nothing is set to encrypt with.

    The provider is not asked whether it takes the key: the first execution will tell.
    """
    if request.provider not in KEY_PROVIDERS:
        fault = Fault("$.provider", f"is one of {', '.join(KEY_PROVIDERS)}")
        raise Malformed("There is no such provider that takes a key.", faults=[fault])
    secret = request.key.get_secret_value()
    if not (secret.isascii() and secret.isprintable()) or " " in secret:
        # It goes into a header. And a key with a line end was copied together with something else.
        raise Malformed("This is no key.", faults=[Fault("$.key", "is printable ASCII without spaces")])
    ring = own_ring(settings)
    tenant_id = UUID(await acting_tenant(principal, database))
    key = EncryptedKey.seal(request.key, uuid4(), tenant_id, request.provider, ring)
    row = await database.rpc(
        "set_provider_key",
        {
            "p_user_id": str(principal.user_id),
            "p_tenant_id": str(tenant_id),
            "p_provider_key_id": str(key.id),
            "p_provider": key.provider,
            "p_label": request.label,
            "p_last_characters": secret[-_SHOWN:],
            "p_encryption_key": key.sealed.key_name,
            "p_ciphertext": key.sealed.data.hex(),
        },
        principal=principal,
    )
    return ProviderKey.model_validate(row)


async def reencrypt(
    request: ReencryptRequest, principal: Principal, *, database: Database, settings: Settings
) -> Reencrypted:
    """One turn; whatever breaks it off, the next one goes on where it stopped. Raises Forbidden, NotReady."""
    ring = own_ring(settings)
    operator = {"p_operator_id": str(principal.user_id)}
    rows = await database.rpc(
        "provider_keys_to_reencrypt",
        operator
        | {
            "p_encryption_key": ring.first,
            "p_after": str(request.after) if request.after else None,
            "p_limit": request.limit,
        },
        principal=principal,
    )
    anew, unreadable = _anew(rows, ring)
    done = await database.rpc("reencrypt_provider_keys", operator | {"p_keys": anew}, principal=principal)
    _log.info("encrypted %d provider keys anew with the key %s", done, ring.first)
    remaining = rows[0]["remaining"] - len(rows) if rows else 0
    return Reencrypted(
        reencrypted=done,
        unreadable=unreadable,
        remaining=remaining,
        after=UUID(rows[-1]["id"]) if remaining else None,
    )


def _anew(rows: list[dict[str, Any]], ring: KeyRing) -> tuple[list[dict[str, str]], list[UUID]]:
    anew, unreadable = [], []
    for row in rows:
        key = EncryptedKey.read(row, UUID(row["tenant_id"]))
        try:
            sealed = EncryptedKey.seal(key.open(ring), key.id, key.tenant_id, key.provider, ring).sealed
        except CannotOpen as error:
            _log.warning("The provider key %s cannot be read: %s", key.id, error)
            unreadable.append(key.id)
            continue
        anew.append(
            {
                "id": row["id"],
                "before": row["ciphertext"],
                "encryption_key": sealed.key_name,
                "ciphertext": sealed.data.hex(),
            }
        )
    return anew, unreadable
