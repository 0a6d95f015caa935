"""The words of topics on pages: phases, steps, what comes next, sums of money."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from liren.accounts.models import Party
from liren.deliberation.domain.budget import ANSWERS, WhyNot
from liren.deliberation.domain.phases import ENDED, LINE, Mode, Phase
from liren.deliberation.models import Sitting, Topic, TopicStep
from liren.deliberation.selectors.sittings import day_and_time
from liren.ui.naming import local_name

register = template.Library()
ENDS = " \n。.！!？?"
Word = str | Promise

PHASES: Mapping[str, Word] = {
    Phase.RAISED: gettext_lazy("brought up"),
    Phase.DISCUSSION: gettext_lazy("being talked over"),
    Phase.TICKING: gettext_lazy("list to tick"),
    Phase.PROPOSALS: gettext_lazy("call for projects"),
    Phase.CHECK: gettext_lazy("projects being checked"),
    Phase.BALLOT: gettext_lazy("ballot open"),
    Phase.MEETING: gettext_lazy("meeting"),
    Phase.VOTE: gettext_lazy("vote"),
    Phase.MEASURES: gettext_lazy("being planned"),
    Phase.PUBLICATION: gettext_lazy("plan published"),
    Phase.PROGRESS: gettext_lazy("being carried out"),
    Phase.EVALUATION: gettext_lazy("your word is asked"),
    Phase.REVISION: gettext_lazy("planned anew"),
    Phase.CLOSED: gettext_lazy("settled"),
    Phase.DECLINED: gettext_lazy("not taken further"),
}
TONES: Mapping[str, str] = {
    Phase.RAISED: "ink",
    Phase.CLOSED: "ink",
    Phase.DECLINED: "ink",
    Phase.CHECK: "ink",
    Phase.MEASURES: "ink",
    Phase.REVISION: "amber",
}
STEPS: Mapping[str, Word] = {
    "raised": gettext_lazy("Brought up"),
    "enough_homes": gettext_lazy("Enough homes stand behind it: it comes onto the agenda"),
    "answered": gettext_lazy("Answered in public"),
    "extended": gettext_lazy("More time to take part"),
    "counted": gettext_lazy("The ballots were counted"),
    "asked_again": gettext_lazy("Too few homes have spoken: they are asked once more"),
    "lot_drawn": gettext_lazy("The lot was drawn"),
    "sitting": gettext_lazy("A meeting was called"),
    "sitting_off": gettext_lazy("The meeting was called off"),
    "minutes": gettext_lazy("The minutes were posted"),
    "vote_drafted": gettext_lazy("A vote is prepared"),
    "vote_passed": gettext_lazy("The vote adopted it"),
    "vote_failed": gettext_lazy("The vote did not adopt it"),
    "vote_called_off": gettext_lazy("The vote was called off"),
    "measure_accepted": gettext_lazy("Taken on"),
    "measure_news": gettext_lazy("News"),
    "measure_milestone": gettext_lazy("A step is reached"),
    "measure_done": gettext_lazy("Done"),
    "measure_returned": gettext_lazy("Given back"),
    "measure_given": gettext_lazy("Given to another party"),
    "measure_silent": gettext_lazy("Thirty days without news: the office was reminded"),
    "phase_discussion": gettext_lazy("The talk began"),
    "phase_ticking": gettext_lazy("The list was published"),
    "phase_proposals": gettext_lazy("Projects were called for"),
    "phase_check": gettext_lazy("The check of the projects began"),
    "phase_ballot": gettext_lazy("The ballot opened"),
    "phase_meeting": gettext_lazy("It comes before a meeting"),
    "phase_vote": gettext_lazy("It is put to a vote"),
    "phase_measures": gettext_lazy("It was decided"),
    "phase_publication": gettext_lazy("The plan was published"),
    "phase_progress": gettext_lazy("The work began"),
    "phase_evaluation": gettext_lazy("The work is done; neighbours are asked"),
    "phase_revision": gettext_lazy("It did not help enough: a new plan is made"),
    "phase_closed": gettext_lazy("Settled, as neighbours say"),
    "phase_declined": gettext_lazy("Not taken further"),
}
BAR: Mapping[str, Word] = {
    Phase.RAISED: gettext_lazy("bring up"),
    Phase.DISCUSSION: gettext_lazy("talk over"),
    Phase.TICKING: gettext_lazy("tick"),
    Phase.PROPOSALS: gettext_lazy("propose"),
    Phase.CHECK: gettext_lazy("check"),
    Phase.BALLOT: gettext_lazy("ballot"),
    Phase.MEETING: gettext_lazy("meet"),
    Phase.VOTE: gettext_lazy("vote"),
    Phase.MEASURES: gettext_lazy("plan"),
    Phase.PUBLICATION: gettext_lazy("publish"),
    Phase.PROGRESS: gettext_lazy("carry out"),
    Phase.EVALUATION: gettext_lazy("evaluate"),
}
NEXT: Mapping[str, Word] = {
    Phase.RAISED: gettext_lazy("The committee answers it in public."),
    Phase.DISCUSSION: gettext_lazy("Say what you think of what neighbours say."),
    Phase.TICKING: gettext_lazy("Tick what matters most to your home."),
    Phase.PROPOSALS: gettext_lazy("Propose a project."),
    Phase.CHECK: gettext_lazy("The committee checks what can be done and what it costs."),
    Phase.BALLOT: gettext_lazy("Tick the projects you want."),
    Phase.MEETING: gettext_lazy("It is decided at a meeting; the minutes will stand here."),
    Phase.VOTE: gettext_lazy("The vote decides; everything about it stands on its page."),
    Phase.MEASURES: gettext_lazy("The committee plans who does what until when."),
    Phase.PUBLICATION: gettext_lazy("The plan can be read; then the work begins."),
    Phase.PROGRESS: gettext_lazy("The work is under way; every news stands here."),
    Phase.EVALUATION: gettext_lazy("Did it help? Every home has a word."),
    Phase.REVISION: gettext_lazy("The committee plans anew, because it did not help enough."),
    Phase.CLOSED: gettext_lazy("Neighbours say that it is settled."),
    Phase.DECLINED: gettext_lazy("It ends here, with the reason."),
}


@register.filter
def phase_word(topic: Topic) -> Word:
    """Where it stands, in a word."""
    return PHASES[topic.phase]


@register.filter
def phase_tone(topic: Topic) -> str:
    """The tone of the word."""
    return TONES.get(topic.phase, "jade")


@register.filter
def next_words(topic: Topic) -> Word:
    """What happens next, and who does it."""
    if topic.phase == Phase.DISCUSSION and topic.mode == Mode.RESPONSE:
        return gettext_lazy("Say what you need; each need is answered here.")
    return NEXT[topic.phase]


@dataclass(frozen=True)
class Mark:
    """One phase on the line of a topic's way."""

    word: Word
    state: str  # done, now, ahead


@register.simple_tag
def way_of(topic: Topic) -> list[Mark]:
    """The phases as a line; those that were passed over are left out once they lie behind."""
    line = LINE[Mode(topic.mode)]
    phase = Phase.MEASURES if topic.phase == Phase.REVISION else topic.phase
    if phase in ENDED:
        return [Mark(BAR[each], "done") for each in line] if phase == Phase.CLOSED else []
    here = line.index(Phase(phase))
    passed = {step.what.removeprefix("phase_") for step in topic.steps.all()} | {Phase.RAISED}
    return [
        Mark(BAR[each], "done" if at < here else "now" if at == here else "ahead")
        for at, each in enumerate(line)
        if at >= here or each in passed
    ]


@register.filter
def step_word(step: TopicStep) -> Word:
    """What happened, in a few words."""
    return STEPS.get(step.what, step.what)


@register.filter
def step_words(step: TopicStep) -> str:
    """What was said with it, in words for everybody."""
    if step.what == "enough_homes":
        return _("{} homes").format(step.words)
    return (
        day_and_time(datetime.fromisoformat(step.words)) if step.what == "sitting" else step.words
    )


@dataclass(frozen=True)
class Moment:
    """One line of the time line: what happened, to which measures, with which words."""

    step: TopicStep
    about: tuple[str, ...]
    words: str


@register.filter
def moments(steps: Sequence[TopicStep]) -> list[Moment]:
    """The time line, the latest first: the same at one time is one line, words are said once."""
    told: set[str] = set()
    found: list[Moment] = []
    for step in steps:
        about = (step.measure.what,) if step.measure else ()
        last = found[-1] if found else None
        if last and step.measure and _together(last.step, step):
            found[-1] = replace(last, about=(*last.about, *about))
            continue
        words = "" if step.words in told and not step.measure else step_words(step)
        told.add(step.words)
        found.append(Moment(step, about, words))
    return found[::-1]


def _together(one: TopicStep, other: TopicStep) -> bool:
    same = one.what == other.what and one.words == other.words and one.party_id == other.party_id
    return same and timezone.localdate(one.at) == timezone.localdate(other.at)


@register.filter
def yuan(amount: int | float | None) -> str:
    """A sum of money."""
    if amount is None:
        return "–"
    shown = f"{amount:,.0f}" if float(amount).is_integer() else f"{amount:,.2f}"
    return _("{} yuan").format(shown)


@register.filter
def percent_of(share: float) -> str:
    """A share as per cent."""
    return f"{share * 100:.0f}%"


@register.filter
def why_not(loss: Mapping[str, Any], budget: int) -> str:
    """Why a project did not get the money, in one sentence with its figures."""
    words = gettext(ANSWERS[WhyNot(loss["why"])])
    money = {name: yuan(loss[name]) for name in ("cost", "had", "missing")}
    return words.format(votes=loss["votes"], budget=yuan(budget), **money)


@register.filter
def speaker(party: Party | None) -> str:
    """The name of a party in the reader's language."""
    return local_name(party) if party else ""


@register.filter
def get(mapping: Mapping[Any, Any], key: Any) -> Any:
    """One value of a mapping; by the text of the key where that is how it is kept."""
    found = mapping.get(key)
    return mapping.get(str(key)) if found is None else found


@register.filter
def day_passed(day: date, now: datetime) -> bool:
    """Whether a day lies behind."""
    return day < timezone.localdate(now)


@register.filter
def as_day(day: date) -> str:
    """A day as people write it; with the year when it is another."""
    return date_format(day, _("j M") if day.year == timezone.localdate().year else _("j M Y"))


@register.filter
def meets(at: datetime) -> str:
    """When a meeting begins."""
    return day_and_time(at)


@register.filter
def adds_words(topic: Topic) -> bool:
    """Whether the words of a topic say more than its title does."""
    return topic.words.strip(ENDS) != topic.title.strip(ENDS)


@register.filter
def is_over(at: datetime | None, now: datetime) -> bool:
    """Whether a moment has passed."""
    return at is not None and at <= now


@register.filter
def sitting_state(sitting: Sitting, now: datetime) -> Word:
    """Where a meeting stands, in a word."""
    if sitting.called_off:
        return gettext_lazy("called off")
    if sitting.posted_at:
        return gettext_lazy("minutes posted")
    return (
        gettext_lazy("minutes to be posted") if sitting.starts_at <= now else gettext_lazy("called")
    )


@register.filter
def unlocal(number: float) -> str:
    """A number for a drawing, the same in every language."""
    return f"{number:g}"


@register.filter
def kind_word(kind: str) -> Word:
    """What sort of meeting, in words."""
    return Sitting.KindName(kind).label
