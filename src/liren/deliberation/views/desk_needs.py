"""Needs at the desk: answered by the office, or by the party that is asked in its inbox."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from liren.accounts.models import User
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.deliberation.forms.items import AnswerForm, AskForm, NeedAnswerForm
from liren.deliberation.models import Need, Topic
from liren.deliberation.permissions import TalkPermission
from liren.deliberation.selectors import talk
from liren.deliberation.services import needs as services
from liren.deliberation.views.desk import at_desk
from liren.ui.pages import go_on, said
from liren.workorders.permissions import OrderPermission


@needs(TalkPermission.PREPARE)
def answer_need(request: HttpRequest, pk: int, need: int) -> HttpResponse:
    """Answer a need in the name of a party."""
    topic, user = at_desk(request, pk)
    row = get_object_or_404(Need.objects.filter(topic=topic), pk=need)
    form = NeedAnswerForm(request.POST or None, topic=topic)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_need(need=row, **form.cleaned_data, by=user, now=timezone.now())
        except LirenError as trouble:
            form.add_error(None, said(trouble))
        else:
            return go_on(request, _needs_of(topic), _("Answered."))
    return _page(request, row, topic, form=form)


@needs(TalkPermission.PREPARE)
@require_POST
def ask_party(request: HttpRequest, pk: int, need: int) -> HttpResponse:
    """Let a party answer itself: it stands in its inbox."""
    topic, user = at_desk(request, pk)
    row = get_object_or_404(Need.objects.filter(topic=topic), pk=need)
    form = AskForm(request.POST, topic=topic, prefix="ask")
    if form.is_valid():
        try:
            party = form.cleaned_data["party"]
            services.ask_party(need=row, party=party, by=user, now=timezone.now())
        except LirenError as trouble:
            form.add_error(None, said(trouble))
        else:
            return go_on(request, _needs_of(topic), _("It stands in their inbox."))
    return _page(request, row, topic, ask=form)


def _needs_of(topic: Topic) -> str:
    return reverse("deliberation:desk_topic", args=[topic.pk]) + "#needs"


def _page(
    request: HttpRequest,
    row: Need,
    topic: Topic,
    *,
    form: NeedAnswerForm | None = None,
    ask: AskForm | None = None,
) -> HttpResponse:
    status = 422 if ask or (form and form.errors) else 200
    context = {
        "topic": topic,
        "row": row,
        "form": form or NeedAnswerForm(topic=topic),
        "ask": ask or AskForm(topic=topic, prefix="ask"),
        "answers": list(row.answers.select_related("party")),
        "asked": talk.asked_of(row),
    }
    return render(request, "deliberation/desk/need.html", context, status=status)


@needs(OrderPermission.WORK, TalkPermission.SEE)
def asked(request: HttpRequest, pk: int) -> HttpResponse:
    """What a party was asked: the need, and its own answer for everybody."""
    user = cast(User, request.user)
    found = talk.asked(user, pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            typed, party = form.cleaned_data, found.order.party
            services.answer_need(need=found.need, party=party, **typed, by=user, now=timezone.now())
        except LirenError as trouble:
            form.add_error(None, said(trouble))
        else:
            return go_on(request, request.path, _("Answered."))
    context = {
        "found": found,
        "topic": found.need.topic,
        "answer": found.need.answers.filter(party=found.order.party).first(),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "deliberation/desk/asked.html", context, status=status)
