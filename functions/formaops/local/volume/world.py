"""The plan of a world of volume: how many tenants and users there are, who belongs where, and how big each is.

Sizes are skewed as they are in life: tenant number n has a share in proportion to 1 / (n + 1), so that of a thousand
the largest has about an eighth of everything and the median one a few hundred rows.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from typing import Final

from formaops.local.volume import words
from formaops.local.volume.dice import Dice, shares

PASSWORD: Final = "volume-password"  # noqa: S105  # of every user of the world, on the local stack only
PASSWORD_HASH: Final = "$2b$10$diBKrR6yCqfpu1TYE2oZhuEEcf1TCJ5X8iUOKHwK1tUKOpSJsjqxK"  # noqa: S105
HISTORY: Final = timedelta(days=400)
"""How long before the end the world begins."""
RECENT: Final = timedelta(days=90)
"""What runs (executions and the like) ran within so long before the end, ever more often."""
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class User:
    number: int
    id: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Tenant:
    """`writers` are ADMIN or MEMBER, the first one ADMIN; `viewers` read. `owner` is set for a personal tenant."""

    number: int
    id: str
    name: str
    owner: User | None
    writers: tuple[User, ...]
    viewers: tuple[User, ...]


@dataclass(frozen=True)
class World:
    scale: float
    seed: int
    until: datetime

    @cached_property
    def dice(self) -> Dice:
        return Dice(self.seed)

    def count(self, at_full_size: int) -> int:
        return max(1, round(at_full_size * self.scale))

    @cached_property
    def weights(self) -> list[float]:
        return [1 / (number + 1) for number in range(len(self.tenants))]

    @cached_property
    def bounds(self) -> list[float]:
        """Upper ends of the tenants' shares of 2^32, to draw a tenant by its size."""
        whole = sum(self.weights)
        return [part / whole * 2**32 for part in accumulate(self.weights)]

    def shared(self, at_full_size: int, *, least: int = 1) -> list[int]:
        """How many of something each tenant has, when there are so many in a world of scale 1."""
        return shares(self.count(at_full_size), self.weights, least=least)

    @cached_property
    def users(self) -> list[User]:
        found = []
        for number in range(max(6, self.count(600))):
            dice = self.dice.random("user", number)
            name = f"{dice.choice(words.FIRST_NAMES)} {dice.choice(words.LAST_NAMES)}"
            found.append(User(number, self.dice.id("user", number), name, f"volume-{number + 1}@example.com"))
        return found

    @cached_property
    def tenants(self) -> list[Tenant]:
        """The largest first; the first three tenths are shared ones, the rest mostly personal."""
        total = len(self.users) + max(4, self.count(400))
        shared = total - len(self.users)
        first, found = min(shared, total * 3 // 10), []
        for number in range(total):
            is_shared = number < first or number >= total - (shared - first)
            user = None if is_shared else self.users[number - first]
            found.append(self._shared(number) if user is None else self._personal(number, user))
        return found

    def _personal(self, number: int, user: User) -> Tenant:
        return Tenant(number, self.dice.id("tenant", number), user.name, user, (user,), ())

    def _shared(self, number: int) -> Tenant:
        dice = self.dice.random("tenant", number)
        members = dice.sample(self.users, min(len(self.users), max(3, round(60 / (number + 1) ** 0.5))))
        viewers = len(members) // 4
        name = f"{dice.choice(words.COMPANIES)} {dice.choice(words.TRADES)}"
        writers = tuple(members[viewers:])
        return Tenant(number, self.dice.id("tenant", number), name, None, writers, tuple(members[:viewers]))

    def moment(self, share: float) -> datetime:
        """A time between the beginning of the world (0) and its end (1)."""
        return self.until - HISTORY * (1 - share)

    @property
    def end(self) -> int:
        """When the world ends, in microseconds since 1970."""
        return microseconds(self.until)

    @cached_property
    def began(self) -> int:
        """When what runs began to run, in microseconds since 1970."""
        return microseconds(self.until - RECENT)

    def running_at(self, share: float) -> int:
        """When something ran, in microseconds since 1970: share 0 to 1 of all that ran came before it."""
        return self.began + int(RECENT.total_seconds() * 1e6 * share ** (2 / 3))


def microseconds(moment: datetime) -> int:
    """Since 1970."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def timestamp(microseconds: int) -> str:
    """As Postgres reads it."""
    seconds, rest = divmod(microseconds, 1_000_000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S}.{rest:06d}+00"
