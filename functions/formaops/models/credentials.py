"""Tenants' own keys of providers on their way from the database, where they lie encrypted, into a question."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import SecretStr

from formaops.errors import NotReady
from formaops.models.records import Credential
from formaops.sealing import CannotOpen, KeyRing, Sealed, key_ring
from formaops.settings import Settings


@dataclass(frozen=True, slots=True)
class EncryptedKey:
    """A tenant's key of a provider, as the database has it."""

    id: UUID
    tenant_id: UUID
    provider: str
    sealed: Sealed

    @classmethod
    def read(cls, row: Mapping[str, Any], tenant_id: UUID) -> "EncryptedKey":
        """From a row with the ciphertext in hexadecimal."""
        sealed = Sealed(row["encryption_key"], bytes.fromhex(row["ciphertext"]))
        return cls(UUID(row["id"]), tenant_id, row["provider"], sealed)

    @classmethod
    def seal(cls, secret: SecretStr, key_id: UUID, tenant_id: UUID, provider: str, ring: KeyRing) -> "EncryptedKey":
        return cls(key_id, tenant_id, provider, ring.seal(secret, _place(key_id, tenant_id, provider)))

    def open(self, ring: KeyRing) -> SecretStr:
        """Raises CannotOpen: also when it was copied here from another tenant, provider or row."""
        return ring.open(self.sealed, _place(self.id, self.tenant_id, self.provider))


def _place(key_id: UUID, tenant_id: UUID, provider: str) -> bytes:
    return f"formaops provider key 1\n{tenant_id}\n{provider}\n{key_id}".encode()


def own_ring(settings: Settings) -> KeyRing:
    """Raises NotReady where the operator has set no key to encrypt with."""
    if settings.provider_key_encryption_keys is None:
        raise NotReady("Tenants' own provider keys are not set up here: set FORMAOPS_PROVIDER_KEY_ENCRYPTION_KEYS.")
    return key_ring(settings.provider_key_encryption_keys)


def credentials(keys: Iterable[EncryptedKey], settings: Settings) -> dict[str, Credential]:
    """Each provider's key, for the time of an execution.

    Raises NotReady for a key that cannot be read: the operator's is not taken in its place.
    """
    opened: dict[str, Credential] = {}
    for key in keys:
        try:
            opened[key.provider] = Credential(key.id, key.open(own_ring(settings)))
        except CannotOpen as error:
            raise NotReady(f"The tenant's own key for {key.provider} cannot be read here: {error}.") from error
    return opened
