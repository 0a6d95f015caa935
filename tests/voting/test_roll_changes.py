"""One home is corrected, and nobody else's vote changes with it."""

import pytest

from liren.voting.domain.matters import Basis
from liren.voting.domain.phases import Phase
from liren.voting.domain.profiles import profile
from liren.voting.domain.roll import heads_of
from liren.voting.domain.roll_lines import Owner, SpeakerUnknown
from liren.voting.forms.rolls import UnitForm, unit_values
from liren.voting.models import RollOwner
from liren.voting.selectors import rolls as reads
from liren.voting.services import rolls
from tests.factories.neighbourhood import Neighbourhood
from tests.voting.scenes import NOW, Scene, bring_in, scene


def correct(made: Scene, home: str, **typed: str) -> None:
    """Somebody at the desk changes what the form shows."""
    unit = reads.unit_on_roll(made.again(), home)
    shown = {**unit_values(unit, reads.owners_of(made.vote.roll)), "reason": "更正", **typed}
    form = UnitForm({name: value for name, value in shown.items() if value})
    assert form.is_valid(), form.errors
    by = made.town.users["worker"]
    rolls.change_unit(vote=made.vote, change=form.change(), reason="更正", by=by, now=NOW)


def heads(made: Scene) -> int:
    roll = reads.as_roll(made.again().roll, made.vote)
    return len(heads_of(roll, Basis.OWNERS, profile()).all)


@pytest.mark.parametrize(
    "owners",
    [
        "王一",
        "王一,15400000001",
        "王一,15400000077",
        "王一,,A1",
        "王\u200b一",
        "王一,15400000001,A1",
    ],
)
def test_a_corrected_area_makes_no_second_head_and_loses_no_telephone(
    owners: str, town: Neighbourhood
) -> None:
    made = scene(town, Phase.POSTED)
    before = heads(made)
    correct(made, "3-1-101", area="89.60", owners=owners)
    assert heads(made) == before == 6
    [row] = RollOwner.objects.filter(version=made.vote.roll, name__contains="王")
    assert reads.phone_of(row) == ("+8615400000077" if "77" in owners else "+8615400000001")
    assert row.document_sealed is not None


def test_a_document_that_is_written_down_later_makes_no_second_head(town: Neighbourhood) -> None:
    made = scene(town, Phase.DRAFT)
    bring_in(made.again(), "房号,面积,业主,电话\n1-1-1,80,王一,154\n1-1-2,80,王一,154\n".replace(
        "154", "15400000001"))  # fmt: skip
    correct(made, "1-1-1", owners="王一,15400000001,A1")
    assert heads(made) == 1


def test_somebody_else_of_the_same_name_is_somebody_else(town: Neighbourhood) -> None:
    made = scene(town, Phase.POSTED)
    correct(made, "3-1-101", owners="王一,15400000088,Z9")
    assert heads(made) == 7


def test_a_speaker_is_kept_however_the_name_is_written_and_never_dropped(
    town: Neighbourhood,
) -> None:
    made = scene(town, Phase.DRAFT)
    bring_in(made.again(), "房号,面积,业主,投票代表\n1-1-1,80,王一、王二,王 二\n")
    assert reads.unit_on_roll(made.again(), "1-1-1").speaker
    correct(made, "1-1-1", speaker="王　二")
    assert reads.unit_on_roll(made.again(), "1-1-1").speaker
    with pytest.raises(SpeakerUnknown):
        correct(made, "1-1-1", speaker="赵五")


def test_the_developers_unsold_homes_are_one_head_at_the_desk_too(town: Neighbourhood) -> None:
    made = scene(town, Phase.DRAFT)
    bring_in(made.again(), "房号,面积,业主\n1-1-1,80,安居置业\n1-1-2,80,安居置业\n")
    assert heads(made) == 2, "nobody says yet that these are unsold"
    correct(made, "1-1-1", status="unsold")
    correct(made, "1-1-2", status="unsold")
    assert heads(made) == 1
    change = rolls.UnitChange(key="1-1-2", area=1, owners=[Owner("x", "安居 置业")], speaker="")
    rolls.change_unit(
        vote=made.again(), change=change, reason="r", by=town.users["worker"], now=NOW
    )
