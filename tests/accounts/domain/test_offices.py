"""Three offices in three hands."""

from datetime import date
from itertools import permutations

import pytest

from liren.accounts.domain.offices import OFFICES, Refusal, Term, refusal

BEGUN = date(2026, 1, 1)


@pytest.mark.parametrize(("wanted", "held"), list(permutations(sorted(OFFICES), 2)))
def test_no_two_offices_at_once(wanted: str, held: str) -> None:
    refused = refusal(Term(wanted, BEGUN), [Term(held, BEGUN)])
    assert refused == Refusal(wanted=wanted, held=held)


def test_the_same_office_at_another_place_is_no_conflict() -> None:
    term = Term("audit_officer", BEGUN)
    assert refusal(term, [term]) is None


def test_other_roles_stand_beside_an_office() -> None:
    assert refusal(Term("grid_worker", BEGUN), [Term("audit_officer", BEGUN)]) is None
    assert refusal(Term("audit_officer", BEGUN), [Term("grid_worker", BEGUN)]) is None


def test_one_office_after_the_other_is_allowed_from_the_next_day() -> None:
    ended = Term("system_officer", BEGUN, date(2026, 6, 30))
    assert refusal(Term("audit_officer", date(2026, 6, 30)), [ended])
    assert refusal(Term("audit_officer", date(2026, 7, 1)), [ended]) is None
    assert refusal(Term("audit_officer", date(2025, 1, 1), date(2025, 12, 31)), [ended]) is None
