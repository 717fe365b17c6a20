"""The sign-in stand-in: the endpoints and payloads of Supabase Auth that e-mail and password need.

It is for the local stack only, sends no mail (addresses count as confirmed), and knows neither other providers nor
second factors. Production uses Supabase Auth itself; what clients see of the two is the same.
Source: https://supabase.com/docs/reference/self-hosting-auth and what supabase-py and supabase-js send.
"""

import re
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

import jwt
import psycopg
from aiohttp import web
from psycopg.rows import DictRow

from formaops import __version__
from formaops.local.accounts import Accounts, AuthError, Session
from formaops.local.keys import Keys

ACCESS_TOKEN_SECONDS: Final = 3600
API_VERSION: Final = "2024-01-01"
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

Handler = Callable[[web.Request], Awaitable[web.Response]]


class SignIn:
    """The HTTP side; Accounts does the work. Tokens name ``{api_url}/auth/v1`` as their issuer."""

    def __init__(self, accounts: Accounts, keys: Keys, api_url: str) -> None:
        self._accounts, self._keys = accounts, keys
        self._issuer = f"{api_url}/auth/v1"
        self._public_key = jwt.PyJWK(keys.jwks["keys"][0]).key

    def routes(self) -> list[web.RouteDef]:
        """For the prefix ``/auth/v1``."""
        return [
            web.post("/signup", self._answering(self.sign_up)),
            web.post("/token", self._answering(self.token)),
            web.get("/user", self._answering(self.user)),
            web.put("/user", self._answering(self.update_user)),
            web.post("/logout", self._answering(self.log_out)),
            web.post("/admin/users", self._answering(self.create_user)),
            web.delete("/admin/users/{id}", self._answering(self.delete_user)),
            web.get("/health", self._answering(self.health)),
            web.get("/settings", self._answering(self.settings)),
            web.get("/.well-known/jwks.json", self._answering(self.jwks)),
            web.route("*", "/{path:.*}", self._answering(self.missing)),
        ]

    def _answering(self, handler: Handler) -> Handler:
        async def answer(request: web.Request) -> web.Response:
            try:
                return await handler(request)
            except AuthError as error:
                return _refusal(error)
            except web.HTTPRequestEntityTooLarge:
                return _refusal(AuthError(413, "validation_failed", "The request body is too large"))
            except psycopg.OperationalError:
                return _refusal(AuthError(503, "unexpected_failure", "The database is not available"))

        return answer

    async def sign_up(self, request: web.Request) -> web.Response:
        body = await _body(request)
        if not body.get("email") and not body.get("phone"):
            raise AuthError(422, "anonymous_provider_disabled", "Anonymous sign-ins are disabled")
        user = await self._accounts.create(
            _email(body),
            _text(body, "password", "Signup requires a valid password"),
            user_metadata=_object(body, "data"),
            app_metadata={},
        )
        return self._session(await self._accounts.open_session(str(user["id"])))

    async def token(self, request: web.Request) -> web.Response:
        body = await _body(request)
        match request.query.get("grant_type"):
            case "password":
                email, password = body.get("email"), body.get("password")
                if not (isinstance(email, str) and isinstance(password, str)):
                    raise AuthError(400, "validation_failed", "missing email or password")
                return self._session(await self._accounts.sign_in(email.strip().lower(), password))
            case "refresh_token":
                return self._session(
                    await self._accounts.refresh(_text(body, "refresh_token", "refresh token required"))
                )
            case _:
                raise AuthError(400, "invalid_credentials", "unsupported_grant_type")

    async def user(self, request: web.Request) -> web.Response:
        return web.json_response(_user_json(await self._accounts.user_of(self._claims(request))))

    async def update_user(self, request: web.Request) -> web.Response:
        claims, body = self._claims(request), await _body(request)
        user = await self._accounts.update(
            claims,
            email=_email(body) if body.get("email") else None,
            password=_text(body, "password", "password must be text") if body.get("password") else None,
            user_metadata=_object(body, "data"),
        )
        return web.json_response(_user_json(user))

    async def log_out(self, request: web.Request) -> web.Response:
        scope = request.query.get("scope", "global")
        if scope not in ("global", "local", "others"):
            raise AuthError(400, "validation_failed", f'Unsupported logout scope "{scope}"')
        await self._accounts.sign_out(self._claims(request), scope)
        return web.Response(status=204)

    async def create_user(self, request: web.Request) -> web.Response:
        self._require_service_role(request)
        body = await _body(request)
        user = await self._accounts.create(
            _email(body),
            _text(body, "password", "password is required"),
            user_metadata=_object(body, "user_metadata"),
            app_metadata=_object(body, "app_metadata"),
            user_id=_uuid(str(body["id"])) if body.get("id") else None,
        )
        return web.json_response(_user_json(user))

    async def delete_user(self, request: web.Request) -> web.Response:
        self._require_service_role(request)
        await self._accounts.delete(_uuid(request.match_info["id"]))
        return web.json_response({})

    async def health(self, _: web.Request) -> web.Response:
        await self._accounts.ping()
        return web.json_response(
            {"name": "FormaOps sign-in stand-in", "version": __version__, "description": "stands in for Supabase Auth"}
        )

    async def settings(self, _: web.Request) -> web.Response:
        return web.json_response(
            {
                "external": {"email": True, "phone": False, "anonymous_users": False},
                "disable_signup": False,
                "mailer_autoconfirm": True,
                "phone_autoconfirm": False,
                "saml_enabled": False,
            }
        )

    async def jwks(self, _: web.Request) -> web.Response:
        return web.json_response(self._keys.jwks, headers={"Cache-Control": "public, max-age=600"})

    async def missing(self, request: web.Request) -> web.Response:
        raise AuthError(404, "not_found", f"The sign-in stand-in has no {request.method} {request.path}")

    def _session(self, session: Session) -> web.Response:
        now = int(time.time())
        user = _user_json(session.user)
        claims = {
            "iss": self._issuer,
            "sub": user["id"],
            "aud": user["aud"],
            "exp": now + ACCESS_TOKEN_SECONDS,
            "iat": now,
            "email": user["email"],
            "phone": "",
            "app_metadata": user["app_metadata"],
            "user_metadata": user["user_metadata"],
            "role": user["role"],
            "aal": "aal1",
            "amr": [{"method": "password", "timestamp": now}],
            "session_id": session.id,
            "is_anonymous": False,
        }
        return web.json_response(
            {
                "access_token": self._keys.sign(claims),
                "token_type": "bearer",
                "expires_in": ACCESS_TOKEN_SECONDS,
                "expires_at": now + ACCESS_TOKEN_SECONDS,
                "refresh_token": session.refresh_token,
                "user": user,
            },
            headers={"Cache-Control": "no-store"},
        )

    def _claims(self, request: web.Request) -> dict[str, Any]:
        """Claims of the caller's access token, which has to be a user's. Raises AuthError."""
        claims = self._verified(request)
        if "sub" not in claims:
            raise AuthError(403, "bad_jwt", "invalid claim: missing sub claim")
        return claims

    def _verified(self, request: web.Request) -> dict[str, Any]:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise AuthError(401, "no_authorization", "This endpoint requires a valid Bearer token")
        try:
            claims: dict[str, Any] = jwt.decode(
                token, self._public_key, algorithms=["ES256"], options={"verify_aud": False, "require": ["exp"]}
            )
        except jwt.PyJWTError as error:
            raise AuthError(403, "bad_jwt", f"invalid JWT: unable to parse or verify signature, {error}") from error
        return claims

    def _require_service_role(self, request: web.Request) -> None:
        if self._verified(request).get("role") != "service_role":
            raise AuthError(403, "not_admin", "User not allowed")


def _refusal(error: AuthError) -> web.Response:
    # Both shapes at once: clients of API version 2024-01-01 read `code`, older ones `error_code` and `msg`.
    shape = {"code": error.code, "error_code": error.code, "msg": error.message, "message": error.message}
    return web.json_response(shape | error.extra, status=error.status, headers={"X-Supabase-Api-Version": API_VERSION})


def _user_json(user: DictRow) -> dict[str, Any]:
    def moment(name: str) -> str | None:
        return user[name].isoformat().replace("+00:00", "Z") if user[name] else None

    user_id, email = str(user["id"]), user["email"]
    identity = {
        "identity_id": user_id,
        "id": user_id,
        "user_id": user_id,
        "provider": "email",
        "email": email,
        "identity_data": {"sub": user_id, "email": email, "email_verified": True, "phone_verified": False},
        "last_sign_in_at": moment("last_sign_in_at"),
        "created_at": moment("created_at"),
        "updated_at": moment("updated_at"),
    }
    return {
        "id": user_id,
        "aud": user["aud"] or "authenticated",
        "role": user["role"] or "authenticated",
        "email": email,
        "phone": "",
        "email_confirmed_at": moment("email_confirmed_at"),
        "confirmed_at": moment("email_confirmed_at"),
        "last_sign_in_at": moment("last_sign_in_at"),
        "app_metadata": user["raw_app_meta_data"] or {},
        "user_metadata": user["raw_user_meta_data"] or {},
        "identities": [identity],
        "created_at": moment("created_at"),
        "updated_at": moment("updated_at"),
        "is_anonymous": False,
    }


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except (ValueError, UnicodeDecodeError) as error:
        raise AuthError(400, "bad_json", "Could not parse request body as JSON") from error
    if not isinstance(body, dict):
        raise AuthError(400, "bad_json", "The request body has to be a JSON object")
    return body


def _text(body: dict[str, Any], name: str, complaint: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value or "\0" in value:
        raise AuthError(400, "validation_failed", complaint)
    return value


def _object(body: dict[str, Any], name: str) -> dict[str, Any]:
    value = body.get(name) or {}
    if not isinstance(value, dict):
        raise AuthError(400, "validation_failed", f"{name} has to be a JSON object")
    return value


def _email(body: dict[str, Any]) -> str:
    email = _text(body, "email", "An email address is required").strip().lower()
    if not _EMAIL.fullmatch(email) or len(email) > 255:
        raise AuthError(400, "validation_failed", "Unable to validate email address: invalid format")
    return email


def _uuid(text: str) -> str:
    if not _UUID.fullmatch(text):
        raise AuthError(404, "validation_failed", "user_id must be a UUID")
    return text
