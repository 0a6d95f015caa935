"""How the drafts of a group chat are worded."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

register = template.Library()

ACTS: dict[str, Any] = {
    "matter": _("brings it up"),
    "agree": _("says the same"),
    "answer": _("answers"),
    "detail": _("adds to it"),
    "thanks": _("thanks"),
    "notice": _("announces"),
}
LEFT: dict[str, Any] = {
    "advert": _("an advert"),
    "wish": _("good wishes"),
    "greeting": _("a greeting"),
    "joke": _("a joke"),
    "talk": _("talk, about nothing to be done"),
    "thanks": _("thanks"),
    "notice": _("an announcement"),
    "answer": _("an answer to nothing in these lines"),
    "agree": _("agrees with nothing in these lines"),
    "detail": _("talk, about nothing to be done"),
    "matter": _("put aside"),
    "no_words": _("no words"),
    "unreadable": _("could not be read"),
    "person": _("put aside by you"),
}
KINDS: dict[str, Any] = {
    "picture": _("[picture]"),
    "sticker": _("[sticker]"),
    "voice": _("[voice message without its words]"),
    "video": _("[video]"),
    "location": _("[location]"),
    "file": _("[file]"),
    "link": _("[link]"),
    "red_packet": _("[red packet]"),
    "call": _("[call]"),
    "card": _("[contact card]"),
    "record": _("[forwarded messages]"),
    "empty": _("[nothing was copied]"),
    "recalled": _("[taken back]"),
}
CLUES: dict[str, Any] = {
    "reply": _("it quotes it"),
    "mention": _("it names who spoke"),
    "asked": _("they were asked"),
    "subject": _("same subject"),
    "related": _("a subject beside it"),
    "class": _("same class"),
    "words": _("same words"),
    "same_author": _("the same person goes on"),
    "goes_on": _("it goes on from before"),
    "result": _("it tells how it went"),
    "next": _("said right after it"),
    "time": _("said soon after"),
    "voice": _("it joins in"),
    "unanswered": _("it was not answered yet"),
    "place": _("same building"),
    "person": _("you put it here"),
}
MISSING: dict[str, Any] = {
    "place": _("where exactly"),
    "since": _("since when"),
    "contact": _("how to reach them"),
    "voice": _("what the voice message says"),
}
STATUS: dict[str, tuple[Any, str]] = {
    "taken": (_("Taken in"), "jade"),
    "known": (_("Settled before"), "ink"),
    "dropped": (_("Dropped"), "ink"),
}


@register.filter
def act_word(act: str) -> str:
    """What a message does in a draft."""
    return str(ACTS.get(act, ""))


@register.filter
def left_word(reason: str) -> str:
    """Why a message was left out."""
    return str(LEFT.get(reason) or KINDS.get(reason, ""))


@register.filter
def kind_word(kind: str) -> str:
    """What stands there in place of words."""
    return str(KINDS.get(kind, ""))


@register.filter
def missing_word(name: str) -> str:
    """What is still to be asked."""
    return str(MISSING.get(name, ""))


@register.filter
def clue_words(clues: Iterable[tuple[str, float]]) -> str:
    """What speaks for a message belonging here, the strongest first."""
    for_it = sorted(((weight, name) for name, weight in clues if weight > 0.05), reverse=True)
    return gettext(", ").join(str(CLUES[name]) for _, name in for_it if name in CLUES)


@register.filter
def draft_status(status: str) -> str:
    """What became of a draft."""
    return str(STATUS[status][0])


@register.filter
def draft_tone(status: str) -> str:
    """The tone of that word."""
    return STATUS[status][1]
