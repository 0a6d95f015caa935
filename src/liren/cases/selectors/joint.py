"""Whistles, their calls and rulings, and the parts of a case: what somebody may see of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from liren.accounts.models import Party, User
from liren.cases.domain import duties, joint
from liren.cases.domain.whistle import CallStage, Move, Ruled, answers_open, precedents
from liren.cases.models import Call, Case, Category, Part, Ruling, Whistle
from liren.cases.permissions import CasePermission
from liren.cases.selectors.categories import category_tree
from liren.cases.selectors.duties import as_value as duty_value
from liren.cases.selectors.duties import duties_over
from liren.core.errors import NotFound, sentence
from liren.places.models import Place
from liren.workorders import selectors as workorders
from liren.workorders.models import OrderQuerySet, WorkOrder

MOST_ON_BOARD = 60
MOST_RULINGS = 200
PRECEDENTS = 5
ENDED_SHOWN = timedelta(days=7)


class WhistleUnknown(NotFound):
    """No such whistle, or it lies outside what this person may see: the answer is the same."""

    code = "cases.whistle_unknown"
    sentence = sentence("We could not find this whistle.")


@dataclass(frozen=True)
class Needed:
    """A party that may be needed; ticked when the duty list names it for the class."""

    party: Party
    is_named: bool
    rulings: list[Ruling] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """One call as the viewer sees it: what can be said, and what was ruled."""

    call: Call
    answers: tuple[Move, ...]
    waiting: Ruling | None
    ruled: Ruling | None
    state: str  # of the clock: late, soon, open; empty when nothing runs
    may_rule: bool = False

    @property
    def due_at(self) -> datetime | None:
        """What is counted down: the half hour, the promised time, or the street's ruling."""
        if self.waiting is not None:
            return self.waiting.order.due_at
        if self.call.stage == CallStage.COMING:
            return self.call.coming_at
        return self.call.order.due_at if self.call.stage in _RUNNING else None

    @property
    def begun_at(self) -> datetime | None:
        """Since when it is counted."""
        if self.waiting is not None:
            return self.waiting.asked_at
        is_coming = self.call.stage == CallStage.COMING
        return self.call.answered_at if is_coming else self.call.called_at


_RUNNING = (CallStage.CALLED, CallStage.BOUND)


@dataclass(frozen=True)
class Share:
    """A part of a case as the viewer sees it."""

    part: Part
    state: joint.PartState
    is_mine: bool
    may_leave: bool


@dataclass(frozen=True)
class Seen:
    """A whistle with its calls, as one person sees it."""

    whistle: Whistle
    lines: list[Line]
    may_end: bool

    @property
    def is_late(self) -> bool:
        """Whether anything of it is late."""
        return self.whistle.ended_at is None and any(line.state == "late" for line in self.lines)


def whistles_for(user: User) -> QuerySet[Whistle]:
    """The whistles of the places somebody sees, of the cases their party leads, and to it."""
    scope = user.scope_for(CasePermission.SEE)
    called = Call.objects.filter(order__in=_asked(user)).values("whistle")
    asked = Ruling.objects.filter(order__in=_asked(user)).values("call__whistle")
    inside = Whistle.objects.filter(type(Whistle.objects.all()).inside(scope))
    mine = Q(pk__in=called) | Q(pk__in=asked) | Q(case__in=_led(user))
    return (
        Whistle.objects.filter(Q(pk__in=inside.values("pk")) | mine)
        .select_related("case__category", "place")
        .prefetch_related(
            Prefetch("calls", Call.objects.select_related("party", "order").order_by("pk")),
            Prefetch(
                "calls__rulings", Ruling.objects.select_related("order", "instead").order_by("pk")
            ),
        )
    )


def _asked(user: User) -> OrderQuerySet:
    kinds = [workorders.Kind.WHISTLE, workorders.Kind.RULE]
    return workorders.visible(user).filter(kind__in=kinds)


def _led(user: User) -> QuerySet[WorkOrder, Any]:
    """The cases that wait for somebody's party."""
    leading = workorders.visible(user).open().filter(kind=workorders.Kind.HANDLE)
    return leading.filter(subject_type=Case._meta.label_lower).values("subject_id")


def board(user: User, now: datetime, *, ended: bool = False) -> list[Seen]:
    """The open whistles, the latest first; or those that ended within the week."""
    rows = whistles_for(user)
    if ended:
        rows = rows.filter(ended_at__gte=now - ENDED_SHOWN).order_by("-ended_at", "-pk")
    else:
        rows = rows.filter(ended_at__isnull=True).order_by("-blown_at", "-pk")
    return [seen_by(user, row, now) for row in rows[:MOST_ON_BOARD]]


def whistle_page(user: User, pk: int, now: datetime) -> Seen:
    """One whistle, or not found."""
    found = whistles_for(user).filter(pk=pk).first()
    if found is None:
        raise WhistleUnknown()
    return seen_by(user, found, now)


def seen_by(user: User, whistle: Whistle, now: datetime) -> Seen:
    """What the person may do with each call."""
    is_open = whistle.ended_at is None
    may_rule = is_open and user.has_perm(CasePermission.RULE, whistle.place)
    lines = [_line(user, call, now, is_open, may_rule) for call in whistle.calls.all()]
    return Seen(whistle, lines, is_open and user.has_perm(CasePermission.WHISTLE, whistle.place))


def _line(user: User, call: Call, now: datetime, is_open: bool, may_rule: bool) -> Line:
    rulings = list(call.rulings.all())
    waiting = next((one for one in rulings if is_open and not one.verdict), None)
    ruled = next((one for one in reversed(rulings) if one.verdict), None)
    is_mine = is_open and workorders.works_on(user, call.order, CasePermission.HANDLE)
    answers = answers_open(call.stage) if is_mine else ()
    line = Line(call, answers, waiting, ruled, "", may_rule and waiting is not None)
    return Line(call, answers, waiting, ruled, _clock(line, now), line.may_rule)


def _clock(line: Line, now: datetime) -> str:
    if line.due_at is None or line.call.whistle.ended_at is not None:
        return ""
    if line.due_at < now:
        return "late"
    return "soon" if line.call.order.level >= 1 else "open"


def of_orders(ids: Iterable[int]) -> dict[int, int]:
    """The whistles that some orders are about, by the order."""
    wanted = list(ids)
    if not wanted:
        return {}
    calls = Call.objects.filter(order_id__in=wanted).values_list("order_id", "whistle_id")
    rulings = Ruling.objects.filter(order_id__in=wanted)
    return dict(calls) | dict(rulings.values_list("order_id", "call__whistle_id"))


def of_case(user: User, case: Case) -> list[Whistle]:
    """The whistles of a case that somebody may see, the latest first."""
    return list(whistles_for(user).filter(case=case).order_by("-blown_at", "-pk"))


def still_called(case: Case) -> list[Party]:
    """Whom the open whistle of a case calls; all of them when the street has released each."""
    calls = Call.objects.filter(whistle__case=case, whistle__ended_at__isnull=True)
    rows = list(calls.select_related("party").order_by("pk"))
    waiting = [call.party for call in rows if call.stage != CallStage.RELEASED]
    return waiting or [call.party for call in rows]


def needed(
    category: Category | None, place: Place, parties: Iterable[Party], today: date
) -> list[Needed]:
    """Who can be called at a place: those the duty list names for the class first.

    Whom the street released from the same class in the same community is not named again.
    """
    everybody = list(parties)
    entries = [duty_value(duty) for duty in duties_over(place, today)]
    line = category_tree().line(category.pk if category else None)
    by_list = duties.named(entries, line=line, place_path=place.path)
    order = {entry.party: at for at, entry in reversed(list(enumerate(by_list)))}
    named = {entry.party for entry in by_list if entry.category is not None}
    rulings = precedents_for(category, place, everybody)
    released = {
        one.party_id for one in rulings if one.verdict != Move.THEIRS and _is_near(one, place)
    }
    instead = {
        one.instead_id for one in rulings if one.instead_id is not None and _is_near(one, place)
    }
    found = [
        Needed(
            party,
            party.pk in instead or (party.pk in named and party.pk not in released),
            [one for one in rulings if party.pk in (one.party_id, one.instead_id)],
        )
        for party in everybody
    ]
    return sorted(found, key=lambda one: (not one.is_named, order.get(one.party.pk, len(order))))


def _is_near(ruling: Ruling, place: Place) -> bool:
    return place.path.startswith(ruling.community_path or ruling.place_path)


def precedents_for(
    category: Category | None, place: Place, parties: Iterable[Party]
) -> list[Ruling]:
    """What was ruled before about the same class, here or about the same parties."""
    if category is None:
        return []
    kept = Ruling.objects.filter(category=category).exclude(verdict="").order_by("-ruled_at")
    rows = {row.pk: row for row in kept.select_related("party", "instead", "place")[:MOST_RULINGS]}
    values = [
        Ruled(row.pk, row.category_id, row.place_path, row.party_id, row.ruled_at or row.asked_at)
        for row in rows.values()
    ]
    alike = precedents(
        values,
        category=category.pk,
        place_path=place.path,
        parties=[party.pk for party in parties],
    )
    return [rows[one.id] for one in alike]


def precedents_of(ruling: Ruling) -> list[Ruling]:
    """What the duty officer should know of before ruling."""
    found = precedents_for(ruling.category, ruling.place, [ruling.party])
    return [one for one in found if one.pk != ruling.pk][:PRECEDENTS]


def ruling_for(user: User, pk: int) -> Ruling:
    """A question to the street that somebody may see, or not found."""
    rows = Ruling.objects.select_related("call__party", "call__whistle", "place", "category")
    found = rows.filter(pk=pk, call__whistle__in=whistles_for(user)).first()
    if found is None:
        raise WhistleUnknown()
    return found


def as_value(part: Part) -> joint.Part:
    """A part as the rule sees it."""
    return joint.Part(part.pk, part.order.status, part.left_reason)


def parts_of(case: Case) -> list[Part]:
    """The parts of a case with their orders."""
    return list(case.parts.select_related("order__party", "order__assignee"))


def unsettled_parts(case: Case) -> list[Part]:
    """The parts that keep a case from being done."""
    return [part for part in parts_of(case) if joint.unsettled([as_value(part)])]


def shared_out(case: Case, user: User, *, leads: bool) -> list[Share]:
    """The parts of a case, and which of them are the viewer's to do or to explain."""
    found = []
    for part in parts_of(case):
        value = as_value(part)
        is_open = part.order.closed_at is None
        is_mine = is_open and workorders.works_on(user, part.order, CasePermission.HANDLE)
        may_leave = leads and bool(joint.unsettled([value]))
        found.append(Share(part, value.state, is_mine, may_leave))
    return found
