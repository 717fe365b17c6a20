"""The keys of those who make backups and of those who read them, from the settings."""

import re
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from formaops import signing
from formaops.backups import sealing
from formaops.settings import BackupSettings
from formaops.signing import BadKey

_PEM: Final = re.compile(r"-----BEGIN [^-]+-----.*?-----END [^-]+-----", re.DOTALL)


class NotConfigured(Exception):
    """A setting that this work needs is missing or cannot be read. Its text names it."""


class KeysMissing(NotConfigured):
    """A key that this work needs is not set, or cannot be read. Names the setting."""


def recipients(settings: BackupSettings) -> list[str]:
    """To whom backups are encrypted. Raises KeysMissing."""
    found = [text.strip() for text in settings.recipients.split(",") if text.strip()]
    if not found:
        raise KeysMissing("FORMAOPS_BACKUP_RECIPIENTS is not set: age public keys (age1…). `formaops backup keys`")
    try:
        sealing.check_recipients(found)
    except sealing.BadKey as error:
        raise KeysMissing(f"FORMAOPS_BACKUP_RECIPIENTS: {error}") from error
    return found


def signing_key(settings: BackupSettings) -> Ed25519PrivateKey:
    """What signs manifests. Raises KeysMissing."""
    if settings.signing_key is None:
        raise KeysMissing("FORMAOPS_BACKUP_SIGNING_KEY is not set: Ed25519, PEM. `formaops backup keys` makes one.")
    try:
        return signing.signing_key(settings.signing_key.get_secret_value())
    except BadKey as error:
        raise KeysMissing(f"FORMAOPS_BACKUP_SIGNING_KEY: {error}") from error


def identities(settings: BackupSettings) -> list[str]:
    """What decrypts. A file that age-keygen has written will do: its comments are passed over. Raises KeysMissing."""
    text = settings.identities.get_secret_value() if settings.identities else ""
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    found = [identity.strip() for line in lines for identity in line.split(",") if identity.strip()]
    if not found:
        raise KeysMissing("FORMAOPS_BACKUP_IDENTITIES is not set: the age identity (AGE-SECRET-KEY-1…) that decrypts.")
    try:
        for identity in found:
            sealing.recipient_of(identity)
    except sealing.BadKey as error:
        raise KeysMissing(f"FORMAOPS_BACKUP_IDENTITIES: {error}") from error
    return found


def verifying_keys(settings: BackupSettings) -> list[Ed25519PublicKey]:
    """What tells whether a manifest is genuine. Raises KeysMissing."""
    try:
        found = [signing.public_key(pem) for pem in _PEM.findall(settings.verifying_keys.replace("\\n", "\n"))]
    except BadKey as error:
        raise KeysMissing(f"FORMAOPS_BACKUP_VERIFYING_KEYS: {error}") from error
    if found:
        return found
    if settings.verifying_keys.strip():
        raise KeysMissing("FORMAOPS_BACKUP_VERIFYING_KEYS has no public key in PEM.")
    if settings.signing_key is None:
        raise KeysMissing(
            "Neither FORMAOPS_BACKUP_VERIFYING_KEYS nor FORMAOPS_BACKUP_SIGNING_KEY is set: without one nobody can tell"
            " whether a backup is genuine."
        )
    try:
        return [signing.signing_key(settings.signing_key.get_secret_value()).public_key()]
    except BadKey as error:
        raise KeysMissing(f"FORMAOPS_BACKUP_SIGNING_KEY: {error}") from error
