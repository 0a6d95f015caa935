"""What a resident may read: one's own reports, and of the neighbours' only what tells nobody."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import F, Min, Q, QuerySet

from liren.accounts.models import Party, User
from liren.cases.domain.sentences import Said, Standing, next_sentence, stage_word, step_sentence
from liren.cases.domain.workflow import ENDED, Stage
from liren.cases.models import Case, CaseStep, Photo, Report, Shown
from liren.core.redaction.public_check import clear_words
from liren.core.redaction.public_words import public_words
from liren.places.models import Kind
from liren.ui.naming import local_name
from liren.workorders.models import OrderQuerySet, WorkOrder
from liren.workorders.selectors import BESIDE

JUDGING_TIME = timedelta(days=15)
MOST_MINE = 50
INDOORS = (Kind.UNIT, Kind.HOME)
SUBJECT = Case._meta.label_lower


@dataclass(frozen=True)
class Item:
    """One report with where its case stands."""

    report: Report
    standing: Standing
    is_opener: bool = True  # whose words made the case; title and exact spot are theirs

    @property
    def title(self) -> str:
        """What it is called; of a neighbour's words only what they let others read."""
        return self.case.title if self.is_opener else title_for_others(self.case)

    @property
    def where(self) -> str:
        """The place; the exact spot only for whoever named it."""
        if not self.is_opener:
            return public_words(self.case.address)
        return " · ".join(filter(None, (self.case.address, self.case.place_note)))

    @property
    def case(self) -> Case:
        """The case it belongs to now."""
        return self.report.case

    @property
    def next(self) -> Said:
        """What happens next, who does it, by when."""
        return next_sentence(self.standing)

    @property
    def waits_for_you(self) -> bool:
        """Whether the resident's word is what is missing."""
        closed = self.standing.stage == Stage.CLOSED and self.standing.solved is None
        return closed and self.standing.can_judge

    @property
    def is_running(self) -> bool:
        """Whether somebody still works on it."""
        return self.standing.stage not in ENDED

    @property
    def word(self) -> Said:
        """The word of the badge."""
        is_late = self.standing.is_late and self.is_running
        return stage_word(self.standing.stage, is_late=is_late, waits_for_you=self.waits_for_you)


def title_for_others(case: Case) -> str:
    """What a case is called before those whose words did not make it."""
    words = clear_words(case.title) if case.shown == Shown.WORDS else ""
    kind = local_name(case.category) if case.category else ""
    return words or kind or public_words(case.address)


@dataclass(frozen=True)
class Moment:
    """One line of the time line: what happened, and the words and pictures that came with it."""

    at: datetime
    said: Said
    words: str = ""
    photos: list[Photo] = field(default_factory=list)


@dataclass(frozen=True)
class Progress:
    """All that the page of one report shows."""

    item: Item
    steps: Sequence[CaseStep]
    pictures: Sequence[Photo]

    @cached_property
    def own_photos(self) -> list[Photo]:
        """The pictures that came with the report itself."""
        return [p for p in self.pictures if p.step_id is None and p.report_id]

    @cached_property
    def moments(self) -> list[Moment]:
        """What happened, the latest first."""
        told = (self._moment(step) for step in reversed(self.steps))
        return [moment for moment in told if moment]

    def _moment(self, step: CaseStep) -> Moment | None:
        party = local_name(step.party) if step.party else self.item.standing.office
        said = step_sentence(step.step, party=party, data=step.data)
        if said is None:
            return None
        is_own = step.data.get("report") == self.item.report.pk
        photos = [p for p in self.pictures if p.step_id == step.pk]
        return Moment(step.at, said, step.note if is_own else step.public_text, photos)


def progress(report: Report, *, now: datetime) -> Progress:
    """How a report stands; four statements whatever happened to it."""
    (item,) = _items([report], now)
    steps = CaseStep.objects.filter(case_id=report.case_id).select_related("party")
    # One's own stay one's own, whichever case the report was joined to.
    own_or_official = Q(report=report) | Q(report=None, case_id=report.case_id)
    pictures = Photo.objects.filter(own_or_official).order_by("id")
    return Progress(item, list(steps.order_by("at", "id")), list(pictures))


@dataclass(frozen=True, kw_only=True)
class Whose:
    """By what a resident's own reports are known: account, telephone, this browser."""

    user: User | None = None
    contact: bytes | None = None
    links: Sequence[str] = ()


def mine(whose: Whose, *, now: datetime) -> list[Item]:
    """The reports of a person and of this browser, the latest first."""
    wanted = Q(link__in=list(whose.links))
    if whose.user is not None:
        wanted |= Q(user=whose.user)
    if whose.contact is not None:
        wanted |= Q(contact_index=whose.contact)
    return _items(list(_with_cases(Report.objects.filter(wanted))[:MOST_MINE]), now)


def _with_cases(reports: QuerySet[Report]) -> QuerySet[Report]:
    cases = ("case__party", "case__place", "case__category", "case__merged_into")
    return reports.select_related(*cases).order_by("-id")


def _items(reports: Sequence[Report], now: datetime) -> list[Item]:
    if not reports:
        return []
    cases = [report.case for report in reports]
    openers = _openers(cases)
    return [
        Item(report, standing, openers.get(report.case_id, report.pk) == report.pk)
        for report, standing in zip(reports, standings(cases, now), strict=True)
    ]


def standings(cases: Sequence[Case], now: datetime) -> list[Standing]:
    """All that the next sentence of each case rests on, in two statements."""
    offices = _offices(cases)
    waiting = _waited_for().filter(subject_id__in={case.pk for case in cases})
    due = dict(waiting.values_list("subject_id", "due_at"))
    return [_standing(case, offices, due.get(case.pk), now) for case in cases]


def standing_of(case: Case, *, now: datetime) -> Standing:
    """Where one case stands, as everybody may hear it."""
    due = _waited_for().filter(subject_id=case.pk).values_list("due_at", flat=True).first()
    return replace(_standing(case, _offices([case]), due, now), can_judge=False)


def _waited_for() -> OrderQuerySet:
    """The orders that cases wait for; what helpers do beside them has its own time."""
    waiting = WorkOrder.objects.open().filter(subject_type=SUBJECT).exclude(kind__in=BESIDE)
    return waiting.order_by("id")


def _openers(cases: Sequence[Case]) -> dict[int, int]:
    """The first report of each case that has several voices."""
    many = {case.pk for case in cases if case.voices > 1}
    if not many:
        return {}
    own = Report.objects.filter(case_id__in=many, first_case_id=F("case_id"))
    return dict(own.order_by().values_list("case_id").annotate(Min("pk")))


def _offices(cases: Sequence[Case]) -> dict[str, str]:
    """The name of the office of each community."""
    paths = {case.community_path for case in cases}
    offices = Party.objects.active().filter(kind=Party.Kind.COMMUNITY, place_path__in=paths)
    rows = offices.order_by("-id")
    return {party.place_path: local_name(party) for party in rows}


def _standing(case: Case, offices: dict[str, str], due: datetime | None, now: datetime) -> Standing:
    return Standing(
        stage=case.stage,
        office=offices.get(case.community_path) or local_name(case.place),
        party=local_name(case.party) if case.party else "",
        due=due,
        is_late=due is not None and due < now,
        urgent=case.urgent,
        review_date=case.review_date,
        reopened=bool(case.reopened),
        solved=case.solved,
        can_judge=case.closed_at is not None and now <= case.closed_at + JUDGING_TIME,
        merged_number=case.merged_into.number if case.merged_into else "",
    )


def photo_for(pk: int, *, link: str) -> Photo | None:
    """A picture that the holder of a link may see: one's own, and those of the handlers."""
    report = Report.objects.filter(link=link.replace("\0", "")).only("pk", "case_id").first()
    if report is None:
        return None
    own_or_official = Q(report=report) | Q(report=None, case_id=report.case_id)
    return Photo.objects.filter(own_or_official, pk=pk).first()


def photo_of_visible(pk: int, cases: QuerySet[Case]) -> Photo | None:
    """A picture of a case that somebody may see."""
    seen = Q(case__in=cases) | Q(report__case__in=cases)
    return Photo.objects.filter(seen, pk=pk).first()
