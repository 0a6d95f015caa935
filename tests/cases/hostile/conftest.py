"""Nothing is left of one hostile test for the next."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from tests.cases.hostile.typed import SignIn
from tests.factories.neighbourhood import Neighbourhood


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A folder for photos, and no memory of earlier senders."""
    settings.MEDIA_ROOT = tmp_path / "files"
    cache.clear()
    yield tmp_path / "files"
    cache.clear()


@pytest.fixture
def phone() -> Client:
    """A visitor's browser, in Chinese as everybody's."""
    return Client()


@pytest.fixture
def sign_in(town: Neighbourhood) -> SignIn:
    def as_(name: str) -> Client:
        client = Client()
        client.force_login(town.users[name])
        return client

    return as_
