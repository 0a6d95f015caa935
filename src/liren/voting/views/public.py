"""What everybody may read of a vote: what is asked, the roll without names, who has voted by
building, the result, and the files from which anybody counts again."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from liren.accounts.models import User
from liren.core import pace
from liren.core.doors import public, signed_in
from liren.core.errors import LirenError, TooMany
from liren.core.permissions import VISITOR
from liren.ui.pages import go_on, said
from liren.voting.domain.phases import BEGUN, Act, Phase, is_open
from liren.voting.domain.profiles import Channel
from liren.voting.forms.ballots import ReceiptForm
from liren.voting.forms.rolls import ObjectionForm
from liren.voting.paper import result_sheet
from liren.voting.selectors import results, rolls, taking_part, votes
from liren.voting.services import objections, telling
from liren.voting.views.office import office_of
from liren.voting.wording import box_words

MOST_OBJECTIONS = 10
MOST_LOOKUPS = 60


@public
@require_safe
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """The vote with its questions explained, how to vote, and who has by building."""
    row, now = votes.public_vote(pk), timezone.now()
    shares = taking_part.shares(row) if row.phase in BEGUN else []
    user = request.user if isinstance(request.user, User) else None
    context = {
        "row": row,
        "now": now,
        "questions": votes.questions_of(row),
        "rules": votes.rules_of(row),
        "shares": shares,
        "whole": taking_part.whole(shares),
        "is_votable": row.phase == Phase.OPEN and _is_in_time(row.closes_at, now),
        "is_online": Channel.ONLINE in row.channels,
        "can_object": is_open(row.phase, Act.OBJECT),
        "sums": rolls.sums_of(row.roll) if row.roll else None,
        "notes": votes.public_notes(row),
        "follows": bool(user and row.followers.filter(user=user).exists()),
        "office": office_of(row.place),
    }
    return render(request, "voting/public/vote.html", context)


def _is_in_time(closes: datetime | None, now: datetime) -> bool:
    return closes is None or now <= closes


@public
@require_safe
def roll(request: HttpRequest, pk: int) -> HttpResponse:
    """Look up one's home on the posted roll: area and number of owners, nobody's name."""
    row, wanted = votes.public_vote(pk), request.GET.get("home", "")[:60]
    found, trouble = None, ""
    if wanted:
        try:
            found = rolls.unit_on_roll(row, wanted)
        except LirenError as unknown:
            trouble = said(unknown)
    context = {
        "row": row,
        "home": wanted,
        "unit": found,
        "trouble": trouble,
        "versions": list(rolls.versions_of(row)),
        "sums": rolls.sums_of(row.roll) if row.roll else None,
        "can_object": is_open(row.phase, Act.OBJECT),
        "office": office_of(row.place),
        "now": timezone.now(),
    }
    return render(request, "voting/public/roll.html", context)


@public
def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    """Object to the roll."""
    row = votes.public_vote(pk)
    form = ObjectionForm(request.POST or None, initial={"unit": request.GET.get("home", "")[:60]})
    if request.method == "POST" and form.is_valid():
        try:
            return _objected(request, pk, form)
        except LirenError as trouble:
            form.add_error(None, said(trouble))
    context = {"row": row, "form": form, "office": office_of(row.place)}
    context["can_object"] = is_open(row.phase, Act.OBJECT)
    status = 422 if form.errors else 200
    return render(request, "voting/public/object.html", context, status=status)


def _objected(request: HttpRequest, pk: int, form: ObjectionForm) -> HttpResponse:
    typed = dict(form.cleaned_data)
    if typed.pop("website"):  # a robot is thanked, and not kept
        return redirect("voting:vote", pk)
    if pace.count("roll_objection", pace.address_of(request)) > MOST_OBJECTIONS:
        raise TooMany
    user = request.user if isinstance(request.user, User) else None
    new = objections.NewObjection(**typed)
    row = votes.public_vote(pk)
    made = objections.object_to_roll(vote=row, new=new, by=user or VISITOR, now=timezone.now())
    return redirect("voting:objection", made.link)


@public
@require_safe
def objection(request: HttpRequest, link: str) -> HttpResponse:
    """One's own objection, and the answer."""
    row = rolls.objection_by_link(link)
    context = {"row": row, "now": timezone.now(), "office": office_of(row.vote.place)}
    response = render(request, "voting/public/objection.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@public
@require_safe
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """The explained result, each test with numerator, denominator and threshold."""
    row = votes.public_vote(pk)
    context = {
        "row": row,
        "counted": results.results_of(row),
        "papers": box_words(taking_part.counted_boxes(row)),
        "rules": votes.rules_of(row),
        "sums": rolls.sums_of(row.roll) if row.roll else None,
        "notes": list(votes.observer_notes(row)),
        "office": office_of(row.place),
        "now": timezone.now(),
    }
    return render(request, "voting/public/result.html", context)


@public
@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The result sheet as PDF, with signatures to be filled in."""
    row = votes.public_vote(pk)
    response = HttpResponse(result_sheet(row), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="result-{row.pk}.pdf"'
    return response


@public
@require_safe
def file(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The published file of one question, for `liren vote verify`."""
    found = results.published_file(votes.public_vote(pk), number)
    response = HttpResponse(found.file, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="vote-{pk}-{number}.json"'
    return response


@public
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Find one's own ballot in what was published."""
    row, found = votes.public_vote(pk), None
    form = ReceiptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            pace.check("receipt", pace.address_of(request), most=MOST_LOOKUPS)
            pace.count("receipt", pace.address_of(request))
            found = results.find_receipt(row, form.cleaned_data["code"])
        except LirenError as trouble:
            form.add_error("code", said(trouble))
    context = {"row": row, "form": form, "found": found, "office": office_of(row.place)}
    status = 422 if form.errors else 200
    response = render(request, "voting/public/receipt_lookup.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


@signed_in
@require_POST
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Be told of what comes of it, or no more."""
    row, user = votes.public_vote(pk), request.user
    assert isinstance(user, User)
    here = reverse("voting:vote", args=[pk])
    if row.followers.filter(user=user).exists():
        telling.unfollow(vote=row, user=user)
        return go_on(request, here, _("You are told no more."))
    telling.follow(vote=row, user=user)
    return go_on(request, here, _("You are told when it opens and when it is counted."))
