"""Words of care for the pages."""

from django import template
from django.utils.translation import gettext as _

from liren.care.domain.help_call import Rung, Stage
from liren.core.errors import sentence

register = template.Library()

RUNGS = {
    Rung.FAMILY: sentence("Family"),
    Rung.BUDDY: sentence("Buddy"),
    Rung.NEIGHBOUR: sentence("Neighbour"),
    Rung.COMMITTEE: sentence("Committee on duty"),
    Rung.AMBULANCE: sentence("120"),
}
STAGES = {
    Stage.PRESSED: (sentence("Just called"), "amber"),
    Stage.CALLING: (sentence("Nobody is going yet"), "persimmon"),
    Stage.COMING: (sentence("Somebody is on the way"), "jade"),
    Stage.ENDED: (sentence("Somebody was at the door"), "ink"),
    Stage.TAKEN_BACK: (sentence("Taken back at once"), "ink"),
}


@register.filter
def rung_word(rung: str) -> str:
    """A rung in a word."""
    return _(RUNGS[Rung(rung)]) if rung else ""


@register.filter
def stage_word(stage: str) -> str:
    """Where a call stands, in words."""
    return _(STAGES[Stage(stage)][0])


@register.filter
def stage_tone(stage: str) -> str:
    """The colour beside them."""
    return STAGES[Stage(stage)][1]
