"""What may be done with topics. None of these lets anybody speak, tick or judge for another."""

from enum import StrEnum


class TalkPermission(StrEnum):
    """Permissions of the module."""

    SEE = "deliberation.see"  # the desk's list of topics
    ENTER = "deliberation.enter"  # words of people who spoke at a meeting or rang; paper ballots
    PREPARE = "deliberation.prepare"  # raise, lists, sittings, plans
    CHECK = "deliberation.check"  # whether a project can be done, and what it costs
    MODERATE = "deliberation.moderate"  # hide with a reason; rule on a colleague's hiding
    LEAD = "deliberation.lead"  # answer, take up, decline, move on
    RULES = "deliberation.rules"  # what the community has settled: homes, days, shares
