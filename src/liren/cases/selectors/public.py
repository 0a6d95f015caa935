"""What anybody may read of the cases of a place: outdoors only, and every word covered.

Whatever is given to strangers (pages, feeds, other systems) starts from `public_cases`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from liren.cases.domain.public_words import public_words
from liren.cases.domain.workflow import ENDED, OPEN, Stage
from liren.cases.models import Case, CaseQuerySet, Report
from liren.cases.selectors.resident import INDOORS
from liren.core.scope import Scope

OPEN_STAGES, ENDED_STAGES = OPEN, ENDED


@dataclass(frozen=True)
class PublicCase:
    """A case as strangers may read it."""

    case: Case
    title: str
    words: str
    address: str
    explanation: str  # why it stands where it stands

    @property
    def is_open(self) -> bool:
        """Whether somebody still works on it."""
        return self.case.stage not in ENDED


def public_cases(scope: Scope) -> CaseQuerySet:
    """The cases inside a scope that may be shown to anybody: what is inside a home stays there."""
    return Case.objects.within(scope).exclude(place__kind__in=INDOORS)


def shown(cases: Sequence[Case]) -> list[PublicCase]:
    """The cases with their words covered, in one statement however many there are."""
    texts = _first_words(cases)
    return [
        PublicCase(
            case=case,
            title=public_words(case.title),
            words=public_words(texts.get(case.pk, "")),
            address=public_words(case.address),
            explanation=_explanation(case),
        )
        for case in cases
    ]


def _first_words(cases: Sequence[Case]) -> dict[int, str]:
    """The words that made each case; what other voices added stays with those who handle it."""
    reports = Report.objects.filter(first_case__in=cases).order_by("-id")
    return dict(reports.values_list("first_case_id", "text"))


def _explanation(case: Case) -> str:
    if case.stage == Stage.SUSPENDED:
        return public_words(case.suspended_reason)
    if case.stage == Stage.MERGED:
        return f"→ {case.merged_into.number}" if case.merged_into else ""
    return public_words(case.public_answer)
