"""What a worker takes along into the field, and what came back from there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from liren.accounts.models import User
from liren.cases.domain.actions import Act, actions_for
from liren.cases.models import Case, FieldAct, Photo, Report
from liren.cases.permissions import CasePermission
from liren.cases.selectors.cases import SUBJECT, briefs
from liren.cases.selectors.situations import situation
from liren.core.errors import NotFound, sentence
from liren.core.scope import Scope, ancestors
from liren.places import selectors as places
from liren.places.models import Kind, Place
from liren.workorders import selectors as workorders
from liren.workorders.models import WorkOrder

KINDS = (WorkOrder.Kind.EXISTENCE, WorkOrder.Kind.CHECK, WorkOrder.Kind.HANDLE)
ACTS = (Act.CONFIRM, Act.DENY, Act.APPROVE, Act.SEND_BACK, Act.ACCEPT, Act.FINISH)
SPOTS = (Kind.GRID, Kind.COMPOUND, Kind.BUILDING, Kind.POINT)
MOST_ORDERS = 100
MOST_PHOTOS = 6
MOST_SPOTS = 3000

Position = tuple[float, float]


class OrderGone(NotFound):
    """The order is nobody's of this person any more: given on, or never theirs."""

    code = "cases.order_gone"
    sentence = sentence("This order is not with you any more: it was given on, or taken back.")


@dataclass(frozen=True)
class FieldOrder:
    """One order with all that somebody needs who stands there without a line."""

    order: WorkOrder
    case: Case
    acts: list[Act]
    position: Position | None
    words: list[str] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)


@dataclass(frozen=True)
class FieldSpot:
    """A place at which something new may be found; `within` is the compound around it."""

    place: Place
    within: Place | None
    position: Position | None


def act_of_key(by: str, key: UUID) -> FieldAct | None:
    """The act that was taken in under a key of this person."""
    return FieldAct.objects.select_related("case").filter(by=by, key=key).first()


def field_orders(user: User) -> list[FieldOrder]:
    """The open orders somebody works on outdoors, place by place, the soonest due first."""
    mine = workorders.inbox(user).filter(subject_type=SUBJECT, kind__in=KINDS)
    orders = list(mine[:MOST_ORDERS])
    cases = briefs(order.subject_id for order in orders)
    words, photos = _words(cases), _photos(cases)
    spots = positions_of(order.place_path for order in orders)
    found = [
        FieldOrder(
            order=order,
            case=cases[order.subject_id],
            acts=_acts(cases[order.subject_id], order, user),
            position=spots.get(order.place_path),
            words=words.get(order.subject_id, []),
            photos=photos.get(order.subject_id, [])[:MOST_PHOTOS],
        )
        for order in orders
        if order.subject_id in cases
    ]
    return sorted(found, key=lambda one: (one.order.place_path, one.order.due_at, one.order.pk))


def _acts(case: Case, order: WorkOrder, user: User) -> list[Act]:
    return [act for act in actions_for(situation(case, order, user)) if act in ACTS]


def _words(cases: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = Report.objects.filter(case__in=cases).exclude(text="").order_by("pk")
    for case, text in rows.values_list("case_id", "text"):
        found.setdefault(case, []).append(text)
    return found


def _photos(cases: Iterable[int]) -> dict[int, list[Photo]]:
    """The newest first: what the party says it has done before what was wrong."""
    found: dict[int, list[Photo]] = {}
    for photo in Photo.objects.filter(case__in=cases).order_by("-pk"):
        found.setdefault(photo.case_id, []).append(photo)
    return found


def positions_of(paths: Iterable[str]) -> dict[str, Position]:
    """Where places lie: their own middle, or that of the nearest place above that is drawn.

    A community or a wider area is no position: its middle is not where anything is.
    """
    wanted = set(paths)
    above = places.of_paths(step for path in wanted for step in ancestors(path))
    near = {
        path: places.middle_of(place) for path, place in above.items() if place.kind not in _WIDE
    }
    found = {}
    for path in wanted:
        middles = (near.get(step) for step in reversed(ancestors(path)))
        if middle := next((one for one in middles if one), None):
            found[path] = middle
    return found


_WIDE = (Kind.CITY, Kind.DISTRICT, Kind.STREET, Kind.COMMUNITY)


def field_spots(scope: Scope) -> list[FieldSpot]:
    """The places of a scope at which something may be found, in the order of the tree."""
    rows = places.places(scope).filter(kind__in=SPOTS).order_by("path")
    columns = ("pk", "path", "kind", "code", "name", "name_en", "longitude", "latitude")
    found: list[FieldSpot] = []
    within: Place | None = None
    for place in rows.only(*columns)[:MOST_SPOTS]:
        if place.kind in (Kind.GRID, Kind.COMPOUND):
            within = place
        is_inside = within is not None and place is not within
        is_drawn = place.longitude is not None and place.latitude is not None
        position = (place.longitude or 0.0, place.latitude or 0.0) if is_drawn else None
        found.append(FieldSpot(place, within if is_inside else None, position))
    return found


def may_report(user: User) -> bool:
    """Whether somebody may enter what they find."""
    return user.has_perm(CasePermission.REPORT_FOR)


def has_positions(case: Case) -> bool:
    """Whether somebody attached where they stood to what they sent about a case."""
    return FieldAct.objects.filter(case=case, longitude__isnull=False).exists()


def position_of_case(case: Case) -> Position | None:
    """Where a case lies, as far as its place or one above it is drawn."""
    return positions_of([case.place_path]).get(case.place_path)


def field_order(user: User, pk: int) -> WorkOrder:
    """An order of somebody's, open or settled; it may have gone to another since they saw it."""
    found = workorders.visible(user).filter(pk=pk, subject_type=SUBJECT).first()
    if found is None:
        raise OrderGone()
    return found


def field_place(user: User, pk: int) -> Place:
    """A place for which somebody may enter what they find."""
    found = places.places(user.scope_for(CasePermission.REPORT_FOR)).filter(pk=pk).first()
    if found is None:
        raise places.PlaceUnknown(place=pk)
    return found
