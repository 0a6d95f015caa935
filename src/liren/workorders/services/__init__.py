"""Every write to work orders."""

from liren.workorders.domain.clock import ClockKind
from liren.workorders.services.clocks import (
    ask_extension,
    grant_extension,
    pause,
    recompute_due,
    refuse_extension,
    resume,
)
from liren.workorders.services.holidays import Day, remove_day, set_day, years_to_enter
from liren.workorders.services.instructions import (
    NewInstruction,
    NoCommunity,
    add_askable,
    approve_instruction,
    asker_for,
    end_askable,
    finish_instruction,
    instruct,
    refuse_instruction,
    return_instruction,
)
from liren.workorders.services.orders import (
    NewOrder,
    ReasonMissing,
    accept,
    cancel,
    describe_anew,
    finish,
    hand_over,
    issue,
    issue_all,
    locked,
    return_order,
)
from liren.workorders.services.sweeps import sweep

__all__ = [
    "ClockKind",
    "Day",
    "NewInstruction",
    "NewOrder",
    "NoCommunity",
    "ReasonMissing",
    "accept",
    "add_askable",
    "approve_instruction",
    "ask_extension",
    "asker_for",
    "cancel",
    "describe_anew",
    "end_askable",
    "finish",
    "finish_instruction",
    "grant_extension",
    "hand_over",
    "instruct",
    "issue",
    "issue_all",
    "locked",
    "pause",
    "recompute_due",
    "refuse_extension",
    "refuse_instruction",
    "remove_day",
    "resume",
    "return_instruction",
    "return_order",
    "set_day",
    "sweep",
    "years_to_enter",
]
