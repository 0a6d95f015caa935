"""A form that is asked of the first community, and its report of the month before."""

from datetime import date, timedelta
from importlib import resources

from django.utils import timezone

from liren.core.permissions import SYSTEM
from liren.ledgers.models import FormRound, Report
from liren.ledgers.selectors.reports import MONTHLY
from liren.ledgers.services import forms_asking, reports
from liren.ledgers.services.forms_asking import NewForm
from liren.workorders.services import add_askable
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood


def some_round(town: Neighbourhood) -> FormRound:
    """The city's officers ask the care list, by the list of what may be asked."""
    if found := FormRound.objects.order_by("pk").first():
        return found
    folder = resources.files("liren.ledgers").joinpath("forms_shipped")
    entry = add_askable(
        place=town.places["street"], name="探访", source="清单", from_date=date(2026, 1, 1),
        by=SYSTEM, now=MONDAY_MORNING,
    )  # fmt: skip
    new = NewForm(
        text=folder.joinpath("elder-care.toml").read_text("utf-8"),
        place=town.places["community"],
        askable=entry,
    )
    by = town.users["officer"]
    return forms_asking.ask_form(new=new, by=by, now=MONDAY_MORNING).rounds.get()


def some_report(town: Neighbourhood) -> Report:
    """Of the month that is over."""
    if found := Report.objects.order_by("pk").first():
        return found
    now = timezone.now()
    last = timezone.localdate(now).replace(day=1) - timedelta(days=1)
    place = town.places["community"]
    return reports.send_report(key=MONTHLY, place=place, period=f"{last:%Y-%m}", by=SYSTEM, now=now)
