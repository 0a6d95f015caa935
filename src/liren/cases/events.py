"""What cases announce."""

from dataclasses import dataclass

from liren.core.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True)
class CaseReported(Event):
    """Somebody's words became a case, or joined one."""

    name = "cases.reported"
    case_id: int
    report_id: int
    urgent: bool = False


@fact
@dataclass(frozen=True, kw_only=True)
class CaseFiled(Event):
    """A report was taken up as a case."""

    name = "cases.filed"
    case_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class CaseRefused(Event):
    """A report was not taken up, with a reason in public."""

    name = "cases.refused"
    case_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class CaseDispatched(Event):
    """A case was handed to a party and its clock started."""

    name = "cases.dispatched"
    case_id: int
    order_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class CaseReturned(Event):
    """A party gave a case back, with its reason."""

    name = "cases.returned"
    case_id: int
    order_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class CaseHandled(Event):
    """A party says that it is done; the check on the spot follows."""

    name = "cases.handled"
    case_id: int
    order_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class CaseSuspended(Event):
    """A case cannot be solved now and is kept open with a review date."""

    name = "cases.suspended"
    case_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class CaseClosed(Event):
    """A case was checked on the spot and closed."""

    name = "cases.closed"
    case_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class CaseJudged(Event):
    """A resident said whether it is solved."""

    name = "cases.judged"
    case_id: int
    report_id: int
    solved: bool


@fact
@dataclass(frozen=True, kw_only=True)
class CaseReopened(Event):
    """A resident's no put a case back to work."""

    name = "cases.reopened"
    case_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class CasesMerged(Event):
    """Two cases turned out to be one matter."""

    name = "cases.merged"
    case_id: int
    into_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class WhistleBlown(Event):
    """A community called several parties to a case."""

    name = "cases.whistle_blown"
    whistle_id: int
    case_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class WhistleAnswered(Event):
    """A called party answered."""

    name = "cases.whistle_answered"
    call_id: int
    answer: str


@fact
@dataclass(frozen=True, kw_only=True)
class WhistleRuled(Event):
    """The street ruled whose it is."""

    name = "cases.whistle_ruled"
    ruling_id: int
    verdict: str


@fact
@dataclass(frozen=True, kw_only=True)
class WhistleEnded(Event):
    """The whistler said who helped, and ended the whistle."""

    name = "cases.whistle_ended"
    whistle_id: int
    case_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class PartSettled(Event):
    """A helper's part is done, or the lead said why it is left."""

    name = "cases.part_settled"
    part_id: int
    case_id: int
