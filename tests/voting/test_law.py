"""What the law and the place ask for, through the services."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from liren.core.permissions import SYSTEM
from liren.voting.domain.phases import Phase
from liren.voting.domain.profiles import CoOwners
from liren.voting.domain.reasons import REASONS, Why
from liren.voting.models import Ballot, CityFile
from liren.voting.selectors import readiness
from liren.voting.selectors.rolls import as_roll
from liren.voting.selectors.votes import rules_from
from liren.voting.services import city, letters, proving, running
from liren.voting.services.drafting import Schedule, schedule_vote
from tests.factories.neighbourhood import Neighbourhood
from tests.voting.scenes import CLOSES, DAY, NOW, OPEN_DAY, OPENS, Scene, as_file, bring_in, scene

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


def gaps(made: Scene) -> set[str]:
    return {one.gap.code for one in readiness.blocking(made.again())}


def timed(town: Neighbourhood, opens: datetime) -> Scene:
    made = scene(town, Phase.DRAFT)
    times = Schedule(record_date=NOW.date(), opens_at=opens, closes_at=opens + 14 * DAY)
    schedule_vote(vote=made.again(), schedule=times, by=SYSTEM, now=NOW)
    return made


@pytest.mark.parametrize("hour", [0, 7, 8, 23])
def test_days_of_notice_are_those_of_the_place(hour: int, town: Neighbourhood) -> None:
    posted = timezone.localdate(NOW)
    for days, missing in ((15, set()), (14, {"notice_short"})):
        made = timed(town, at(posted + timedelta(days=days), hour))
        running.post_roll(vote=made.again(), by=SYSTEM, now=NOW)
        assert gaps(made) == missing, (days, hour)


def test_a_roll_is_not_frozen_before_its_record_date(town: Neighbourhood) -> None:
    made, day = scene(town, Phase.DRAFT), timezone.localdate(NOW) + timedelta(days=3)
    times = Schedule(record_date=day, opens_at=OPENS, closes_at=CLOSES)
    schedule_vote(vote=made.again(), schedule=times, by=SYSTEM, now=NOW)
    running.post_roll(vote=made.again(), by=SYSTEM, now=NOW)
    with pytest.raises(running.BeforeRecordDate):
        running.freeze_roll(vote=made.again(), by=SYSTEM, now=at(day, 0) - timedelta(seconds=1))
    running.freeze_roll(vote=made.again(), by=SYSTEM, now=at(day, 0))


def test_a_vote_whose_time_is_over_is_not_opened_any_more(town: Neighbourhood) -> None:
    made = scene(town, Phase.READY)
    with pytest.raises(running.TimeOver):
        running.open_vote(vote=made.vote, by=SYSTEM, now=CLOSES + timedelta(seconds=1))
    assert running.follow_the_clock(now=CLOSES + timedelta(seconds=1)) == 0


@pytest.mark.parametrize("own", ["any", "named", None])
def test_what_a_place_requires_no_draft_leaves_out(own: str | None) -> None:
    rules = {} if own is None else {"co_owners": own}
    assert rules_from("lishui", dict(rules)).co_owners is CoOwners.NAMED
    named = CoOwners.NAMED if own == "named" else CoOwners.ANY
    assert rules_from("cn", dict(rules)).co_owners is named


@pytest.mark.parametrize(
    ("place", "before", "reaches"),
    [("cn", 30, False), ("zhoushan", 7, True), ("zhoushan", 6, False), ("binzhou", 5, True)],
)
def test_a_paper_posted_in_public_reaches_only_where_and_when_the_place_says_so(
    place: str, before: int, reaches: bool, town: Neighbourhood
) -> None:
    made = scene(town, Phase.OPEN, profile=place)
    voter = made.voter("5-1-101")
    letters.note_delivery(
        vote=made.vote,
        voters=[voter],
        delivered=letters.Delivered(way="posted"),
        by=SYSTEM,
        now=CLOSES - before * DAY,
    )
    assert (set(voter.owners) <= as_roll(made.vote.roll, made.vote).delivered) is reaches


NAMED = "房号,面积,业主,手机号,投票代表\n"


def named(town: Neighbourhood, line: str) -> Scene:
    """A vote in a place where co-owners name one."""
    made = scene(town, Phase.DRAFT, profile="lishui")
    bring_in(made.again(), NAMED + line)
    running.post_roll(vote=made.again(), by=SYSTEM, now=NOW)
    running.freeze_roll(vote=made.again(), by=SYSTEM, now=NOW)
    voters = list(made.again().voters.all())
    printed = letters.print_letters(vote=made.vote, voters=voters, by=SYSTEM, now=NOW)
    made.letters = {one.voter.label: one for one in printed}
    running.open_vote(vote=made.again(), by=SYSTEM, now=OPENS)
    made.again()
    return made


def take_over(made: Scene, owner: str) -> CityFile:
    stamp = timezone.localtime(OPEN_DAY)
    line = f"S1,1-1-1,{owner},{stamp:%Y-%m-%d %H:%M},陈立\n"
    folder, path = as_file("流水号,房号,业主,时间,意见\n" + line)
    with folder:
        return city.take_over(vote=made.vote, path=path, name="c.csv", by=SYSTEM, now=OPEN_DAY)


def test_the_city_cannot_keep_out_the_owner_whom_the_others_named(town: Neighbourhood) -> None:
    phones = "15400000001、15400000002"
    made = named(town, f"1-1-1,80,王一、王二,{phones},王二\n")
    assert take_over(made, "王一").faults == [[2, REASONS[Why.NOT_THE_NAMED], {}]]
    assert not Ballot.objects.exists()
    assert take_over(made, "王二").taken == 1


def test_where_nobody_is_named_the_city_speaks_for_nobody(town: Neighbourhood) -> None:
    made = named(town, "1-1-1,80,王一、王二,15400000001、15400000002,\n")
    assert take_over(made, "王一").faults == [[2, REASONS[Why.NOBODY_NAMED], {}]]


def test_a_couple_with_one_telephone_can_name_either(town: Neighbourhood) -> None:
    for speaker in ("王一", "王二"):
        line = f"1-1-1,80,王一、王二,15400000001、15400000001,{speaker}\n"
        made = named(town, line)
        access = made.prove("1-1-1", "15400000001")
        assert access.owner == made.voter("1-1-1").speaker
    made = named(town, "1-1-1,80,王一、王二,15400000001、15400000002,王二\n")
    with pytest.raises(proving.NotTheNamed):
        made.prove("1-1-1", "15400000001")
