"""A case and a person in the words of the rule that says what can be done."""

from enum import StrEnum
from functools import lru_cache

from liren.accounts.models import User
from liren.cases.domain.actions import Act, Situation, likely_action
from liren.cases.domain.workflow import Stage
from liren.cases.models import Case, Channel
from liren.cases.permissions import CasePermission
from liren.workorders.models import WorkOrder
from liren.workorders.permissions import OrderPermission
from liren.workorders.selectors import works_on

__all__ = ["Act", "likely_act", "permitted", "situation"]

# What the columns of a case say about it, and about the party that would do it.
READ = (
    "stage", "channel", "voices", "excluded_reason", "place_path", "party",
    "category__needs_existence_check",
)  # fmt: skip
# One of these is enough.
NEEDS: dict[Act, tuple[StrEnum, ...]] = {
    Act.DISPATCH: (CasePermission.DISPATCH,),
    Act.FILE: (CasePermission.REGISTER,),
    Act.REFUSE: (CasePermission.REGISTER,),
    Act.ASK_EXISTENCE: (CasePermission.REGISTER,),
    Act.CONFIRM: (CasePermission.CHECK,),
    Act.DENY: (CasePermission.CHECK,),
    Act.ACCEPT: (CasePermission.HANDLE,),
    Act.FINISH: (CasePermission.HANDLE,),
    Act.RETURN: (CasePermission.HANDLE,),
    Act.ASK_TIME: (CasePermission.HANDLE,),
    Act.ANSWER_TIME: (OrderPermission.LEAD,),
    Act.HAND_OVER: (CasePermission.DISPATCH,),
    Act.ADD_PART: (CasePermission.DISPATCH,),
    Act.APPROVE: (CasePermission.CHECK,),
    Act.SEND_BACK: (CasePermission.CHECK,),
    Act.SUSPEND: (CasePermission.SUSPEND,),
    Act.RESUME: (CasePermission.SUSPEND,),
    Act.CORRECT: (CasePermission.REGISTER,),
    Act.ANSWER: (CasePermission.HANDLE, CasePermission.REGISTER),
    Act.MERGE: (CasePermission.MERGE,),
    Act.UNMERGE: (CasePermission.MERGE,),
    Act.EXCLUDE: (CasePermission.EXCLUDE,),
    Act.NOTE: (CasePermission.SEE,),
}


def likely_act(case: Case, waiting: WorkOrder, user: User) -> Act | None:
    """The one act that stands on the row of an order."""
    return likely_action(situation(case, waiting, user))


@lru_cache(maxsize=256)  # there are as many as there are combinations of roles
def permitted(held: frozenset[StrEnum]) -> frozenset[Act]:
    """The acts for which somebody with these permissions holds one that is enough."""
    return frozenset(act for act, enough in NEEDS.items() if held & set(enough))


def situation(case: Case, waiting: WorkOrder | None, user: User) -> Situation:
    """The case and the person in the words of the rule."""
    is_mine = waiting is not None and works_on(user, waiting, CasePermission.HANDLE)
    held = user.permissions_at(case.place_path)
    if is_mine:
        held |= {CasePermission.HANDLE}
    looks_first = bool(case.category and case.category.needs_existence_check)
    return Situation(
        stage=Stage(case.stage),
        permitted=permitted(held),
        order_kind=waiting.kind if waiting else "",
        order_status=waiting.status if waiting else "",
        is_mine=is_mine,
        asked_time=waiting is not None and waiting.extension_asked is not None,
        # What a worker found on the round was seen already.
        needs_look=looks_first and case.channel != Channel.PATROL,
        is_excluded=bool(case.excluded_reason),
    )
