"""The same report sent twice in the same moment, by two connections."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from liren.cases.models import Case
from liren.cases.services import report
from liren.cases.services.report import NewReport, Receipt, report_case
from liren.core.permissions import VISITOR
from tests.factories.neighbourhood import Neighbourhood


def test_who_comes_second_gets_what_the_first_got(
    town: Neighbourhood, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = NewReport(text="楼道灯不亮", place=town.home, client_key="one")
    first = report_case(new, by=VISITOR, now=now)
    look, looks = report._known, []

    def too_early(items: Sequence[NewReport], keys: Sequence[str]) -> dict[str, Receipt]:
        """The first look happens before the other connection has written."""
        looks.append(keys)
        return look(items, keys) if len(looks) > 1 else {}

    monkeypatch.setattr(report, "_known", too_early)
    second = report_case(new, by=VISITOR, now=now)
    assert (second.report, second.is_new) == (first.report, False)
    assert Case.objects.count() == 1
