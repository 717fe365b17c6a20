"""Step 1 of every call: a Supabase JWT, checked against the project's JWKS without asking anyone, becomes a Principal.

Or an API key does, of which only the look is checked here: the database says, at each call anew, whether it holds.

ES256 through the JWKS, its algorithm pinned; HS256 only for a project that configures its legacy secret, and never by
way of the JWKS, so that no public key can pass for a secret. Rules: RFC 8725; Supabase's claims.
"""

import asyncio
import hashlib
import logging
import time
from collections import OrderedDict
from typing import Any
from uuid import UUID

import httpx
import jwt
from starlette.requests import Request

from formaops.access import keys
from formaops.database import ApiKey, Principal
from formaops.errors import Malformed, NotReady, Unauthenticated
from formaops.settings import Settings

_log = logging.getLogger(__name__)

_LEEWAY_SECONDS = 30
# A key that is not known is looked up once more, but not more often than this: a stranger chooses the kid.
_REFRESH_SECONDS = 10
_RETRY_SECONDS = 1
# A key that the project has withdrawn is believed no longer than this.
_LONGEST_TRUST_SECONDS = 600
_REMEMBERED_TOKENS = 4096
_LONGEST_TOKEN = 8192


class Authenticator:
    """Verifies tokens; remembers verified ones until they expire, because checking ES256 takes longer than the rest."""

    def __init__(self, settings: Settings, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._settings = settings
        self._transport = transport
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at = float("-inf")
        self._fetching = asyncio.Lock()
        self._verified: OrderedDict[bytes, tuple[float, UUID]] = OrderedDict()

    async def principal(self, request: Request) -> Principal:
        """Who calls. Raises Unauthenticated, Malformed for headers without sense, NotReady when no key can be had.

        With an API key `user_id` is None: the database has to be asked.
        """
        headers = request.headers
        api_key = self._api_key(request)
        token = None if api_key else _bearer(headers.get("authorization"))
        forwarded = headers.get("x-forwarded-for", "").split(",")[0].strip()
        return Principal(
            user_id=await self._user(token) if token else None,
            token=token,
            api_key=api_key,
            tenant_id=_tenant(headers.get("x-tenant-id")),
            ip_address=_plain(forwarded or (request.client.host if request.client else ""), 45),
            user_agent=_plain(headers.get("user-agent", ""), 500),
        )

    def _api_key(self, request: Request) -> ApiKey | None:
        given = request.headers.getlist("x-api-key")
        if not given:
            return None
        if len(given) > 1:
            raise Unauthenticated("Send one API key, not several.")
        # Supabase's clients send the project's public key as a token where nobody has signed in.
        token = request.headers.get("authorization", "").partition(" ")[2].strip()
        if token not in ("", self._settings.anon_key.get_secret_value(), request.headers.get("apikey")):
            raise Malformed("Send an API key or a user's token, not both.")
        return keys.parse(given[0])

    async def _user(self, token: str) -> UUID:
        digest = hashlib.sha256(token.encode()).digest()
        known = self._verified.get(digest)
        if known and known[0] > time.time():
            self._verified.move_to_end(digest)
            return known[1]
        claims = await self._claims(token)
        if claims.get("role") != "authenticated":
            raise Unauthenticated("This is no signed-in user's token; sign in and send the session's access_token.")
        try:
            user, expires = UUID(claims["sub"]), float(claims["exp"])
        except (ValueError, OverflowError, AttributeError) as error:
            raise Unauthenticated("The token's subject or expiry makes no sense.") from error
        self._verified[digest] = (min(expires, time.time() + _LONGEST_TRUST_SECONDS), user)
        if len(self._verified) > _REMEMBERED_TOKENS:
            self._verified.popitem(last=False)
        return user

    async def _claims(self, token: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            algorithm = header.get("alg")
            if algorithm == "ES256":
                key: Any = await self._key(header.get("kid"))
            elif algorithm == "HS256" and self._settings.jwt_secret:
                key = self._settings.jwt_secret.get_secret_value()
            else:
                raise Unauthenticated("The token is signed in a way that this project does not use.")
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[algorithm],
                audience=self._settings.jwt_audience,
                issuer=self._settings.jwt_issuer if algorithm == "ES256" else None,
                leeway=_LEEWAY_SECONDS,
                options={"require": ["exp", "sub", "aud"]},
            )
        except jwt.ExpiredSignatureError as error:
            raise Unauthenticated("The token has expired; refresh the session.") from error
        except jwt.PyJWTError as error:
            raise Unauthenticated(f"The token does not hold: {error}.") from error
        return claims

    async def _key(self, kid: Any) -> jwt.PyJWK:
        if not isinstance(kid, str):
            raise Unauthenticated("The token names no key.")
        if self._wants_keys(kid):
            # Whoever comes while they are being fetched waits for them, and looks again.
            async with self._fetching:
                if self._wants_keys(kid):
                    await self._fetch_keys()
        if not self._keys:
            raise NotReady("The keys that tokens are checked with cannot be fetched.")
        if kid not in self._keys:
            raise Unauthenticated("The token is signed with a key that is not this project's.")
        return self._keys[kid]

    def _wants_keys(self, kid: str) -> bool:
        enough = _LONGEST_TRUST_SECONDS if kid in self._keys else _REFRESH_SECONDS if self._keys else _RETRY_SECONDS
        return time.monotonic() - self._fetched_at > enough

    async def _fetch_keys(self) -> None:
        try:
            async with httpx.AsyncClient(transport=self._transport, timeout=5) as client:
                answer = await client.get(self._settings.jwks_url)
                keys = _keys_in(answer.raise_for_status().json())
        except (httpx.HTTPError, ValueError):
            _log.warning("The keys that tokens are checked with cannot be fetched; those known still count")
            return
        finally:
            self._fetched_at = time.monotonic()
        if keys.keys() != self._keys.keys():
            self._verified.clear()
        self._keys = keys


def _keys_in(document: Any) -> dict[str, jwt.PyJWK]:
    """The ES256 keys of a JWKS by their kid; whatever else is in it is passed over."""
    keys = {}
    for key in document.get("keys", []) if isinstance(document, dict) else []:
        if isinstance(key, dict) and key.get("kid") and (key.get("kty"), key.get("crv")) == ("EC", "P-256"):
            try:
                keys[str(key["kid"])] = jwt.PyJWK(key, algorithm="ES256")
            except jwt.PyJWTError:
                _log.warning("The JWKS holds a key that cannot be read: %s", str(key["kid"])[:100])
    return keys


def _plain(text: str, length: int) -> str | None:
    """What may be passed on as a header: ASCII, without control characters."""
    cut = text[:length].encode("ascii", "replace").decode()
    return "".join(character for character in cut if character.isprintable()) or None


def _bearer(header: str | None) -> str:
    scheme, _, token = (header or "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("Send the session's access_token as Authorization: Bearer.")
    if token.startswith("sb_"):
        raise Unauthenticated("An sb_… key is no user's token; it goes into the header apikey.")
    if len(token) > _LONGEST_TOKEN:
        raise Unauthenticated("The token is too long to be one.")
    return token


def _tenant(header: str | None) -> UUID | None:
    if header is None:
        return None
    try:
        return UUID(header)
    except ValueError as error:
        raise Malformed("The header x-tenant-id is no UUID.") from error
