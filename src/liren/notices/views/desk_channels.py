"""Channels: are they set up, what became of their messages, try again."""

from dataclasses import fields
from typing import cast

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.accounts.models import User
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.notices.channels import Channel, channels
from liren.notices.forms.channels import LogForm, SetupForm
from liren.notices.permissions import NoticePermission
from liren.notices.selectors import channels as reads
from liren.notices.services import send_again
from liren.notices.services.setups import set_up_channel, switch_channel
from liren.ui.pages import go_on, refuse

A_PAGE = 50


def _known(key: str) -> Channel:
    found = channels.get(key)
    if found is None:
        raise Http404
    return found


@needs(NoticePermission.CHANNELS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is set up, each with a green or a red line; and what could be."""
    user, now = cast(User, request.user), timezone.now()
    states = list(reads.states(user.scope_for(NoticePermission.CHANNELS), now))
    can_be_set_up = [channel for channel in channels if fields(channel.settings)]
    context = {"states": states, "channels": can_be_set_up, "now": now}
    return render(request, "notices/desk/channels.html", context)


@needs(NoticePermission.CHANNELS)
def set_up(request: HttpRequest, key: str) -> HttpResponse:
    """Set a channel up at a place."""
    channel, user, now = _known(key), cast(User, request.user), timezone.now()
    scope = user.scope_for(NoticePermission.CHANNELS)
    known = reads.setups(scope).filter(channel=key).first()
    values = reads.values_of(known) if known else None
    start = {"place": known.place_id} if known else {}
    form = SetupForm(
        request.POST or None, channel=channel, scope=scope, known=values, initial=start
    )
    if request.method == "POST" and form.is_valid():
        place = form.cleaned_data["place"]
        set_up_channel(channel=key, place=place, values=form.values(), by=user, now=now)
        problem = reads.problem_of(channel, form.values())
        if not problem:
            return go_on(request, reverse("notices:desk_channels"), _("It is set up, and works."))
        form.add_error(None, problem)
    context = {"form": form, "channel": channel}
    status = 422 if form.errors else 200
    return render(request, "notices/desk/channel_form.html", context, status=status)


@needs(NoticePermission.CHANNELS)
@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch a channel off, or on again."""
    user = cast(User, request.user)
    row = reads.setup(user.scope_for(NoticePermission.CHANNELS), pk)
    switch_channel(setup=row, is_on=not row.is_on, by=user, now=timezone.now())
    return go_on(request, reverse("notices:desk_channels"))


@needs(NoticePermission.CHANNELS)
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Every message: by what, how it stands, why not. Neither its words nor its address."""
    user = cast(User, request.user)
    form = LogForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = reads.log(user.scope_for(NoticePermission.CHANNELS), **wanted)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "notices/desk/log.html", {"form": form, "page": page, "now": timezone.now()}
    )


@needs(NoticePermission.CHANNELS)
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try once more what was given up."""
    user = cast(User, request.user)
    row = get_object_or_404(reads.log(user.scope_for(NoticePermission.CHANNELS)), pk=pk)
    here = reverse("notices:desk_log")
    try:
        send_again(delivery=row, by=user, now=timezone.now())
    except LirenError as trouble:
        return refuse(request, trouble, here)
    return go_on(request, here, _("It is tried once more."))
