"""Topics on paper: invitations to a meeting, and ballots to be ticked by hand."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from liren.accounts.selectors import community_party
from liren.deliberation.domain.lists import shuffled
from liren.deliberation.domain.phases import Mode
from liren.deliberation.models import Round, Sitting, Topic
from liren.deliberation.selectors.ballots import Line, lines_of, round_of
from liren.deliberation.templatetags.talk import yuan
from liren.ui.paper import code_of, typeset

LANGUAGE = "zh-hans"


def invitation_to(sitting: Sitting) -> bytes:
    """The invitation as a sheet for the door; it hangs for everybody, so its words are Chinese."""
    topic = sitting.topic
    with override(LANGUAGE):
        starts = timezone.localtime(sitting.starts_at)
        return typeset(
            "invitation",
            {
                **_frame(topic),
                "kind": str(sitting.get_kind_display()),
                "starts": date_format(starts, gettext("j F Y, H:i")),
                "where": sitting.where,
                "who": sitting.invited_words,
                "agenda": list(sitting.agenda),
                "words": {
                    "invited": gettext("You are invited"),
                    "when": gettext("When"),
                    "where": gettext("Where"),
                    "who": gettext("Who is invited"),
                    "agenda": gettext("What it will be about"),
                    "scan": gettext("Read it before, or say it here if you cannot come"),
                },
            },
        )


def ballots_of(topic: Topic, *, first: int, count: int) -> bytes:
    """Numbered papers; each is typed in by two, and counts once for its person or home.

    As on line, each lists its lines in an order of its own, so that nobody always stands first.
    """
    budget = round_of(topic)
    with override(LANGUAGE):
        lines = {line.key: _line(line) for line in lines_of(topic)}
        orders = {
            number: shuffled(lines, topic=topic.pk, person=number)
            for number in range(first, first + count)
        }
        return typeset(
            "ticks",
            {
                **_frame(topic),
                "sheets": [
                    {"number": f"{number:04d}", "lines": [lines[key] for key in order]}
                    for number, order in orders.items()
                ],
                "how": _how(topic, budget),
                "until": _until(topic),
                "words": {
                    "number": gettext("Number"),
                    "name": gettext("Name"),
                    "home": gettext("Building, unit, room"),
                    "sign": gettext("Signature"),
                    "scan": gettext("Or tick it on the telephone"),
                    "once": _once(budget),
                },
            },
        )


def _line(line: Line) -> dict[str, str]:
    return {
        "key": line.key,
        "title": line.title,
        "about": line.about[:120],
        "cost": yuan(line.cost) if line.cost else "",
    }


def _frame(topic: Topic) -> dict[str, object]:
    party = community_party(topic.place)
    address = settings.LIREN_URL.rstrip("/") + reverse("deliberation:topic", args=[topic.pk])
    return {
        "language": "zh",
        "place": topic.place.name,
        "title": topic.title,
        "code": code_of(address),
        "address": address,
        "office": f"{party.name}  {party.phone}" if party else "",
        "hours": party.hours if party else "",
    }


def _how(topic: Topic, budget: Round | None) -> str:
    if topic.mode == Mode.BUDGET and budget and budget.way == Round.Way.BUDGET:
        words = gettext("Tick what you want; together it may cost {}.")
        return words.format(yuan(budget.amount))
    return gettext("Tick at most {}.").format(topic.most_ticks)


def _once(budget: Round | None) -> str:
    if budget and budget.voters == Round.Voters.HOMES:
        return gettext("One paper a home. What is given twice, on paper or on line, counts once.")
    return gettext("One paper a person. What is given twice, on paper or on line, counts once.")


def _until(topic: Topic) -> str:
    if topic.open_until is None:
        return ""
    at = date_format(timezone.localtime(topic.open_until), gettext("j F Y, H:i"))
    return gettext("Hand it in until {}").format(at)
