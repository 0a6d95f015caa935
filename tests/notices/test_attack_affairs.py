"""三务公开 under pressure: two clerks at once, columns without beginning."""

from datetime import date, datetime
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client

from liren.core.permissions import SYSTEM
from liren.notices.models import EntryVersion
from liren.notices.services.affairs import (
    Account,
    NewColumn,
    PublishedMeanwhile,
    add_column,
    publish_entry,
)
from tests.factories.neighbourhood import Neighbourhood

FUNDS = NewColumn(branch="finance", name="经费收支", since_date=date(2026, 1, 1))


@pytest.mark.django_db(transaction=True)
def test_two_clerks_correct_at_once(town: Neighbourhood, now: datetime) -> None:
    """One correction stands; all others are told of it, and nobody gets an error page."""
    column = add_column(new=FUNDS, place=town.places["community"], by=SYSTEM, now=now)
    first = Account(text="收 1 元")
    publish_entry(column=column, period="2026-01", account=first, by=SYSTEM, now=now)
    gate, unexpected, told = Barrier(6), list[Exception](), list[int]()

    def correct(number: int) -> None:
        account = Account(text=f"收 {number} 元", reason=f"错 {number}", base=1)
        gate.wait()
        try:
            publish_entry(column=column, period="2026-01", account=account, by=SYSTEM, now=now)
        except PublishedMeanwhile:
            told.append(number)
        except Exception as failure:
            unexpected.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=correct, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert unexpected == []
    assert len(told) == 5
    numbers = EntryVersion.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2]


def test_a_column_begins_in_our_time(town: Neighbourhood) -> None:
    client = Client()
    client.force_login(town.users["administrator"])
    typed = {
        "place": town.places["community"].pk,
        "branch": "finance",
        "name": "经费收支",
        "rhythm": "monthly",
        "day": 10,
        "since_date": "0001-01-01",
        "answer_days": 10,
    }
    assert client.post("/desk/columns/", typed).status_code == 422
    assert client.post("/desk/columns/", typed | {"since_date": "2026-01-01"}).status_code
