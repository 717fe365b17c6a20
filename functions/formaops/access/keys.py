"""What an API key looks like: `fo_live_<id>_<secret>_<checksum>`.

The id is that of its row, in hex; the secret is 32 random bytes and the checksum the CRC-32 of all before it, both in
base62. The checksum tells a key that was cut or mistyped without asking the database, and lets scanners of published
code know a key for one.
"""

import re
import secrets
import string
import zlib
from uuid import UUID, uuid4

from formaops.database import ApiKey
from formaops.errors import Unauthenticated

_DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
# As many as 256 bits and 32 bits take.
_SECRET_DIGITS, _CHECKSUM_DIGITS = 43, 6
_KEY = re.compile(r"(fo_live_([0-9a-f]{32})_[0-9A-Za-z]{43})_([0-9A-Za-z]{6})", re.ASCII)
LENGTH = len("fo_live_") + 32 + 1 + _SECRET_DIGITS + 1 + _CHECKSUM_DIGITS


def generate() -> ApiKey:
    """A new key with a new id."""
    key_id = uuid4()
    head = f"fo_live_{key_id.hex}_{_base62(int.from_bytes(secrets.token_bytes(32)), _SECRET_DIGITS)}"
    return ApiKey(key_id, f"{head}_{_checksum(head)}")


def parse(text: str) -> ApiKey:
    """Raises Unauthenticated for what was never a key. Whether it is one, the database knows."""
    found = _KEY.fullmatch(text) if len(text) == LENGTH else None
    if found is None or _checksum(found[1]) != found[3]:
        raise Unauthenticated("The header x-api-key holds no API key: one looks like fo_live_….")
    return ApiKey(UUID(found[2]), text)


def _checksum(head: str) -> str:
    return _base62(zlib.crc32(head.encode()), _CHECKSUM_DIGITS)


def _base62(number: int, length: int) -> str:
    digits = ""
    for _ in range(length):
        number, digit = divmod(number, 62)
        digits = _DIGITS[digit] + digits
    return digits
