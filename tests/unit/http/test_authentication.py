"""Tokens that hold and tokens that do not: forged, expired, unsigned, of another audience, key, issuer or role."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import httpx
import jwt
import pytest
import respx
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm
from starlette.requests import Request

from formaops.access.keys import generate
from formaops.errors import Malformed, NotReady, Unauthenticated
from formaops.http.authentication import Authenticator
from formaops.settings import Settings

URL = "http://project.test"
JWKS = f"{URL}/auth/v1/.well-known/jwks.json"
USER = "00000000-0000-4000-8000-000000000001"
OURS, THEIRS = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())


def settings(**more: Any) -> Settings:
    return Settings(supabase_url=URL, service_role_key="s", anon_key="a", **more)


def public_jwk(key: ec.EllipticCurvePrivateKey, kid: str) -> dict[str, Any]:
    return ECAlgorithm.to_jwk(key.public_key(), as_dict=True) | {"kid": kid, "alg": "ES256"}


def claims(**changed: Any) -> dict[str, Any]:
    now = int(time.time())
    given = {"sub": USER, "aud": "authenticated", "role": "authenticated", "iss": f"{URL}/auth/v1", "exp": now + 3600}
    return {name: value for name, value in (given | changed).items() if value is not None}


def token(key: Any = OURS, kid: str | None = "k1", algorithm: str = "ES256", **changed: Any) -> str:
    return jwt.encode(claims(**changed), key, algorithm=algorithm, headers={"kid": kid} if kid else None)


def request(authorization: str | None, **headers: str) -> Request:
    sent = headers | ({"authorization": authorization} if authorization else {})
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in sent.items()]
    return Request({"type": "http", "method": "POST", "headers": raw, "client": ("127.0.0.9", 1)})


@pytest.fixture
def jwks() -> Any:
    with respx.mock(assert_all_called=False) as router:
        yield router.get(JWKS).mock(return_value=httpx.Response(200, json={"keys": [public_jwk(OURS, "k1")]}))


async def test_a_users_token_names_the_user_and_the_keys_are_fetched_once(jwks: respx.Route) -> None:
    authenticator = Authenticator(settings())
    tenant = "11111111-1111-4111-8111-111111111111"
    for _ in range(3):
        principal = await authenticator.principal(request(f"Bearer {token()}", x_tenant_id=tenant, user_agent="curl"))
    assert str(principal.user_id) == USER
    assert (str(principal.tenant_id), principal.user_agent, principal.ip_address) == (tenant, "curl", "127.0.0.9")
    assert jwks.call_count == 1


FORGED: dict[str, Callable[[], str]] = {
    "expired": lambda: token(exp=int(time.time()) - 31),
    "another audience": lambda: token(aud="anon"),
    "another issuer": lambda: token(iss="https://elsewhere.test/auth/v1"),
    "a foreign key under our kid": lambda: token(THEIRS),
    "a foreign key": lambda: token(THEIRS, kid="k2"),
    "no kid": lambda: token(kid=None),
    "no expiry": lambda: token(exp=None),
    "no subject": lambda: token(sub=None),
    "a subject that is no user": lambda: token(sub="root"),
    "alg none": lambda: jwt.encode(claims(), None, algorithm="none", headers={"kid": "k1"}),
    "HS256 with the public key as secret": lambda: hs256_with_public_key(),
    "the anon key": lambda: token(role="anon"),
    "the service key": lambda: token(role="service_role"),
    "a changed payload": lambda: tampered(),
    "no JWT at all": lambda: "abc",
    "two dots": lambda: "..",
    "a publishable key": lambda: "sb_publishable_x",
    "far too long": lambda: "x" * 10_000,
}


def hs256_with_public_key() -> str:
    """The classic confusion: the verifier's public key used as an HMAC secret."""
    point = OURS.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return jwt.encode(claims(), point, algorithm="HS256", headers={"kid": "k1"})


def tampered() -> str:
    header, _, signature = token().split(".")
    _, payload, _ = token(sub="22222222-2222-4222-8222-222222222222").split(".")
    return f"{header}.{payload}.{signature}"


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED.keys())
async def test_what_does_not_hold_is_refused(forge: Callable[[], str], jwks: respx.Route) -> None:
    with pytest.raises(Unauthenticated):
        await Authenticator(settings()).principal(request(f"Bearer {forge()}"))


@pytest.mark.parametrize("header", [None, "Basic abc", "Bearer", "Bearer   "])
async def test_no_bearer_token_is_refused(header: str | None) -> None:
    with pytest.raises(Unauthenticated, match="Authorization: Bearer"):
        await Authenticator(settings()).principal(request(header))


async def test_an_unknown_kid_is_looked_up_but_not_at_every_request(jwks: respx.Route) -> None:
    authenticator = Authenticator(settings())
    for _ in range(5):
        with pytest.raises(Unauthenticated):
            await authenticator.principal(request(f"Bearer {token(kid='unknown')}"))
    assert jwks.call_count == 1


async def test_requests_that_come_at_once_wait_for_one_fetch(jwks: respx.Route) -> None:
    async def slowly(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0.01)
        return httpx.Response(200, json={"keys": [public_jwk(OURS, "k1")]})

    jwks.mock(side_effect=slowly)
    authenticator = Authenticator(settings())
    tokens = [token(sub=f"00000000-0000-4000-8000-0000000000{n:02}") for n in range(16)]
    await asyncio.gather(*(authenticator.principal(request(f"Bearer {each}")) for each in tokens))
    assert jwks.call_count == 1


@pytest.mark.parametrize(
    "strange", ["x", {"kty": "EC", "crv": "P-256", "kid": "bad", "x": "!!", "y": "!!"}, {"kty": "RSA"}]
)
async def test_a_strange_key_in_the_set_does_not_spoil_the_others(strange: Any, jwks: respx.Route) -> None:
    jwks.mock(return_value=httpx.Response(200, json={"keys": [strange, public_jwk(OURS, "k1")]}))
    assert await Authenticator(settings()).principal(request(f"Bearer {token()}"))


async def test_a_withdrawn_key_is_not_believed_for_long(jwks: respx.Route, monkeypatch: pytest.MonkeyPatch) -> None:
    authenticator = Authenticator(settings())
    theirs = token()
    await authenticator.principal(request(f"Bearer {theirs}"))
    jwks.mock(return_value=httpx.Response(200, json={"keys": [public_jwk(THEIRS, "k2")]}))
    later, wall = time.monotonic() + 601, time.time() + 601
    monkeypatch.setattr("formaops.http.authentication.time.monotonic", lambda: later)
    monkeypatch.setattr("formaops.http.authentication.time.time", lambda: wall)
    with pytest.raises(Unauthenticated):
        await authenticator.principal(request(f"Bearer {theirs}"))


async def test_known_keys_still_count_while_new_ones_cannot_be_fetched(
    jwks: respx.Route, monkeypatch: pytest.MonkeyPatch
) -> None:
    authenticator = Authenticator(settings())
    await authenticator.principal(request(f"Bearer {token()}"))
    jwks.mock(side_effect=httpx.ConnectError("refused"))
    later = time.monotonic() + 601
    monkeypatch.setattr("formaops.http.authentication.time.monotonic", lambda: later)
    assert await authenticator.principal(request(f"Bearer {token(exp=int(time.time()) + 7200)}"))


async def test_a_rotated_key_is_found(jwks: respx.Route, monkeypatch: pytest.MonkeyPatch) -> None:
    authenticator = Authenticator(settings())
    await authenticator.principal(request(f"Bearer {token()}"))
    jwks.mock(return_value=httpx.Response(200, json={"keys": [public_jwk(THEIRS, "k2")]}))
    now = time.monotonic()
    monkeypatch.setattr("formaops.http.authentication.time.monotonic", lambda: now + 60)
    principal = await authenticator.principal(request(f"Bearer {token(THEIRS, kid='k2')}"))
    assert str(principal.user_id) == USER


async def test_hs256_holds_only_with_the_configured_secret() -> None:
    secret = "a-legacy-secret-of-at-least-32-bytes!"
    legacy = token(secret, kid=None, algorithm="HS256")
    assert await Authenticator(settings(jwt_secret=secret)).principal(request(f"Bearer {legacy}"))
    with pytest.raises(Unauthenticated):
        await Authenticator(settings(jwt_secret="another-secret-of-at-least-32-bytes!!")).principal(
            request(f"Bearer {legacy}")
        )


async def test_keys_that_cannot_be_fetched_are_not_the_callers_fault() -> None:
    with respx.mock() as router:
        router.get(JWKS).mock(side_effect=httpx.ConnectError("refused"))
        with pytest.raises(NotReady):
            await Authenticator(settings()).principal(request(f"Bearer {token()}"))


async def test_a_tenant_that_is_no_uuid_is_malformed(jwks: respx.Route) -> None:
    with pytest.raises(Malformed, match="x-tenant-id"):
        await Authenticator(settings()).principal(request(f"Bearer {token()}", x_tenant_id="mine"))


# ----------------------------------------------------------------------------------------------------- API keys


async def test_an_api_key_is_left_to_the_database() -> None:
    key = generate()
    tenant = "11111111-1111-4111-8111-111111111111"
    principal = await Authenticator(settings()).principal(request(None, x_api_key=key.text, x_tenant_id=tenant))
    assert (principal.user_id, principal.token, principal.api_key) == (None, None, key)
    assert str(principal.tenant_id) == tenant


@pytest.mark.parametrize("given", ["", "fo_live_x", "Bearer fo_live_x", "x" * 10_000, "\u00ff"])
async def test_what_is_no_api_key_is_refused(given: str) -> None:
    with pytest.raises(Unauthenticated, match="x-api-key"):
        await Authenticator(settings()).principal(request(None, x_api_key=given))


async def test_an_api_key_with_a_users_token_is_refused(jwks: respx.Route) -> None:
    with pytest.raises(Malformed, match="not both"):
        await Authenticator(settings()).principal(request(f"Bearer {token()}", x_api_key=generate().text))
    assert not jwks.called


@pytest.mark.parametrize("authorization", ["Bearer a", "Bearer sb_publishable_x"])
async def test_the_projects_public_key_beside_an_api_key_is_nobodys_token(authorization: str) -> None:
    """Supabase's clients send it where nobody has signed in."""
    headers = {"x_api_key": generate().text, "apikey": "sb_publishable_x"}
    assert (await Authenticator(settings()).principal(request(authorization, **headers))).api_key


async def test_two_api_keys_are_refused() -> None:
    sent = request(None, x_api_key=generate().text)
    sent.scope["headers"].append((b"x-api-key", generate().text.encode()))
    with pytest.raises(Unauthenticated, match="several"):
        await Authenticator(settings()).principal(sent)
