"""Ids and chances that follow from a seed: the same world from the same numbers, wherever one begins to read it."""

import random
import struct
from collections.abc import Sequence
from hashlib import blake2b
from itertools import accumulate
from typing import Final

_NUMBERS: Final = struct.Struct("<12I")


class Dice:
    """What is drawn for a thing depends on its kind and number alone, not on what was drawn before."""

    def __init__(self, seed: int) -> None:
        self._key = seed.to_bytes(8, "little", signed=True)

    def id(self, kind: str, number: int) -> str:
        """A UUID of version 4 in form, as 32 hex digits, which Postgres reads."""
        digits = blake2b(b"%s %d" % (kind.encode(), number), key=self._key, digest_size=16).hexdigest()
        return f"{digits[:12]}4{digits[13:16]}8{digits[17:]}"

    def draw(self, kind: bytes, number: int) -> tuple[str, tuple[int, ...]]:
        """An id, and twelve numbers from 0 to 2^32 - 1: as `id` and `random`, for where there are millions."""
        digest = blake2b(b"%s %d" % (kind, number), key=self._key, digest_size=64).digest()
        digits = digest[:16].hex()
        return f"{digits[:12]}4{digits[13:16]}8{digits[17:]}", _NUMBERS.unpack_from(digest, 16)

    def random(self, kind: str, number: int) -> random.Random:
        digest = blake2b(b"%s %d" % (kind.encode(), number), key=self._key, digest_size=16).digest()
        return random.Random(int.from_bytes(digest, "little"))  # noqa: S311  # made to be repeated


def shares(total: int, weights: Sequence[float], *, least: int = 0) -> list[int]:
    """Divide `total` in proportion to the weights, giving each at least `least`: it may come to more than `total`."""
    free = max(0, total - least * len(weights))
    whole = sum(weights)
    bounds = [round(free * part / whole) for part in accumulate(weights)]
    return [least + upper - lower for lower, upper in zip([0, *bounds], bounds, strict=False)]
