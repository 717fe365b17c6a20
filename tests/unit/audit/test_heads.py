"""Signed heads, and the keys that sign them."""

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from formaops.audit.heads import read, sign
from formaops.signing import BadKey, BadSignature, new_key, pem_of, public_key, signing_key
from tests.unit.audit.chains import KEY, chain, head

HEAD = head(chain(3)[-1])
PUBLIC = KEY.public_key()


def test_what_is_signed_is_read_with_the_public_key() -> None:
    assert read(sign(HEAD, KEY) + "\n", public_key(pem_of(PUBLIC))) == HEAD


def test_any_jose_library_reads_it() -> None:
    token = sign(HEAD, KEY)
    assert jwt.get_unverified_header(token) == {"alg": "EdDSA", "typ": "formaops-audit-head"}
    claims = jwt.decode(token, pem_of(PUBLIC), algorithms=["EdDSA"])
    assert (claims["sequence"], claims["hash"], claims["first"]) == (3, HEAD.hash, 1)
    assert claims["signed_at"].endswith("+00:00")


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b.c",
        sign(HEAD, signing_key(new_key())),
        jwt.encode({"sequence": 1}, "x" * 32, algorithm="HS256"),
        jwt.encode({"sequence": 1}, KEY, algorithm="EdDSA"),
        jwt.encode({"sequence": 1}, KEY, algorithm="EdDSA", headers={"typ": "formaops-audit-head"}),
        jwt.encode({"sequence": 1}, None, algorithm="none"),
    ],
)
def test_nothing_else_is_a_signed_head(token: str) -> None:
    with pytest.raises(BadSignature):
        read(token, PUBLIC)


def test_a_changed_head_is_not_signed() -> None:
    header, payload, signature = sign(HEAD, KEY).split(".")
    with pytest.raises(BadSignature):
        read(f"{header}.{payload[:-2]}AA.{signature}", PUBLIC)


def test_line_breaks_of_a_key_may_be_escaped() -> None:
    pem = new_key()
    assert pem_of(signing_key(pem.replace("\n", "\\n")).public_key()) == pem_of(signing_key(pem).public_key())


def test_what_is_no_key_is_not_repeated() -> None:
    of_another_kind = ec.generate_private_key(ec.SECP256R1())
    pem = of_another_kind.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    for text in ("secret", "", pem):
        with pytest.raises(BadKey) as refused:
            signing_key(text)
        assert not text or text not in str(refused.value)
    public = of_another_kind.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    for text in ("x", public.decode()):
        with pytest.raises(BadKey):
            public_key(text)
