"""How the desk words stages, steps, reasons and addresses of acts."""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liren.cases.domain.actions import Act
from liren.cases.domain.field import metres_between
from liren.cases.domain.workflow import Stage
from liren.cases.forms.setup import DUTIES
from liren.cases.models import Case, CaseStep, FieldAct, Report
from liren.cases.selectors.rules import Suggestion

register = template.Library()
ONE_MINUTE = timedelta(minutes=1)

STAGES: dict[str, tuple[Any, str]] = {
    Stage.REPORTED: (_("To register"), "ink"),
    Stage.VERIFYING: (_("Being looked at"), "amber"),
    Stage.FILED: (_("To dispatch"), "ink"),
    Stage.HANDLING: (_("In hand"), "jade"),
    Stage.SUSPENDED: (_("Kept open"), "amber"),
    Stage.CHECKING: (_("To check"), "amber"),
    Stage.CLOSED: (_("Closed"), "jade"),
    Stage.REFUSED: (_("Not taken up"), "ink"),
    Stage.MERGED: (_("Joined"), "ink"),
}
STEPS: dict[str, Any] = {
    "reported": _("Came in"),
    "voice": _("One more voice"),
    "more": _("The reporter added something"),
    "corrected": _("Corrected"),
    "ask_existence": _("Sent to look on the spot"),
    "confirm_existence": _("Seen on the spot: it is so"),
    "deny_existence": _("Seen on the spot: it is not so"),
    "file": _("Taken up"),
    "refuse": _("Not taken up"),
    "dispatch": _("Handed out"),
    "accepted": _("Accepted"),
    "return": _("Given back"),
    "handed_over": _("Handed to another party"),
    "extension_asked": _("More time asked for"),
    "extended": _("More time granted"),
    "extension_refused": _("More time refused"),
    "finish": _("Done, to be checked"),
    "approve": _("Checked and closed"),
    "rework": _("Check failed, again to work"),
    "reassign": _("Check failed, to be handed out anew"),
    "suspend": _("Kept open for later"),
    "resume": _("Taken up again"),
    "reopen": _("Opened again"),
    "judged": _("The resident's verdict"),
    "answered": _("Answered"),
    "noted": _("Note among colleagues"),
    "excluded": _("Taken out of the rates"),
    "merge": _("Joined to another case"),
    "merged_in": _("Another case joined this one"),
    "unmerged": _("Taken apart again"),
    "unmerged_out": _("A case was taken out again"),
    "whistle": _("The whistle was blown"),
    "whistle_more": _("More parties were called"),
    "whistle_coming": _("Called, and coming"),
    "whistle_there": _("Called, and there"),
    "whistle_not_ours": _("Called, says not ours"),
    "whistle_theirs": _("Ruled: theirs after all"),
    "whistle_release": _("Ruled: released"),
    "whistle_instead": _("Ruled: another party instead"),
    "whistle_ended": _("The whistle ended"),
    "whistle_late": _("Called, and no answer within the half hour"),
    "whistle_escalated_1": _("The silence was put before head and street"),
    "rule_late": _("The ruling is late"),
    "rule_escalated_1": _("The late ruling was put before the next level"),
    "rule_escalated_2": _("The late ruling was put before the level above"),
    "part_late": _("A helper is late"),
    "part_escalated_1": _("The late part was put before the next level"),
    "part_escalated_2": _("The late part was put before the level above"),
    "part_added": _("A helper was called"),
    "part_accepted": _("The helper accepted"),
    "part_done": _("The helper's part is done"),
    "part_returned": _("The helper gave the part back"),
    "part_left": _("The part is left, with a reason"),
    "late": _("Late"),
    "escalated_1": _("Put before the level above"),
    "escalated_2": _("Put before the next level above"),
}
ALIKE: dict[str, Any] = {
    "words": _("similar words"),
    "class": _("same class"),
    "place": _("same place"),
    "time": _("about the same time"),
    "reporter": _("same reporter"),
}
LATE_STEPS = frozenset(
    {"late", "rework", "reassign", "escalated_1", "escalated_2"}
    | {"whistle_late", "whistle_escalated_1"}
    | {"whistle_not_ours", "rule_late", "part_late", "part_returned"}
)


@register.filter
def stage_word(case: Case) -> Any:
    """The stage in a word."""
    return STAGES[case.stage][0]


@register.filter
def stage_tone(case: Case) -> str:
    """The tone of the stage's badge."""
    return STAGES[case.stage][1]


@register.filter
def step_word(step: CaseStep) -> Any:
    """What happened, in a few words."""
    return STEPS.get(step.step, step.step)


@register.filter
def step_state(step: CaseStep) -> str:
    """Whether the moment deserves the colour of lateness."""
    return "late" if step.step in LATE_STEPS else ""


@register.filter
def received_at(step: CaseStep | None) -> datetime | None:
    """When a step reached us, if that was some time after it was done."""
    text = step.data.get("received_at") if step else None
    arrived = datetime.fromisoformat(text) if text else None
    return arrived if step and arrived and arrived - step.at >= ONE_MINUTE else None


@register.filter
def stood(sent: CaseStep | Report, place: tuple[float, float] | None) -> str:
    """How far from the place somebody stood who attached it, as near as their telephone knew."""
    act: FieldAct | None = getattr(sent, "field_act", None)
    if act is None or act.longitude is None or act.latitude is None:
        return ""
    if place is None:
        return gettext("Position attached, within {} m").format(act.accuracy)
    far = metres_between((act.longitude, act.latitude), place)
    return gettext("{} m from the place, within {} m").format(f"{far:.0f}", act.accuracy)


@register.filter
def alike(reasons: list[str]) -> str:
    """Why two cases may be one matter."""
    return gettext(", ").join(str(ALIKE.get(reason, reason)) for reason in reasons)


@register.filter
def why(suggestion: Suggestion) -> str:
    """Why a party is suggested."""
    return gettext(suggestion.why).format_map(suggestion.data)


@register.filter
def percent(share: float) -> str:
    """A certainty in whole per cent."""
    return f"{round(share * 100)}%"


@register.simple_tag
def act_url(act: Act | str, case_id: int) -> str:
    """Where an act on a case is sent."""
    return reverse(f"cases:desk_{act}", args=[case_id])


@register.filter
def duty_word(duty: str) -> str:
    """What classes and parties call a duty; a key that only an imported tree knows stays itself."""
    return str(DUTIES.get(duty, duty))


@register.filter
def clock_words(clock: str, amount: int) -> str:
    """A limit as people say it."""
    words = {
        "urgent_hours": gettext("{} h, day and night"),
        "working_hours": gettext("{} working hours"),
        "working_days": gettext("{} working days"),
    }
    return words.get(clock, "{}").format(amount)
