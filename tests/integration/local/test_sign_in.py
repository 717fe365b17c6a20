"""The sign-in stand-in answers supabase-py and supabase-js as Supabase Auth does."""

import base64
import concurrent.futures
import hmac
import json
import shutil
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import jwt
import psycopg
import pytest
from supabase import Client
from supabase_auth.errors import AuthApiError, AuthWeakPasswordError

from formaops.local import stack as local
from formaops.local.environment import Addresses
from formaops.local.layout import ROOT


@pytest.fixture
def auth(stack: Addresses) -> Iterator[httpx.Client]:
    """Plain HTTP to the stand-in, with the anonymous key."""
    with httpx.Client(base_url=f"{stack.api_url}/auth/v1", headers={"apikey": stack.publishable_key}) as client:
        yield client


def refresh(auth: httpx.Client, token: str) -> httpx.Response:
    return auth.post("/token", params={"grant_type": "refresh_token"}, json={"refresh_token": token})


def session(auth: httpx.Client, user: Any) -> dict[str, Any]:
    credentials = {"email": user.email, "password": user.password}
    answer = auth.post("/token", params={"grant_type": "password"}, json=credentials)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_access_tokens_carry_the_claims_of_hosted_supabase(stack: Addresses, new_user: Callable[[], Any]) -> None:
    user = new_user()
    keys = jwt.PyJWKClient(stack.jwks_url)
    claims = jwt.decode(
        user.token,
        keys.get_signing_key_from_jwt(user.token),
        algorithms=["ES256"],
        audience="authenticated",
        issuer=f"{stack.api_url}/auth/v1",
    )
    assert claims["sub"] == user.id
    assert (claims["role"], claims["email"], claims["aal"], claims["is_anonymous"]) == (
        "authenticated",
        user.email,
        "aal1",
        False,
    )
    assert claims["exp"] - claims["iat"] == 3600
    assert claims["amr"][0]["method"] == "password"
    assert uuid.UUID(claims["session_id"])
    assert claims["app_metadata"] == {"provider": "email", "providers": ["email"]}


def test_supabase_py_signs_up_reads_changes_and_signs_out(
    stack: Addresses, client_with: Callable[[str], Client]
) -> None:
    client = client_with(stack.publishable_key)
    email = f"{uuid.uuid4().hex}@Example.com"
    answer = client.auth.sign_up({"email": email, "password": "secret1", "options": {"data": {"name": "Ada"}}})
    assert answer.user
    assert answer.user.email == email.lower()
    assert answer.user.user_metadata["name"] == "Ada"
    assert client.auth.get_user().user.id == answer.user.id  # type: ignore[union-attr]
    assert client.table("users").select("id").execute().data == [{"id": answer.user.id}]
    assert client.auth.update_user({"password": "secret2", "data": {"b": 1}}).user.user_metadata["b"] == 1
    assert client.auth.get_claims()["claims"]["sub"] == answer.user.id  # type: ignore[index]
    client.auth.sign_out()
    assert client.auth.get_session() is None
    assert client.auth.sign_in_with_password({"email": email, "password": "secret2"}).user


@pytest.mark.skipif(shutil.which("node") is None, reason="no node")
def test_supabase_js_signs_up_reads_and_calls_a_function(stack: Addresses) -> None:
    script = """
        const { createClient } = require('@supabase/supabase-js')
        const [url, key, email] = process.argv.slice(1)
        const client = createClient(url, key, { realtime: { transport: require('ws') } })
        ;(async () => {
          const up = await client.auth.signUp({ email, password: 'secret1' })
          const again = await client.auth.signUp({ email, password: 'secret1' })
          const users = await client.from('users').select('email')
          const fresh = await client.auth.refreshSession()
          const claims = await client.auth.getClaims()
          const out = await client.auth.signOut()
          const wrong = await client.auth.signInWithPassword({ email, password: 'wrong' })
          console.log(JSON.stringify({ up: up.data.user?.email, again: again.error?.code, users: users.data,
            fresh: fresh.error, role: claims.data?.claims.role, out: out.error, wrong: wrong.error?.code }))
          process.exit(0)
        })()
    """
    email = f"{uuid.uuid4().hex}@example.com"
    argv = ["node", "-e", script, stack.api_url, stack.publishable_key, email]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout, done.stderr
    assert json.loads(done.stdout) == {
        "up": email,
        "again": "user_already_exists",
        "users": [{"email": email}],
        "fresh": None,
        "role": "authenticated",
        "out": None,
        "wrong": "invalid_credentials",
    }


def test_refresh_tokens_rotate(auth: httpx.Client, new_user: Callable[[], Any]) -> None:
    first = session(auth, new_user())
    second = refresh(auth, first["refresh_token"]).json()
    third = refresh(auth, second["refresh_token"]).json()
    tokens = {first["refresh_token"], second["refresh_token"], third["refresh_token"]}
    assert len(tokens) == 3
    assert auth.get("/user", headers=bearer(third["access_token"])).status_code == 200


def test_the_parent_of_the_live_token_is_forgiven_for_a_moment(
    auth: httpx.Client, new_user: Callable[[], Any], stack: Addresses
) -> None:
    first = session(auth, new_user())
    second = refresh(auth, first["refresh_token"]).json()
    assert refresh(auth, first["refresh_token"]).json()["refresh_token"] == second["refresh_token"]

    with psycopg.connect(stack.admin_db_url) as connection:
        connection.execute(
            "update auth.refresh_tokens set updated_at = now() - interval '11 seconds' where token = %s",
            (first["refresh_token"],),
        )
    late = refresh(auth, first["refresh_token"])
    assert (late.status_code, late.json()["code"]) == (400, "refresh_token_already_used")
    assert refresh(auth, second["refresh_token"]).status_code == 400


def test_a_reused_refresh_token_ends_its_session_and_no_other(auth: httpx.Client, new_user: Callable[[], Any]) -> None:
    user = new_user()
    stolen, untouched = session(auth, user), session(auth, user)
    second = refresh(auth, stolen["refresh_token"]).json()
    third = refresh(auth, second["refresh_token"]).json()
    assert refresh(auth, stolen["refresh_token"]).json()["error_code"] == "refresh_token_already_used"
    assert refresh(auth, third["refresh_token"]).json()["error_code"] == "refresh_token_already_used"
    assert refresh(auth, untouched["refresh_token"]).status_code == 200


def test_exchanges_of_one_token_at_once_all_get_the_same_next_one(
    auth: httpx.Client, new_user: Callable[[], Any]
) -> None:
    first = session(auth, new_user())
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: refresh(auth, first["refresh_token"]), range(6)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["refresh_token"] for answer in answers}) == 1


@pytest.mark.parametrize(
    ("scope", "this_one", "the_other"), [("local", 403, 200), ("others", 200, 403), ("global", 403, 403)]
)
def test_signing_out_ends_the_sessions_of_its_scope(
    auth: httpx.Client, new_user: Callable[[], Any], scope: str, this_one: int, the_other: int
) -> None:
    user = new_user()
    here, there = session(auth, user), session(auth, user)
    out = auth.post("/logout", params={"scope": scope}, headers=bearer(here["access_token"]))
    assert out.status_code == 204
    for kept, status in ((here, this_one), (there, the_other)):
        answer = auth.get("/user", headers=bearer(kept["access_token"]))
        assert answer.status_code == status
        assert status == 200 or answer.json()["code"] == "session_not_found"
        assert refresh(auth, kept["refresh_token"]).status_code == (200 if status == 200 else 400)


def test_a_new_password_ends_the_other_sessions(auth: httpx.Client, new_user: Callable[[], Any]) -> None:
    user = new_user()
    here, there = session(auth, user), session(auth, user)
    changed = auth.put("/user", json={"password": "another one"}, headers=bearer(here["access_token"]))
    assert changed.status_code == 200
    assert auth.get("/user", headers=bearer(here["access_token"])).status_code == 200
    assert auth.get("/user", headers=bearer(there["access_token"])).status_code == 403
    same = auth.put("/user", json={"password": "another one"}, headers=bearer(here["access_token"]))
    assert (same.status_code, same.json()["code"]) == (422, "same_password")


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/signup", {"email": "a@example.com", "password": "short"}, 422, "weak_password"),
        ("/signup", {"email": "a@example.com"}, 400, "validation_failed"),
        ("/signup", {"email": "a@example.com", "password": "x" * 73}, 400, "validation_failed"),
        ("/signup", {"email": "a@example.com", "password": ["secret1"]}, 400, "validation_failed"),
        ("/signup", {"email": "a@example.com", "password": "secret\0one"}, 400, "validation_failed"),
        ("/signup", {"email": "not an address", "password": "secret1"}, 400, "validation_failed"),
        ("/signup", {"password": "secret1"}, 422, "anonymous_provider_disabled"),
        ("/signup", {"email": "demo@formaops.com", "password": "secret1"}, 422, "user_already_exists"),
        ("/signup", {"email": "a@example.com", "password": "secret1", "data": "no"}, 400, "validation_failed"),
        ("/signup", ["not", "an", "object"], 400, "bad_json"),
        ("/token?grant_type=password", {"email": "demo@formaops.com", "password": "no"}, 400, "invalid_credentials"),
        ("/token?grant_type=password", {"email": "nobody@example.com", "password": "no"}, 400, "invalid_credentials"),
        ("/token?grant_type=password", {"email": "demo@formaops.com"}, 400, "validation_failed"),
        ("/token?grant_type=refresh_token", {"refresh_token": "made up"}, 400, "refresh_token_not_found"),
        ("/token?grant_type=id_token", {}, 400, "invalid_credentials"),
        ("/logout?scope=galactic", {}, 400, "validation_failed"),
        ("/otp", {}, 404, "not_found"),
    ],
)
def test_refusals_have_the_status_code_and_shape_of_supabase_auth(
    auth: httpx.Client, path: str, body: Any, status: int, code: str
) -> None:
    answer = auth.post(path, json=body)
    assert answer.status_code == status
    assert answer.headers["X-Supabase-Api-Version"] == "2024-01-01"
    refusal = answer.json()
    assert refusal["code"] == refusal["error_code"] == code
    assert refusal["msg"] == refusal["message"]


def test_supabase_py_recognises_the_refusals(stack: Addresses, client_with: Callable[[str], Client]) -> None:
    client = client_with(stack.anon_key)
    with pytest.raises(AuthWeakPasswordError):
        client.auth.sign_up({"email": "weak@example.com", "password": "short"})
    with pytest.raises(AuthApiError) as caught:
        client.auth.sign_in_with_password({"email": "demo@formaops.com", "password": "wrong"})
    assert caught.value.code == "invalid_credentials"


def test_only_the_service_key_creates_and_deletes_users(
    service: Client, stack: Addresses, client_with: Callable[[str], Client]
) -> None:
    email = f"{uuid.uuid4().hex}@example.com"
    wanted = str(uuid.uuid4())
    made = service.auth.admin.create_user({"id": wanted, "email": email, "password": "secret1", "email_confirm": True})
    assert made.user.id == wanted
    client = client_with(stack.anon_key)
    token = client.auth.sign_in_with_password({"email": email, "password": "secret1"}).session.access_token  # type: ignore[union-attr]
    for authorization in ({}, bearer(token)):
        headers = {"apikey": stack.anon_key, **authorization}
        refused = httpx.delete(f"{stack.api_url}/auth/v1/admin/users/{wanted}", headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "not_admin")
    service.auth.admin.delete_user(wanted)
    gone = httpx.get(f"{stack.api_url}/auth/v1/user", headers={"apikey": stack.anon_key, **bearer(token)})
    assert (gone.status_code, gone.json()["code"]) == (403, "user_not_found")


def test_tokens_that_do_not_hold_are_refused_by_rest_and_sign_in(stack: Addresses, new_user: Callable[[], Any]) -> None:
    user = new_user()
    claims = jwt.decode(user.token, options={"verify_signature": False})
    key_id = jwt.get_unverified_header(user.token)["kid"]
    foreign = jwt.PyJWK.from_dict(json.loads(jwt.algorithms.ECAlgorithm.to_jwk(_new_key()))).key
    own = jwt.PyJWK(json.loads((_state_of(stack) / "keys.json").read_text())["signing_key"]).key
    past = int(time.time()) - 3600
    forged = {
        "foreign key": jwt.encode(claims, foreign, "ES256", headers={"kid": key_id}),
        "no signature": jwt.encode(claims, None, "none", headers={"kid": key_id}),
        "public key as secret": _with_hs256(claims, key_id, httpx.get(stack.jwks_url).content),
        "changed claims": _with_claims(user.token, {**claims, "role": "service_role"}),
        "expired": jwt.encode({**claims, "exp": past}, own, "ES256", headers={"kid": key_id}),
    }
    for how, token in forged.items():
        headers = {"apikey": stack.anon_key, **bearer(token)}
        assert httpx.get(f"{stack.api_url}/rest/v1/prompts", headers=headers).status_code == 401, how
        refused = httpx.get(f"{stack.api_url}/auth/v1/user", headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "bad_jwt"), how


def _new_key() -> Any:
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.generate_private_key(ec.SECP256R1())


def _with_hs256(claims: dict[str, Any], key_id: str, secret: bytes) -> str:
    """Signed with a text that everybody can read, in the hope that it is taken for the secret."""
    header = {"alg": "HS256", "typ": "JWT", "kid": key_id}
    signed = b".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, claims))
    signature = base64.urlsafe_b64encode(hmac.digest(secret, signed, "sha256")).rstrip(b"=")
    return (signed + b"." + signature).decode()


def _with_claims(token: str, claims: dict[str, Any]) -> str:
    header, _, signature = token.split(".")
    body = jwt.utils.base64url_encode(json.dumps(claims).encode()).decode()
    return f"{header}.{body}.{signature}"


def _state_of(stack: Addresses) -> Any:
    for state in (ROOT / ".formaops").glob("test*"):
        if local.status(state).addresses == stack:
            return state
    raise AssertionError("the stack's state directory is not where it should be")
