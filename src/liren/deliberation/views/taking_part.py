"""What neighbours do: judge, say, comment, state needs, tick, propose, evaluate, object."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from liren.accounts.models import User
from liren.core.doors import public, signed_in
from liren.core.errors import LirenError
from liren.deliberation.domain.lists import check_ticks
from liren.deliberation.domain.phases import Act
from liren.deliberation.forms.resident import (
    AppealForm,
    CommentForm,
    EvaluateForm,
    NeedForm,
    ProjectForm,
    StatementForm,
    TickForm,
)
from liren.deliberation.selectors import ballots, measures, talk
from liren.deliberation.selectors.topics import can_still
from liren.deliberation.services import (
    ballots as ballot_services,
)
from liren.deliberation.services import budgets, evaluations, moderating, needs
from liren.deliberation.services import talk as services
from liren.deliberation.views.page import Visit, show_topic, visit
from liren.deliberation.views.resident import refused_topic
from liren.people.selectors import person_of
from liren.ui.pages import go_on, refuse, said

ANSWERS = {"agree": 1, "disagree": -1, "pass": 0}


def _tried(form: Form, do: Callable[[], object], field: str = "text") -> bool:
    """Do it with what is typed; what stands in the way is said at the field."""
    if not form.is_valid():
        return False
    try:
        do()
    except LirenError as trouble:
        form.add_error(field if field in form.fields else None, said(trouble))
        return False
    return True


def _user(seen: Visit) -> User:
    assert seen.user is not None
    return seen.user


@require_http_methods(["GET", "HEAD", "POST"])
@public
def statements(request: HttpRequest, pk: int) -> HttpResponse:
    """One statement after the other: agree, disagree, pass."""
    seen, page = visit(request, pk), reverse("deliberation:statements", args=[pk])
    if request.method == "POST" and seen.user is not None:
        chosen, statement = request.POST.get("answer", ""), request.POST.get("statement", "")
        try:
            services.judge(
                topic=seen.topic,
                statement_id=int(statement) if statement.isdecimal() else 0,
                answer=ANSWERS.get(chosen, 0),
                by=seen.user,
                now=timezone.now(),
            )
        except LirenError as trouble:
            return refuse(request, trouble, page)
        return go_on(request, page)
    return _statements(request, seen, StatementForm())


def _statements(request: HttpRequest, seen: Visit, form: StatementForm) -> HttpResponse:
    context = {
        "turn": talk.turn_of(seen.topic, seen.person),
        "form": form,
        "people": talk.participants(seen.topic),
        "can_judge": can_still(seen.topic, Act.JUDGE, timezone.now()),
    }
    return show_topic(request, "statements", seen, context, 422 if form.errors else 200)


@require_POST
@signed_in
def say(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a statement."""
    seen, form = visit(request, pk), StatementForm(request.POST)
    user, now = _user(seen), timezone.now()
    text = request.POST.get("text", "")
    if _tried(form, lambda: services.say(topic=seen.topic, text=text, by=user, now=now)):
        page = reverse("deliberation:statements", args=[pk])
        return go_on(request, page, _("Now others say what they think of it."))
    return _statements(request, seen, form)


@require_POST
@signed_in
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something beside it."""
    seen, form = visit(request, pk), CommentForm(request.POST)
    user, now = _user(seen), timezone.now()
    text = request.POST.get("text", "")
    if _tried(form, lambda: services.comment(topic=seen.topic, text=text, by=user, now=now)):
        page = reverse("deliberation:topic", args=[pk])
        return go_on(request, f"{page}#comments", _("It stands there."))
    return refused_topic(request, seen, comment=form)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def need(request: HttpRequest, pk: int) -> HttpResponse:
    """State a need."""
    seen, form = visit(request, pk), NeedForm(request.POST or None)
    user, now = _user(seen), timezone.now()
    text = request.POST.get("text", "")
    if request.method == "POST" and _tried(
        form, lambda: needs.state_need(topic=seen.topic, text=text, by=user, now=now)
    ):
        page = reverse("deliberation:topic", args=[pk])
        return go_on(request, f"{page}#needs", _("It is written down, and will be answered."))
    return show_topic(request, "need", seen, {"form": form}, 422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def tick(request: HttpRequest, pk: int) -> HttpResponse:
    """The ballot: tick, look at it once more, give it."""
    seen = visit(request, pk)
    lines = ballots.lines_for(seen.topic, seen.person)
    form = TickForm(request.POST or None, lines=lines)
    ticks = request.POST.getlist("ticks")
    chosen = [line for line in lines if line.key in ticks]
    paper = ballots.paper_of(seen.topic)
    is_looked_at = False
    if request.method == "POST" and form.is_valid():
        if request.POST.get("is_sure"):
            return _cast(request, seen, form, ticks)
        is_looked_at = _tried(form, lambda: check_ticks(ticks, paper), "ticks")
    context = _of_ticks(seen, form, {"lines": lines, "chosen": chosen, "paper": paper})
    context["ticked"] = set(ticks)
    page = "tick_sure" if is_looked_at and "again" not in request.POST else "tick"
    return show_topic(request, page, seen, context, 422 if form.errors else 200)


def _cast(request: HttpRequest, seen: Visit, form: TickForm, ticks: list[str]) -> HttpResponse:
    page = reverse("deliberation:topic", args=[seen.topic.pk])
    try:
        ballot_services.cast(topic=seen.topic, ticks=ticks, by=_user(seen), now=timezone.now())
    except LirenError as trouble:
        return refuse(request, trouble, page)
    return go_on(request, page, _("Your ballot is given. Nobody reads it before the count."))


def _of_ticks(seen: Visit, form: TickForm, known: dict[str, Any]) -> dict[str, Any]:
    topic = seen.topic
    return {
        **known,
        "form": form,
        "budget": ballots.round_of(topic),
        "ballot": ballots.ballot_of(topic, seen.person),
        "can_tick": can_still(topic, Act.CAST, timezone.now()),
        "cost": sum(line.cost or 0 for line in known["chosen"]),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a project."""
    seen, form = visit(request, pk), ProjectForm(request.POST or None)

    def do() -> object:
        new = budgets.NewProject(**form.cleaned_data)
        return budgets.propose(topic=seen.topic, new=new, by=_user(seen), now=timezone.now())

    if request.method == "POST" and _tried(form, do):
        page = reverse("deliberation:projects", args=[pk])
        return go_on(request, page, _("Your project is proposed. The committee checks it."))
    context = {"form": form, "budget": ballots.round_of(seen.topic)}
    return show_topic(request, "propose", seen, context, 422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def evaluate(request: HttpRequest, pk: int) -> HttpResponse:
    """Say of each measure whether it helped."""
    seen = visit(request, pk)
    found = measures.measures_of(seen.topic)
    rows = [one for one in found if one.measure.revision == seen.topic.revision]
    mine = measures.evaluated_by(seen.topic, seen.person)
    start = {f"answer_{key}": row.answer for key, row in mine.items()}
    start |= {f"words_{key}": row.words for key, row in mine.items()}
    form = EvaluateForm(request.POST or None, measures=rows, initial=start)

    def do() -> None:
        for one, answer, words in form.said():
            evaluations.evaluate(
                measure=one.measure, answer=answer, words=words, by=_user(seen), now=timezone.now()
            )

    if request.method == "POST" and _tried(form, do):
        page = reverse("deliberation:topic", args=[pk])
        return go_on(request, page, _("Your home's word is kept. You can change it until the end."))
    context = {"form": form, "can": can_still(seen.topic, Act.EVALUATE, timezone.now())}
    return show_topic(request, "evaluate", seen, context, 422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Words of one's own were hidden: why, and what one says to it."""
    user = request.user
    assert isinstance(user, User)
    row = talk.own_hiding(person_of(user), pk)
    seen, form = visit(request, row.topic_id), AppealForm(request.POST or None)
    words = request.POST.get("words", "")
    if request.method == "POST" and _tried(
        form,
        lambda: moderating.appeal(hiding=row, words=words, by=user, now=timezone.now()),
        "words",
    ):
        page = reverse("deliberation:appeal", args=[pk])
        return go_on(request, page, _("Somebody else looks at it and answers you here."))
    context = {"row": row, "form": form, "thing": talk.thing_behind(row)}
    return show_topic(request, "appeal", seen, context, 422 if form.errors else 200)
