"""A call for help: made once, kept going by the clock, ended by whoever was at the door.

Every step holds the call's row: two helpers press at once, the clock looks while somebody presses.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext, override

from liren.accounts.models import User
from liren.accounts.selectors import community_party
from liren.care.domain import help_call as rules
from liren.care.domain.help_call import OPEN, Rung, Stage, State
from liren.care.events import HelpCalled, HelpEnded
from liren.care.models import HelpCall, Helper, HelpStep
from liren.care.permissions import CarePermission
from liren.care.selectors import calls as reads
from liren.care.selectors.ladders import on_ladder_of, times_at
from liren.care.selectors.oneself import is_self
from liren.care.services.telling import (
    LANGUAGE,
    marked,
    tell_duty_again,
    tell_helpers,
    tell_rung,
)
from liren.core import audit
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.events import publish
from liren.core.permissions import Actor, require
from liren.people.models import Person
from liren.places.selectors import address
from liren.workorders import services as workorders
from liren.workorders.models import WorkOrder
from liren.workorders.services import ClockKind

log = logging.getLogger(__name__)

MINUTES_TO_THE_DOOR = 15
What = HelpStep.What
GOING = sentence("{who} is on the way to {name}. You need not go.")
WAS_THERE = sentence("{who} was at {name}'s door: {found}. Thank you.")
ALL_RIGHT = sentence("{name} says that all is right. Please look in all the same.")
RANG = sentence("{who} rang 120 for {name}.")
NOBODY_YET = sentence("Nobody has arrived at {name}'s door yet. Can you go?")


class NoOfficeHere(Conflict):
    """Nobody would have it in an inbox."""

    code = "care.no_office_here"
    sentence = sentence("No office is entered for this home. In danger ring 120.")


class FoundMissing(Invalid):
    """A call ends with what was found at the door."""

    code = "care.found_missing"
    sentence = sentence("Please say what you found at the door.")


class DrillRingsNobody(Conflict):
    """In a drill 120 is not rung."""

    code = "care.drill_rings_nobody"
    sentence = sentence("This is a drill. Please do not ring 120.")


@dataclass(frozen=True, kw_only=True)
class NewCall:
    """Who calls, and how we know; `cause` names the event behind it, so that it counts once."""

    person: Person
    channel: str = HelpCall.Channel.BUTTON
    words: str = ""
    cause: str = ""
    is_drill: bool = False
    may_take_back: bool = False  # pressed on a page: the first seconds disturb nobody


@dataclass(frozen=True)
class AtTheDoor:
    """What somebody found who went."""

    found: str
    words: str = ""


@transaction.atomic
def call(new: NewCall, *, by: Actor, now: datetime) -> HelpCall:
    """Call for help; a second press while the first runs is the same call."""
    if new.is_drill or not is_self(new.person, by):
        require(by, CarePermission.DO, at=new.person.place)
    known = reads.call_of_cause(new.cause)
    if known is not None:
        return known
    running = reads.open_call_of(new.person, is_drill=new.is_drill)
    if running is not None:
        return _again(running, by, now)
    row = _row(new, by, now)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # two presses at once: the other one made it
        made = reads.call_of_cause(new.cause)
        made = made or reads.open_call_of(new.person, is_drill=new.is_drill)
        if made is None:
            raise
        return made
    row.order = _ordered(row, by, now)
    row.save(update_fields=["order"])
    _note(row, What.CALLED, now, who=new.person.name)
    publish(HelpCalled(call_id=row.pk, is_drill=row.is_drill))
    audit.record("care.help_called", row, by=by, at=now, channel=row.channel, drill=row.is_drill)
    _advance(row, now)
    return row


def look_at_clocks(*, now: datetime) -> int:
    """Take every call on whose time has come; may be killed and called again at any moment."""
    due = reads.due_calls(now)
    for pk in due:
        try:
            with transaction.atomic():
                _advance(held(pk), now)
        except Exception as failure:  # nobody's call stands still because of another one's
            log.error("the clock of a call for help failed: %s", type(failure).__name__)
    return len(due)


@transaction.atomic
def on_my_way(*, helper: Helper, by: Actor, now: datetime) -> HelpCall:
    """Somebody goes: the next step waits, and everybody else who was asked hears it."""
    row = held(helper.call_id)
    is_first = row.stage != Stage.COMING
    _store(row, rules.go(_now_state(row, now), now), now)
    if _going(row).filter(pk=helper.pk).exists():  # pressed twice, and going already
        return row
    Helper.objects.filter(pk=helper.pk).update(coming_at=now, gave_up_at=None)
    _note(row, What.COMING, now, who=helper.name, rung=helper.rung)
    audit.record("care.on_the_way", row, by=by, at=now, helper=helper.pk)
    if is_first:
        _tell_others(row, helper, GOING, now)
    return row


@transaction.atomic
def cannot_come(*, helper: Helper, by: Actor, now: datetime) -> HelpCall:
    """Somebody cannot come after all; alone, they set the ladder going again at once."""
    row = held(helper.call_id)
    others = _going(row).exclude(pk=helper.pk).exists()
    _store(row, rules.give_up(_now_state(row, now), now, others=others), now)
    if not _going(row).filter(pk=helper.pk).update(gave_up_at=now):  # said already
        return row
    _note(row, What.GAVE_UP, now, who=helper.name, rung=helper.rung)
    audit.record("care.gave_up", row, by=by, at=now, helper=helper.pk)
    _advance(row, now)
    return row


@transaction.atomic
def was_at_door(*, helper: Helper, seen: AtTheDoor, by: Actor, now: datetime) -> HelpCall:
    """Somebody was there: the only end of a call that disturbed anybody."""
    row = held(helper.call_id)
    if seen.found not in HelpCall.Found.values:
        raise FoundMissing()
    state = rules.at_door(reads.state_of(row))
    Helper.objects.filter(pk=helper.pk).update(at_door_at=now)
    row.found, row.found_words = seen.found, seen.words.strip()[:400]
    row.ended_at, row.ended_by_name = now, helper.name
    _store(row, state, now)
    _note(row, What.AT_DOOR, now, who=helper.name, rung=helper.rung)
    if row.order is not None and row.order.closed_at is None:
        with override(LANGUAGE):
            result = f"{helper.name}：{row.get_found_display()} {row.found_words}".strip()
        workorders.finish(order=row.order, result=result, by=by, now=now)
    _tell_others(row, helper, WAS_THERE, now)
    publish(HelpEnded(call_id=row.pk, stage=row.stage))
    audit.record("care.was_at_door", row, by=by, at=now, helper=helper.pk, found=row.found)
    return row


@transaction.atomic
def take_back(*, row: HelpCall, by: Actor, now: datetime) -> HelpCall:
    """Taken back within its seconds, from the first on: nobody was disturbed, nor will be."""
    row = held(row.pk)
    state = rules.take_back(reads.state_of(row), now)
    row.ended_at = now
    _store(row, state, now)
    _note(row, What.TAKEN_BACK, now, who=row.person.name)
    if row.order is not None and row.order.closed_at is None:
        with override(LANGUAGE):
            reason = gettext("Taken back at once")
        workorders.cancel(order=row.order, reason=reason, by=by, now=now)
    publish(HelpEnded(call_id=row.pk, stage=row.stage))
    audit.record("care.help_taken_back", row, by=by, at=now)
    return row


@transaction.atomic
def says_all_is_right(*, row: HelpCall, by: Actor, now: datetime) -> HelpCall:
    """The person's own word, too late to take it back: told to all, and the door is still due."""
    row = held(row.pk)
    if row.stage not in OPEN:
        raise rules.MoveNotOpen(stage=row.stage, move="all_right")
    is_first = row.is_all_right_at is None
    row.is_all_right_at = row.is_all_right_at or now
    _store(row, reads.state_of(row), now)
    if is_first:
        _note(row, What.ALL_RIGHT, now, who=row.person.name)
        _tell_others(row, None, ALL_RIGHT, now)
        audit.record("care.says_all_is_right", row, by=by, at=now)
    return row


@transaction.atomic
def rang_120(*, helper: Helper, by: Actor, now: datetime) -> HelpCall:
    """Somebody rang 120; the door is still due."""
    row = held(helper.call_id)
    if row.is_drill:
        raise DrillRingsNobody()
    if row.stage not in OPEN:
        raise rules.MoveNotOpen(stage=row.stage, move="rang_120")
    if row.rang_120_at is None:
        row.rang_120_at = now
        _store(row, reads.state_of(row), now)
        _note(row, What.RANG_120, now, who=helper.name, rung=helper.rung)
        _tell_others(row, helper, RANG, now)
        audit.record("care.rang_120", row, by=by, at=now, helper=helper.pk)
    return row


@transaction.atomic
def staff_helper(*, row: HelpCall, by: User, now: datetime) -> Helper:
    """The row of a worker in a call, made when they act in it."""
    require(by, CarePermission.DO, at=row.place)
    found, _ = Helper.objects.get_or_create(
        call=row,
        user=by,
        defaults={"rung": Rung.COMMITTEE, "name": by.name[:80], "told_at": now},
    )
    return found


def held(pk: int) -> HelpCall:
    """The call as it is now, held until the end of the transaction."""
    rows = HelpCall.objects.select_for_update(of=("self",))
    return rows.select_related("person", "place", "order").get(pk=pk)


def _now_state(row: HelpCall, now: datetime) -> State:
    """The state with the clock looked at, so that nobody acts on a step that is overdue."""
    _advance(row, now)
    return reads.state_of(row)


def _advance(row: HelpCall, now: datetime) -> None:
    found = rules.look(reads.state_of(row), now)
    if found.state == reads.state_of(row):
        return
    if found.ran_out:
        _going(row).update(gave_up_at=now)
        _note(row, What.RAN_OUT, now)
    _store(row, found.state, now)
    for rung in found.told:
        _tell(row, rung, now)
    if found.again:
        _tell_others(row, None, NOBODY_YET, now)
        tell_duty_again(row, now=now)


def _tell(row: HelpCall, rung: Rung, now: datetime) -> None:
    """Where one rung cannot be told, the ladder goes on to the next all the same."""
    try:
        with transaction.atomic():
            tell_rung(row, rung, now=now)
    except OperationalError:
        raise
    except Exception as failure:
        log.error("the %s of a call could not be told: %s", rung, type(failure).__name__)
    else:
        _note(row, What.TOLD, now, rung=rung)


def _store(row: HelpCall, state: State, now: datetime) -> None:
    row.stage, row.told, row.next_at, row.changed_at = state.stage, state.told, state.next_at, now
    row.save()


def _row(new: NewCall, by: Actor, now: datetime) -> HelpCall:
    times = times_at(new.person.place)
    ladder = rules.ladder_of(_present(new.person), times.minutes)
    state = rules.begin(ladder, times.arrival, now, wait=new.may_take_back)
    row = HelpCall(
        person=new.person,
        channel=HelpCall.Channel(new.channel),
        words=new.words.strip()[:400],
        cause=new.cause[:120],
        is_drill=new.is_drill,
        stage=state.stage,
        ladder=[[str(step.rung), step.minutes] for step in state.ladder],
        next_at=state.next_at,
        arrival_minutes=int(times.arrival.total_seconds() // 60),
        made_at=now,
        made_by=by.audit_name,
        changed_at=now,
    )
    row.put_at(new.person.place)
    return row


def _present(person: Person) -> set[Rung]:
    rows = on_ladder_of(person.pk)
    return {Rung(rung) for rung in rows.order_by().values_list("rung", flat=True).distinct()}


def _ordered(row: HelpCall, by: Actor, now: datetime) -> WorkOrder | None:
    """The order in the office's inbox; family and neighbours are asked where there is no office."""
    party = community_party(row.place)
    if party is None:
        if _present(row.person):
            return None
        raise NoOfficeHere()
    with override(LANGUAGE):
        title = marked(row, gettext("Calls for help: {name}").format(name=row.person.name))
    new = workorders.NewOrder(
        kind=WorkOrder.Kind.HELP,
        subject=row,
        title=title,
        place=row.place,
        address=address(row.place),
        party=party,
        clock_kind=ClockKind.URGENT_HOURS,
        clock_amount=MINUTES_TO_THE_DOOR,
        urgent=True,
        instruction=row.words,
    )
    return workorders.issue(new, by=by, now=now)


def _again(row: HelpCall, by: Actor, now: datetime) -> HelpCall:
    _note(row, What.AGAIN, now, who=row.person.name)
    audit.record("care.help_called_again", row, by=by, at=now)
    return row


def _note(row: HelpCall, what: str, now: datetime, *, who: str = "", rung: str = "") -> None:
    HelpStep.objects.create(call=row, what=what, who=who[:80], rung=rung, at=now)


def _going(row: HelpCall) -> QuerySet[Helper]:
    rows = Helper.objects.filter(call=row, coming_at__isnull=False)
    return rows.filter(gave_up_at__isnull=True, at_door_at__isnull=True)


def _tell_others(row: HelpCall, helper: Helper | None, text: str, now: datetime) -> None:
    rows = row.helpers.select_related("user", "contact__resident__place").order_by("id")
    others: Iterable[Helper] = rows.exclude(pk=helper.pk) if helper else rows
    with override(LANGUAGE):
        words = gettext(text).format(
            who=helper.name if helper else "",
            name=row.person.name,
            found=row.get_found_display() if row.found else "",
        )
        tell_helpers(row, others, marked(row, words), now=now)
