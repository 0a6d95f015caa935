"""How the desk words calls, rulings, parts, and the lines of a history."""

from datetime import datetime
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from liren.cases.domain.joint import PartState
from liren.cases.domain.whistle import CallStage
from liren.cases.models import Call, Ruling
from liren.cases.selectors.history import Entry, OrderLine, Proof
from liren.cases.templatetags.desk import STEPS

register = template.Library()

CALLS: dict[str, tuple[Any, str]] = {
    CallStage.CALLED: (_("Not answered yet"), "amber"),
    CallStage.BOUND: (_("Ruled theirs"), "amber"),
    CallStage.COMING: (_("Coming"), "jade"),
    CallStage.THERE: (_("There"), "jade"),
    CallStage.DISPUTED: (_("Says not ours"), "persimmon"),
    CallStage.RELEASED: (_("Released"), "ink"),
    CallStage.ENDED: (_("Ended"), "ink"),
}
HELPED: dict[str, str] = {"yes": "jade", "partly": "amber", "no": "persimmon"}
PARTS: dict[str, tuple[Any, str]] = {
    PartState.OPEN: (_("In hand"), "amber"),
    PartState.DONE: (_("Done"), "jade"),
    PartState.RETURNED: (_("Given back"), "persimmon"),
    PartState.LEFT: (_("Left"), "ink"),
}
PROOFS: dict[str, tuple[Any, str]] = {
    Proof.HOLDS: (_("verified"), "badge-check"),
    Proof.BROKEN: (_("CHANGED"), "octagon-alert"),
    Proof.UNLOGGED: (_("not in the log"), "circle-question-mark"),
    Proof.OLDER: (_("older than the seals"), "circle-question-mark"),
}
WHO: dict[str, Any] = {"visitor": _("A resident"), "system": _("by the clock or a rule")}
ACTIONS: dict[str, Any] = {
    "cases.contact_shown": _("The telephone number was looked at"),
    "cases.reported": _("A voice was entered"),
    "workorders.issued": _("Order given"),
    "workorders.accepted": _("Order accepted"),
    "cases.arrived": _("Arrived from the field"),
    "workorders.done": _("Order settled"),
    "workorders.returned": _("Order given back"),
    "workorders.handed_over": _("Order passed on"),
    "workorders.cancelled": _("Order taken back"),
    "workorders.clock_changed": _("The due time changed"),
    "workorders.recomputed": _("Due time reckoned anew by the calendar"),
    "workorders.extension_asked": _("More time asked for"),
    "workorders.extension_refused": _("More time refused"),
    "workorders.told": _("The clock reminded"),
    "workorders.instructed": _("Asked of the community"),
    "workorders.instruction_approved": _("Approved although not in the list"),
    "workorders.instruction_refused": _("Refused"),
    "workorders.instruction_done": _("Done"),
    "workorders.instruction_returned": _("Given back"),
}


@register.filter
def call_word(call: Call) -> Any:
    """Where a call stands, in a word."""
    return CALLS[call.stage][0]


@register.filter
def call_tone(call: Call) -> str:
    """The tone of that word."""
    return CALLS[call.stage][1]


@register.filter
def helped_tone(call: Call) -> str:
    """The tone of what the whistler said."""
    return HELPED.get(call.helped, "ink")


@register.filter
def part_word(state: str) -> Any:
    """How a part stands."""
    return PARTS[state][0]


@register.filter
def part_tone(state: str) -> str:
    """The tone of that word."""
    return PARTS[state][1]


@register.filter
def entry_word(entry: Entry) -> Any:
    """What a line of a history is about."""
    if entry.step is not None:
        return STEPS.get(entry.step.step, entry.step.step)
    action = entry.event.action if entry.event else ""
    return ACTIONS.get(action, action)


@register.filter
def entry_who(entry: Entry) -> Any:
    """Who it was; nobody who only reported is named on paper."""
    return WHO.get(entry.who, entry.who)


@register.filter
def due_then(entry: Entry) -> datetime | None:
    """The due time that a line of the log set."""
    due = entry.event.data.get("due") if entry.event else None
    return datetime.fromisoformat(due) if due else None


@register.filter
def proof_word(line: Entry | OrderLine) -> Any:
    """Whether a line holds."""
    return PROOFS[line.proof][0]


@register.filter
def proof_icon(line: Entry | OrderLine) -> str:
    """The outline beside that word."""
    return PROOFS[line.proof][1]


@register.filter
def ruling_word(ruling: Ruling) -> str:
    """What was ruled."""
    return str(ruling.get_verdict_display())
