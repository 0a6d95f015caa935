"""How the desk words the stages of an instruction."""

from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from liren.workorders.domain.admission import Stage
from liren.workorders.models import Instruction

register = template.Library()

STAGES: dict[str, tuple[Any, str]] = {
    Stage.ASKED: (_("Asked"), "ink"),
    Stage.WAITING: (_("Waiting for the street"), "amber"),
    Stage.ISSUED: (_("With the community"), "jade"),
    Stage.DONE: (_("Done"), "ink"),
    Stage.RETURNED: (_("Given back"), "persimmon"),
    Stage.REFUSED: (_("Refused"), "persimmon"),
}


@register.filter
def instruction_word(row: Instruction) -> Any:
    """The stage in a word."""
    return STAGES[row.stage][0]


@register.filter
def instruction_tone(row: Instruction) -> str:
    """The tone of the stage's badge."""
    return STAGES[row.stage][1]
