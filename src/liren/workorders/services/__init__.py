"""Every write to work orders."""

from liren.workorders.services.clocks import (
    ask_extension,
    grant_extension,
    pause,
    recompute_due,
    refuse_extension,
    resume,
)
from liren.workorders.services.orders import (
    NewOrder,
    ReasonMissing,
    accept,
    cancel,
    finish,
    hand_over,
    issue,
    issue_all,
    locked,
    return_order,
)
from liren.workorders.services.sweeps import sweep

__all__ = [
    "NewOrder",
    "ReasonMissing",
    "accept",
    "ask_extension",
    "cancel",
    "finish",
    "grant_extension",
    "hand_over",
    "issue",
    "issue_all",
    "locked",
    "pause",
    "recompute_due",
    "refuse_extension",
    "resume",
    "return_order",
    "sweep",
]
