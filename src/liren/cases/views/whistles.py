"""The whistle at the desk: the board, one whistle, and blowing it."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liren.accounts.models import Party
from liren.cases.forms.whistles import BlowForm, EndForm, RuleForm
from liren.cases.models import Case, Category, Channel, Whistle
from liren.cases.permissions import CasePermission
from liren.cases.selectors import cases as case_reads
from liren.cases.selectors import joint as reads
from liren.cases.selectors.rules import parties_around
from liren.cases.services import whistles
from liren.cases.services.report import NewReport
from liren.cases.services.whistles import NewWhistle
from liren.cases.views.desk_request import clock, go_on, is_fragment, worker
from liren.cases.views.sent_again import refuse_in
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.places.models import Place
from liren.ui.templatetags.ui import Tab
from liren.workorders.permissions import OrderPermission

SEERS = (CasePermission.SEE, OrderPermission.WORK)
QUARTER = timedelta(minutes=15)


@needs(*SEERS)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Every open whistle of the viewer's scope, each party with its countdown."""
    user, now = worker(request), clock()
    ended = request.GET.get("show") == "ended"
    tabs = [
        Tab(_("Open whistles"), reverse("cases:whistles"), is_current=not ended),
        Tab(_("Ended this week"), "?show=ended", is_current=ended),
    ]
    context = {
        "now": now,
        "board": reads.board(user, now, ended=ended),
        "ended": ended,
        "tabs": tabs,
        "here": request.get_full_path(),
        "may_blow": user.has_perm(CasePermission.WHISTLE),
    }
    template = "cases/desk/_board.html" if is_fragment(request) else "cases/desk/whistles.html"
    return render(request, template, context)


@needs(*SEERS)
@require_safe
def whistle(request: HttpRequest, pk: int) -> HttpResponse:
    """One whistle: who was called, what they said, and what I can do."""
    if request.GET.get("part") == "calls":
        seen = reads.whistle_page(worker(request), pk, clock())
        context = {"seen": seen, "now": clock(), "whistle": seen.whistle}
        return render(request, "cases/desk/_calls.html", context)
    return show(request, pk)


def show(
    request: HttpRequest, pk: int, more: dict[str, object] | None = None, status: int = 200
) -> HttpResponse:
    """The page, or the piece beside a list; `more` is what did not work."""
    user, now = worker(request), clock()
    seen = reads.whistle_page(user, pk, now)
    called = {line.call.party_id for line in seen.lines}
    around = list(parties_around(seen.whistle.place))
    free = [party for party in around if party.pk not in called]
    rulings = [line.waiting for line in seen.lines if line.may_rule and line.waiting]
    context: dict[str, object] = {
        "now": now,
        "seen": seen,
        "whistle": seen.whistle,
        "mine": [line for line in seen.lines if line.answers],
        "soon": _soon(now),
        "rulings": [
            (one, RuleForm(ruling=one, parties=free), reads.precedents_of(one)) for one in rulings
        ],
        "end_form": EndForm(lines=seen.lines) if seen.may_end else None,
        "free": free if seen.may_end else [],
    }
    context |= more or {}
    template = "cases/desk/_whistle.html" if is_fragment(request) else "cases/desk/whistle.html"
    return render(request, template, context, status=status)


def _soon(now: datetime) -> datetime:
    """A quarter of an hour on, at a full five minutes."""
    at = timezone.localtime(now + QUARTER)
    return at - timedelta(minutes=at.minute % 5)


@needs(CasePermission.WHISTLE)
def blow(request: HttpRequest) -> HttpResponse:
    """Blow it, on a case or where one stands."""
    user, case = worker(request), _case(request)
    if request.method != "POST":
        return _form(request, BlowForm(user=user, case=case), case)
    form = BlowForm(request.POST, user=user, case=case)
    if not form.is_valid():
        return _form(request, form, case, 422)
    try:
        blown = _blow(request, form, case)
    except LirenError as error:
        refuse_in(form, error)
        return _form(request, form, case, error.status)
    return go_on(request, reverse("cases:whistle", args=[blown.pk]), _("The whistle is blown."))


def _blow(request: HttpRequest, form: BlowForm, case: Case | None) -> Whistle:
    typed, user, now = form.cleaned_data, worker(request), clock()
    parties = list(typed["parties"])
    new = NewWhistle(words=typed["words"], parties=parties, spot=typed["place_note"])
    if case is not None:
        return whistles.blow_whistle(case=case, whistle=new, by=user, now=now)
    report = NewReport(
        text=typed["words"],
        place=typed["place"],
        place_note=typed["place_note"],
        category=typed["category"],
        channel=Channel.PATROL,
        client_key=typed["client_key"] or None,
    )
    return whistles.blow_on_the_spot(report=report, whistle=new, by=user, now=now)


def _form(
    request: HttpRequest, form: BlowForm, case: Case | None, status: int = 200
) -> HttpResponse:
    place = case.place if case else _place(request, form)
    category = case.category if case else None
    context: dict[str, object] = {"form": form, "case": case}
    context |= _ticked(request.POST) | _needed(place, category)
    return render(request, "cases/desk/blow.html", context, status=status)


@needs(CasePermission.WHISTLE)
@require_safe
def needed(request: HttpRequest) -> HttpResponse:
    """Who is needed for a class at a place, while the form is filled in."""
    user = worker(request)
    spots = Place.objects.within(user.scope_for(CasePermission.WHISTLE))
    place = spots.filter(pk=_number(request.GET.get("place", ""))).first()
    category = Category.objects.filter(pk=_number(request.GET.get("category", ""))).first()
    context = _ticked(request.GET) | _needed(place, category)
    return render(request, "cases/desk/_needed.html", context)


def _ticked(sent: QueryDict) -> dict[str, object]:
    """What was ticked stays; whom the list has named already is not ticked a second time."""
    return {"chosen": set(sent.getlist("parties")), "named": set(sent.getlist("named"))}


def _needed(place: Place | None, category: Category | None) -> dict[str, object]:
    if place is None:
        return {"needed": []}
    parties: list[Party] = list(parties_around(place))
    today = timezone.localdate(clock())
    return {"needed": reads.needed(category, place, parties, today)}


def _place(request: HttpRequest, form: BlowForm) -> Place | None:
    scope = worker(request).scope_for(CasePermission.WHISTLE)
    wanted = form.data.get("place") or form.initial.get("place")
    return Place.objects.within(scope).filter(pk=_number(str(wanted or ""))).first()


def _case(request: HttpRequest) -> Case | None:
    wanted = _number(request.GET.get("case", "") or request.POST.get("case", ""))
    return case_reads.case_page(worker(request), wanted) if wanted else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
