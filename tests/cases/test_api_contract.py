"""The API keeps to its own document, whatever it is sent (Schemathesis, in this process).

LIREN_API_EXAMPLES=300 sends more to each operation.
"""

import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.core.cache import cache
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
)

from liren.accounts.services import make_token
from liren.cases.services.report import NewReport, report_case
from liren.config.wsgi import application
from liren.core.permissions import VISITOR
from tests.factories.neighbourhood import Neighbourhood

EXAMPLES = int(os.environ.get("LIREN_API_EXAMPLES", "30"))
DOCUMENT = "/api/openapi.json"
CHECKS = [not_a_server_error, response_schema_conformance, content_type_conformance]
schema = schemathesis.openapi.from_wsgi(DOCUMENT, application)


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """As Django's own test client does: the test's transaction outlives each request."""
    ends = (signals.request_started, signals.request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    yield
    for end in ends:
        end.connect(close_old_connections)


@pytest.fixture(autouse=True)
def _known(town: Neighbourhood) -> None:
    """A case that a right guess would find."""
    new = NewReport(text="路灯不亮", place=town.home)
    report_case(new, by=VISITOR, now=timezone.now())


@pytest.fixture
def token(town: Neighbourhood) -> str:
    user, now = town.users["worker"], timezone.now()
    until = (now + timedelta(days=1)).date()
    return make_token(user=user, name="t", until_date=until, by=user, now=now)[1]


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_answers_are_as_the_document_says(case: Any, token: str) -> None:
    cache.clear()
    plain = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
    case.headers = {**plain, **dict(case.headers or {})}
    case.validate_response(case.call(), checks=CHECKS)
