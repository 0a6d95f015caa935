"""The duty list: who answers, where it overlaps, where it has a gap."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from liren.cases.domain.duties import Duty, answering, gaps, named, overlaps

STREET, COMMUNITY, GRID = "00000001", "0000000100000002", "000000010000000200000003"
LINE = (11, 1)  # the class itself, then the one above it


def duty(pk: int, category: int | None, place: str, party: int = 0) -> Duty:
    return Duty(pk, category, place, party or pk)


def test_the_nearest_place_goes_before_the_finest_class() -> None:
    fine_but_far, coarse_but_near = duty(1, 11, STREET), duty(2, 1, GRID)
    found = answering([fine_but_far, coarse_but_near], line=LINE, place_path=GRID)
    assert found == [coarse_but_near]


def test_an_entry_for_all_classes_comes_last_at_its_place() -> None:
    every, coarse, fine = duty(1, None, GRID), duty(2, 1, GRID), duty(3, 11, GRID)
    assert named([every, coarse, fine], line=LINE, place_path=GRID) == [fine, coarse, every]


def test_two_for_one_class_and_place_both_answer_and_overlap() -> None:
    one, other, far = duty(1, 11, GRID), duty(2, 11, GRID), duty(3, 11, STREET)
    assert answering([one, other, far], line=LINE, place_path=GRID) == [one, other]
    assert [overlap.duties for overlap in overlaps([one, other, far])] == [(one, other)]


def test_one_party_named_twice_is_no_overlap() -> None:
    assert overlaps([duty(1, 11, GRID, party=7), duty(2, 11, GRID, party=7)]) == []


def test_a_gap_is_a_class_nobody_covers_there() -> None:
    lines = [(11, 1), (12, 1), (21, 2)]
    assert gaps([duty(1, 11, STREET)], lines=lines, place_path=GRID) == [(12, 1), (21, 2)]
    assert gaps([duty(1, 1, STREET)], lines=lines, place_path=GRID) == [(21, 2)]
    assert gaps([duty(1, None, STREET)], lines=lines, place_path=GRID) == []
    assert gaps([duty(1, None, GRID)], lines=lines, place_path=STREET) == lines


def test_the_first_and_the_last_day_count() -> None:
    entry = Duty(1, None, STREET, 1, date(2026, 3, 1), date(2026, 3, 31))
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)]
    assert [entry.is_in_force(day) for day in days] == [False, True, True, False]
    assert Duty(2, None, STREET, 1).is_in_force(date(1999, 1, 1))


@given(
    st.lists(
        st.builds(
            Duty,
            st.integers(1, 99),
            st.sampled_from([None, 1, 11, 12]),
            st.sampled_from([STREET, COMMUNITY, GRID]),
            st.integers(1, 4),
        )
    )
)
def test_a_class_has_a_gap_exactly_where_nobody_answers(entries: list[Duty]) -> None:
    for place in (STREET, COMMUNITY, GRID):
        missing = gaps(entries, lines=[LINE], place_path=place)
        assert bool(missing) != bool(answering(entries, line=LINE, place_path=place))
