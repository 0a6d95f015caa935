"""What strangers may read of cases: taken up, out of doors, of an open class, not kept private.

`public_cases` says which cases stand at all, `public_wordings` what of them may be read. Every
door that publishes asks them: pages, feeds, followers, other systems.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, Max, OuterRef, Q

from liren.cases.domain.publicity import GROUPS, PUBLIC_STAGES
from liren.cases.domain.sentences import Said, Standing, public_next, stage_word, step_sentence
from liren.cases.domain.workflow import ENDED, OPEN, Stage
from liren.cases.models import Case, CaseQuerySet, CaseStep, Channel, PublicText, Report, Shown
from liren.cases.selectors.cases import CaseUnknown, day_begin
from liren.cases.selectors.resident import INDOORS, standings
from liren.core.permissions import Actor
from liren.core.redaction.public_check import clear_words
from liren.core.scope import EVERYWHERE, Scope
from liren.places import selectors as places
from liren.places.models import Kind, Place
from liren.ui.naming import local_name

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from liren.places.domain.plan import Outline, Plan

PAGE = 20
OTHER_SYSTEMS = "open311:"  # how the source of their reports begins
OPEN_STAGES, ENDED_STAGES = OPEN, ENDED
AREAS = (Kind.COMMUNITY, Kind.GRID, Kind.COMPOUND, Kind.BUILDING, Kind.POINT)
# Of the course of a case, what neighbours are told; never in whose words.
TOLD_BY_THE_OFFICE = (
    "file",
    "confirm_existence",
    "dispatch",
    "accepted",
    "handed_over",
    "extended",
)
TOLD_BY_THE_PARTY = ("return", "finish", "approve", "rework", "late", "answered", "judged")
TOLD_LATER = ("suspend", "resume", "reopen")
TOLD = (*TOLD_BY_THE_OFFICE, *TOLD_BY_THE_PARTY, *TOLD_LATER)


@dataclass(frozen=True)
class PublicWording:
    """What of a case strangers may read; empty is what they may not."""

    title: str
    where: str
    answer: str = ""
    answer_waits: bool = False


@dataclass(frozen=True)
class PublicRow:
    """One matter as neighbours see it."""

    case: Case
    wording: PublicWording

    @property
    def word(self) -> Said:
        """Its stage in a word."""
        return stage_word(self.case.stage)

    @property
    def who(self) -> str:
        """Who has it in hand; empty while nobody has."""
        return local_name(self.case.party) if self.case.party else ""

    @property
    def kind(self) -> str:
        """Its class in the reader's language."""
        return local_name(self.case.category) if self.case.category else ""

    @property
    def is_open(self) -> bool:
        """Whether somebody still works on it."""
        return self.case.stage not in ENDED


@dataclass(frozen=True, kw_only=True)
class PublicFilters:
    """What a neighbour looks for; every field may be left open."""

    category: int | None = None
    group: str = ""
    from_date: date | None = None
    until_date: date | None = None
    after: tuple[datetime, int] | None = None  # the last row of the page before


@dataclass(frozen=True)
class PublicPage:
    """One page of the list; the latest news first."""

    rows: list[PublicRow]
    after: tuple[datetime, int] | None


def shareable(cases: CaseQuerySet) -> CaseQuerySet:
    """Those that neighbours may hear of: out of doors, of no private class, not kept private."""
    outdoors = cases.exclude(place__kind__in=INDOORS)
    return outdoors.exclude(category__private=True).exclude(shown=Shown.OFFICE)


def public_cases(scope: Scope) -> CaseQuerySet:
    """Every case of a place that stands in public: somebody has read it and settled its class."""
    return shareable(Case.objects.within(scope).filter(_TAKEN_UP))


def cases_for_systems(scope: Scope) -> CaseQuerySet:
    """The same, and what other systems sent from its first to its last stage: they follow it."""
    sent = Report.objects.filter(first_case=OuterRef("pk"), source__startswith=OTHER_SYSTEMS)
    theirs = Q(channel=Channel.API) & Exists(sent)  # the channel alone is anybody's
    return shareable(Case.objects.within(scope).filter(theirs | _TAKEN_UP))


_TAKEN_UP = Q(public_at__isnull=False, stage__in=PUBLIC_STAGES, category__isnull=False)


def filtered(place: Place, filters: PublicFilters) -> CaseQuerySet:
    """The public cases at a place that answer to all filters."""
    cases = public_cases(Scope.of([place.path]))
    if filters.category:
        wanted = Q(category_id=filters.category) | Q(category__parent_id=filters.category)
        cases = cases.filter(wanted)
    if filters.group in GROUPS:
        cases = cases.filter(stage__in=GROUPS[filters.group])
    if filters.from_date:
        cases = cases.filter(reported_at__gte=day_begin(filters.from_date))
    if filters.until_date:
        cases = cases.filter(reported_at__lt=day_begin(filters.until_date, days_later=1))
    return cases


def public_page(place: Place, filters: PublicFilters, *, most: int = PAGE) -> PublicPage:
    """A page of the list in two statements."""
    cases = filtered(place, filters)
    if filters.after:
        at, pk = filters.after
        cases = cases.filter(Q(public_at__lt=at) | Q(public_at=at, pk__lt=pk))
    found = list(
        cases.select_related("category", "party", "place").order_by("-public_at", "-pk")[: most + 1]
    )
    rows, last = found[:most], found[most - 1] if len(found) > most else None
    after = (last.public_at, last.pk) if last and last.public_at else None
    return PublicPage(public_rows(rows), after)


def newest_change(place: Place) -> datetime | None:
    """When anything last came, changed or went at a place; what went private counts too."""
    known = Case.objects.within(Scope.of([place.path])).filter(public_at__isnull=False)
    newest: datetime | None = known.aggregate(newest=Max("public_at"))["newest"]
    return newest


def public_wording(case: Case) -> PublicWording:
    """What of one case strangers may read, or not found when it stands nowhere."""
    found = public_cases(Scope.of([case.place_path])).filter(pk=case.pk)
    known = found.select_related("category", "place").first()
    if known is None:
        raise CaseUnknown()
    return public_wordings([known])[case.pk]


def public_rows(cases: Sequence[Case]) -> list[PublicRow]:
    """Cases with what of them may be read, in one statement; class and party are known."""
    wordings = public_wordings(cases)
    return [PublicRow(case, wordings[case.pk]) for case in cases]


def public_wordings(cases: Sequence[Case]) -> dict[int, PublicWording]:
    """What of shareable cases strangers may read, in one statement; their class is known.

    Without a wording that is clear, the class stands in the place of the words.
    """
    texts: dict[tuple[int, str], PublicText] = {
        (text.case_id, text.kind): text for text in PublicText.objects.filter(case__in=cases)
    }
    return {case.pk: _wording(case, texts) for case in cases}


def _wording(case: Case, texts: Mapping[tuple[int, str], PublicText]) -> PublicWording:
    title = texts.get((case.pk, PublicText.Kind.TITLE))
    answer = texts.get((case.pk, PublicText.Kind.ANSWER))
    kind = local_name(case.category) if case.category else ""
    words = _clear(title, case, case.title) if _may_be_read(case) else ""
    return PublicWording(
        title=words or kind,
        where=case.address,
        answer=_clear(answer, case, case.public_answer),
        answer_waits=answer is not None and answer.state == PublicText.State.WAITING,
    )


def _may_be_read(case: Case) -> bool:
    """Whether its writer's words may stand: not of what was refused.

    Nor before its class is known: it may be one that is never public.
    """
    is_open = case.stage != Stage.REFUSED and case.category_id is not None
    return case.shown == Shown.WORDS and is_open


def _clear(text: PublicText | None, case: Case, source: str) -> str:
    """The wording that stands; of what nobody reads beforehand only what is clear by itself."""
    if case.stage not in PUBLIC_STAGES:
        return clear_words(source)
    stands = text is not None and text.state == PublicText.State.CLEAR and text.source == source
    return text.words if text is not None and stands else ""


def offers(cases: Iterable[Case]) -> list[PublicRow]:
    """Of cases that a report may repeat those that its writer may hear of, in two statements."""
    wanted = [case.pk for case in cases]
    found = shareable(Case.objects.filter(pk__in=wanted)).select_related("category", "party")
    rows = {row.case.pk: row for row in public_rows(list(found))}
    return [rows[pk] for pk in wanted if pk in rows]


def done_lately(community: Place | None, *, most: int = 3) -> list[Case]:
    """What was closed last; pages show its class and place, never the words."""
    if community is None:
        return []
    closed = public_cases(Scope.of([community.path])).filter(stage=Stage.CLOSED)
    return list(closed.select_related("category", "place").order_by("-closed_at")[:most])


@dataclass(frozen=True)
class PublicMoment:
    """One line of a public time line: what happened, never in whose words."""

    at: datetime
    said: Said


@dataclass(frozen=True)
class PublicCase:
    """All that the page of one matter shows."""

    row: PublicRow
    standing: Standing
    moments: list[PublicMoment]

    @property
    def next(self) -> Said:
        """What happens next, who does it, by when."""
        return public_next(self.standing)


def public_case(pk: int, *, now: datetime) -> PublicCase:
    """One matter with its course, or not found."""
    case = (
        public_cases(EVERYWHERE).filter(pk=pk).select_related("category", "party", "place").first()
    )
    if case is None:
        raise CaseUnknown()
    (standing,) = standings([case], now)
    steps = CaseStep.objects.filter(case=case, step__in=TOLD).select_related("party")
    moments = [_moment(step, standing) for step in steps.order_by("-at", "-id")]
    return PublicCase(public_rows([case])[0], standing, [moment for moment in moments if moment])


def _moment(step: CaseStep, standing: Standing) -> PublicMoment | None:
    party = local_name(step.party) if step.party else standing.office
    said = step_sentence(step.step, party=party, data={})
    return PublicMoment(step.at, said) if said else None


@dataclass(frozen=True)
class Spot:
    """A building or compound with the number of matters there; `at` is where the plan marks it."""

    place: Place
    count: int
    outline: "Outline | None" = None

    @property
    def name(self) -> str:
        """What people call it; a building with its compound stands under that."""
        return local_name(self.place)

    @property
    def at(self) -> tuple[float, float] | None:
        """The middle of its outline."""
        return self.outline.middle if self.outline else None


@dataclass(frozen=True)
class PublicMap:
    """The plan with its marks; `spots` says the same as a list."""

    plan: "Plan"
    spots: list[Spot] = field(default_factory=list)

    @property
    def marks(self) -> list[Spot]:
        """Those that the plan can show."""
        return [spot for spot in self.spots if spot.outline]


def public_map(community: Place, cases: CaseQuerySet) -> PublicMap:
    """Where the matters lie, counted by building, else by compound, else by area."""
    plan = places.plan_of(community)
    drawn = {outline.key: outline for outline in plan.outlines}
    counted: dict[int, int] = {}
    for path, count in cases.order_by().values_list("place_path").annotate(Count("pk")):
        key = _shown_at(path, drawn)
        counted[key] = counted.get(key, 0) + count
    rows = Place.objects.in_bulk(list(counted))
    spots = [
        Spot(rows[key], count, drawn.get(key)) for key, count in counted.items() if key in rows
    ]
    return PublicMap(plan, sorted(spots, key=lambda spot: (-spot.count, spot.place.path)))


def _shown_at(path: str, drawn: "dict[int, Outline]") -> int:
    """The finest place on the plan that holds the path; a path is made of ids."""
    ids = [int(path[at : at + 8]) for at in range(0, len(path), 8)]
    return next((pk for pk in reversed(ids) if pk in drawn), ids[-1])


def area_by_code(code: str) -> Place:
    """A place that may have a public page: a community or what lies out of doors in one."""
    place = places.by_code(code)
    if place.kind not in AREAS:
        raise places.PlaceUnknown(place=code)
    return place


def waiting_wordings(user: Actor, permission: str) -> "QuerySet[PublicText]":
    """What waits to be read before neighbours read it, the longest waiting first."""
    mine = PublicText.objects.within(user.scope_for(permission))
    waiting = mine.filter(state=PublicText.State.WAITING).select_related("case__category", "place")
    return waiting.order_by("id")


def wording_for(user: Actor, permission: str, pk: int) -> PublicText:
    """One of them, decided or not, or not found."""
    mine = PublicText.objects.within(user.scope_for(permission)).filter(pk=pk)
    found = mine.select_related("case__category", "case__party", "place").first()
    if found is None:
        raise CaseUnknown()
    return found
