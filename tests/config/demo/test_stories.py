"""The month of cases."""

from collections import Counter
from datetime import date, timedelta

import pytest

from liren.config.demo.acts import LUKEWARM
from liren.config.demo.geometry import neighbourhood
from liren.config.demo.organisations import Organisations
from liren.config.demo.people import Person
from liren.config.demo.places import Neighbourhood
from liren.config.demo.stories import SHARES, CaseStory, month
from liren.config.demo.storybook import Story, matters, stories
from liren.config.demo.timeline import start_of

UNTIL = date(2026, 11, 22)
LAST_ACT = {
    "verifying": "ask_existence",
    "returned": "return",
    "extending": "extend",
    "suspended": "suspend",
    "checking": "finish",
    "reworking": "rework",
    "reopened": "reopen",
    "refused": "refuse",
    "merged": "merge",
}
CHANNELS = {"web", "qr", "counter", "telephone", "visit", "note", "patrol"}


@pytest.fixture(scope="module")
def told(land: Neighbourhood) -> list[CaseStory]:
    """The usual month."""
    return month(land.seed, land, UNTIL)


def test_the_storybook_covers_every_class_with_distinct_words() -> None:
    assert len(stories()) >= 60
    assert {story.category for story in stories()} == set(matters())
    assert len({story.key for story in stories()}) == len(stories())
    words = [text for story in stories() for text in (*story.words, *story.voices)]
    assert [text for text, times in Counter(words).items() if times > 1] == []
    for field in ("title", "finish"):
        texts = [getattr(story, field) for story in stories()]
        assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("story", stories(), ids=lambda story: str(story.key))
def test_a_story_is_complete(story: Story) -> None:
    assert story.words
    assert all((story.title, story.dispatch, story.finish, story.check, story.comment))
    assert set(story.channels) <= CHANNELS
    assert story.comment not in LUKEWARM
    for text in (story.title, *story.words):
        assert text.count("{") == text.count("{place}")
    assert "{" not in "".join((story.dispatch, story.finish, story.check, *story.voices))


def test_the_same_seed_tells_the_same_month(land: Neighbourhood, told: list[CaseStory]) -> None:
    assert month(land.seed, land, UNTIL) == told
    assert month(land.seed + 1, land, UNTIL) != told


def test_about_220_cases_reach_every_stage(told: list[CaseStory]) -> None:
    targets = Counter(case.target for case in told)
    assert len(told) == 220
    assert targets.keys() >= {*SHARES, "closed", "merged"}
    assert all(targets[target] >= share for target, share in SHARES.items())
    assert {case.story for case in told} == {story.key for story in stories()}
    assert {case.channel for case in told} == CHANNELS


def test_nobody_says_the_same_words_twice(told: list[CaseStory]) -> None:
    assert len({case.words for case in told}) == len(told)
    assert not any("{" in case.words + case.title for case in told)


def test_everything_named_exists(
    told: list[CaseStory],
    land: Neighbourhood,
    people: tuple[Person, ...],
    offices: Organisations,
) -> None:
    persons = {person.key for person in people}
    staff = {one.username for one in offices.staff}
    parties = {party.key for party in offices.parties}
    for case in told:
        assert case.place_key in land.by_key
        assert case.category in matters()
        assert case.reporter_key is None or case.reporter_key in persons
        assert case.entered_by is None or case.entered_by in staff
        assert case.party_key in parties
        assert {step.by for step in case.steps} <= staff | {None}
        assert {step.party_key for step in case.steps} <= parties | {None}


def test_times_run_forward_and_end_before_the_day(told: list[CaseStory]) -> None:
    end = start_of(UNTIL)
    for case in told:
        times = [case.reported_at, *(step.at for step in case.steps)]
        assert times == sorted(times), case
        assert end - timedelta(days=30) <= times[0]
        assert times[-1] < end
        assert case.reported_at.tzinfo is not None
    assert [case.number for case in told] == list(range(1, len(told) + 1))
    reported = [case.reported_at for case in told]
    assert reported == sorted(reported)


def test_each_case_ends_as_its_target_says(told: list[CaseStory]) -> None:
    for case in told:
        acts = [step.act for step in case.steps]
        if case.target == "reported":
            assert acts == []
        if case.target in LAST_ACT:
            assert acts[-1] == LAST_ACT[case.target], case
        if case.target == "closed":
            assert acts[-1] in ("approve", "verdict"), case
        assert (case.solved is None) == ("verdict" not in acts)


def test_words_are_given_where_a_reason_is_owed(told: list[CaseStory]) -> None:
    owed = {"return", "extend", "suspend", "rework", "refuse", "reopen", "deny_existence"}
    for case in told:
        assert all(step.words for step in case.steps if step.act in owed), case


def test_many_voices_are_one_matter(told: list[CaseStory]) -> None:
    by_number = {case.number: case for case in told}
    voices = [case for case in told if case.same_as is not None]
    assert len(voices) >= 20
    for voice in voices:
        first = by_number[voice.same_as or 0]
        assert first.same_as is None
        assert (first.story, first.place_key) == (voice.story, voice.place_key)
        assert first.reported_at < voice.reported_at
        assert voice.reporter_key is None or voice.reporter_key != first.reporter_key


def test_neighbours_are_near_and_offices_keep_hours(
    told: list[CaseStory], land: Neighbourhood, people: tuple[Person, ...]
) -> None:
    homes = {person.key: person.home_key for person in people}
    for case in told:
        building = land.ancestor(case.place_key, "building")
        if case.reporter_key and building:
            assert land.ancestor(homes[case.reporter_key], "building") == building
        if matters()[case.category].round_the_clock:
            continue
        for step in case.steps:
            if step.by is not None and step.act != "merge":
                assert step.at.weekday() != 6, (case.number, step)
                assert 8 <= step.at.hour <= 17, (case.number, step)


@pytest.mark.parametrize("homes", [50, 300, 6100])
def test_a_month_can_be_told_anywhere(homes: int) -> None:
    land = neighbourhood(2, homes)
    told = month(2, land, UNTIL)
    assert len(told) == 220
    assert all(case.place_key in land.by_key for case in told)
