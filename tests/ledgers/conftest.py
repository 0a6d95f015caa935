"""The shared ledgers, and what their maker makes from other seeds."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.factories.neighbourhood import Neighbourhood
    from tests.ledgers.bringing import Desk, RunJobs

SEEDS = (3, 14, 159, 2653, 58979, 323846)


@pytest.fixture(scope="session", params=["shared", *SEEDS], ids=str)
def folder(
    request: pytest.FixtureRequest, shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Four ledgers with their keys."""
    if request.param == "shared":
        return shared_data / "ledgers"
    made = tmp_path_factory.mktemp("ledgers")
    maker = shared_data / "ledgers" / "make_ledgers.py"
    words = [sys.executable, str(maker), str(made), str(request.param)]
    subprocess.run(words, check=True, capture_output=True)
    return made


@pytest.fixture
def desk(town: "Neighbourhood", now: datetime, run_jobs: "RunJobs") -> "Desk":
    """A clerk of the first community, with the clock and the worker."""
    from tests.ledgers.bringing import Desk

    return Desk(town, now, run_jobs)
