"""What may be done with votes. None lets anybody vote for another, or count early."""

from enum import StrEnum


class VotePermission(StrEnum):
    """Permissions of the module."""

    SEE = "voting.see"
    PREPARE = "voting.prepare"  # draft, roll, objections, letters
    DELIVER = "voting.deliver"  # note that a letter arrived
    DESK = "voting.desk"  # envelopes, proxies, entry; always by two where it counts
    LEAD = "voting.lead"  # post, freeze, open, count, call off
    OBSERVE = "voting.observe"  # write into the observers' log
