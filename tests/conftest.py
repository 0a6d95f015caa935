"""Fixtures for every test. What takes long to start is in `tests/harness` and starts once."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import hypothesis
import pytest
from django.conf import settings

from tests.harness import cluster, environment, migrated
from tests.harness.required import missing

if TYPE_CHECKING:
    from tests.harness.cluster import Cluster

environment.prepare()
# A slow machine is no defect of a rule; the properties are what is tested.
hypothesis.settings.register_profile("liren", deadline=None)
hypothesis.settings.load_profile("liren")
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick, not safe
django.setup()

# Builds a neighbourhood of its own, while the others build theirs.
FIRST = {"test_notices"}

pytest_plugins = ["tests.harness.browser", "tests.factories.fixtures"]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Let each worker read the settings after `prepare`, so that it has a folder of its own."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object | None:
    """With `loadfile`, a worker takes a file; of one that is in parts, a part."""
    from tests.harness.parts import Parts

    return Parts(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark journeys, and what never touches the database in use: that is the same on any store."""
    items.sort(key=lambda item: item.path.stem not in FIRST)
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)
        elif not item.get_closest_marker("django_db") and not _stored(item):
            item.add_marker(pytest.mark.once)
        if item.get_closest_marker("browser"):
            _require_place(item)


def _require_place(item: pytest.Item) -> None:
    folders = environment.IN_BROWSER
    if not any(item.path.is_relative_to(environment.ROOT / folder) for folder in folders):
        raise pytest.UsageError(f"{item.nodeid}: browsers belong into {' and '.join(folders)}")


def _stored(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    return bool(names & {"db", "transactional_db", "django_db_setup", "is_postgres", "pg_cluster"})


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, with the reason, what this machine has not got."""
    if item.get_closest_marker("shared_data") and not environment.SHARED_DATA.is_dir():
        missing("data", "../shared/data is not there")
    if item.get_closest_marker("postgres") and cluster.find_programs() is None:
        missing("postgres", "initdb and pg_ctl were not found")


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """Whether the database of the tests is there already: on SQLite it is a copy."""
    name = settings.DATABASES["default"]["TEST"].get("NAME")
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
        return False
    migrated.copy_to(Path(name))
    return True


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data that lies beside the checkout, never inside."""
    if not environment.SHARED_DATA.is_dir():
        missing("data", "../shared/data is not there")
    return environment.SHARED_DATA


@pytest.fixture(scope="session")
def pg_cluster() -> Iterator["Cluster"]:
    """A PostgreSQL cluster for tests that need one whatever the other tests run on."""
    if cluster.find_programs() is None:
        missing("postgres", "initdb and pg_ctl were not found")
    with cluster.running() as running:
        yield running


@pytest.fixture(autouse=True)
def _fresh_process() -> None:
    """What a process remembers of one test's rows, files and tries, the next test has not seen."""
    from django.core.cache import cache
    from django.utils import translation

    from liren.cases.services import classes, names
    from liren.core import keyring
    from liren.core.office import forget_calendar

    keyring.LOOK_EVERY = float("inf")  # by the clock it would be a statement more in some test
    cache.clear()
    translation.deactivate()  # a page asked for in English leaves its language behind
    names.forget_places()
    classes.forget_classes()
    forget_calendar()
    shutil.rmtree(classes.models_folder(), ignore_errors=True)


@pytest.fixture
def run_jobs(db: None) -> Callable[[], int]:
    """Do the stored jobs now, as the worker would, and those that they store; says how many."""
    from tests.harness.jobs import run_stored_jobs

    return run_stored_jobs


@pytest.fixture
def is_postgres() -> bool:
    """Whether the tests run on PostgreSQL this time."""
    return os.environ["DATABASE_URL"].startswith("postgres")
