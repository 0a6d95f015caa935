"""The case as one page or as the panel beside a list: the same template, the same context."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

from liren.accounts.models import User
from liren.cases.domain.actions import Act, actions_for, likely_action
from liren.cases.domain.mini_map import MiniMap, Outline, draw
from liren.cases.domain.sentences import next_sentence, stage_word
from liren.cases.domain.workflow import OPEN
from liren.cases.forms.acts import FORMS, ActForm
from liren.cases.models import Case, Channel, Photo, Report
from liren.cases.permissions import CasePermission
from liren.cases.selectors import cases as reads
from liren.cases.selectors import joint
from liren.cases.selectors.field import has_positions, position_of_case
from liren.cases.selectors.resident import standing_of, title_for_others
from liren.cases.selectors.situations import situation
from liren.cases.services import orders, reporter, understand
from liren.cases.views.desk_request import is_fragment, worker
from liren.core.redaction.public_words import public_words
from liren.places.models import Kind, Place
from liren.places.selectors import inside
from liren.workorders.models import WorkOrder
from liren.workorders.selectors import works_on

MOST_SHAPES = 160


@dataclass(frozen=True)
class Voice:
    """One report as the desk shows it."""

    report: Report
    contact: str
    photos: list[Photo]
    number: str = ""  # in clear, only right after it was asked for


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What this answer adds to the plain page: an open form, a number, a status."""

    form: ActForm | None = None
    act: Act | None = None
    number: str = ""
    report: int | None = None
    status: int = 200


PLAIN = Shown()


def panel(request: HttpRequest, case: Case, now: datetime, shown: Shown = PLAIN) -> HttpResponse:
    """Answer with the case, whole or as a piece."""
    context = context_of(case, worker(request), now, shown)
    template = "cases/desk/_case.html" if is_fragment(request) else "cases/desk/case.html"
    return render(request, template, context, status=shown.status)


def context_of(case: Case, user: User, now: datetime, shown: Shown) -> dict[str, Any]:
    """Everything the page shows."""
    waiting = orders.current(case)
    now_here = situation(case, waiting, user)
    acts = actions_for(now_here)
    likely = likely_action(now_here)
    form = shown.form or open_form(case, waiting, acts, shown.act, likely)
    may_see_reporter = user.has_perm(CasePermission.SEE_REPORTER, case.place)
    return (
        {
            "now": now,
            "case": case,
            "waiting": waiting,
            "form": form,
            "others": [FORMS[act] for act in acts if not form or act is not form.act],
            "voices": voices_of(case, shown, may_see_reporter),
            "may_see_reporter": may_see_reporter,
            "steps": reads.time_line(case),
            "same": same_matter(case, user, now),
            "joined": case.merged.order_by("pk"),
            "map": map_of(case.place),
            "may_correct": Act.CORRECT in acts,
            "may_merge": Act.MERGE in acts,
            "group_texts": group_texts(case, now) if case.channel == Channel.CHAT else [],
        }
        | joint_work(case, waiting, user)
        | where_they_stood(case, user)
    )


def where_they_stood(case: Case, user: User) -> dict[str, Any]:
    """Whether the person may read where colleagues stood, and what it is measured from."""
    may_see = user.has_perm(CasePermission.SEE_SPOT, case.place)
    return {
        "may_see_spot": may_see,
        "position": position_of_case(case) if may_see and has_positions(case) else None,
    }


def joint_work(case: Case, waiting: WorkOrder | None, user: User) -> dict[str, Any]:
    """The whistles and the helpers' parts of a case, and what the person may do with them."""
    leads = waiting is not None and works_on(user, waiting, CasePermission.HANDLE)
    leads = leads or user.has_perm(CasePermission.DISPATCH, case.place)
    may_blow = case.stage in OPEN and user.has_perm(CasePermission.WHISTLE, case.place)
    whistles = joint.of_case(user, case)
    return {
        "parts": joint.shared_out(case, user, leads=leads),
        "whistles": whistles,
        "may_leave": leads,
        "may_blow": may_blow and not any(one.ended_at is None for one in whistles),
    }


def group_texts(case: Case, now: datetime) -> list[str]:
    """How a case stands, for the group, in Chinese and English; nobody can be told from it."""
    texts = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            standing = standing_of(case, now=now)
            told = {
                "matter": _matter(case),
                "stage": stage_word(standing.stage),
                "next": next_sentence(standing),
                "answer": public_words(case.public_answer),
            }
            text = render_to_string("cases/desk/group_text.txt", told)
        texts.append(text.strip())
    return texts


def _matter(case: Case) -> str:
    """The group has read what was said in it; of other words what their reporter lets be read."""
    return public_words(case.title) if case.channel == Channel.CHAT else title_for_others(case)


def open_form(
    case: Case,
    waiting: WorkOrder | None,
    acts: tuple[Act, ...],
    wanted: Act | None,
    likely: Act | None,
) -> ActForm | None:
    """The form that stands open: the one asked for, or the likely one."""
    act = wanted if wanted in acts else likely
    return FORMS[act](case=case, waiting=waiting) if act else None


def voices_of(case: Case, shown: Shown, may_see_reporter: bool) -> list[Voice]:
    """What each person said; the number stays masked."""
    reports = case.reports.select_related("field_act").prefetch_related("photos").order_by("pk")
    return [
        Voice(
            report,
            reporter.masked_contact(report) if may_see_reporter else "",
            list(report.photos.all()),
            shown.number if report.pk == shown.report else "",
        )
        for report in reports
    ]


def same_matter(case: Case, user: User, now: datetime) -> list[understand.SimilarCase]:
    """Other open cases that may be the same matter, as far as the person may see them."""
    if case.stage not in OPEN or not user.has_perm(CasePermission.MERGE, case.place):
        return []
    first = case.reports.order_by("pk").first()
    found = understand.similar_cases(
        text=f"{case.title}\n{first.text if first else ''}", place=case.place, now=case.reported_at
    )
    mine = user.scope_for(CasePermission.SEE)
    others = [one for one in found if one.case.pk != case.pk and one.case.stage in OPEN]
    return [one for one in others if mine.covers(one.case.place_path)]


def map_of(place: Place) -> MiniMap | None:
    """The buildings around a place, with the place marked."""
    area = _area(place)
    if area is None:
        return None
    around = inside(area, Kind.COMPOUND, Kind.BUILDING).filter(geometry__isnull=False)
    outlines = [
        Outline(spot.name, spot.kind, spot.geometry or {}, _is_here(spot, place))
        for spot in around[:MOST_SHAPES]
    ]
    lies_at = place.longitude is not None and place.latitude is not None
    return draw(outlines, (place.longitude or 0, place.latitude or 0) if lies_at else None)


def _area(place: Place) -> Place | None:
    """The compound or the grid around it."""
    while place.kind not in (Kind.COMPOUND, Kind.GRID):
        if place.parent is None:
            return None
        place = place.parent
    return place


def _is_here(spot: Place, place: Place) -> bool:
    return spot.kind == Kind.BUILDING and place.path.startswith(spot.path)
