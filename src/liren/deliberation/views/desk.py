"""The desk's topics: what needs me first, one topic with its next step, bringing one up."""

from collections.abc import Sequence
from typing import Any, cast

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.accounts.models import User
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.deliberation.domain.phases import ENDED, Mode, Phase
from liren.deliberation.forms.deeds import DeedForm
from liren.deliberation.forms.raising import RaiseForm
from liren.deliberation.models import Topic
from liren.deliberation.permissions import TalkPermission
from liren.deliberation.selectors import ballots, measures, sittings, talk, waiting
from liren.deliberation.selectors import topics as reads
from liren.deliberation.services import topics as services
from liren.deliberation.views.deeds import BY_KEY, Deed, open_deeds
from liren.deliberation.views.page import part_of
from liren.ui.pages import go_on, said
from liren.ui.templatetags.ui import Tab

A_PAGE = 40
BEFORE_PLAN = frozenset(Phase) - frozenset(waiting.WORK) - ENDED


@needs(TalkPermission.SEE)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All topics of one's places, those that need somebody first."""
    user, now = cast(User, request.user), timezone.now()
    scope = user.scope_for(TalkPermission.SEE)
    shown = request.GET.get("show", "")
    tab = shown if shown in waiting.TABS else "going"
    rows = waiting.listed(scope, tab, now)
    url = reverse("deliberation:desk")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "wants": {row.pk: waiting.wants(row, now) for row in page},
        "tabs": [
            Tab(word, f"{url}?show={key}", count, key == tab)
            for key, word, count in waiting.counted(scope)
        ],
        "appeals": talk.appeals(scope).count(),
        "minutes": list(sittings.not_posted(scope, now)[:5]),
        "silent": waiting.silent_measures(scope, now),
        "may_raise": user.has_perm(TalkPermission.PREPARE),
        "may_moderate": user.has_perm(TalkPermission.MODERATE),
        "may_rule": user.has_perm(TalkPermission.RULES),
        "now": now,
    }
    return render(request, "deliberation/desk/index.html", context)


def at_desk(request: HttpRequest, pk: int) -> tuple[Topic, User]:
    """A topic that the person at the desk may see, and who that is."""
    user = cast(User, request.user)
    return reads.topic(user.scope_for(TalkPermission.SEE), pk), user


@needs(TalkPermission.SEE)
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A topic: where it stands, what it waits for, and the form of one deed."""
    topic, user = at_desk(request, pk)
    deeds = open_deeds(topic, user, timezone.now())
    wanted = BY_KEY.get(request.GET.get("do", ""))
    deed = wanted if wanted in deeds else (deeds[0] if deeds else None)
    form = deed.form(topic=topic) if deed else None
    return _page(request, topic, deeds, deed, form)


@needs(TalkPermission.SEE)
@require_POST
def do(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Do one thing with a topic; what was typed stays on the page when it cannot be done."""
    topic, user = at_desk(request, pk)
    deed, now = BY_KEY.get(key), timezone.now()
    if deed is None:
        raise Http404
    form = deed.form(request.POST, topic=topic)
    if form.is_valid():
        try:
            deed.call(topic, form, user, now)
        except LirenError as trouble:
            form.add_error(None, said(trouble))
        else:
            return go_on(request, reverse("deliberation:desk_topic", args=[pk]), str(form.done))
    return _page(request, topic, open_deeds(topic, user, now), deed, form)


def _page(
    request: HttpRequest,
    topic: Topic,
    deeds: Sequence[Deed],
    deed: Deed | None,
    form: DeedForm | None,
) -> HttpResponse:
    user, now = cast(User, request.user), timezone.now()
    context = {
        **_of_topic(topic),
        **_said(request, topic),
        "topic": topic,
        "deed": deed,
        "form": form,
        "others": [one for one in deeds if one != deed],
        "may": {one.name.lower(): user.has_perm(one, topic.place) for one in TalkPermission},
        "wants": waiting.wants(topic, now),
        "now": now,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "deliberation/desk/topic.html", context, status=status)


def _of_topic(topic: Topic) -> dict[str, Any]:
    return {
        "steps": list(topic.steps.select_related("party", "measure")),
        "homes": reads.homes_behind(topic),
        "rules": reads.rules_at(topic.place),
        "people": talk.participants(topic) if topic.mode == Mode.OPEN else 0,
        "has_map": talk.map_of(topic) is not None,
        "projects": list(topic.projects.filter(is_hidden=False)),
        "items": list(topic.items.all()),
        "ballots": ballots.how_many(topic),
        "papers": ballots.unconfirmed(topic),
        "budget": ballots.round_of(topic),
        "outcome": ballots.outcome_of(topic),
        "sittings": list(sittings.sittings(topic)),
        "before_plan": BEFORE_PLAN,
        "way": sittings.rules_of(topic) if topic.phase != Phase.RAISED else (),
        "measures": measures.measures_of(topic),
        "cases": [one.case for one in topic.cases.select_related("case")],
    }


def _said(request: HttpRequest, topic: Topic) -> dict[str, Any]:
    """Statements or needs, a part at a time."""
    said: dict[str, Any] = {}
    if topic.mode == Mode.OPEN:
        said["statements"] = part_of(request, talk.statements(topic), "statements", A_PAGE)
    if topic.mode == Mode.RESPONSE:
        said["needs"] = part_of(request, talk.needs_waiting_first(topic), "needs", A_PAGE)
    return said


@needs(TalkPermission.PREPARE)
def new(request: HttpRequest) -> HttpResponse:
    """Bring something up: from a survey, from cases, or for somebody who rang."""
    user = cast(User, request.user)
    chosen = [pk for pk in request.GET.getlist("case") if pk.isdecimal()]
    form = RaiseForm(request.POST or None, user=user, cases=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            topic = services.raise_for(form.new(), person=form.person, by=user, now=timezone.now())
        except LirenError as trouble:
            form.add_error(None, said(trouble))
        else:
            page = reverse("deliberation:desk_topic", args=[topic.pk])
            return go_on(request, page, _("It is brought up, and stands in public."))
    context = {"form": form, "alike": form.alike()}
    status = 422 if form.errors else 200
    return render(request, "deliberation/desk/new.html", context, status=status)
