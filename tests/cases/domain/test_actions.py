"""What is offered at each stage, and what stands first."""

from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.cases.domain.actions import Act, Situation, actions_for, likely_action
from liren.cases.domain.workflow import ENDED, Stage
from liren.cases.permissions import CasePermission as May
from liren.cases.selectors.situations import NEEDS, permitted
from liren.workorders.permissions import OrderPermission

CLERK = frozenset({May.SEE, May.REGISTER, May.DISPATCH, May.MERGE, May.SUSPEND, May.CHECK})
LEADER: frozenset[StrEnum] = CLERK | {OrderPermission.LEAD}
OFFICER = frozenset({May.HANDLE})
EVERYTHING = frozenset(May)


def at(stage: Stage, permissions: frozenset[StrEnum], **more: object) -> Situation:
    allowed = permitted(permissions)
    return Situation(stage=stage, permitted=allowed, **more)  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(
    ("situation", "likely"),
    [
        (at(Stage.REPORTED, CLERK), Act.DISPATCH),
        (at(Stage.REPORTED, CLERK, needs_look=True), Act.ASK_EXISTENCE),
        (at(Stage.REPORTED, CLERK - {May.DISPATCH}), Act.FILE),
        (at(Stage.VERIFYING, CLERK), Act.CONFIRM),
        (at(Stage.FILED, CLERK), Act.DISPATCH),
        (at(Stage.HANDLING, OFFICER, order_kind="handle", order_status="issued", is_mine=True),
         Act.ACCEPT),
        (at(Stage.HANDLING, OFFICER, order_kind="handle", order_status="accepted", is_mine=True),
         Act.FINISH),
        (at(Stage.HANDLING, LEADER, order_kind="handle", order_status="accepted", asked_time=True),
         Act.ANSWER_TIME),
        (at(Stage.CHECKING, CLERK, order_kind="check"), Act.APPROVE),
        (at(Stage.SUSPENDED, CLERK), Act.RESUME),
        (at(Stage.MERGED, CLERK), Act.UNMERGE),
        (at(Stage.CLOSED, CLERK), None),
        (at(Stage.HANDLING, OFFICER, order_kind="handle", order_status="issued"), None),
        (at(Stage.CHECKING, OFFICER, order_kind="check"), None),
    ],
)  # fmt: skip
def test_the_likely_action_fits_stage_order_and_person(
    situation: Situation, likely: Act | None
) -> None:
    assert likely_action(situation) == likely


def test_the_handler_does_not_check_and_the_checker_does_not_handle() -> None:
    handler = actions_for(at(Stage.CHECKING, OFFICER, order_kind="check", is_mine=True))
    assert Act.APPROVE not in handler
    checker = actions_for(at(Stage.HANDLING, CLERK, order_kind="handle", order_status="issued"))
    assert not {Act.ACCEPT, Act.FINISH, Act.RETURN} & set(checker)


def test_more_time_is_asked_for_once() -> None:
    waiting = at(
        Stage.HANDLING,
        OFFICER,
        order_kind="handle",
        order_status="accepted",
        is_mine=True,
        asked_time=True,
    )
    assert Act.ASK_TIME not in actions_for(waiting)


def test_what_is_excluded_is_not_excluded_again() -> None:
    assert Act.EXCLUDE in actions_for(at(Stage.CLOSED, EVERYTHING))
    assert Act.EXCLUDE not in actions_for(at(Stage.CLOSED, EVERYTHING, is_excluded=True))


def test_every_act_needs_a_permission() -> None:
    assert set(NEEDS) == set(Act)
    assert permitted(frozenset()) == frozenset()


@given(
    st.builds(
        Situation,
        stage=st.sampled_from(Stage),
        permitted=st.frozensets(st.sampled_from(Act)),
        order_kind=st.sampled_from(["", "register", "existence", "dispatch", "handle", "check"]),
        order_status=st.sampled_from(["", "issued", "accepted", "paused"]),
    )
)
def test_nothing_is_offered_twice_nor_without_a_permission(situation: Situation) -> None:
    offered = actions_for(situation)
    assert len(set(offered)) == len(offered)
    assert set(offered) <= situation.permitted
    if situation.stage in ENDED:
        assert not {Act.DISPATCH, Act.FINISH, Act.APPROVE, Act.CORRECT} & set(offered)
