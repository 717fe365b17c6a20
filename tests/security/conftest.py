import pytest

from tests.security.catalogue import Catalogue
from tests.security.world import World
from tests.support.stacks import Stack


@pytest.fixture(scope="package")
def world(site: Stack) -> World:
    return World.of(site)


@pytest.fixture(scope="package")
def catalogue(site: Stack) -> Catalogue:
    return Catalogue(site)
