"""What Open311 gives out: the classes as services, and the public cases of one place."""

from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from liren.cases.models import Case, CaseStep, Category, Report, Shown
from liren.cases.selectors.categories import CategoryTree, category_tree
from liren.cases.selectors.public import (
    ENDED_STAGES,
    OPEN_STAGES,
    PublicRow,
    cases_for_systems,
    public_rows,
)
from liren.cases.services.classes import active_tree
from liren.core.errors import NotFound, sentence
from liren.core.scope import Scope
from liren.exchange.domain.filters import Filters
from liren.exchange.domain.writing import Value
from liren.exchange.models import Open311Key
from liren.places.models import Place
from liren.places.selectors import middle_of
from liren.ui.naming import local_name

NUMBER_LENGTH = 6  # of the date before the dash
LONGEST_ID = 18
LONGEST_DESCRIPTION = 4_000  # "limited to 4,000 characters"


class ServiceUnknown(NotFound):
    """No class of matters has that code."""

    code = "exchange.service_unknown"
    sentence = sentence("service_code was not found.")


class RequestUnknown(NotFound):
    """No such case, or none that may be shown: the answer is the same."""

    code = "exchange.request_unknown"
    sentence = sentence("service_request_id was not found.")


class TokenUnknown(NotFound):
    """Nothing was sent under that name with this key."""

    code = "exchange.token_unknown"
    sentence = sentence("token was not found.")


@dataclass(frozen=True)
class Service:
    """A finest class of matters, as something that can be asked for."""

    category: Category
    line: tuple[Category, ...]  # from the root down

    def described(self) -> dict[str, Value]:
        """As GET Service List gives it."""
        names = [local_name(each) for each in self.line]
        return {
            "service_code": self.category.code,
            "service_name": names[-1],
            "description": " / ".join(names),
            "metadata": True,
            "type": "realtime",
            "keywords": ",".join(map(str, self.category.keywords)),
            "group": names[0],
        }


def services() -> list[Service]:
    """The finest classes of the tree in use, in its order."""
    tree, wanted = category_tree(), active_tree()
    return [
        Service(category, tuple(tree.by_id[pk] for pk in reversed(tree.line(category.pk))))
        for _, category in tree.flat()
        if category.tree == wanted and not tree.children.get(category.pk)
    ]


def service(code: str) -> Service:
    """The one with that code."""
    found = next((each for each in services() if each.category.code == code), None)
    if found is None:
        raise ServiceUnknown()
    return found


def requests(place: Place, filters: Filters) -> list[dict[str, Value]]:
    """The public cases of a place that are asked for, the latest first."""
    rows = _rows(place)
    if filters.ids:
        rows = rows.filter(pk__in=[pk for pk in map(id_of, filters.ids) if pk])
        found = [row for row in rows[: filters.most] if row.number in filters.ids]
    else:
        wanted = rows.filter(_wanted(filters, category_tree()))
        found = list(wanted[filters.skip : filters.skip + filters.most])
    return [_described(each) for each in public_rows(found)]


def request(place: Place, number: str) -> dict[str, Value]:
    """One public case of a place, by the number that people call it by."""
    found = _rows(place).filter(pk=id_of(number)).first()
    if found is None or found.number != number:
        raise RequestUnknown()
    return _described(public_rows([found])[0])


def reported_under(key: Open311Key, client_key: str) -> Report:
    """What a program sent with this key, by the name it gave to the sending."""
    rows = Report.objects.filter(client_key=client_key, source=source_of(key))
    found = rows.select_related("case").first()
    if found is None:
        raise TokenUnknown()
    return found


def source_of(key: Open311Key) -> str:
    """How a report says by which key it came in."""
    return f"open311:{key.pk}"


def id_of(number: str) -> int:
    """The id inside a number like 261116-5; 0 when it is none."""
    date, _, digits = number.partition("-")
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_ID
    return int(digits) if len(date) == NUMBER_LENGTH and is_number else 0


def _rows(place: Place) -> QuerySet[Case]:
    last = CaseStep.objects.filter(case=OuterRef("pk")).order_by("-id").values("at")[:1]
    cases = cases_for_systems(Scope.of([place.path])).order_by("-id")  # along the community's index
    related = cases.select_related("category", "place", "party", "merged_into")
    return related.annotate(updated_at=Coalesce("closed_at", Subquery(last), "received_at"))


def _wanted(filters: Filters, tree: CategoryTree) -> Q:
    wanted = Q(reported_at__gte=filters.since, reported_at__lte=filters.until)
    if filters.codes:
        known = [each.pk for each in tree.by_id.values() if each.code in filters.codes]
        wanted &= Q(category__in={finer for pk in known for finer in tree.below(pk)})
    stages = {"open": OPEN_STAGES, "closed": ENDED_STAGES}
    return wanted & Q(stage__in={stage for each in filters.statuses for stage in stages[each]})


def _described(row: PublicRow) -> dict[str, Value]:
    """As GET Service Requests gives it: the position is that of the place, never of a telephone."""
    case = row.case
    position = middle_of(case.place)
    return {
        "service_request_id": case.number,
        "status": "open" if row.is_open else "closed",
        "status_notes": _notes(row) or None,
        "service_name": local_name(case.category) if case.category else None,
        "service_code": case.category.code if case.category else None,
        "description": row.wording.title,
        "agency_responsible": local_name(case.party) if case.party else None,
        "service_notice": None,
        "requested_datetime": case.reported_at,
        "updated_datetime": case.updated_at,  # type: ignore[attr-defined]  # annotated in _rows
        "expected_datetime": case.due_at,
        "address": row.wording.where,
        "address_id": case.place.code or None,
        "zipcode": None,
        "lat": position[1] if position else None,
        "long": position[0] if position else None,
        "media_url": None,
    }


def _notes(row: PublicRow) -> str:
    """Why it stands where it stands; a case that is kept private is not named."""
    joined = row.case.merged_into
    if joined is None:
        return row.wording.answer
    return f"→ {joined.number}" if joined.shown != Shown.OFFICE else ""
