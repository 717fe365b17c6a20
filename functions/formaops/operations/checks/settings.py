"""Settings: missing, impossible, or weaker than they should be where others can come."""

import base64
import json
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import ValidationError

from formaops.operations.checking import Check, Finding, Ground, NotChecked, failed, ok, warning
from formaops.settings import BackupSettings, Settings

_PAGE: Final = "docs/reference/settings.md"
# `supabase start` gives these to everybody; whoever knows them can sign tokens.
_DEFAULT_ISSUER: Final = "supabase-demo"
_DEFAULT_SECRET: Final = "super-secret-jwt-token-with-at-least-32-characters-long"  # noqa: S105  # it is no secret
_SHORT: Final = 24


def _complete(ground: Ground) -> Finding:
    if ground.is_local and not ground.environ.get("SUPABASE_URL"):
        return failed(
            "no local stack runs here, and no project is named",
            f"formaops up; or set SUPABASE_URL and the keys of a project: {_PAGE}",
        )
    faults: list[str] = []
    for kind in (Settings, BackupSettings):
        try:
            kind()  # type: ignore[call-arg]  # filled from the environment
        except ValidationError as error:
            faults += [f"{fault['loc'][0]}: {fault['msg']}" for fault in error.errors(include_input=False)]
    if faults:
        return failed("; ".join(faults), f"Set them as {_PAGE} says.")
    return ok("all that are needed are there")


def _keys(ground: Ground) -> Finding:
    settings = ground.settings
    service, anon = settings.service_role_key.get_secret_value(), settings.anon_key.get_secret_value()
    for name, value in (("SUPABASE_SECRET_KEY", service), ("SUPABASE_PUBLISHABLE_KEY", anon)):
        if not value.strip():
            return failed(f"{name} is empty", f"Set it: {_PAGE}")
    if service == anon:
        return failed("the service key and the anon key are the same", "Whoever has the app has everything: change it.")
    claims = {"SUPABASE_SERVICE_ROLE_KEY": _claims(service), "SUPABASE_ANON_KEY": _claims(anon)}
    for name, role in (("SUPABASE_SERVICE_ROLE_KEY", "service_role"), ("SUPABASE_ANON_KEY", "anon")):
        if claims[name] and claims[name].get("role") != role:
            return failed(f"{name} is a key of {claims[name].get('role')}, not of {role}", f"Exchange it: {_PAGE}")
    if service.startswith("sb_publishable_") or anon.startswith("sb_secret_"):
        return failed("the secret and the publishable key are exchanged", f"Exchange them: {_PAGE}")
    secret = settings.jwt_secret.get_secret_value() if settings.jwt_secret else ""
    is_default = secret == _DEFAULT_SECRET or any(c.get("iss") == _DEFAULT_ISSUER for c in claims.values())
    if is_default and not ground.is_here:
        return failed(
            "the keys are the default ones of a local Supabase", "Make new JWT keys in the project's settings."
        )
    return ok("each is of its kind")


def _claims(key: str) -> dict[str, Any]:
    """What a key that is a JWT says of itself; not verified, for here nobody is let in by it."""
    try:
        payload = key.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (IndexError, ValueError):
        return {}
    return claims if isinstance(claims, dict) else {}


def _addresses(ground: Ground) -> Finding:
    url = urlsplit(ground.settings.supabase_url)
    if url.scheme not in ("http", "https") or not url.hostname:
        return failed("SUPABASE_URL is no address", f"Such as https://abc.supabase.co: {_PAGE}")
    if ground.settings.supabase_url.endswith("/"):
        return warning("SUPABASE_URL ends with a slash", "Leave it out.")
    if url.scheme != "https" and not ground.is_here:
        return failed("SUPABASE_URL is http: keys and rows can be read on the way", "Use https.")
    if ground.settings.egress_allow_http and not ground.is_here:
        return warning("FORMAOPS_EGRESS_ALLOW_HTTP is set: webhooks may be read on the way", "Unset it.")
    return ok(f"{url.scheme}://{url.netloc}")


def _doors(ground: Ground) -> Finding:
    if ground.is_here:
        return ok("on this machine")
    secret = ground.settings.scheduler_secret
    if secret is None or not secret.get_secret_value():
        return warning("FORMAOPS_SCHEDULER_SECRET is not set: no scheduler can call", "docs/how-to/deploy.md")
    if len(secret.get_secret_value()) < _SHORT:
        return failed("FORMAOPS_SCHEDULER_SECRET can be guessed", "openssl rand -base64 32")
    token = ground.settings.metrics_token
    if token is not None and 0 < len(token.get_secret_value()) < _SHORT:
        return failed("FORMAOPS_METRICS_TOKEN can be guessed", "openssl rand -base64 32")
    return ok("the secrets of schedulers and scrapers are long enough")


def _backups(ground: Ground) -> Finding:
    backups = ground.backups
    if not backups.store:
        if ground.is_local:
            return ok("a local stack is not backed up by itself")
        return warning("FORMAOPS_BACKUP_STORE is not set: nothing is backed up", "docs/reference/backups.md")
    if not backups.recipients.strip():
        return failed("FORMAOPS_BACKUP_RECIPIENTS is not set: backups cannot be encrypted", "docs/reference/backups.md")
    if not backups.signing_key and not backups.verifying_keys.strip():
        return failed(
            "there is neither a key to sign manifests with nor one to verify them", "docs/reference/backups.md"
        )
    if backups.far_store and _place(backups.far_store) == _place(backups.store):
        return warning("the far store is in the same place as the near one", "Another provider, or another region.")
    if not ground.is_local and backups.identities and backups.signing_key:
        return warning(
            "the key that opens backups is where backups are made: who breaks in there reads and forges them",
            "Keep FORMAOPS_BACKUP_IDENTITIES where backups are verified only.",
        )
    if not ground.is_local and not backups.far_store:
        return warning("there is no far store: what destroys the near one destroys all", "FORMAOPS_BACKUP_FAR_STORE")
    return ok("encrypted, signed" + (", copied to another place" if backups.far_store else ""))


def _place(store: str) -> tuple[str, str]:
    url = urlsplit(store)
    return url.scheme, url.netloc + (url.query if url.scheme == "s3" else "")


def _operators_keys(ground: Ground) -> Finding:
    """Those of a tenant are sealed with a key of the operator's, where tenants may bring their own at all."""
    if ground.settings.provider_key_encryption_keys is None:
        return ok("tenants cannot bring keys of providers")
    return ok("tenants' keys of providers can be sealed")


def _default_model(ground: Ground) -> Finding:
    from formaops.models.names import KEYS, LOCAL

    provider = ground.settings.default_model.partition(":")[0]
    if provider not in KEYS:
        return failed(f"FORMAOPS_DEFAULT_MODEL names the provider {provider}, which nobody knows", _PAGE)
    if provider == LOCAL and not ground.settings.local_model_url:
        raise NotChecked("no local model: set FORMAOPS_LOCAL_MODEL_URL, or FORMAOPS_DEFAULT_MODEL")
    if KEYS[provider] and not any(ground.environ.get(name) for name in KEYS[provider]):
        return warning(f"no key of {provider} is set", f"Set {' or '.join(KEYS[provider])}.")
    return ok(ground.settings.default_model)


CHECKS: Final = (
    Check("settings", "complete", _complete),
    Check("settings", "keys", _keys),
    Check("settings", "addresses", _addresses),
    Check("settings", "secrets", _doors),
    Check("settings", "backups", _backups),
    Check("settings", "provider keys", _operators_keys),
    Check("settings", "default model", _default_model),
)
