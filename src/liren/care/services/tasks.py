"""What has to be done for somebody: opened once, settled with a result."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from liren.accounts.models import Party, User
from liren.accounts.selectors import community_party
from liren.care.models import CareTask
from liren.care.permissions import CarePermission
from liren.care.selectors.tasks import does_errand, open_tasks_of, task_of_cause, tasks_of
from liren.care.services.calls import NoOfficeHere
from liren.care.services.telling import LANGUAGE
from liren.core import audit
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.permissions import Actor, require
from liren.people.models import Person
from liren.places.selectors import address
from liren.workorders import services as workorders
from liren.workorders.models import WorkOrder
from liren.workorders.services import ClockKind

Kind = CareTask.Kind
# An unanswered door is looked at the same evening, a meal that hangs there within the hour.
CLOCKS: dict[str, tuple[ClockKind, int]] = {
    Kind.MISSED: (ClockKind.URGENT_HOURS, 180),
    Kind.UNWELL: (ClockKind.URGENT_HOURS, 180),
    Kind.MEAL: (ClockKind.URGENT_HOURS, 60),
    Kind.PROMISE: (ClockKind.WORKING_DAYS, 5),
    Kind.ERRAND: (ClockKind.WORKING_DAYS, 2),
}
# Whoever sees an order in a list need not know what was said of somebody's health.
OF_HEALTH = frozenset({Kind.MISSED, Kind.UNWELL})
TITLES = {
    Kind.MISSED: sentence("No word from {name} on {day}: look in"),
    Kind.UNWELL: sentence("{name} is not well: look in"),
    Kind.MEAL: sentence("{name} did not take the meal: go to the door"),
    Kind.PROMISE: sentence("Promised to {name}"),
    Kind.ERRAND: sentence("{name} asks"),
}


class ResultMissing(Invalid):
    """A task ends with what came of it."""

    code = "care.result_missing"
    sentence = sentence("Please say in a few words what you found or did.")


class TaskDone(Conflict):
    """Somebody was quicker."""

    code = "care.task_done"
    sentence = sentence("This was seen to already.")


@dataclass(frozen=True, kw_only=True)
class NewTask:
    """What has to be done for whom; `cause` names the row behind it."""

    person: Person
    kind: str
    cause: str
    words: str = ""
    day: date | None = None  # which it is about; none: the day it is opened
    party: Party | None = None  # none: the community's office


@transaction.atomic
def open_task(new: NewTask, *, by: Actor, now: datetime) -> CareTask:
    """Ask the community to do something for somebody, once for each cause."""
    row = CareTask(
        person=new.person,
        kind=Kind(new.kind),
        cause=new.cause,
        words=new.words.strip()[:400],
        made_at=now,
    )
    row.put_at(new.person.place)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        known = task_of_cause(new.cause)
        if known is None:
            raise
        return known
    row.order = workorders.issue(_order(row, new), by=by, now=now)
    row.save(update_fields=["order"])
    audit.record("care.task_opened", row, by=by, at=now, kind=row.kind)
    return row


@transaction.atomic
def finish_task(*, task: CareTask, result: str, by: User, now: datetime) -> CareTask:
    """Say what came of it."""
    if not does_errand(by, task):
        require(by, CarePermission.DO, at=task.place)
    if not result.strip():
        raise ResultMissing()
    return _settle(task.pk, result.strip()[:400], by=by, now=now)


@transaction.atomic
def no_longer_needed(*, causes: str, why: str, by: Actor, now: datetime) -> None:
    """What it was opened for has settled itself: heard of since, or noted by mistake."""
    for pk in open_tasks_of(causes):
        with suppress(TaskDone):  # somebody was quicker, and it is done
            _settle(pk, why, by=by, now=now)


@transaction.atomic
def settle_all_of(person: Person, why: str, *, by: Actor, now: datetime) -> None:
    """Nothing has to be done for somebody any longer."""
    for row in tasks_of(person).filter(done_at__isnull=True):
        with suppress(TaskDone):
            _settle(row.pk, why, by=by, now=now)


def _settle(pk: int, result: str, *, by: Actor, now: datetime) -> CareTask:
    rows = CareTask.objects.select_for_update(of=("self",))
    row = rows.select_related("order", "person", "place").get(pk=pk)
    if row.done_at is not None:
        raise TaskDone()
    row.done_at, row.result = now, result
    row.done_by_name = by.name[:80] if isinstance(by, User) else ""
    row.save(update_fields=["done_at", "result", "done_by_name"])
    if row.order is not None and row.order.closed_at is None:
        workorders.finish(order=row.order, result=result, by=by, now=now)
    audit.record("care.task_done", row, by=by, at=now, kind=row.kind)
    return row


def _order(row: CareTask, new: NewTask) -> workorders.NewOrder:
    party, day = new.party or community_party(row.place), new.day or timezone.localdate(row.made_at)
    if party is None:
        raise NoOfficeHere()
    kind = Kind(row.kind)
    clock, amount = CLOCKS[kind]
    with override(LANGUAGE):
        title = gettext(TITLES[kind]).format(name=row.person.name, day=f"{day:%m-%d}")
    return workorders.NewOrder(
        kind=WorkOrder.Kind.CARE,
        subject=row,
        title="：".join(filter(None, (title, "" if kind in OF_HEALTH else row.words))),
        place=row.place,
        address=address(row.place),
        party=party,
        clock_kind=clock,
        clock_amount=amount,
        urgent=clock is ClockKind.URGENT_HOURS,
        instruction=row.words,
    )
