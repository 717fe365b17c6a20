"""Every store, opened by its URL as a backup opens it, and trying again without waiting."""

from collections.abc import Callable
from pathlib import Path

import pytest

from formaops.backups.stores import Store
from formaops.backups.stores.opening import open_store
from formaops.backups.stores.trying import Patience


class Pauses(list[float]):
    """What would have been waited."""

    @property
    def patience(self) -> Patience:
        return Patience(tries=4, sleep=self.append, spread=lambda: 0.0)


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture(params=["folder"])
def store(request: pytest.FixtureRequest, tmp_path: Path, pauses: Pauses) -> Store:
    make: dict[str, Callable[[], Store]] = {
        "folder": lambda: open_store(f"folder:{tmp_path}/backups", patience=pauses.patience),
    }
    return make[request.param]()
