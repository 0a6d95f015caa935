"""The secretary's and the supervisor's view: who waits, what is late, and the rates with counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from liren.cases.domain.measures import Period, Rate, RateKey
from liren.cases.permissions import CasePermission
from liren.cases.selectors import cases as reads
from liren.cases.selectors import measures
from liren.cases.views.desk_request import clock, worker
from liren.core.doors import needs
from liren.ui.templatetags.ui import Tab

SHOWN = 15
DAYS = {"week": 7, "month": 30, "quarter": 91}
WORDS = {
    RateKey.RESPONDED: gettext_lazy("Answered within a day"),
    RateKey.ON_TIME: gettext_lazy("On-time rate"),
    RateKey.CLOSED: gettext_lazy("Closing rate"),
    RateKey.SOLVED: gettext_lazy("Solution rate"),
    RateKey.SATISFIED: gettext_lazy("Satisfaction rate"),
    RateKey.REWORKED: gettext_lazy("Rework rate"),
    RateKey.EXTENDED: gettext_lazy("Extension rate"),
    RateKey.FILED: gettext_lazy("Filing rate"),
}


@dataclass(frozen=True)
class Shown:
    """A rate with its counts and what it means."""

    label: str
    percentage: Decimal | None
    counts: str
    definition: str
    with_excluded: Decimal | None


@needs(CasePermission.MEASURE)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Unanswered first, then what is late, where work lies, and the rates."""
    now, scope = clock(), worker(request).scope_for(CasePermission.MEASURE)
    name = request.GET.get("period", "month")
    name = name if name in DAYS else "month"
    found = measures.measures_for(scope, period_of(name, now))
    context = {
        "now": now,
        "unanswered": reads.unanswered(scope)[:SHOWN],
        "late": reads.late(scope, now)[:SHOWN],
        "rates": list(_shown(found.rates.values(), found.with_excluded)),
        "counts": found.counts,
        "excluded": found.excluded,
        "loads": [
            (_("By grid"), "place", measures.load_by_grid(scope, now)),
            (_("By party"), "party", measures.load_by_party(scope, now)),
            (_("By class"), "category", measures.load_by_category(scope, now)),
        ],
        "tabs": _tabs(name),
    }
    return render(request, "cases/desk/overview.html", context)


def period_of(name: str, now: datetime) -> Period:
    """Whole days, up to and with today."""
    today: date = timezone.localdate(now)
    end = timezone.make_aware(datetime.combine(today + timedelta(days=1), datetime.min.time()))
    # Nothing of today can be late before today is over: a period counts what now has seen.
    return Period(end - timedelta(days=DAYS[name]), min(end, now))


def _shown(rates: Iterable[Rate], full: object) -> Iterable[Shown]:
    by_key = {rate.key: rate for rate in rates}
    others = dict(full)  # type: ignore[call-overload]  # a mapping of rates
    for key, label in WORDS.items():
        rate = by_key[key]
        counts = f"{rate.numerator} / {rate.denominator}"
        if rate.asked is not None and key in (RateKey.SOLVED, RateKey.SATISFIED):
            counts = _("{counts} answers of {asked} asked").format(counts=counts, asked=rate.asked)
        definition = _(rate.definition)
        yield Shown(str(label), rate.percentage, counts, definition, others[key].percentage)


def _tabs(here: str) -> list[Tab]:
    words = {"week": _("7 days"), "month": _("30 days"), "quarter": _("91 days")}
    return [Tab(words[key], f"?period={key}", is_current=key == here) for key in DAYS]
