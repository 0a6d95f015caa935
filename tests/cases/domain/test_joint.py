"""Which parts keep a whole from being done."""

import pytest

from liren.cases.domain.joint import Part, PartState, unsettled


@pytest.mark.parametrize(
    ("status", "left", "state"),
    [
        ("issued", "", PartState.OPEN),
        ("accepted", "", PartState.OPEN),
        ("done", "", PartState.DONE),
        ("returned", "", PartState.RETURNED),
        ("cancelled", "", PartState.RETURNED),
        ("returned", "改由物业一起做了", PartState.LEFT),
        ("cancelled", "不需要了", PartState.LEFT),
    ],
)
def test_how_a_part_stands(status: str, left: str, state: PartState) -> None:
    assert Part(1, status, left).state == state


def test_what_was_given_back_without_a_word_keeps_the_whole_open() -> None:
    done, returned, left = Part(1, "done"), Part(2, "returned"), Part(3, "returned", "并入主办")
    assert unsettled([done, returned, left]) == [returned]
