"""Tokens that are forged, stale or somebody else's open neither the functions nor PostgREST."""

import base64
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from formaops.local.keys import Keys, load_or_create
from formaops.local.layout import Layout
from tests.support.books import assert_problem
from tests.support.callers import Person
from tests.support.stacks import Stack

Forge = Callable[[Keys, dict[str, Any]], str]


@pytest.fixture(scope="module")
def victim(site: Stack) -> Person:
    """Somebody with a prompt, as whom an attacker wants to act."""
    person = site.sign_up()
    person.add_prompt(model=site.model_named("ok"))
    return person


@pytest.fixture(scope="module")
def keys(site: Stack) -> Keys:
    return load_or_create(Layout.of(site.state))


def claims_of(person: Person) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(person.token or "", options={"verify_signature": False})
    return claims


def acting_with(person: Person, token: str) -> Person:
    return Person(person.stack, person.key, token, None, person.id, person.email)


# ------------------------------------------------------------------------------------- signed by whom, and how


def encoded(value: Any) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def by_hand(header: dict[str, Any], claims: dict[str, Any], sign: Callable[[bytes], bytes]) -> str:
    """A token as an attacker builds it, without a library that refuses to."""
    signed = f"{encoded(header)}.{encoded(claims)}"
    return f"{signed}.{encoded(sign(signed.encode()))}"


def with_hmac(secret: bytes, **header: Any) -> Forge:
    def forge(keys: Keys, claims: dict[str, Any]) -> str:
        head = {"alg": "HS256", "typ": "JWT", "kid": keys.signing_key["kid"]} | header
        return by_hand(head, claims, lambda data: hmac.new(secret, data, hashlib.sha256).digest())

    return forge


def public_pem(keys: Keys) -> bytes:
    key = jwt.PyJWK(keys.jwks["keys"][0]).key
    return bytes(key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo))


def with_public_key_as_secret(form: Callable[[Keys], bytes]) -> Forge:
    return lambda keys, claims: with_hmac(form(keys))(keys, claims)


def unsigned(alg: str) -> Forge:
    return lambda _, claims: by_hand({"alg": alg, "typ": "JWT"}, claims, lambda _: b"")


def with_own_key(**header: Any) -> Forge:
    def forge(_: Keys, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, ec.generate_private_key(ec.SECP256R1()), algorithm="ES256", headers=header)

    return forge


def with_own_key_in_the_header(keys: Keys, claims: dict[str, Any]) -> str:
    own = ec.generate_private_key(ec.SECP256R1())
    offered = jwt.get_algorithm_by_name("ES256").to_jwk(own.public_key(), as_dict=True)
    return jwt.encode(claims, own, algorithm="ES256", headers={"kid": keys.signing_key["kid"], "jwk": offered})


def with_ours_and_other_claims(keys: Keys, claims: dict[str, Any]) -> str:
    """A true signature, of a token with other claims."""
    head, _, signature = keys.sign(claims | {"sub": str(uuid.uuid4())}).split(".")
    return f"{head}.{encoded(claims)}.{signature}"


def cut(keys: Keys, claims: dict[str, Any]) -> str:
    return keys.sign(claims)[:-6]


FORGED: dict[str, Forge] = {
    "alg none": unsigned("none"),
    "alg None": unsigned("None"),
    "alg ES256 without a signature": unsigned("ES256"),
    "HS256 with the public key as PEM": with_public_key_as_secret(public_pem),
    "HS256 with the public key as JWK": with_public_key_as_secret(lambda k: json.dumps(k.jwks["keys"][0]).encode()),
    "HS256 with the public key set": with_public_key_as_secret(lambda k: json.dumps(k.jwks).encode()),
    "HS256 with the coordinate x": with_public_key_as_secret(lambda k: k.signing_key["x"].encode()),
    "HS256 with an empty secret": with_hmac(b""),
    "HS256 with a word": with_hmac(b"super-secret-jwt-token-with-at-least-32-characters-long"),
    "a foreign key": with_own_key(),
    "a foreign key of another name": with_own_key(kid="another"),
    "a foreign key by a path": with_own_key(kid="../../keys.json"),
    "a foreign key at an address": with_own_key(kid="x", jku="http://127.0.0.1:1/jwks.json"),
    "a foreign key in the header": with_own_key_in_the_header,
    "other claims under a true signature": with_ours_and_other_claims,
    "a cut signature": cut,
}


@pytest.mark.parametrize("forgery", FORGED)
def test_a_forged_token_opens_nothing(victim: Person, keys: Keys, forgery: str) -> None:
    attacker = acting_with(victim, FORGED[forgery](keys, claims_of(victim)))
    executions = len(victim.executions())
    problem = assert_problem(attacker.execute("Reviewer"), 401, "unauthenticated")
    assert attacker.token not in json.dumps(problem)
    for function in ("test-prompt", "save-validation", "cancel-execution"):
        assert_problem(attacker.invoke(function, {}), 401, "unauthenticated")
    answer = attacker.rest("GET", "prompts")
    assert (answer.status_code, answer.json()["code"]) == (401, "PGRST301"), answer.text
    assert attacker.rest("POST", "prompts", {"name": "x", "template": "x"}).status_code == 401
    assert len(victim.executions()) == executions


@pytest.mark.parametrize(
    "token", ["x", "a.b.c", "..", "e30.e30.", "x" * 8180, "null", "undefined", "sb_publishable_abc", "sb_secret_abc"]
)
def test_what_is_no_token_opens_nothing(victim: Person, token: str) -> None:
    attacker = acting_with(victim, token)
    assert_problem(attacker.execute("Reviewer"), 401, "unauthenticated")
    assert attacker.rest("GET", "prompts").status_code == 401


# --------------------------------------------------------------------------------- truly signed, for something else


def stale(seconds: int) -> dict[str, Any]:
    return {"iat": time.time() - 7200, "exp": int(time.time()) - seconds}


WRONG_CLAIMS: dict[str, dict[str, Any]] = {
    "expired": stale(60),
    "expired long ago": stale(1_000_000),
    "not valid yet": {"nbf": int(time.time()) + 3600},
    "another audience": {"aud": "another"},
    "no audience": {"aud": None},
    "another issuer": {"iss": "https://other.supabase.co/auth/v1"},
    "another role": {"role": "anon"},
    "the role of the service": {"role": "service_role"},
    "a role that is none": {"role": "postgres"},
    "no role": {"role": None},
    "a subject that is no user id": {"sub": "1"},
    "no subject": {"sub": None},
    "no expiry": {"exp": None},
}


@pytest.mark.parametrize("what", WRONG_CLAIMS)
def test_the_functions_refuse_a_token_that_is_not_a_signed_in_users(victim: Person, keys: Keys, what: str) -> None:
    claims = {name: value for name, value in (claims_of(victim) | WRONG_CLAIMS[what]).items() if value is not None}
    assert_problem(acting_with(victim, keys.sign(claims)).execute("Reviewer"), 401, "unauthenticated")


@pytest.mark.parametrize("what", ["expired", "expired long ago", "not valid yet", "a role that is none"])
def test_postgrest_refuses_a_token_out_of_its_time_or_role(victim: Person, keys: Keys, what: str) -> None:
    token = keys.sign(claims_of(victim) | WRONG_CLAIMS[what])
    answer = acting_with(victim, token).rest("GET", "prompts")
    assert answer.status_code in (401, 403), answer.text
    assert "Reviewer" not in answer.text


def test_metadata_that_the_user_wrote_gives_no_right(victim: Person, site: Stack) -> None:
    url = f"{site.addresses.api_url}/auth/v1/user"
    wish = {"role": "service_role", "tenant_id": victim.personal_tenant_id, "sub": victim.id, "is_admin": True}
    attacker = site.sign_up()
    assert site.http.put(url, json={"data": wish}, headers=attacker.headers).is_success
    session = site.http.post(
        f"{site.addresses.api_url}/auth/v1/token?grant_type=password",
        json={"email": attacker.email, "password": attacker.password},
        headers=site.anon.headers,
    ).json()
    attacker = acting_with(attacker, session["access_token"])
    assert claims_of(attacker)["user_metadata"]["role"] == "service_role"
    assert attacker.rows("prompts") == []
    assert attacker.rest("POST", "rpc/sweep_executions", {}).status_code == 403
    assert_problem(attacker.execute("Reviewer"), 404, "not_found")


# ------------------------------------------------------------------------------------------------- keys as tokens


def test_the_projects_keys_are_no_users_tokens(victim: Person, site: Stack) -> None:
    addresses = site.addresses
    for key in (
        addresses.anon_key,
        addresses.service_role_key,
        addresses.publishable_key,
        addresses.secret_key,
    ):
        assert_problem(acting_with(victim, key).execute("Reviewer"), 401, "unauthenticated")
        only_key = Person(site, key)
        assert_problem(only_key.execute("Reviewer"), 401, "unauthenticated")


@pytest.mark.parametrize("header", ["Basic {token}", "{token}", "Bearer", "bearer: {token}", "Token {token}"])
def test_a_token_is_sent_as_bearer_only(victim: Person, header: str) -> None:
    answer = victim.invoke("execute-prompt", {}, authorization=header.format(token=victim.token))
    assert_problem(answer, 401, "unauthenticated")


def test_a_token_in_apikey_or_in_the_address_is_none(victim: Person, site: Stack) -> None:
    assert victim.token
    assert_problem(Person(site, victim.token).execute("Reviewer"), 401, "unauthenticated")
    url = f"{site.addresses.functions_url}/execute-prompt?access_token={victim.token}"
    assert_problem(site.http.post(url, json={}), 401, "unauthenticated")
    answer = site.http.get(f"{site.addresses.api_url}/rest/v1/prompts", headers={"apikey": victim.token})
    assert answer.status_code == 401


def test_an_api_key_is_refused_until_there_are_any(victim: Person) -> None:
    answer = victim.invoke("execute-prompt", {"prompt": "Reviewer", "inputs": {}}, x_api_key="fo_live_1_x_y")
    assert_problem(answer, 400, "malformed")


def test_no_token_is_written_to_a_log(victim: Person, keys: Keys, site: Stack) -> None:
    victim.execute("Reviewer")
    acting_with(victim, keys.sign(claims_of(victim) | stale(60))).execute("Reviewer")
    logs = [file.read_text(errors="replace") for file in (site.state / "logs").iterdir()]
    secrets = [victim.token, victim.password, site.addresses.service_role_key, site.addresses.secret_key]
    assert logs
    assert not [secret for secret in secrets for log in logs if secret and secret in log]
