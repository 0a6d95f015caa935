"""Keys for enterprise messengers: made, shown once, ended."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from liren.cases.forms.chats import ChatKeyForm
from liren.cases.models import ChatKey
from liren.cases.permissions import CasePermission
from liren.cases.selectors.chats import chat_keys
from liren.cases.services import chat_keys as keys
from liren.cases.views.desk_request import clock, go_on, refuse, worker
from liren.cases.views.desk_setup import setup_page
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.ui.pages import said


@needs(CasePermission.SETUP)
def key_list(request: HttpRequest) -> HttpResponse:
    """The keys there are, and the form for one more; its secret is shown this once."""
    user = worker(request)
    form, secret, made = ChatKeyForm(request.POST or None, user=user), "", None
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made, secret = keys.make_chat_key(
                place=typed["place"], name=typed["name"], by=user, now=clock()
            )
        except LirenError as error:
            form.add_error("name", said(error))
    address = request.build_absolute_uri("/api/chat/messages")
    context = {"form": form, "keys": chat_keys(user), "secret": secret, "made": made,
               "address": address}  # fmt: skip
    answer = setup_page(request, "chat_keys", context)
    if secret:
        answer["Cache-Control"] = "no-store"
    return answer


@needs(CasePermission.SETUP)
@require_POST
def end_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Shut the door of one messenger."""
    user, here = worker(request), reverse("cases:desk_chat_keys")
    scope = user.scope_for(CasePermission.SETUP)
    key = get_object_or_404(ChatKey.objects.within(scope).select_related("place"), pk=pk)
    try:
        keys.end_chat_key(key=key, by=user, now=clock())
    except LirenError as error:
        return refuse(request, error, here)
    return go_on(request, here, _("The key is ended."))
