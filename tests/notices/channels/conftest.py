"""A real carrier on this machine for the channels that speak HTTP."""

from collections.abc import Iterator

import pytest

from tests.notices.channels.gateway import Gateway, running


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with running() as started:
        yield started
