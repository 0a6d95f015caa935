"""What may be done with persons."""

from enum import StrEnum


class PeoplePermission(StrEnum):
    """Permissions of the module."""

    SEE = "people.see"
    ADD = "people.add"
    KEEP = "people.keep"  # write what belongs to the community
    PROPOSE = "people.propose"  # say that something is otherwise
    DECIDE = "people.decide"  # accept or reject what was proposed
    DECIDE_OWN = "people.decide_own"  # the same, of what one's own department owns
    UNMASK = "people.unmask"  # open one value for one purpose
    DEFINE = "people.define"  # add elements of one's own
    SPECIAL = "people.special"  # the separate store of special groups, where it is switched on
    WATCH = "people.watch"  # who looked at whom, and the alarms
