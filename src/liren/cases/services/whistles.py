"""吹哨: a case that needs several forces now, each called with half an hour to answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liren.accounts.models import Party, User
from liren.cases.domain.whistle import ANSWER_MINUTES, CallStage, Move, after
from liren.cases.domain.workflow import ENDED, StepNotOpen
from liren.cases.events import WhistleBlown, WhistleEnded
from liren.cases.models import Call, Case, Whistle
from liren.cases.permissions import CasePermission
from liren.cases.services.deadlines import Limit
from liren.cases.services.dispatch import require_reach
from liren.cases.services.orders import Asked
from liren.cases.services.report import NewReport, report_case
from liren.cases.services.steps import Said, locked, note_step
from liren.core import audit
from liren.core.errors import Conflict, Invalid, sentence
from liren.core.events import publish
from liren.core.permissions import Actor, require
from liren.workorders import services as workorders
from liren.workorders.models import WorkOrder
from liren.workorders.services import ClockKind

ANSWER = Limit(ClockKind.URGENT_HOURS, ANSWER_MINUTES)


class NobodyCalled(Invalid):
    """A whistle calls somebody."""

    code = "cases.whistle_calls_nobody"
    sentence = sentence("Please choose who is needed.")


class WordsMissing(Invalid):
    """Whoever is called has to know what for."""

    code = "cases.whistle_without_words"
    sentence = sentence("Please say in a few words what is happening.")


class WhistleBlownAlready(Conflict):
    """One open whistle a case; more parties are called by the same."""

    code = "cases.whistle_blown_already"
    sentence = sentence("The whistle was blown for this case already. Call more parties there.")


class PartyCalledAlready(Conflict):
    """Each party is called once by a whistle."""

    code = "cases.whistle_party_called"
    sentence = sentence("{party} was called by this whistle already.")


class HelpMissing(Invalid):
    """A whistle ends with a word on each party."""

    code = "cases.whistle_help_missing"
    sentence = sentence("Please say of {party} whether it helped.")


@dataclass(frozen=True, kw_only=True)
class NewWhistle:
    """What is happening, where exactly, and who is needed."""

    words: str
    parties: Sequence[Party]
    spot: str = ""


@dataclass(frozen=True)
class Help:
    """What the whistler says of one party."""

    helped: str
    words: str = ""


def blow_on_the_spot(
    *, report: NewReport, whistle: NewWhistle, by: Actor, now: datetime
) -> Whistle:
    """Blow where one stands: the case is made first, by the service behind every door."""
    require(by, CasePermission.WHISTLE, at=report.place)
    _checked(whistle)
    case = report_case(report, by=by, now=now).case
    return blow_whistle(case=case, whistle=whistle, by=by, now=now)


@transaction.atomic
def blow_whistle(*, case: Case, whistle: NewWhistle, by: Actor, now: datetime) -> Whistle:
    """Call parties to a case; each has half an hour to answer, day and night."""
    require(by, CasePermission.WHISTLE, at=case.place)
    parties = _checked(whistle)
    case = locked(case)
    if case.stage in ENDED:
        raise StepNotOpen(stage=case.stage, step="whistle")
    if case.whistles.filter(ended_at__isnull=True).exists():
        raise WhistleBlownAlready()
    row = Whistle(
        case=case,
        words=whistle.words.strip(),
        spot=_spot(case, whistle.spot or case.place_note),
        blown_by=by.audit_name,
        blown_by_name=name_of(by),
        blown_at=now,
        changed_at=now,
    )
    row.put_at(case.place)
    row.save()
    call_parties(row, parties, by=by, now=now)
    said = Said(note=row.words, data={"to": _names(parties)})
    note_step(case, "whistle", by=by, now=now, said=said)
    publish(WhistleBlown(whistle_id=row.pk, case_id=case.pk))
    keys = [party.key for party in parties]
    audit.record("cases.whistle_blown", case, by=by, at=now, whistle=row.pk, to=keys)
    return row


@transaction.atomic
def call_more(
    *, whistle: Whistle, parties: Sequence[Party], by: Actor, now: datetime
) -> list[Call]:
    """Call further parties by a whistle that is still open."""
    require(by, CasePermission.WHISTLE, at=whistle.place)
    if not parties:
        raise NobodyCalled()
    whistle = held(whistle)
    calls = call_parties(whistle, parties, by=by, now=now)
    touch(whistle, now)
    said = Said(data={"to": _names(parties)})
    note_step(whistle.case, "whistle_more", by=by, now=now, said=said)
    keys = [party.key for party in parties]
    audit.record("cases.whistle_more", whistle.case, by=by, at=now, whistle=whistle.pk, to=keys)
    return calls


@transaction.atomic
def end_whistle(
    *, whistle: Whistle, said: Mapping[int, Help], words: str, by: Actor, now: datetime
) -> Whistle:
    """Say of each party (by its call) whether it helped, and end the whistle."""
    require(by, CasePermission.WHISTLE, at=whistle.place)
    whistle = held(whistle)
    for call in whistle.calls.select_related("party", "order").order_by("pk"):
        if call.stage == CallStage.RELEASED:
            continue
        help_of = said.get(call.pk)
        if help_of is None or help_of.helped not in Call.Helped.values:
            raise HelpMissing(party=call.party.name)
        call.helped, call.helped_words = help_of.helped, help_of.words.strip()[:400]
        end_call(call, words, by=by, now=now)
    return close_whistle(whistle, words, "cases.whistle_ended", by=by, now=now)


def close_whistle(
    whistle: Whistle, words: str, recorded: str, *, by: Actor, now: datetime
) -> Whistle:
    """End a whistle whose calls have ended; for services that hold the whistle."""
    whistle.ended_at, whistle.ended_by_name, whistle.ended_words = now, name_of(by), words.strip()
    touch(whistle, now)
    note_step(whistle.case, "whistle_ended", by=by, now=now, said=Said(note=words.strip()))
    publish(WhistleEnded(whistle_id=whistle.pk, case_id=whistle.case_id))
    audit.record(recorded, whistle.case, by=by, at=now, whistle=whistle.pk)
    return whistle


def end_call(call: Call, words: str, *, by: Actor, now: datetime) -> None:
    """End a call, and take back what it still asks; for services that hold the whistle."""
    call.stage = after(call.stage, Move.END)
    call.save()
    waiting = [call.order, *(ruling.order for ruling in call.rulings.filter(verdict=""))]
    for order in waiting:
        if order.closed_at is None:
            workorders.cancel(order=order, reason=words.strip(), by=by, now=now)


def call_parties(
    whistle: Whistle,
    parties: Sequence[Party],
    *,
    by: Actor,
    now: datetime,
    instead_of: Call | None = None,
) -> list[Call]:
    """Issue the orders that ask for an answer; for services that hold the whistle."""
    _require_new(whistle, parties)
    for party in parties:
        require_reach(party, whistle.case)
    issued = workorders.issue_all([as_order(whistle, party) for party in parties], by=by, now=now)
    calls = [
        Call(
            whistle=whistle,
            party=order.party,
            order=order,
            instead_of=instead_of,
            stage=CallStage.CALLED,
            called_at=now,
        )
        for order in issued
    ]
    return Call.objects.bulk_create(calls)


def as_order(
    whistle: Whistle, party: Party, follows: WorkOrder | None = None
) -> workorders.NewOrder:
    """What a called party finds in its inbox."""
    asked = Asked(WorkOrder.Kind.WHISTLE, party, ANSWER, instruction=whistle.words, follows=follows)
    return beside(whistle, asked)


def beside(whistle: Whistle, asked: Asked) -> workorders.NewOrder:
    """An order about a whistle: urgent, and in the whistle's words."""
    return workorders.NewOrder(
        kind=asked.kind,
        subject=whistle.case,
        title=whistle.words,
        place=whistle.place,
        address=whistle.spot,
        party=asked.party,
        clock_kind=asked.limit.clock_kind,
        clock_amount=asked.limit.clock_amount,
        urgent=True,
        instruction=asked.instruction,
        follows=asked.follows,
    )


def held(whistle: Whistle) -> Whistle:
    """The open whistle as it is now, held until the end of the transaction."""
    rows = Whistle.objects.select_for_update(of=("self",)).select_related("case__place", "place")
    row = rows.get(pk=whistle.pk)
    if row.ended_at is not None:
        raise StepNotOpen(stage="ended", step="whistle")
    return row


def _spot(case: Case, spot: str) -> str:
    """Where to go, for whoever does not know the place: the address, then the exact spot."""
    address = case.address or case.place.name
    return (spot if spot.startswith(address) else " · ".join(filter(None, (address, spot))))[:200]


def touch(whistle: Whistle, now: datetime) -> None:
    """Let whoever looks at the board know that something changed."""
    whistle.changed_at = now
    whistle.save()


def name_of(by: Actor) -> str:
    """The name that stands on the page."""
    return by.name if isinstance(by, User) else ""


def _require_new(whistle: Whistle, parties: Iterable[Party]) -> None:
    called = set(whistle.calls.values_list("party_id", flat=True))
    for party in parties:
        if party.pk in called:
            raise PartyCalledAlready(party=party.name)


def _checked(whistle: NewWhistle) -> list[Party]:
    if not whistle.words.strip():
        raise WordsMissing()
    parties = list({party.pk: party for party in whistle.parties}.values())
    if not parties:
        raise NobodyCalled()
    return parties


def _names(parties: Iterable[Party]) -> str:
    return "、".join(party.name for party in parties)
