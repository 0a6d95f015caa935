"""Pages that any module may need to answer with."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from liren.core.errors import LirenError


@dataclass(frozen=True)
class Advice:
    """What went wrong in plain words, and what to do next."""

    title: str
    sentence: str
    next_step: str
    icon: str = "circle-alert"


def advice_for(status: int) -> Advice:
    """Words for a status; a LirenError brings its own sentence."""
    known = {
        403: _forbidden,
        404: _not_found,
        409: _conflict,
        413: _too_large,
        429: _too_many,
    }
    if status == 503:
        return _unavailable()
    if status >= 500:
        return _failure()
    return known.get(status, _refused)()


def error_page(
    request: HttpRequest, *, status: int, code: str = "", sentence: str = ""
) -> HttpResponse:
    """A friendly page for what could not be done, at the door where it happened."""
    context = {"code": code, "sentence": sentence, "status": status}
    return render(request, "ui/error.html", context, status=status)


def _forbidden() -> Advice:
    return Advice(
        _("This page is not for your account"),
        _("You may not do this here."),
        _(
            "If you think you should: residents ask their office, staff whoever looks after "
            "the accounts."
        ),
        "lock",
    )


def _not_found() -> Advice:
    return Advice(
        _("We could not find that"),
        _("The address may be mistyped, or the item lies outside what you may see."),
        _("Check the link, or start again from the first page."),
        "search-x",
    )


def _conflict() -> Advice:
    return Advice(
        _("Somebody was quicker"),
        _("This has changed in the meantime."),
        _("Go back, look at it again, and then decide."),
        "refresh-cw",
    )


def _too_large() -> Advice:
    return Advice(
        _("That is too much at once"),
        _("The photos or the text are larger than we can take."),
        _("Send fewer or smaller photos. What you wrote is still there when you go back."),
        "image-off",
    )


def _too_many() -> Advice:
    return Advice(
        _("Too many tries"),
        _("To keep everybody safe we pause after many tries in a short time."),
        _("Wait a quarter of an hour and try again, or ring the office."),
        "hourglass",
    )


def _refused() -> Advice:
    return Advice(
        _("That did not work"),
        _("What was sent cannot be used as it stands."),
        _("Go back, look at it again, and send it once more."),
    )


def _failure() -> Advice:
    return Advice(
        _("Something broke on our side"),
        _("It was not your fault, and it has been written down."),
        _("Try again in a few minutes. If it cannot wait, ring the office."),
        "wrench",
    )


def _unavailable() -> Advice:
    return Advice(
        _("One moment, please"),
        _("It could not be stored just now."),
        _("Nothing is lost. Wait a little and send it again; if it cannot wait, ring the office."),
        "hourglass",
    )


def said(error: LirenError) -> str:
    """The sentence of an error in the reader's language, with its data filled in."""
    words = _(error.sentence)
    try:
        return words.format_map(error.data)
    except (KeyError, ValueError):
        return words


def go_on(request: HttpRequest, url: str, done: str = "") -> HttpResponse:
    """Go to the next page and say there what was done."""
    if done:
        messages.success(request, done)
    return HttpResponseRedirect(url)


def refuse(request: HttpRequest, error: LirenError, url: str) -> HttpResponse:
    """Go back and say there why it did not work."""
    messages.error(request, said(error))
    return HttpResponseRedirect(url)
