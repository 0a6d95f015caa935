"""What is missing before opening, and where to mend it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from liren.voting.domain.matters import Basis, Item, Matter
from liren.voting.domain.profiles import Channel, Clause, Profile, SilenceEffect, profile
from liren.voting.domain.readiness import Preparation, Where, may_open, missing
from liren.voting.domain.roll import AreaSource, Roll
from tests.voting.domain.made import CLOSES, MANAGER, OPENS, roll, unit

READY = Preparation(
    question="续聘现物业服务企业",
    matter=replace(MANAGER, opens_at=OPENS, closes_at=CLOSES),
    roll=replace(roll(3), record_date=date(2026, 10, 1)),
    notice_date=date(2026, 10, 10),
    is_roll_frozen=True,
    channels=frozenset({Channel.PAPER, Channel.ONLINE}),
)
CLAUSE = Clause(text="", adopted_date=None, effect=SilenceEffect.TAKES_PART)
CN = profile()
ELECTION = Matter(
    basis=Basis.OWNERS,
    item=Item.COMMITTEE,
    candidates=("ann",),
    seats=5,
    most_picks=2,
    opens_at=OPENS,
    closes_at=CLOSES,
)


def codes(vote: Preparation, rules: Profile = CN) -> set[str]:
    return {gap.code for gap in missing(vote, rules)}


def test_what_is_ready_may_open() -> None:
    assert missing(READY, CN) == [] and may_open(READY, CN)


@pytest.mark.parametrize(
    ("vote", "code", "where"),
    [
        (replace(READY, question=" "), "question_missing", Where.QUESTION),
        (replace(READY, matter=ELECTION), "too_few_candidates", Where.QUESTION),
        (replace(READY, matter=ELECTION), "too_many_ticks", Where.QUESTION),
        (replace(READY, roll=Roll(units=())), "roll_empty", Where.ROLL),
        (replace(READY, roll=Roll(units=())), "record_date_missing", Where.ROLL),
        (replace(READY, roll=roll(1, unit("x", []))), "no_owner", Where.ROLL),
        (replace(READY, roll=roll(1, unit("x", "a", 0))), "no_area", Where.ROLL),
        (replace(READY, open_objections=2), "objections_open", Where.ROLL),
        (replace(READY, is_roll_frozen=False), "roll_not_frozen", Where.ROLL),
        (replace(READY, matter=MANAGER), "window_missing", Where.TIME),
        (replace(READY, notice_date=None), "notice_missing", Where.TIME),
        (replace(READY, notice_date=date(2026, 10, 18)), "notice_short", Where.TIME),
        (
            replace(READY, roll=replace(READY.roll, record_date=date(2026, 11, 2))),
            "record_date_late",
            Where.TIME,
        ),
        (replace(READY, channels=frozenset()), "no_channel", Where.CHANNELS),
        (replace(READY, channels=frozenset({Channel.ONLINE})), "paper_missing", Where.CHANNELS),
    ],
)
def test_each_gap_says_where_it_is_mended(vote: Preparation, code: str, where: Where) -> None:
    found = {gap.code: gap for gap in missing(vote, CN)}
    assert found[code].where is where and found[code].is_blocking
    assert found[code].sentence.format_map(found[code].data)
    assert not may_open(vote, CN)


def test_fifteen_days_before_is_soon_enough() -> None:
    assert not codes(replace(READY, notice_date=date(2026, 10, 17)))


def test_the_place_rules_how_long_and_by_what() -> None:
    hangzhou, beijing = profile("hangzhou"), profile("beijing")
    short = replace(READY.matter, closes_at=OPENS + timedelta(days=4))
    long = replace(READY.matter, closes_at=OPENS + timedelta(days=61))
    assert codes(replace(READY, matter=short), hangzhou) == {"too_short"}
    assert codes(replace(READY, matter=long), hangzhou) == {"too_long"}
    assert codes(READY, beijing) == {"channel_closed"}


def test_the_clause_needs_its_text_its_date_and_a_warning() -> None:
    rules = replace(CN, clause=CLAUSE)
    assert codes(READY, rules) == {"clause_incomplete", "clause_not_explained"}


def test_the_clause_is_older_than_the_notice() -> None:
    matter = replace(READY.matter, is_silence_explained=True)
    adopted = replace(CLAUSE, text="未返回的计入多数", adopted_date=READY.notice_date)
    vote = replace(READY, matter=matter)
    assert not codes(vote, replace(CN, clause=adopted))
    later = replace(adopted, adopted_date=date(2026, 10, 11))
    assert codes(vote, replace(CN, clause=later)) == {"clause_too_new"}


def test_rules_that_do_not_hold_on_the_day_are_no_rules() -> None:
    assert codes(READY, replace(CN, until_date=date(2026, 10, 31))) == {"rules_not_in_force"}
    assert not codes(READY, replace(CN, until_date=date(2026, 11, 1)))
    assert codes(READY, replace(CN, from_date=date(2026, 11, 2))) == {"rules_not_in_force"}


def test_what_must_be_borne_is_shown_and_does_not_block() -> None:
    surveyed = replace(unit("x", {"h", "w"}), area_source=AreaSource.SURVEY)
    whole = replace(roll(2, surveyed), record_date=date(2026, 10, 1))
    vote = replace(READY, roll=whole, unreachable=frozenset({"h", "stranger"}))
    lishui = profile("lishui")
    assert codes(vote, lishui) == {"area_not_registered", "unreachable", "speaker_missing"}
    assert may_open(vote, lishui)
    assert {gap.data["count"] for gap in missing(vote, lishui)} == {1}


def test_a_secret_vote_of_few_homes_is_told_what_the_sums_tell() -> None:
    vote = replace(READY, is_secret=True)
    assert codes(vote) == {"secret_small"} and may_open(vote, CN)
    assert not codes(replace(vote, roll=replace(roll(40), record_date=date(2026, 10, 1))))


def test_residents_votes_ask_for_no_areas() -> None:
    homes = Matter(basis=Basis.HOMES, opens_at=OPENS, closes_at=CLOSES)
    whole = replace(roll(1, unit("x", "a", 0)), record_date=date(2026, 10, 1))
    assert not codes(replace(READY, matter=homes, roll=whole))
