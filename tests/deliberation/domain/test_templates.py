"""四议两公开 and 三会: order, notice and quorum, with what a community has settled."""

from fractions import Fraction

import pytest

from liren.deliberation.domain.phases import Phase
from liren.deliberation.domain.templates import (
    TEMPLATES,
    Kind,
    OutOfOrder,
    QuorumMissed,
    SettingWrong,
    Template,
    missing,
    needed,
    read_setting,
    require_quorum,
    require_turn,
    sittings_of,
)


def test_four_deliberations_come_in_their_order() -> None:
    kinds = [one.kind for one in TEMPLATES[Template.FOUR_STEPS]]
    assert kinds == [Kind.BRANCH, Kind.COMMITTEES, Kind.MEMBERS, Kind.RESIDENTS]
    require_turn(Template.FOUR_STEPS, Kind.COMMITTEES, {Kind.BRANCH})
    with pytest.raises(OutOfOrder):
        require_turn(Template.FOUR_STEPS, Kind.RESIDENTS, {Kind.BRANCH})


def test_a_phase_is_not_left_without_its_sittings() -> None:
    assert missing(Template.FOUR_STEPS, Phase.MEETING, {Kind.BRANCH, Kind.MEMBERS}) == (
        Kind.COMMITTEES,
        Kind.RESIDENTS,
    )
    assert missing(Template.THREE_MEETINGS, Phase.PROGRESS, set()) == (Kind.COORDINATION,)
    assert missing(Template.PLAIN, Phase.PROGRESS, set()) == ()


def test_days_and_shares_are_the_communitys() -> None:
    settings = {"residents": {"notice_days": 10, "quorum": "2/3"}}
    found = {one.kind: one for one in sittings_of(Template.FOUR_STEPS, settings)}
    assert (found[Kind.RESIDENTS].notice_days, found[Kind.RESIDENTS].quorum) == (10, Fraction(2, 3))
    assert found[Kind.BRANCH].notice_days == 1


@pytest.mark.parametrize(
    ("invited", "quorum", "least"),
    [(10, "1/2", 5), (11, "1/2", 6), (9, "2/3", 6), (10, "2/3", 7), (30, "0", 1), (0, "1/2", 1)],
)
def test_a_share_includes_the_number_itself(invited: int, quorum: str, least: int) -> None:
    share = Fraction(quorum)
    assert needed(invited, share) == least
    require_quorum(least, invited, share)
    with pytest.raises(QuorumMissed):
        require_quorum(least - 1, invited, share)


@pytest.mark.parametrize(("days", "quorum"), [(61, "1/2"), (-1, "0"), (1, "3/2"), ("x", "0")])
def test_what_cannot_be_is_refused(days: object, quorum: str) -> None:
    with pytest.raises(SettingWrong):
        read_setting(days, quorum)


def test_half_a_share_and_none_are_read() -> None:
    assert read_setting("3", " 1/2 ") == {"notice_days": 3, "quorum": "1/2"}
    assert read_setting(0, "") == {"notice_days": 0, "quorum": "0"}
