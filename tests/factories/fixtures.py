"""The factories as fixtures, for every test; models are read only once Django is set up."""

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

if TYPE_CHECKING:
    from tests.factories.neighbourhood import Neighbourhood


@pytest.fixture
def town(db: None) -> "Neighbourhood":
    """Two communities with their people."""
    from tests.factories.neighbourhood import neighbourhood

    return neighbourhood()


@pytest.fixture
def now() -> datetime:
    """A Monday at nine in the morning, an ordinary working day."""
    return datetime(2026, 11, 16, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
