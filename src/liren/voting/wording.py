"""Words for numbers and reasons, the same on pages and on paper."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liren.voting.domain.areas import area_text
from liren.voting.domain.matters import ITEMS, Item
from liren.voting.domain.profiles import CHANNELS, Channel
from liren.voting.domain.reasons import REASONS, Why
from liren.voting.models import Box, Vote

BARS: dict[str, Any] = {
    "2/3": _("at least two thirds"),
    "3/4": _("at least three quarters"),
    "1/2": _("at least half"),
    "1/5": _("at least one fifth"),
    ">1/2": _("more than half"),
}


def bar_word(bar: str) -> str:
    """A bar in words."""
    return str(BARS.get(bar, bar))


def m2(area: int) -> str:
    """An area in square metres, with commas between thousands."""
    whole, _point, part = area_text(area).partition(".")
    return f"{int(whole):,}.{part} m²"


def secrecy_of(vote: Vote) -> str:
    """What is published of who chose what."""
    if not vote.is_secret:
        return gettext(
            "Open: after the count it is published which home chose what, without names."
        )
    return gettext(
        "Secret: from what is published nobody can see which home chose what; each can find their "
        "own ballot with the receipt."
    )


def share_of(part: int, whole: int) -> str:
    """A share, cut off and not rounded: 66.66 % is not two thirds."""
    if not whole:
        return "–"
    hundredths = part * 10_000 // whole
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def item_word(item: int | None) -> str:
    """A matter of Civil Code art. 278, in words."""
    return gettext(ITEMS[Item(item)]) if item else ""


def why_word(why: str) -> str:
    """Why a ballot does not stand."""
    return gettext(REASONS[Why(why)])


def channel_word(channel: str) -> str:
    """The way a ballot came."""
    return gettext(CHANNELS[Channel(channel)])


def verdict_of(data: Mapping[str, Any]) -> str:
    """What was decided, in one sentence."""
    outcome = data["silence"]["outcome"] if data["silence"] else data["outcome"]
    elected = [s["candidate"] for s in outcome["standings"] if s["is_elected"]]
    if not outcome["is_quorate"]:
        return gettext("Too few took part: nothing is decided.")
    if outcome["standings"]:
        names = gettext(", ").join(elected)
        return gettext("Elected: {}").format(names) if elected else gettext("Nobody is elected.")
    return gettext("It is passed.") if data["has_passed"] else gettext("It is not passed.")


def silent_words(silence: Mapping[str, Any]) -> str:
    """Whom a "not returned" clause adds, and whether the result depends on them."""
    said = gettext(
        "By the owners' own rules of {date} those who did not return the ballot are added: "
        "{heads} heads, {area}. {depends}"
    )
    depends = gettext("The result depends on them.")
    if not silence["is_decisive"]:
        depends = gettext("The result does not depend on them.")
    added = silence["added"]
    return said.format(
        date=silence["adopted_date"], heads=added["heads"], area=m2(added["area"]), depends=depends
    )


def box_words(boxes: Iterable[Box]) -> list[str]:
    """How envelopes were counted, and every difference with what was said of it."""
    found = []
    for box in boxes:
        said = gettext(
            "Box {number}: {expected} envelopes were taken in, {counted} counted by hand."
        )
        words = [said.format(number=box.number, expected=box.expected, counted=box.envelopes)]
        if late := getattr(box, "found_after", 0):
            said = gettext("{count} of them lay in the box at the close and were noted after it.")
            words.append(said.format(count=late))
        if box.difference:
            words.append(gettext("The difference: {}").format(box.difference))
        found.append(" ".join(words))
    return found


def rejected_words(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Ballots that do not stand, by reason and way."""
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        key = row["channel"], row["why"]
        counts[key] = counts.get(key, 0) + 1
    said = gettext("{count} × {channel}: {why}")
    return [
        said.format(count=count, channel=channel_word(channel), why=why_word(why))
        for (channel, why), count in counts.items()
    ]
