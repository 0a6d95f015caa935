"""What everybody may read: an announcement, what was published, the answer to one's question."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from liren.accounts.models import User
from liren.core import pace
from liren.core.doors import public
from liren.core.errors import LirenError, TooMany
from liren.core.permissions import VISITOR
from liren.notices.forms.affairs import QuestionForm
from liren.notices.selectors import affairs, announcements
from liren.notices.services.affairs import Question, object_to
from liren.notices.views.office import office_of
from liren.ui.pages import said

MOST_QUESTIONS = 10


@public
@require_safe
def announcement(request: HttpRequest, pk: int) -> HttpResponse:
    """One announcement, in the reader's language where it has it; both where it has both."""
    now = timezone.now()
    row = announcements.public_announcement(pk, now)
    is_english = (get_language() or "").startswith("en") and bool(row.title_en)
    context = {"row": row, "now": now, "is_english": is_english, "office": office_of(row.place)}
    return render(request, "notices/public/announcement.html", context)


@public
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """What was published for a period, every version of it, and the way to ask."""
    now = timezone.now()
    row = affairs.public_entry(pk)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _asked(request, row.pk, form)
        except LirenError as trouble:
            form.add_error(None, said(trouble))
    questions = list(row.objections.order_by("made_at"))
    context = {
        "row": row,
        "versions": list(row.versions.all()),
        "altered": affairs.altered(row.versions.all()),
        "shown": [one for one in questions if one.is_shown],
        "waiting": [one for one in questions if one.answered_at is None],
        "answered": sum(one.answered_at is not None for one in questions),
        "form": form,
        "now": now,
        "office": office_of(row.column.place),
    }
    status = 422 if form.errors else 200
    return render(request, "notices/public/entry.html", context, status=status)


def _asked(request: HttpRequest, pk: int, form: QuestionForm) -> HttpResponse:
    typed, row = form.cleaned_data, affairs.public_entry(pk)
    if typed["website"]:  # a robot is thanked, and not kept
        return redirect("notices:entry", row.pk)
    if pace.count("objection", pace.address_of(request)) > MOST_QUESTIONS:
        raise TooMany()
    user = request.user if isinstance(request.user, User) else None
    question = Question(text=typed["text"], phone=typed["phone"], user=user)
    made = object_to(entry=row, question=question, by=user or VISITOR, now=timezone.now())
    return redirect("notices:question", made.link)


@public
@require_safe
def question(request: HttpRequest, link: str) -> HttpResponse:
    """One's own question, with the term of the answer and the answer."""
    row = affairs.objection_by_link(link)
    office = office_of(row.entry.column.place)
    context = {"row": row, "now": timezone.now(), "office": office}
    response = render(request, "notices/public/question.html", context)
    response["Cache-Control"] = "private, no-store"  # whoever has the link reads it; no cache does
    return response
