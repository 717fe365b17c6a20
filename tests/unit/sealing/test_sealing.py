"""What is sealed opens in its place, with its key, and nowhere else."""

import base64

import pytest
from pydantic import SecretStr, ValidationError

from formaops.sealing import CannotOpen, KeyRing, Sealed, key_ring, read_keys
from formaops.settings import Settings

SECRET = SecretStr("sk-a-secret-that-nobody-may-see")
PLACE = b"tenant 1, provider openai, row 2"
OLD, NEW = bytes(range(32)), bytes(range(32, 64))


def test_it_opens_in_its_place() -> None:
    ring = KeyRing({"old": OLD})
    sealed = ring.seal(SECRET, PLACE)
    assert sealed.key_name == "old"
    assert SECRET.get_secret_value().encode() not in sealed.data
    assert ring.open(sealed, PLACE) == SECRET


def test_it_does_not_open_in_another_place() -> None:
    ring = KeyRing({"old": OLD})
    with pytest.raises(CannotOpen):
        ring.open(ring.seal(SECRET, PLACE), b"tenant 2, provider openai, row 2")


def test_it_does_not_open_with_another_key_of_the_same_name() -> None:
    with pytest.raises(CannotOpen):
        KeyRing({"old": NEW}).open(KeyRing({"old": OLD}).seal(SECRET, PLACE), PLACE)


@pytest.mark.parametrize("index", [0, 11, 12, -1])
def test_one_changed_bit_is_noticed(index: int) -> None:
    ring = KeyRing({"old": OLD})
    sealed = ring.seal(SECRET, PLACE)
    data = bytearray(sealed.data)
    data[index] ^= 1
    with pytest.raises(CannotOpen) as refused:
        ring.open(Sealed("old", bytes(data)), PLACE)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("data", [b"", b"short", bytes(12), bytes(27)])
def test_what_is_no_sealed_secret_is_refused(data: bytes) -> None:
    with pytest.raises(CannotOpen):
        KeyRing({"old": OLD}).open(Sealed("old", data), PLACE)


def test_the_same_secret_is_never_sealed_alike() -> None:
    ring = KeyRing({"old": OLD})
    assert len({ring.seal(SECRET, PLACE).data for _ in range(100)}) == 100


def test_the_first_key_seals_and_all_open() -> None:
    before = KeyRing({"old": OLD}).seal(SECRET, PLACE)
    ring = KeyRing({"new": NEW, "old": OLD})
    assert ring.seal(SECRET, PLACE).key_name == "new"
    assert ring.open(before, PLACE) == SECRET
    with pytest.raises(CannotOpen, match="'old', which is not set here"):
        KeyRing({"new": NEW}).open(before, PLACE)


def encoded(key: bytes) -> str:
    return base64.b64encode(key).decode()


def test_keys_are_read_in_turn() -> None:
    assert read_keys(f" new:{encoded(NEW)}, old:{encoded(OLD)} ") == {"new": NEW, "old": OLD}


@pytest.mark.parametrize(
    "text",
    [
        encoded(OLD),
        f":{encoded(OLD)}",
        f"a b:{encoded(OLD)}",
        "old:not base64",
        f"old:{encoded(OLD[:16])}",
        f"old:{encoded(OLD)},",
        f"old:{encoded(OLD)},old:{encoded(NEW)}",
        f"{'n' * 65}:{encoded(OLD)}",
    ],
)
def test_what_is_no_list_of_keys_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(ValidationError) as refused:
        settings(text)
    for key in (encoded(OLD), encoded(NEW), encoded(OLD[:16]), "not base64"):
        assert key not in str(refused.value)
    assert "provider_key_encryption_keys" in str(refused.value).lower()


def test_settings_keep_them_to_themselves() -> None:
    text = f"new:{encoded(NEW)}"
    given = settings(text)
    assert encoded(NEW) not in f"{given!r} {given.model_dump()}"
    assert given.provider_key_encryption_keys
    assert key_ring(given.provider_key_encryption_keys).first == "new"
    assert settings("").provider_key_encryption_keys is None


def settings(keys: str) -> Settings:
    return Settings(
        supabase_url="http://supabase.test",
        service_role_key=SecretStr("s"),
        anon_key=SecretStr("a"),
        provider_key_encryption_keys=SecretStr(keys),
    )
