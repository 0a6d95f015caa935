"""Why a ballot does not stand: the key that rows hold, and the sentence that people read."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from liren.core.errors import sentence


class Why(StrEnum):
    """Why a ballot does not stand."""

    VOIDED = "voided"
    TOO_EARLY = "too_early"
    LATE = "late"
    NOT_AN_OWNER = "not_an_owner"
    NOT_COUNTED = "not_counted"
    NOT_ALONE = "not_alone"
    WHICH_HOME = "which_home"
    NOT_THE_NAMED = "not_the_named"
    NOBODY_NAMED = "nobody_named"
    CHANNEL_CLOSED = "channel_closed"
    NO_WRITTEN_PROXY = "no_written_proxy"
    BARRED_PROXY = "barred_proxy"
    SPOILED = "spoiled"
    TOO_MANY_PICKS = "too_many_picks"
    UNKNOWN_CANDIDATE = "unknown_candidate"
    ALREADY_VOTED = "already_voted"
    TOO_MANY_PROXIES = "too_many_proxies"


REASONS: Mapping[Why, str] = MappingProxyType(
    {
        Why.VOIDED: sentence("Two officers voided it, with a written reason."),
        Why.TOO_EARLY: sentence("It came before the vote was opened."),
        Why.LATE: sentence("It came after the vote was closed."),
        Why.NOT_AN_OWNER: sentence("Whoever cast it is not on the roll for this home."),
        Why.NOT_COUNTED: sentence("The rules of procedure leave this unit out of the count."),
        Why.NOT_ALONE: sentence("Whoever cast it may not speak for this home alone."),
        Why.WHICH_HOME: sentence("It does not say for which of several homes it speaks."),
        Why.NOT_THE_NAMED: sentence("The co-owners named somebody else to vote for them."),
        Why.NOBODY_NAMED: sentence("The co-owners have not named who votes for them."),
        Why.CHANNEL_CLOSED: sentence("The local rules do not allow this way of voting."),
        Why.NO_WRITTEN_PROXY: sentence("There is no written proxy."),
        Why.BARRED_PROXY: sentence("The local rules do not let this person vote for others."),
        Why.SPOILED: sentence("The paper is spoiled: it does not say one clear choice."),
        Why.TOO_MANY_PICKS: sentence("More names were ticked than allowed."),
        Why.UNKNOWN_CANDIDATE: sentence("It names somebody who is not a candidate."),
        Why.ALREADY_VOTED: sentence("A vote was already cast for this home."),
        Why.TOO_MANY_PROXIES: sentence("This person already votes for as many as allowed."),
    }
)
