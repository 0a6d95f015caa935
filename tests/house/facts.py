"""One fact of each kind that somebody listens to, about rows that exist."""

from collections.abc import Callable

from liren.accounts.events import ResidentJoined, SignInCodeRequested
from liren.accounts.models import User
from liren.accounts.services.codes import request_code
from liren.cases.events import CaseReported
from liren.core.events import Event
from liren.deliberation.events import WordsHidden
from liren.people.events import (
    CanaryViewed,
    DeletionAsked,
    HomeConfirmed,
    HomeStale,
    LinkAsked,
    LookedAtMany,
    PersonErased,
    PersonsJoined,
    PersonsParted,
)
from liren.voting.events import RollPosted, VoteCalledOff, VoteCounted, VoteOpened
from liren.workorders.events import (
    CalendarChanged,
    InstructionDecided,
    OrderEscalated,
    OrderLate,
    OrderRescheduled,
)
from tests.factories import care, rows, sensing, talk
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood


def _code(town: Neighbourhood) -> int:
    return request_code(phone="13800000001", now=MONDAY_MORNING).pk


def _reported(town: Neighbourhood) -> CaseReported:
    return CaseReported(case_id=rows.case(town).pk, report_id=rows.report(town).pk)


def _newcomer(town: Neighbourhood) -> User:
    return town.users["resident"]


def _joined(town: Neighbourhood) -> PersonsJoined:
    origin, survivor = care.joined(town)
    return PersonsJoined(origin_id=origin, survivor_id=survivor)


def _parted(town: Neighbourhood) -> PersonsParted:
    origin, survivor = care.joined(town)
    return PersonsParted(origin_id=origin, survivor_id=survivor)


# One fact of each kind that somebody listens to, by its name; about rows that exist.
FACTS: dict[str, Callable[[Neighbourhood], Event]] = {
    "deliberation.words_hidden": lambda town: WordsHidden(hiding_id=talk.some_hiding(town).pk),
    "cases.reported": _reported,
    "accounts.resident_joined": lambda town: ResidentJoined(user_id=_newcomer(town).pk),
    "accounts.sign_in_code_requested": lambda town: SignInCodeRequested(code_id=_code(town)),
    "workorders.calendar_changed": lambda town: CalendarChanged(date="2026-11-18"),
    "workorders.late": lambda town: OrderLate(order_id=rows.order(town).pk),
    "workorders.rescheduled": lambda town: OrderRescheduled(order_id=rows.order(town).pk),
    "workorders.escalated": lambda town: OrderEscalated(order_id=rows.order(town).pk, level=1),
    "workorders.instruction_decided": lambda town: InstructionDecided(
        instruction_id=rows.instruction(town).pk, stage="issued"
    ),
    "people.canary_viewed": lambda town: CanaryViewed(
        viewing_id=rows.viewing(town).pk, place_path=town.home.path
    ),
    "people.looked_at_many": lambda town: LookedAtMany(
        viewer="worker", hour="2026-11-16T09", place_path=town.home.path
    ),
    "people.link_asked": lambda town: LinkAsked(link_id=rows.self_link(town).pk),
    "people.home_stale": lambda town: HomeStale(place_id=town.home.pk),
    "people.home_confirmed": lambda town: HomeConfirmed(place_id=town.home.pk),
    "people.person_erased": lambda town: PersonErased(person_id=care.erased(town).pk),
    "people.persons_joined": lambda town: _joined(town),
    "people.persons_parted": lambda town: _parted(town),
    "people.deletion_asked": lambda town: DeletionAsked(request_id=rows.deletion(town).pk),
    "voting.roll_posted": lambda town: RollPosted(vote_id=rows.vote(town).pk),
    "voting.opened": lambda town: VoteOpened(vote_id=rows.vote(town).pk),
    "voting.counted": lambda town: VoteCounted(vote_id=rows.vote(town).pk),
    "people.consent_withdrawn": sensing.withdrawn,
    "sensing.alert_raised": sensing.raised,
    "care.help_ended": care.ended,
    "voting.called_off": lambda town: VoteCalledOff(vote_id=rows.vote(town).pk),
}
