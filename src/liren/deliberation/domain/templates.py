"""Ways of deciding that a community knows: 四议两公开 and 三会 as rows of sittings.

A template says which sittings a topic needs in which phase, with the days of notice and the share
of those invited who must come. Days and shares are where places differ: they are settings of the
community, and these are what they begin with.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from liren.core.errors import Conflict, Invalid, sentence

from .phases import Phase


class Template(StrEnum):
    """How it is decided."""

    PLAIN = "plain"
    FOUR_STEPS = "four_steps"
    THREE_MEETINGS = "three_meetings"


class Kind(StrEnum):
    """What sort of sitting it is."""

    MEETING = "meeting"
    BRANCH = "branch"
    COMMITTEES = "committees"
    MEMBERS = "members"
    RESIDENTS = "residents"
    HEARING = "hearing"
    COORDINATION = "coordination"
    APPRAISAL = "appraisal"


@dataclass(frozen=True)
class Sitting:
    """One sitting of a template: when it belongs, how long before it is told, who must come."""

    kind: Kind
    phase: Phase
    notice_days: int
    quorum: Fraction = Fraction(0)  # of those invited; nothing: whoever comes


HALF = Fraction(1, 2)
TEMPLATES: Mapping[Template, tuple[Sitting, ...]] = MappingProxyType(
    {
        Template.PLAIN: (Sitting(Kind.MEETING, Phase.MEETING, 3),),
        Template.FOUR_STEPS: (
            Sitting(Kind.BRANCH, Phase.MEETING, 1, HALF),
            Sitting(Kind.COMMITTEES, Phase.MEETING, 1, HALF),
            Sitting(Kind.MEMBERS, Phase.MEETING, 3, HALF),
            Sitting(Kind.RESIDENTS, Phase.MEETING, 7, HALF),
        ),
        Template.THREE_MEETINGS: (
            Sitting(Kind.HEARING, Phase.MEETING, 7),
            Sitting(Kind.COORDINATION, Phase.PROGRESS, 3),
            Sitting(Kind.APPRAISAL, Phase.EVALUATION, 3),
        ),
    }
)
Settings = Mapping[str, Mapping[str, object]]


class SittingsMissing(Conflict):
    """The way that was chosen has sittings that were not held yet."""

    code = "deliberation.sittings_missing"
    sentence = sentence("Before this, {count} sittings of the way that was chosen are to be held.")


class OutOfOrder(Conflict):
    """One sitting follows another."""

    code = "deliberation.sitting_out_of_order"
    sentence = sentence("Another sitting comes first, and it has not decided yet.")


class QuorumMissed(Conflict):
    """Too few came for a decision."""

    code = "deliberation.quorum_missed"
    sentence = sentence(
        "{present} of {invited} who were invited came, and {needed} are needed to decide. "
        "Write the minutes all the same, and call a second sitting."
    )


class SettingWrong(Invalid):
    """A number of days or a share that cannot be."""

    code = "deliberation.setting_wrong"
    sentence = sentence("Days go from 0 to 60, and a share is written like 1/2 or 2/3.")


def sittings_of(template: str, settings: Settings) -> tuple[Sitting, ...]:
    """The sittings of a template with what the community has set."""
    return tuple(_set(one, settings.get(one.kind, {})) for one in TEMPLATES[Template(template)])


def _set(one: Sitting, setting: Mapping[str, object]) -> Sitting:
    days = int(str(setting.get("notice_days", one.notice_days)))
    return replace(one, notice_days=days, quorum=Fraction(str(setting.get("quorum", one.quorum))))


def read_setting(days: object, quorum: str) -> dict[str, object]:
    """Days of notice and a share as they were typed; raises `SettingWrong`."""
    try:
        share, count = Fraction(quorum.strip() or "0"), int(str(days))
    except (ValueError, ZeroDivisionError) as wrong:
        raise SettingWrong from wrong
    if not 0 <= count <= 60 or not 0 <= share <= 1:
        raise SettingWrong
    return {"notice_days": count, "quorum": str(share)}


def missing(template: str, phase: str, held: Collection[str]) -> tuple[Kind, ...]:
    """The sittings that a phase cannot be left without."""
    needed = (one for one in TEMPLATES[Template(template)] if one.phase == phase)
    return tuple(one.kind for one in needed if one.kind not in held)


def require_turn(template: str, kind: Kind, held: Collection[str]) -> None:
    """Refuse a sitting whose turn it is not."""
    for one in TEMPLATES[Template(template)]:
        if one.kind == kind:
            return
        if one.kind not in held:
            raise OutOfOrder


def needed(invited: int, quorum: Fraction) -> int:
    """How many must come; with a share, "at least" includes the number itself."""
    return max(1, -(-invited * quorum.numerator // quorum.denominator))


def require_quorum(present: int, invited: int, quorum: Fraction) -> None:
    """Refuse a decision of too few."""
    if present < needed(invited, quorum):
        raise QuorumMissed(present=present, invited=invited, needed=needed(invited, quorum))
