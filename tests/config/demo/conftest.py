"""One usual neighbourhood, drawn once for all tests of the demo."""

import pytest

from liren.config.demo.geometry import neighbourhood
from liren.config.demo.organisations import Organisations, organisations
from liren.config.demo.people import Person, residents
from liren.config.demo.places import Neighbourhood

SEED = 7


@pytest.fixture(scope="session")
def land() -> Neighbourhood:
    """The usual 1,510 homes."""
    return neighbourhood(SEED)


@pytest.fixture(scope="session")
def people(land: Neighbourhood) -> tuple[Person, ...]:
    """Everybody in them."""
    return residents(land)


@pytest.fixture(scope="session")
def offices(land: Neighbourhood) -> Organisations:
    """All who work for them."""
    return organisations(land)
