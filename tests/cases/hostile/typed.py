"""What hostile tests type, and how they send it."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.test import Client

from liren.cases.models import Report
from liren.cases.services.report import NewReport, report_case
from liren.core.permissions import VISITOR
from tests.cases.test_photos import picture as drawn
from tests.factories.neighbourhood import Neighbourhood

LAMP = "路灯坏了三天，晚上看不清台阶"
LETTERS = 5001
SignIn = Callable[[str], Client]


def body(response: Any) -> str:
    return str(response.content.decode())


def send(client: Client, path: str = "/report/", /, **typed: object) -> Any:
    sent = {"go": "send", "client_key": str(uuid.uuid4()), "different": "1"} | typed
    return client.post(path, sent)


def reported(town: Neighbourhood, now: datetime, text: str = LAMP, **more: Any) -> Report:
    return report_case(NewReport(text=text, place=town.home, **more), by=VISITOR, now=now).report


def picture() -> bytes:
    """A small photo."""
    return drawn((40, 40))
