"""To vote from home: the letter's code and the telephone, six digits, the ballot, the receipt.

Who has proven who they are is known to the session alone, for half an hour.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from liren.core import pace
from liren.core.doors import public
from liren.core.errors import LirenError
from liren.ui.pages import said
from liren.voting.domain.choices import check_answers
from liren.voting.forms.ballots import BallotForm, DigitsForm, LetterForm
from liren.voting.models import Access, Letter
from liren.voting.selectors.access import access_by_id
from liren.voting.selectors.votes import public_vote, questions_of
from liren.voting.services import casting, proving, receipts
from liren.voting.views.office import office_of

MOST_WRONG = 20
ACCESS, RECEIPT = "vote_access", "vote_receipt"


def _page(
    request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page about one's own vote is kept by no cache."""
    response = render(request, f"voting/public/{name}.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"  # the code of the letter leaves for nobody
    return response


@public
def enter(request: HttpRequest, code: str = "") -> HttpResponse:
    """The code of the letter, and the telephone."""
    form = LetterForm(request.POST or None, initial={"code": code[:40]})
    if request.method == "POST" and form.is_valid():
        code, address = form.cleaned_data["code"], pace.address_of(request)
        try:
            pace.check("vote_letter", address, most=MOST_WRONG)
            access = proving.ask_digits(**form.cleaned_data, now=timezone.now())
        except LirenError as trouble:
            pace.count("vote_letter", address)
            form.add_error(None, said(trouble))
        else:
            request.session[ACCESS] = access.pk
            return redirect("voting:digits")
    letter = _letter(request, code) if code else None
    context: dict[str, Any] = {"form": form, "letter": letter}
    if letter is not None:  # whose office to ring stands on the page, above all beside a refusal
        context["office"] = office_of(letter.vote.place)
    return _page(request, "enter", context, status=422 if form.errors else 200)


def _letter(request: HttpRequest, code: str) -> Letter | None:
    address = pace.address_of(request)
    try:
        pace.check("vote_letter", address, most=MOST_WRONG)
        return proving.letter_of(code)
    except LirenError:
        if request.method != "POST":  # there it was counted already
            pace.count("vote_letter", address)
        return None


@public
def digits(request: HttpRequest) -> HttpResponse:
    """The six digits that came."""
    access = access_by_id(request.session.get(ACCESS))
    if access is None:
        return redirect("voting:enter")
    form = DigitsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            proving.prove(access=access, digits=form.cleaned_data["digits"], now=timezone.now())
        except LirenError as trouble:
            form.add_error("digits", said(trouble))
        else:
            request.session.cycle_key()
            return redirect("voting:ballot")
    return _page(request, "digits", _about(access, form=form), 422 if form.errors else 200)


def _about(access: Access, **more: Any) -> dict[str, Any]:
    vote = access.voter.vote
    return {"row": vote, "voter": access.voter, "office": office_of(vote.place), **more}


@public
def ballot(request: HttpRequest) -> HttpResponse:
    """The ballot: chosen, looked at once more, cast."""
    access, now = access_by_id(request.session.get(ACCESS)), timezone.now()
    if access is None or not proving.is_proven(access, now):
        return redirect("voting:enter")
    vote = access.voter.vote
    form = BallotForm(request.POST or None, questions=questions_of(vote))
    deed = request.POST.get("deed", "")
    if request.method == "POST" and form.is_valid() and deed in {"check", "cast"}:
        try:
            if deed == "cast":
                return _cast(request, access, form)
            check_answers(form.answers(), casting.matters_of(vote), on_paper=False)
            return _page(request, "check", _about(access, form=form, chosen=_chosen(form)))
        except LirenError as trouble:
            form.add_error(None, said(trouble))
    status = 422 if form.errors else 200
    return _page(request, "ballot", _about(access, form=form, now=now), status)


def _chosen(form: BallotForm) -> list[tuple[object, str, list[str]]]:
    answers = form.answers()
    return [(one, f"q{one.number}", answers[one.number]) for one in form.questions]


def _cast(request: HttpRequest, access: Access, form: BallotForm) -> HttpResponse:
    receipt = casting.cast_ballot(access=access, answers=form.answers(), now=timezone.now())
    request.session.pop(ACCESS, None)
    vote = access.voter.vote
    request.session[RECEIPT] = {"vote": vote.pk, "code": receipts.put_away(vote, receipt.code)}
    return redirect("voting:receipt")


@public
def receipt(request: HttpRequest) -> HttpResponse:
    """The receipt, shown until it is put away."""
    kept = request.session.get(RECEIPT)
    if kept is None:
        return redirect("voting:enter")
    vote = public_vote(kept["vote"])
    code = receipts.take_out(vote, kept["code"])
    if request.method == "POST" or not code:
        request.session.pop(RECEIPT)
        return redirect("voting:vote", vote.pk)
    context = {"row": vote, "code": code, "office": office_of(vote.place)}
    return _page(request, "receipt", context)
