"""How the pages word phases, choices, tests and reasons."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from liren.ui.templatetags.ui import Tab
from liren.voting.domain.ballots import CHOICES, Choice
from liren.voting.domain.matters import Basis
from liren.voting.domain.phases import Phase, Step
from liren.voting.domain.readiness import Where
from liren.voting.models import LetterDelivery, Question, RollOwner, RollUnit, Vote
from liren.voting.selectors.readiness import Missing
from liren.voting.selectors.results import Counted
from liren.voting.wording import (
    bar_word,
    channel_word,
    item_word,
    m2,
    rejected_words,
    secrecy_of,
    share_of,
    silent_words,
    verdict_of,
    why_word,
)

register = template.Library()
for word in (bar_word, channel_word, item_word, m2, why_word):
    register.filter(word.__name__, word)

PHASES: dict[str, tuple[Any, str]] = {
    Phase.DRAFT: (_("Draft"), "ink"),
    Phase.POSTED: (_("Roll is posted"), "amber"),
    Phase.READY: (_("Ready, opens at its time"), "amber"),
    Phase.OPEN: (_("Voting goes on"), "jade"),
    Phase.CLOSED: (_("Closed, not counted yet"), "amber"),
    Phase.COUNTED: (_("Counted and published"), "ink"),
    Phase.CALLED_OFF: (_("Called off"), "persimmon"),
}
LINE = (Phase.DRAFT, Phase.POSTED, Phase.READY, Phase.OPEN, Phase.CLOSED, Phase.COUNTED)
SHORT: dict[str, Any] = {
    Phase.DRAFT: _("Draft"),
    Phase.POSTED: _("Posted"),
    Phase.READY: _("Frozen"),
    Phase.OPEN: _("Voting"),
    Phase.CLOSED: _("Voting over"),
    Phase.COUNTED: _("Result out"),
}
STEPS: dict[str, Any] = {
    Step.POST: _("Post question and roll"),
    Step.TAKE_BACK: _("Take it back to the draft"),
    Step.FREEZE: _("Freeze the roll"),
    Step.THAW: _("Thaw the roll"),
    Step.OPEN: _("Open the vote"),
    Step.CLOSE: _("Close the vote"),
    Step.COUNT: _("Count and publish"),
    Step.CALL_OFF: _("Call it off"),
}
PAGES: dict[str, str] = {
    Where.QUESTION: "desk_edit",
    Where.RULES: "desk_edit",
    Where.CHANNELS: "desk_edit",
    Where.ROLL: "desk_roll",
    Where.TIME: "desk_vote",
}


@register.filter
def secrecy_words(row: Vote) -> str:
    """What is published of who chose what: said before anybody casts."""
    return secrecy_of(row)


@register.filter
def phase_word(row: Vote) -> Any:
    """The phase in a word."""
    return PHASES[row.phase][0]


@register.filter
def phase_tone(row: Vote) -> str:
    """And its tone."""
    return PHASES[row.phase][1]


@register.simple_tag
def phase_line(row: Vote) -> list[tuple[Any, str]]:
    """The phases in their order: done, now, or to come."""
    if row.phase == Phase.CALLED_OFF:
        return []
    now = LINE.index(Phase(row.phase))
    words = (SHORT[phase] for phase in LINE)
    return [
        (word, "done" if at < now else "now" if at == now else "next")
        for at, word in enumerate(words)
    ]


@register.filter
def step_word(step: str) -> Any:
    """A step in words."""
    return STEPS[step]


@register.filter
def choice_word(word: str) -> str:
    """A choice in words; a name stays a name."""
    return gettext(CHOICES[Choice(word)]) if word in set(Choice) else word


@register.filter
def delivery_word(way: str) -> str:
    """How a letter arrived."""
    return str(LetterDelivery.Way(way).label) if way else ""


@register.filter
def asked(question: Question) -> str:
    """The question in the reader's language, where it has it."""
    is_english = (get_language() or "").startswith("en")
    return question.text_en if is_english and question.text_en else question.text


@register.filter
def titled(row: Vote) -> str:
    """The title in the reader's language, where it has it."""
    is_english = (get_language() or "").startswith("en")
    return row.title_en if is_english and row.title_en else row.title


@register.filter
def by_area(row: Vote) -> bool:
    """Whether areas count."""
    return row.basis == Basis.OWNERS


@register.simple_tag
def gap_words(missing: Missing) -> str:
    """What is missing, in the reader's language."""
    data = dict(missing.gap.data)
    said = gettext(missing.gap.sentence).format_map(data)
    about = gettext("Question {}: {}").format(missing.question, said)
    return about if missing.question else said


@register.simple_tag
def gap_page(row: Vote, missing: Missing) -> str:
    """Where it is mended."""
    name = PAGES[missing.gap.where]
    if name == "desk_edit" and row.phase != Phase.DRAFT:
        name = "desk_vote"
    anchor = "#times" if missing.gap.where is Where.TIME else ""
    return reverse(f"voting:{name}", args=[row.pk]) + anchor


@register.simple_tag(takes_context=True)
def vote_tabs(context: Mapping[str, Any], row: Vote) -> list[Tab]:
    """The pages of one vote at the desk, for whoever may open them."""
    request = context["request"]
    names: list[tuple[str, Any, bool]] = [
        ("desk_vote", _("This vote"), True),
        ("desk_roll", _("Roll"), True),
        ("desk_letters", _("Letters"), row.frozen_at is not None),
        ("desk_paper", _("Paper and proxies"), row.frozen_at is not None),
        ("desk_ballots", _("Ballots"), row.opened_at is not None),
        ("desk_city", _("City's system"), "city" in row.channels and row.opened_at is not None),
    ]
    may = request.user.has_perm("voting.desk", row.place)
    urls = [
        (reverse(f"voting:{name}", args=[row.pk]), label)
        for name, label, is_there in names
        if is_there and (may or name in {"desk_vote", "desk_roll", "desk_letters"})
    ]
    path = request.path
    for inner in ("/boxes/", "/papers/", "/proxies/"):
        path = path.replace(inner, "/paper/")
    path = path.replace("/objections/", "/roll/").replace("/voids/", "/ballots/")
    here = max((url for url, _label in urls if path.startswith(url)), key=len, default="")
    return [Tab(label, url, is_current=url == here) for url, label in urls]


@register.filter
def owner_names(unit: RollUnit, owners: Mapping[str, RollOwner]) -> str:
    """The owners of a home, for the desk."""
    keys = [*unit.owners, *([unit.developer] if unit.developer not in unit.owners else [])]
    return gettext(", ").join(owners[key].name for key in keys if key in owners)


@register.filter
def verdict(one: Counted) -> str:
    """What was decided, in one sentence."""
    return verdict_of(one.data)


@register.filter
def trial_words(trial: Mapping[str, Any]) -> str:
    """A test with numerator, denominator, share and threshold."""
    show = m2 if trial["measure"] == "area" else str
    said = gettext("{part} of {whole} ({share}); {bar} is needed: {needed}")
    return said.format(
        part=show(trial["part"]),
        whole=show(trial["whole"]),
        share=share_of(trial["part"], trial["whole"]),
        bar=bar_word(trial["bar"]),
        needed=show(trial["needed"]),
    )


@register.filter
def choices_of(outcome: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """What was chosen, in the order of the paper."""
    nothing = {"heads": 0, "area": 0}
    kinds = (Choice.AGREE, Choice.OPPOSE, Choice.ABSTAIN)
    return [(gettext(CHOICES[kind]), outcome["chosen"].get(kind, nothing)) for kind in kinds]


@register.filter
def rejected_lines(rows: list[dict[str, Any]]) -> list[str]:
    """Ballots that do not stand, and why."""
    return rejected_words(rows)


@register.filter
def silence_words(silence: dict[str, Any]) -> str:
    """Whom a clause adds, and whether it matters."""
    return silent_words(silence)


@register.filter
def ways_words(channels: Mapping[str, int]) -> str:
    """How many came which way."""
    words = [f"{channel_word(name)} {count}" for name, count in channels.items() if count]
    return " · ".join(words)


@register.filter
def building_word(name: str) -> str:
    """A building as people call it: a bare number is that of a building."""
    if not name:
        return gettext("No building")
    return gettext("Building {}").format(name) if name.isdigit() else name
