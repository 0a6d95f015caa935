"""The life of a work order, as a table."""

from enum import StrEnum

from liren.core.errors import Conflict, sentence


class Status(StrEnum):
    """Where an order stands."""

    ISSUED = "issued"
    ACCEPTED = "accepted"
    PAUSED = "paused"
    DONE = "done"
    RETURNED = "returned"
    HANDED_OVER = "handed_over"
    CANCELLED = "cancelled"


class Act(StrEnum):
    """What can be done with an order."""

    ACCEPT = "accept"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    FINISH = "finish"
    RETURN = "return"
    HAND_OVER = "hand_over"
    CANCEL = "cancel"


TRANSITIONS: dict[Status, dict[Act, Status]] = {
    Status.ISSUED: {
        Act.ACCEPT: Status.ACCEPTED,
        Act.PAUSE: Status.PAUSED,
        Act.EXTEND: Status.ISSUED,
        Act.FINISH: Status.DONE,
        Act.RETURN: Status.RETURNED,
        Act.HAND_OVER: Status.HANDED_OVER,
        Act.CANCEL: Status.CANCELLED,
    },
    Status.ACCEPTED: {
        Act.PAUSE: Status.PAUSED,
        Act.EXTEND: Status.ACCEPTED,
        Act.FINISH: Status.DONE,
        Act.RETURN: Status.RETURNED,
        Act.HAND_OVER: Status.HANDED_OVER,
        Act.CANCEL: Status.CANCELLED,
    },
    Status.PAUSED: {Act.RESUME: Status.ACCEPTED, Act.CANCEL: Status.CANCELLED},
    Status.DONE: {},
    Status.RETURNED: {},
    Status.HANDED_OVER: {},
    Status.CANCELLED: {},
}

OPEN = frozenset({Status.ISSUED, Status.ACCEPTED, Status.PAUSED})


class ActNotOpen(Conflict):
    """The order's status does not allow the act, often because a colleague was quicker."""

    code = "workorders.act_not_open"
    sentence = sentence("This order is already settled or paused. Look at it again.")


def after(status: str, act: Act) -> Status:
    """The status an act leads to; refused when it is not open."""
    found = TRANSITIONS[Status(status)].get(act)
    if found is None:
        raise ActNotOpen(status=str(status), act=str(act))
    return found
