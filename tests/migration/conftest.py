"""One cluster per PostgreSQL version for all tests here; each test works on its own copy of a template database."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from formaops.local.layout import Layout
from tests.migration import debian
from tests.migration.clusters import Cluster, in_ci, running


@pytest.fixture(scope="session")
def debian_packages() -> Path | str:
    """Where Debian's packages lie, or why they cannot be had."""
    layout = Layout.of()
    layout.prepare()
    try:
        return debian.obtain(layout.cache)
    except debian.NotObtainable as reason:
        return f"not run: {reason}"


@pytest.fixture(scope="session")
def tools(debian_packages: Path | str) -> Path:
    """Debian's packages; without them the test is reported as not run, in CI as failed."""
    if isinstance(debian_packages, Path):
        return debian_packages
    if in_ci():
        pytest.fail(debian_packages)
    pytest.skip(debian_packages)


@pytest.fixture(scope="session")
def _clusters(debian_packages: Path | str, tmp_path_factory: pytest.TempPathFactory) -> Iterator["_Clusters"]:
    with ExitStack() as stack:
        yield _Clusters(debian_packages, tmp_path_factory, stack)


class _Clusters:
    """Starts each version when it is first asked for."""

    def __init__(self, packages: Path | str, folders: pytest.TempPathFactory, stack: ExitStack) -> None:
        self._tools = packages if isinstance(packages, Path) else None
        self._folders = folders
        self._stack = stack
        self._running: dict[int, Cluster] = {}

    def get(self, major: int) -> Cluster:
        if major not in self._running:
            state = self._folders.mktemp(f"postgres-{major}")
            self._running[major] = self._stack.enter_context(running(major, state, self._tools))
        return self._running[major]


@pytest.fixture(scope="session")
def cluster_18(_clusters: _Clusters) -> Cluster:
    return _clusters.get(18)


@pytest.fixture(scope="session")
def cluster_15(_clusters: _Clusters, tools: Path) -> Cluster:
    return _clusters.get(15)


@pytest.fixture(scope="session", params=[18, 15], ids=["pg18", "pg15"])
def cluster(request: pytest.FixtureRequest) -> Cluster:
    """Each version in turn."""
    found: Cluster = request.getfixturevalue(f"cluster_{request.param}")
    return found
