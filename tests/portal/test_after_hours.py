"""The load after hours is a figure of an office, and of no person."""

from datetime import timedelta

from django.test import Client

from liren.core.scope import EVERYWHERE
from liren.notices.domain.reaching import Outcome
from liren.notices.services.calls import note_call
from liren.portal.selectors.after_hours import Load, after_hours
from tests.factories import rows
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood

NOW = MONDAY_MORNING


def loads(town: Neighbourhood) -> dict[str, Load]:
    found = after_hours(EVERYWHERE, since=NOW - timedelta(days=1), until=NOW + timedelta(days=7))
    return {load.community.name: load for load in found}


def test_steps_by_day_and_by_night(town: Neighbourhood) -> None:
    secretary = town.users["secretary"]
    rows.case(town)  # handed out by the committee at nine on Monday
    by_day = loads(town)["桐花社区"]
    assert (by_day.steps, by_day.after_hours, by_day.share) == (1, 0, 0)
    for hours in (14, 15):  # eleven at night, and midnight
        note_call(
            home=rows.call(town), outcome=Outcome.NO_ANSWER, note="", by=secretary,
            now=NOW + timedelta(hours=hours),
        )  # fmt: skip
    found = loads(town)
    load = found["桐花社区"]
    assert (load.steps, load.after_hours, load.days, load.at_night) == (3, 2, 2, 2)
    assert load.share == 67
    assert found["柳荫社区"].steps == 0


def test_nobody_is_named(town: Neighbourhood, client: Client) -> None:
    secretary = town.users["secretary"]
    secretary.name = "赵书记"
    secretary.save()
    rows.case(town)
    client.force_login(town.users["supervisor"])
    page = client.get("/desk/load/").content.decode()
    assert "桐花社区" in page and "赵书记" not in page
    client.force_login(town.users["worker"])
    assert client.get("/desk/load/").status_code == 403
