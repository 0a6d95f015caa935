"""The measures of case handling: rates over what was due, with their counts.

The denominators are those of city bulletins under GB/T 30428: closing and on-time rates are
over the cases *due in the period* (应结案), not over all that were filed. A case excluded from
the rates (剔除) is listed with its reason and approver, and the rates are given a second time
with it put back, because silent exclusion is the known way to better figures.

A period is half open, and a case counts as the period's end saw it: what is answered or closed
later changes no figure already published.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from liren.core.errors import sentence


class RateKey(StrEnum):
    """The rates, by the key of their definition."""

    FILED = "filed"
    CLOSED = "closed"
    ON_TIME = "on_time"
    OVERDUE = "overdue"
    EXTENDED = "extended"
    REWORKED = "reworked"
    RESPONDED = "responded"
    SOLVED = "solved"
    SATISFIED = "satisfied"


# English message ids, marked like those of errors; pages translate and print them.
DEFINITIONS: Mapping[RateKey, str] = MappingProxyType(
    {
        RateKey.FILED: sentence("Of the cases received in the period, those that were filed."),
        RateKey.CLOSED: sentence("Of the cases due in the period, those that were closed."),
        RateKey.ON_TIME: sentence(
            "Of the cases due in the period, those closed by their due time."
        ),
        RateKey.OVERDUE: sentence(
            "Of the cases due in the period, those closed late or still open."
        ),
        RateKey.EXTENDED: sentence(
            "Of the cases due in the period, those whose due time was extended."
        ),
        RateKey.REWORKED: sentence(
            "Of the due cases that were closed, those that had to be done again."
        ),
        RateKey.RESPONDED: sentence(
            "Of the callers to be contacted in the period, those contacted in time."
        ),
        RateKey.SOLVED: sentence(
            "Of the residents who answered the call-back, those who said: solved."
        ),
        RateKey.SATISFIED: sentence(
            "Of the residents who answered the call-back, those who said: satisfied."
        ),
    }
)


@dataclass(frozen=True, kw_only=True)
class Exclusion:
    """Why a case does not count, and who said so; neither may be missing."""

    reason: str
    approver: str

    def __post_init__(self) -> None:
        if not (self.reason.strip() and self.approver.strip()):
            raise ValueError("an exclusion needs a reason and an approver")


@dataclass(frozen=True, kw_only=True)
class CaseRecord:
    """What the measures need to know of one case; `asked` says whether it was called back."""

    number: str
    received_at: datetime
    filed_at: datetime | None = None
    due_by: datetime | None = None
    closed_at: datetime | None = None
    exclusion: Exclusion | None = None
    response_due: datetime | None = None
    response_at: datetime | None = None
    asked: bool = False
    solved: bool | None = None
    satisfied: bool | None = None
    reworked: bool = False
    extended: bool = False


@dataclass(frozen=True)
class Period:
    """From its start up to, but without, its end."""

    start: datetime
    end: datetime

    def has(self, at: datetime | None) -> bool:
        """Say whether the moment lies in it."""
        return at is not None and self.start <= at < self.end

    def has_seen(self, at: datetime | None) -> bool:
        """Say whether the moment had come when it ended."""
        return at is not None and at < self.end


@dataclass(frozen=True, kw_only=True)
class Counts:
    """The counted cases of a period. A part is never more than its whole."""

    received: int = 0
    filed: int = 0
    due: int = 0
    closed: int = 0
    on_time: int = 0
    extended: int = 0
    reworked: int = 0
    response_due: int = 0
    responded: int = 0
    responded_in_time: int = 0
    asked: int = 0
    solved_answers: int = 0
    solved: int = 0
    satisfied_answers: int = 0
    satisfied: int = 0

    def __post_init__(self) -> None:
        for part, whole in _PARTS:
            if not 0 <= getattr(self, part) <= getattr(self, whole):
                raise ValueError(f"{part} must be between 0 and {whole}")


_PARTS = (
    ("filed", "received"),
    ("closed", "due"),
    ("on_time", "closed"),
    ("extended", "due"),
    ("reworked", "closed"),
    ("responded", "response_due"),
    ("responded_in_time", "responded"),
    ("solved_answers", "asked"),
    ("solved", "solved_answers"),
    ("satisfied_answers", "asked"),
    ("satisfied", "satisfied_answers"),
)


@dataclass(frozen=True, kw_only=True)
class Rate:
    """One rate with the counts it stands on; `answered` of `asked` where people were asked."""

    key: RateKey
    numerator: int
    denominator: int
    answered: int | None = None
    asked: int | None = None

    @property
    def exact(self) -> Fraction | None:
        """The rate itself; None where nothing was counted, which is neither 0 nor 100 %."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def percentage(self) -> Decimal | None:
        """The rate in per cent, two decimals, half rounded up."""
        if not self.denominator:
            return None
        hundredths = (20_000 * self.numerator + self.denominator) // (2 * self.denominator)
        return Decimal(hundredths).scaleb(-2)

    @property
    def definition(self) -> str:
        """The English message id of what it means."""
        return DEFINITIONS[self.key]


@dataclass(frozen=True)
class ExcludedCase:
    """A case that would have counted, for the public list."""

    number: str
    reason: str
    approver: str


@dataclass(frozen=True, kw_only=True)
class Measures:
    """The rates of a period, what was left out of them, and the rates with that put back."""

    counts: Counts
    rates: Mapping[RateKey, Rate]
    excluded: tuple[ExcludedCase, ...] = ()
    with_excluded: Mapping[RateKey, Rate]


def measures_of(counts: Counts) -> Measures:
    """Return the measures of counts made elsewhere, such as a bulletin's."""
    rates = _rates(counts)
    return Measures(counts=counts, rates=rates, with_excluded=rates)


def measure(cases: Iterable[CaseRecord], period: Period) -> Measures:
    """Return the measures of the cases as the period's end saw them."""
    known = [case for case in cases if _touches(case, period)]
    # A careless join would raise every figure without a trace.
    if len({case.number for case in known}) != len(known):
        raise ValueError("a case came twice")
    kept = [case for case in known if case.exclusion is None]
    counts = _count(kept, period)
    return Measures(
        counts=counts,
        rates=_rates(counts),
        excluded=tuple(
            ExcludedCase(case.number, case.exclusion.reason, case.exclusion.approver)
            for case in known
            if case.exclusion is not None
        ),
        with_excluded=_rates(_count(known, period)),
    )


def _touches(case: CaseRecord, period: Period) -> bool:
    return period.has(case.received_at) or _is_due(case, period) or period.has(case.response_due)


def _is_due(case: CaseRecord, period: Period) -> bool:
    """Only a filed case can be due: one that was refused has nobody to close it."""
    return period.has_seen(case.filed_at) and period.has(case.due_by)


def _is_on_time(case: CaseRecord) -> bool:
    return case.closed_at is not None and case.due_by is not None and case.closed_at <= case.due_by


def _count(cases: Iterable[CaseRecord], period: Period) -> Counts:
    cases = tuple(cases)
    received = [case for case in cases if period.has(case.received_at)]
    due = [case for case in cases if _is_due(case, period)]
    closed = [case for case in due if period.has_seen(case.closed_at)]
    asked = [case for case in closed if case.asked]
    to_answer = [case for case in cases if period.has(case.response_due)]
    answered = [case for case in to_answer if period.has_seen(case.response_at)]
    return Counts(
        received=len(received),
        filed=sum(period.has_seen(case.filed_at) for case in received),
        due=len(due),
        closed=len(closed),
        on_time=sum(map(_is_on_time, closed)),
        extended=sum(case.extended for case in due),
        reworked=sum(case.reworked for case in closed),
        response_due=len(to_answer),
        responded=len(answered),
        responded_in_time=sum(map(_is_answered_in_time, answered)),
        asked=len(asked),
        solved_answers=sum(case.solved is not None for case in asked),
        solved=sum(case.solved is True for case in asked),
        satisfied_answers=sum(case.satisfied is not None for case in asked),
        satisfied=sum(case.satisfied is True for case in asked),
    )


def _is_answered_in_time(case: CaseRecord) -> bool:
    answered, latest = case.response_at, case.response_due
    return answered is not None and latest is not None and answered <= latest


def _rates(counts: Counts) -> Mapping[RateKey, Rate]:
    c = counts
    parts = {
        RateKey.FILED: (c.filed, c.received),
        RateKey.CLOSED: (c.closed, c.due),
        RateKey.ON_TIME: (c.on_time, c.due),
        RateKey.OVERDUE: (c.due - c.on_time, c.due),
        RateKey.EXTENDED: (c.extended, c.due),
        RateKey.REWORKED: (c.reworked, c.closed),
        RateKey.RESPONDED: (c.responded_in_time, c.response_due),
        RateKey.SOLVED: (c.solved, c.solved_answers),
        RateKey.SATISFIED: (c.satisfied, c.satisfied_answers),
    }
    answers = {
        RateKey.RESPONDED: (c.responded, c.response_due),
        RateKey.SOLVED: (c.solved_answers, c.asked),
        RateKey.SATISFIED: (c.satisfied_answers, c.asked),
    }
    rates = {}
    for key, (numerator, denominator) in parts.items():
        answered, asked = answers.get(key, (None, None))
        rates[key] = Rate(
            key=key,
            numerator=numerator,
            denominator=denominator,
            answered=answered,
            asked=asked,
        )
    return MappingProxyType(rates)
