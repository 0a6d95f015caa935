"""大家商量: what is talked over, one topic with its whole way, and bringing something up."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.accounts.models import User
from liren.cases.selectors.neighbourhood import Neighbourhood
from liren.core.doors import public, signed_in
from liren.core.errors import LirenError
from liren.deliberation.domain.phases import COUNTED, ENDED, Act, Mode, Phase, is_open
from liren.deliberation.forms.resident import CommentForm, RaiseForm
from liren.deliberation.models import Topic
from liren.deliberation.selectors import ballots, measures, sittings, talk
from liren.deliberation.selectors import topics as reads
from liren.deliberation.services import telling
from liren.deliberation.services import topics as services
from liren.deliberation.services.access import resident
from liren.deliberation.views.page import Visit, here, part_of, show, show_topic, visit
from liren.places.models import Place
from liren.places.selectors import home_community
from liren.ui.pages import go_on, refuse, said
from liren.voting.models import Vote
from liren.voting.selectors.votes import public_votes

MOST = 60
MOST_VOTES = 8
A_PAGE = 30
A_PART = 20  # of what is said on one page
FOR_ALL = frozenset(reads.URGENT_FIRST) - {Phase.RAISED}


@require_safe
@public
def index(request: HttpRequest) -> HttpResponse:
    """What is open to you now, what neighbours bring up, what is under way, what is settled."""
    frame = here(request)
    place = frame.community
    rows = list(reads.public_topics(place).exclude(phase__in=sorted(ENDED))[:MOST]) if place else []
    ended = reads.public_topics(place).filter(phase__in=sorted(ENDED)) if place else None
    needed = reads.rules_at(place).support_homes if place else 0
    context = {
        "open": [row for row in rows if row.phase in FOR_ALL],
        "raised": [row for row in rows if row.phase == Phase.RAISED],
        "running": [row for row in rows if row.phase not in FOR_ALL | {Phase.RAISED}],
        "ended": list(ended.order_by("-ended_at")[:5]) if ended is not None else [],
        "needed": needed,
        "votes": _votes(place),
    }
    return show(request, "index", frame, context)


def _votes(place: Place | None) -> list[Vote]:
    """Votes without a topic; those of a topic stand on its page."""
    if place is None:
        return []
    of_topics = Topic.objects.filter(vote__isnull=False).values("vote")
    return list(public_votes(place).exclude(pk__in=of_topics)[:MOST_VOTES])


@require_safe
@public
def past(request: HttpRequest) -> HttpResponse:
    """Everything that came to an end."""
    frame = here(request)
    place = frame.community
    ended = reads.public_topics(place).filter(phase__in=sorted(ENDED)) if place else None
    rows = ended.order_by("-ended_at", "-id") if ended is not None else Topic.objects.none()
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return show(request, "past", frame, {"page": page})


@require_safe
@public
def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """One topic: what is next, what one can do, and its whole way."""
    seen = visit(request, pk)
    return show_topic(request, "topic", seen, _of_topic(request, seen))


def _of_topic(request: HttpRequest, seen: Visit, **forms: Any) -> dict[str, Any]:
    row, person = seen.topic, seen.person
    return {
        "steps": list(row.steps.select_related("party", "measure")),
        "homes": reads.homes_behind(row),
        "needed": reads.rules_at(row.place).support_homes,
        "supports": reads.supports(row, person),
        "follows": reads.follows(row, seen.user),
        "people": talk.participants(row) if row.mode == "open" else 0,
        "ballots": ballots.how_many(row),
        "ballot": ballots.ballot_of(row, person),
        "budget": ballots.round_of(row),
        "outcome": ballots.outcome_of(row),
        "counted": COUNTED,
        "has_map": talk.map_of(row) is not None,
        "measures": measures.measures_of(row),
        "evaluated": measures.evaluated_by(row, person),
        "sittings": list(sittings.sittings(row)),
        **_said(request, row),
        **forms,
    }


def _said(request: HttpRequest, topic: Topic) -> dict[str, Any]:
    """What neighbours need and say beside it, a part at a time."""
    needs = talk.needs(topic)
    return {
        "needs": part_of(request, needs, "needs", A_PART) if topic.mode == Mode.RESPONSE else None,
        "comments": part_of(request, talk.comments(topic), "comments", A_PART),
        "comment": CommentForm(),
        "can_comment": is_open(topic.phase, Act.COMMENT, topic.mode),
        "hidden": list(talk.hidings(topic)),
    }


def refused_topic(request: HttpRequest, seen: Visit, **forms: Any) -> HttpResponse:
    """The topic again, with what was typed and what is to be mended."""
    return show_topic(request, "topic", seen, _of_topic(request, seen, **forms), 422)


@signed_in
def bring_up(request: HttpRequest) -> HttpResponse:
    """A few words; what sounds alike is shown before they are sent."""
    frame, user = here(request), request.user
    assert isinstance(user, User)
    place = frame.community
    form = RaiseForm(request.POST or None)
    if request.method == "POST" and place is not None and form.is_valid():
        words = form.cleaned_data["words"]
        alike = [] if "different" in request.POST else reads.similar_topics(words, place)
        if alike:
            return show(request, "similar", frame, {"form": form, "alike": alike})
        try:
            new = services.NewTopic(words=words, place=place)
            row = services.raise_topic(new, by=user, now=timezone.now())
        except LirenError as trouble:
            form.add_error("words", said(trouble))
        else:
            return go_on(request, reverse("deliberation:topic", args=[row.pk]), _("It is there."))
    return _raise_page(request, frame, form)


def _raise_page(request: HttpRequest, frame: Neighbourhood, form: RaiseForm) -> HttpResponse:
    place = frame.community
    context = {
        "form": form,
        "trouble": _why_not(request, place),
        "rules": reads.rules_at(place) if place else None,
    }
    return show(request, "raise", frame, context, 422 if form.errors else 200)


def _why_not(request: HttpRequest, place: Place | None) -> str:
    """Why somebody cannot bring anything up here; told before they write, not after."""
    if place is None or not isinstance(request.user, User):
        return ""
    try:
        resident(request.user, home_community(place) or place)
    except LirenError as trouble:
        return said(trouble)
    return ""


@require_POST
@signed_in
def support(request: HttpRequest, pk: int) -> HttpResponse:
    """Me too: one tap."""
    seen, page = visit(request, pk), reverse("deliberation:topic", args=[pk])
    assert seen.user is not None
    try:
        services.support_topic(topic=seen.topic, by=seen.user, now=timezone.now())
    except LirenError as trouble:
        return refuse(request, trouble, page)
    return go_on(request, page, _("Your home stands behind it. You will hear what comes of it."))


@require_POST
@signed_in
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Be told, or be told no more."""
    seen, page = visit(request, pk), reverse("deliberation:topic", args=[pk])
    assert seen.user is not None
    if request.POST.get("stop"):
        telling.unfollow(seen.topic, user=seen.user)
        return go_on(request, page, _("You will not be told of it any more."))
    telling.follow(seen.topic, user=seen.user)
    return go_on(request, page, _("You will hear of every change."))
