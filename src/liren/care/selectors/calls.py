"""Calls for help as the pages need them."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import QuerySet

from liren.accounts.models import User
from liren.care.domain.help_call import Rung, Stage, State, Step
from liren.care.models import HelpCall, Helper, HelpStep
from liren.care.models.calls import RUNNING
from liren.core.errors import NotFound, sentence
from liren.core.scope import Scope
from liren.people.models import Person

LINK_LASTS = timedelta(hours=12)  # after the end: whoever was asked may still read how it ended


class CallUnknown(NotFound):
    """No such call, or it lies outside what this person may see."""

    code = "care.call_unknown"
    sentence = sentence("We could not find this call.")


@dataclass(frozen=True)
class Rungs:
    """One rung as the page shows it: told or not, and whom."""

    rung: Rung
    minutes: int
    is_told: bool
    helpers: list[Helper] = field(default_factory=list)


@dataclass(frozen=True)
class SeenCall:
    """A call with its ladder, its steps, and who is going."""

    call: HelpCall
    rungs: list[Rungs]
    steps: list[HelpStep]
    going: list[Helper]

    @property
    def tells_120(self) -> bool:
        """Whether everybody was told and nobody goes."""
        return self.call.stage == Stage.CALLING and self.call.told >= len(self.rungs)


def calls(scope: Scope) -> QuerySet[HelpCall]:
    """The calls inside a scope, the latest first."""
    rows = HelpCall.objects.within(scope).select_related("person", "place", "order")
    return rows.order_by("-id")


def open_calls(scope: Scope) -> QuerySet[HelpCall]:
    """Those for which somebody still has to be at a door; real ones before drills."""
    return calls(scope).filter(RUNNING).order_by("is_drill", "id")


def call_in(scope: Scope, pk: int) -> HelpCall:
    """One call inside a scope, or not found."""
    found = calls(scope).filter(pk=pk).first()
    if found is None:
        raise CallUnknown()
    return found


def open_call_of(person: Person, *, is_drill: bool = False) -> HelpCall | None:
    """The call that runs for somebody now."""
    rows = HelpCall.objects.filter(RUNNING, person=person, is_drill=is_drill)
    return rows.select_related("place", "person").first()


def latest_call_of(person: Person) -> HelpCall | None:
    """Their latest call, open or over: the person's own page shows how it goes."""
    rows = HelpCall.objects.filter(person=person).select_related("place", "person")
    return rows.order_by("is_drill", "-id").first()


def call_of_cause(cause: str) -> HelpCall | None:
    """The call that an event has made already."""
    return HelpCall.objects.filter(cause=cause).first() if cause else None


def due_calls(now: datetime) -> list[int]:
    """Calls whose clock has come."""
    rows = HelpCall.objects.filter(RUNNING, next_at__lte=now)
    return list(rows.order_by("next_at").values_list("pk", flat=True)[:100])


def seen(call: HelpCall) -> SeenCall:
    """The whole page of a call in two statements."""
    helpers = list(call.helpers.order_by("id"))
    rungs = [
        Rungs(Rung(rung), minutes, i < call.told, [h for h in helpers if h.rung == rung])
        for i, (rung, minutes) in enumerate(call.ladder)
    ]
    going = [h for h in helpers if h.is_going]
    return SeenCall(call, rungs, list(call.steps.order_by("id")), going)


def state_of(call: HelpCall) -> State:
    """The call as the rules take it."""
    return State(
        stage=Stage(call.stage),
        ladder=tuple(Step(Rung(rung), minutes) for rung, minutes in call.ladder),
        arrival=timedelta(minutes=call.arrival_minutes),
        told=call.told,
        next_at=call.next_at,
    )


def token_hash(token: str) -> bytes:
    """What is kept of a link."""
    return hashlib.sha256(token.encode()).digest()


def helper_by_token(token: str, now: datetime) -> Helper:
    """Whose link it is; a link of a call that is long over leads nowhere."""
    return _open_to(_helpers().filter(token_hash=token_hash(token)).first(), now)


def helper_of_user(user: User, pk: int, now: datetime) -> Helper:
    """The row of somebody with an account who was told of a call."""
    return _open_to(_helpers().filter(call=pk, user=user).first(), now)


def _helpers() -> QuerySet[Helper]:
    return Helper.objects.select_related("call__person", "call__place", "contact")


def _open_to(found: Helper | None, now: datetime) -> Helper:
    """Whoever was taken off the ladder sees a call only while they are on the way to it."""
    if found is None or _is_over(found.call, now):
        raise CallUnknown()
    if found.contact and found.contact.ended_at and not found.is_going:
        raise CallUnknown()
    return found


def _is_over(call: HelpCall, now: datetime) -> bool:
    return call.ended_at is not None and call.ended_at + LINK_LASTS <= now
