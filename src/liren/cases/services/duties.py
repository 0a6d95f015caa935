"""权责清单, the duty list: entries are added and ended, never taken out of what was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from liren.accounts import selectors as accounts
from liren.accounts.models import Party
from liren.cases.models import Category, Duty
from liren.cases.permissions import CasePermission
from liren.core import audit
from liren.core.errors import Invalid, sentence
from liren.core.permissions import Actor, require
from liren.places.models import Place


class DutyEndsBeforeItBegins(Invalid):
    """The last day lies before the first."""

    code = "cases.duty_ends_before_it_begins"
    sentence = sentence("The last day must not be before the first.")


@dataclass(frozen=True, kw_only=True)
class NewDuty:
    """Matters of a class (of all classes, if none) at a place are a party's."""

    category: Category | None
    place: Place
    party: Party
    automatic: bool = False
    source: str = ""
    from_date: date | None = None
    until_date: date | None = None


@transaction.atomic
def add_duties(new: Sequence[NewDuty], *, by: Actor, now: datetime) -> list[Duty]:
    """Add entries; one that stands there already and runs on takes the new source and manner."""
    for duty in new:
        require(by, CasePermission.SETUP, at=duty.place)
        if duty.from_date and duty.until_date and duty.until_date < duty.from_date:
            raise DutyEndsBeforeItBegins()
    accounts.require_active(duty.party for duty in new)
    known = _running_on({duty.place.pk for duty in new})
    rows, fresh = [], []
    for duty in new:
        key = (duty.category.pk if duty.category else None, duty.place.pk, duty.party.pk)
        row = known.get(key)
        if row is None:
            row = Duty(category=duty.category, party=duty.party)
            row.put_at(duty.place)
            fresh.append(row)
        row.automatic, row.source = duty.automatic, duty.source
        row.from_date, row.until_date = duty.from_date, duty.until_date
        if duty.until_date is None:
            known[key] = row
        rows.append(row)
    Duty.objects.bulk_create(fresh, batch_size=500)
    changed = [row for row in {row.pk: row for row in rows}.values() if row not in fresh]
    Duty.objects.bulk_update(changed, ["automatic", "source", "from_date", "until_date"])
    lines = [
        audit.Line("cases.duty_set", audit.subject_of(duty.place), {"to": duty.party.key})
        for duty in new
    ]
    audit.record_all(lines, by=by, at=now)
    return rows


@transaction.atomic
def end_duty(*, duty: Duty, last_day: date, by: Actor, now: datetime) -> Duty:
    """Let an entry end with a day; the entry stays as the record of what was."""
    require(by, CasePermission.SETUP, at=duty.place)
    if duty.from_date and last_day < duty.from_date:
        raise DutyEndsBeforeItBegins()
    duty.until_date = last_day
    duty.save(update_fields=["until_date"])
    audit.record("cases.duty_ended", duty, by=by, at=now, until=last_day.isoformat())
    return duty


def _running_on(places: set[int]) -> dict[tuple[int | None, int, int], Duty]:
    rows = Duty.objects.filter(place_id__in=places, until_date__isnull=True)
    return {(row.category_id, row.place_id, row.party_id): row for row in rows}
