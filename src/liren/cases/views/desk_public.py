"""What waits to be read before neighbours read it: both versions, and one decision."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from liren.cases.forms.public import WordingForm
from liren.cases.models import PublicText
from liren.cases.permissions import CasePermission
from liren.cases.selectors import public as reads
from liren.cases.services.publicity import decide_wording
from liren.cases.views.desk_request import clock, go_on, is_fragment, worker
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.core.redaction.public_check import suspicions
from liren.ui.pages import said

SHOWN = 100
REASONS = {
    "name": gettext_lazy("may be a name"),
    "number": gettext_lazy("a number that nothing explains"),
    "written_number": gettext_lazy("a number in words"),
    "account": gettext_lazy("may be an account or a telephone"),
    "home": gettext_lazy("may be a home"),
    "plate": gettext_lazy("may be a number plate"),
    "spot": gettext_lazy("may be an exact position"),
    "english_name": gettext_lazy("may be a name"),
    "covered_twice": gettext_lazy("still personal"),
    "too_long": gettext_lazy("too long to be checked"),
}


@needs(CasePermission.PUBLISH)
@require_safe
def wordings(request: HttpRequest) -> HttpResponse:
    """Everything that waits, the longest waiting first."""
    waiting = reads.waiting_wordings(worker(request), CasePermission.PUBLISH)
    context = {"waiting": waiting[:SHOWN], "now": clock()}
    return render(request, "cases/desk/wordings.html", context)


@needs(CasePermission.PUBLISH)
@require_http_methods(["GET", "POST"])
def wording(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: as it came, as it would stand, and what looked suspicious."""
    text = reads.wording_for(worker(request), CasePermission.PUBLISH, pk)
    form = WordingForm(request.POST or None, initial={"words": text.words})
    form.fields["words"].required = request.POST.get("do") != "keep"
    if request.method == "POST" and form.is_valid():
        try:
            return _decide(request, text, form.cleaned_data["words"])
        except LirenError as refusal:
            form.add_error("words", said(refusal))
    found = [(text.words[one.start : one.end], REASONS[one.why]) for one in suspicions(text.words)]
    context = {"text": text, "form": form, "found": found, "now": clock()}
    page = "cases/desk/_wording.html" if is_fragment(request) else "cases/desk/wording.html"
    return render(request, page, context, status=422 if form.errors else 200)


def _decide(request: HttpRequest, text: PublicText, words: str) -> HttpResponse:
    publish = request.POST.get("do") == "publish"
    decide_wording(text=text, words=words, publish=publish, by=worker(request), now=clock())
    done = _("It stands in public now.") if publish else _("It stays with the office.")
    waiting = reads.waiting_wordings(worker(request), CasePermission.PUBLISH).first()
    if waiting is None:
        return go_on(request, reverse("cases:desk_wordings"), done)
    return go_on(request, reverse("cases:desk_wording", args=[waiting.pk]), done)
