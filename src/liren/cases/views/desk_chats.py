"""Group chats: pasted, looked through, and taken in draft by draft."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from liren.cases.domain.chat.messages import NOTES, Kind
from liren.cases.forms.chats import Choices, DraftForm, PasteForm
from liren.cases.models import Case, ChatPaste
from liren.cases.permissions import CasePermission
from liren.cases.selectors.cases import visible_to
from liren.cases.selectors.chats import paste_for, waiting_pastes
from liren.cases.services import chat_collecting, chat_settling
from liren.cases.services.chat_pastes import take_paste
from liren.cases.services.chat_questions import ENGLISH, question
from liren.cases.services.chat_rows import Row, Status
from liren.cases.views.desk_request import clock, go_on, refuse, worker
from liren.core.doors import needs
from liren.core.errors import LirenError
from liren.ui.pages import said

LONGEST_NUMBER = 19


@dataclass(frozen=True)
class Line:
    """One message as the page shows it."""

    message: Row
    member: Row | None = None
    reason: str = ""


@dataclass(frozen=True)
class Sheet:
    """One draft with its form, its messages and the question to paste back."""

    row: Row
    form: DraftForm | None
    lines: list[Line]
    voices: list[str]
    questions: tuple[str, str]
    case: Case | None

    @property
    def id(self) -> str:
        """The key as text, to put behind a name."""
        return str(self.row["key"])

    @property
    def form_id(self) -> str:
        """The form that the button of this draft sends."""
        return f"confirm{self.row['key']}"


@needs(CasePermission.REPORT_FOR)
def chats(request: HttpRequest) -> HttpResponse:
    """What waits, and the box to paste into."""
    user = worker(request)
    form = PasteForm(request.POST or None, user=user)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                typed = form.cleaned_data
                made = take_paste(text=typed["text"], place=typed["place"], by=user, now=clock())
                return go_on(request, reverse("cases:desk_chat", args=[made.pk]))
            except LirenError as error:
                form.add_error("text", said(error))
                status = error.status
    waiting = [(paste, _open_count(paste)) for paste in waiting_pastes(user)]
    context = {"form": form, "waiting": waiting, "kept": chat_settling.KEPT.days, "now": clock()}
    return render(request, "cases/desk/chats.html", context, status=status)


def _open_count(paste: ChatPaste) -> int:
    return sum(row["status"] == Status.OPEN for row in paste.drafts)


@needs(CasePermission.REPORT_FOR)
@require_safe
def chat(request: HttpRequest, pk: int) -> HttpResponse:
    """One paste: its drafts, what was known, and what was left out with the reason."""
    return _shown(request, paste_for(worker(request), pk))


def _shown(request: HttpRequest, paste: ChatPaste, bad: DraftForm | None = None) -> HttpResponse:
    user = worker(request)
    by_number = {row["n"]: row | {"when": _moment(row["at"])} for row in paste.messages}
    shared = Choices(user, paste.place).with_homes(paste.drafts)
    cases = visible_to(user).in_bulk([row["case"] for row in paste.drafts if row["case"]])
    sheets = [_sheet(row, by_number, shared, cases, bad) for row in paste.drafts]
    settled = (Status.TAKEN, Status.KNOWN, Status.DROPPED)
    left = [
        Line(by_number[one["n"]], None, one["reason"])
        for one in paste.left_out
        if one["n"] in by_number
    ]
    context = {
        "paste": paste,
        "open": [sheet for sheet in sheets if sheet.row["status"] == Status.OPEN],
        "settled": [sheet for sheet in sheets if sheet.row["status"] in settled],
        "left": left,
        "counted": _counted(paste),
        "lines": [Line(row) for row in by_number.values()],
        "kept": chat_settling.KEPT.days,
        "now": clock(),
    }
    return render(request, "cases/desk/chat.html", context, status=422 if bad else 200)


def _counted(paste: ChatPaste) -> dict[str, int]:
    """Messages, notes of the client, and lines that could not be read: all that was pasted."""
    kinds = Counter(row["kind"] for row in paste.messages)
    notes = sum(kinds[kind] for kind in NOTES)
    unreadable = kinds[Kind.UNREADABLE]
    said = len(paste.messages) - notes
    return {"said": said, "notes": notes - unreadable, "unreadable": unreadable}


def _moment(at: str | None) -> datetime | None:
    return datetime.fromisoformat(at) if at else None


def _sheet(
    row: Row, by_number: dict[int, Row], shared: Choices, cases: dict[int, Case],
    bad: DraftForm | None,
) -> Sheet:  # fmt: skip
    members = sorted((m for m in row["members"] if m["n"] in by_number), key=lambda m: int(m["n"]))
    lines = [Line(by_number[member["n"]], member) for member in members]
    names = [line.message["author"] for line in lines if line.member and not line.member["office"]]
    asks = (row["title"], row.get("missing", ()))
    form = DraftForm(row=row, shared=shared) if row["status"] == Status.OPEN else None
    if bad is not None and form is not None and bad.prefix == form.prefix:
        form = bad
    return Sheet(
        row, form, lines, list(dict.fromkeys(filter(None, names))),
        (question(*asks), question(*asks, ENGLISH)), cases.get(row["case"]),
    )  # fmt: skip


@needs(CasePermission.REPORT_FOR)
@require_POST
def confirm(request: HttpRequest, pk: int, key: int) -> HttpResponse:
    """Take one draft in as it stands on the page."""
    user, paste = worker(request), paste_for(worker(request), pk)
    row = next((row for row in paste.drafts if row["key"] == key), None)
    if row is None or row["status"] != Status.OPEN:
        return refuse(request, chat_settling.DraftSettled(), _page(pk))
    form = DraftForm(request.POST, row=row, shared=Choices(user, paste.place).with_homes([row]))
    if not form.is_valid():
        return _shown(request, paste, form)

    def do() -> str:
        wanted = chat_settling.Settled(**form.cleaned_data, as_drafted=False)
        receipt = chat_settling.confirm_draft(
            paste=paste, key=key, settled=wanted, by=user, now=clock()
        )
        return _("Taken in: {title}").format(title=receipt.case.title)

    return _do(request, pk, do)


@needs(CasePermission.REPORT_FOR)
@require_POST
def confirm_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Take every open draft in as it was drafted."""
    user, paste = worker(request), paste_for(worker(request), pk)

    def do() -> str:
        taken = chat_settling.confirm_all(paste=paste, by=user, now=clock())
        text = ngettext("{count} draft taken in.", "{count} drafts taken in.", len(taken))
        return text.format(count=len(taken))

    return _do(request, pk, do)


@needs(CasePermission.REPORT_FOR)
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop one draft, or with no key the whole paste."""
    user, paste, key = worker(request), paste_for(worker(request), pk), _number(request, "key")

    def do() -> str:
        if key is None:
            chat_settling.drop_paste(paste=paste, by=user, now=clock())
            return _("Dropped. Its words are forgotten.")
        chat_settling.drop_draft(paste=paste, key=key, by=user, now=clock())
        return _("The draft is dropped.")

    return _do(request, pk, do)


@needs(CasePermission.REPORT_FOR)
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer again what was dropped before."""
    user, paste, key = worker(request), paste_for(worker(request), pk), _number(request, "key")

    def do() -> str:
        chat_settling.reopen_draft(paste=paste, key=key or 0, by=user, now=clock())
        return _("It is offered again.")

    return _do(request, pk, do)


@needs(CasePermission.REPORT_FOR)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the ticked messages elsewhere."""
    user, paste = worker(request), paste_for(worker(request), pk)
    sent = [n for n in request.POST.getlist("message") if len(n) < LONGEST_NUMBER]
    ticked = [int(n) for n in sent if n.isascii() and n.isdigit()]

    def do() -> str:
        chat_settling.move_messages(
            paste=paste, numbers=ticked, to=request.POST.get("to", ""), by=user, now=clock()
        )
        return _("Moved.")

    return _do(request, pk, do)


@needs(CasePermission.REPORT_FOR)
@require_POST
def sort(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft what a messenger has sent so far."""
    user, paste = worker(request), paste_for(worker(request), pk)

    def do() -> str:
        chat_collecting.sort_collected(paste=paste, by=user, now=clock())
        return ""

    return _do(request, pk, do)


def _number(request: HttpRequest, name: str) -> int | None:
    typed = request.POST.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else None


def _page(pk: int) -> str:
    return reverse("cases:desk_chat", args=[pk])


def _do(request: HttpRequest, pk: int, act: Callable[[], str]) -> HttpResponse:
    """Do it and go back to the page, which says what was done or why not."""
    try:
        done = act()
    except LirenError as error:
        return refuse(request, error, _page(pk))
    return go_on(request, _page(pk), done)
