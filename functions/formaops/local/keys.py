"""Keys of one local stack, made once and kept in ``keys.json``: signing key, API keys, database passwords."""

import base64
import json
import secrets
import string
import time
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

from formaops.local.layout import Layout, read_json, write_privately

DATABASE_ROLES: Final = ("supabase_admin", "postgres", "authenticator", "supabase_auth_admin")
TEN_YEARS: Final = 10 * 365 * 24 * 3600
_ALPHABET: Final = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True)
class Keys:
    """``signing_key`` is a private JWK (P-256, ES256); ``passwords`` are by database role."""

    signing_key: dict[str, str]
    passwords: dict[str, str]
    anon_key: str
    service_role_key: str
    publishable_key: str
    secret_key: str
    sealing_key: str = ""
    """What tenants' provider keys are sealed with: 32 bytes in base64."""
    backup_identity: str = ""
    """Opens the stack's backups: an age private key."""
    backup_signing_key: str = ""
    """Signs their manifests: Ed25519, PEM."""

    @property
    def backup_recipient(self) -> str:
        """The public half of the identity, to which backups are encrypted."""
        from formaops.backups.sealing import recipient_of

        return recipient_of(self.backup_identity)

    @property
    def jwks(self) -> dict[str, Any]:
        """The public half, as ``/.well-known/jwks.json`` serves it."""
        return {"keys": [{**{k: v for k, v in self.signing_key.items() if k != "d"}, "key_ops": ["verify"]}]}

    def sign(self, claims: dict[str, Any]) -> str:
        return _sign(self.signing_key, claims)


def load_or_create(layout: Layout) -> Keys:
    """The stack's keys; also writes the JWKS file that PostgREST reads."""
    stored = read_json(layout.keys_file)
    keys = Keys(**stored) if stored else _create()
    if not keys.sealing_key:  # of a stack that was made before there was one
        keys = replace(keys, sealing_key=_new_sealing_key())
    if not keys.backup_identity:  # likewise
        identity, signing_key = _new_backup_keys()
        keys = replace(keys, backup_identity=identity, backup_signing_key=signing_key)
    if asdict(keys) != stored:
        write_privately(layout.keys_file, json.dumps(asdict(keys), indent=1))
    write_privately(layout.jwks_file, json.dumps(keys.jwks))
    return keys


def _create() -> Keys:
    signing_key = _new_signing_key()
    backup_identity, backup_signing_key = _new_backup_keys()
    issued = int(time.time())
    api_key = {"iss": "supabase", "iat": issued, "exp": issued + TEN_YEARS}
    return Keys(
        signing_key=signing_key,
        passwords={role: secrets.token_hex(16) for role in DATABASE_ROLES},
        anon_key=_sign(signing_key, {**api_key, "role": "anon"}),
        service_role_key=_sign(signing_key, {**api_key, "role": "service_role"}),
        publishable_key=f"sb_publishable_{_random(22)}_{_random(8)}",
        secret_key=f"sb_secret_{_random(22)}_{_random(8)}",
        sealing_key=_new_sealing_key(),
        backup_identity=backup_identity,
        backup_signing_key=backup_signing_key,
    )


def _new_signing_key() -> dict[str, str]:
    numbers = ec.generate_private_key(ec.SECP256R1()).private_numbers()
    parts = {"x": numbers.public_numbers.x, "y": numbers.public_numbers.y, "d": numbers.private_value}
    encoded = {k: base64.urlsafe_b64encode(v.to_bytes(32)).rstrip(b"=").decode() for k, v in parts.items()}
    return {"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": _random(16), **encoded}


def _new_sealing_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _new_backup_keys() -> tuple[str, str]:
    from formaops import signing
    from formaops.backups.sealing import new_identity

    return new_identity()[0], signing.new_key()


def _sign(signing_key: dict[str, str], claims: dict[str, Any]) -> str:
    return jwt.encode(claims, jwt.PyJWK(signing_key).key, algorithm="ES256", headers={"kid": signing_key["kid"]})


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
