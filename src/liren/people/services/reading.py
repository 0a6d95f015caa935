"""Opening one value for one purpose: noted in the same transaction, or not shown at all."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from liren.accounts.models import User
from liren.core import audit
from liren.core.errors import Invalid, NotFound, TooMany, sentence
from liren.core.events import publish
from liren.core.permissions import Actor, require
from liren.people.domain.elements import Element, Mask
from liren.people.events import CanaryViewed, LookedAtMany
from liren.people.models import Canary, Person, Record, Viewing, writing
from liren.people.permissions import PeoplePermission
from liren.people.selectors.elements import path_of, text_of
from liren.people.services.standing import At

HOUR = timedelta(hours=1)
PERSONS_AN_HOUR = 30
SHORTEST_PURPOSE = 2


class PurposeMissing(Invalid):
    """Whoever opens a value says why."""

    code = "people.purpose_missing"
    sentence = sentence("Please say what you need this for.")


class NothingHeld(NotFound):
    """There is no value to open."""

    code = "people.nothing_held"
    sentence = sentence("Nothing is held here.")


class TooManyViewed(TooMany):
    """More persons within an hour than work explains."""

    code = "people.too_many_viewed"
    sentence = sentence(
        "You opened entries of {count} people within an hour. The auditor was told; please go on "
        "later, or ask for the list as a task."
    )


def unmask(*, record: Record, element: Element, purpose: str, by: Actor, now: datetime) -> str:
    """One value in clear, for whoever may and says why; nothing where it cannot be noted."""
    path = path_of(record)
    require(by, PeoplePermission.UNMASK, at=At(path))
    if len(purpose.strip()) < SHORTEST_PURPOSE:
        raise PurposeMissing()
    person = person_behind(record)
    # Committed before anything is shown: whatever fails later, the look is in the log.
    with transaction.atomic(durable=True):
        refused = _refused(person, by, now)
        if refused is None:
            text = text_of(record, element)
            if not text:
                raise NothingHeld()
            note_viewing([person], Look(element.code, purpose), by=by, now=now)
    if refused is not None:
        raise refused
    return text


@dataclass(frozen=True)
class Look:
    """What was shown, and what for; the viewer where the person knows them by another name."""

    what: str
    purpose: str
    viewer: str = ""


def note_viewing(
    persons: list[Person], look: Look, *, by: Actor, now: datetime, is_task: bool = False
) -> None:
    """Note that values were shown."""
    rows = [
        Viewing(
            viewer=(look.viewer or by.audit_name)[:120],
            person=person,
            element=look.what[:60],
            purpose=look.purpose.strip()[:80],
            at=now,
            is_task=is_task,
        )
        for person in persons
    ]
    with writing():
        Viewing.objects.bulk_create(rows, batch_size=500)
    _alarm(rows)
    lines = [
        audit.Line(
            "people.element_seen",
            audit.subject_of(row.person),
            {"element": row.element, "purpose": row.purpose},
        )
        for row in rows
    ]
    audit.record_all(lines, by=by, at=now)


def _alarm(rows: list[Viewing]) -> None:
    watched = Canary.objects.filter(person__in=[row.person_id for row in rows])
    planted = set(watched.values_list("person", flat=True))
    publish(
        *(
            CanaryViewed(viewing_id=row.pk, place_path=row.person.place_path)
            for row in rows
            if row.person_id in planted
        )
    )


def _refused(person: Person, by: Actor, now: datetime) -> TooManyViewed | None:
    """Whether this would be one person too many; told to the auditor once an hour."""
    if not isinstance(by, User):
        return None
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two tabs count together
    recent = Viewing.objects.filter(viewer=by.audit_name[:120], at__gt=now - HOUR, is_task=False)
    seen = set(recent.values_list("person", flat=True))
    most = int(getattr(settings, "LIREN_PERSONS_AN_HOUR", PERSONS_AN_HOUR))
    if person.pk in seen or len(seen) < most:
        return None
    hour = timezone.localtime(now).strftime("%Y-%m-%dT%H")
    publish(LookedAtMany(viewer=by.audit_name[:120], hour=hour, place_path=person.place_path))
    audit.record("people.too_many_viewed", person, by=by, at=now, count=len(seen))
    return TooManyViewed(count=len(seen))


def person_behind(record: Record) -> Person:
    """Whose record it is."""
    if isinstance(record, Person):
        return record
    for name in ("person", "benefit"):
        if (parent := getattr(record, name, None)) is not None:
            return person_behind(parent)
    raise NothingHeld()


def is_masked(element: Element) -> bool:
    """Whether a value is shown only for a purpose."""
    return element.is_sealed or element.mask is not Mask.NONE


@transaction.atomic
def plant_canary(*, person: Person, by: Actor, now: datetime) -> Canary:
    """Make an invented resident alarm whoever opens it; nobody but the auditor knows which."""
    require(by, PeoplePermission.WATCH, at=At(person.place_path))
    with writing():
        row, is_new = Canary.objects.get_or_create(
            person=person, defaults={"planted_at": now, "planted_by": by.audit_name[:120]}
        )
    if is_new:
        # The log is read by many: it says that there is one more, and not which.
        audit.record("people.canary_planted", row, by=by, at=now)
    return row
