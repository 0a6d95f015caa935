"""What is paid of a meal, and what a day came to."""

from hypothesis import given
from hypothesis import strategies as st

from liren.care.domain import meals as rules
from liren.care.domain.meals import Count, Ordered, Outcome, Share

RULES = {"elder": 200, "aged": 600}


def test_the_larger_share_holds_and_says_why() -> None:
    assert rules.subsidy({"elder", "aged"}, RULES, 1500) == Share(600, "aged")
    assert rules.subsidy({"minor"}, RULES, 1500) == Share(0)
    assert rules.subsidy({"aged"}, RULES, 400) == Share(400, "aged"), "never more than it costs"


orders = st.builds(
    Ordered,
    outcome=st.sampled_from(["", *Outcome]),
    price=st.integers(500, 2000),
    subsidy=st.integers(0, 500),
    is_cancelled=st.booleans(),
)


@given(st.lists(orders))
def test_the_numbers_add_up(rows: list[Ordered]) -> None:
    found = rules.count(rows)
    assert found.ordered + found.cancelled == len(rows)
    assert found.taken + found.not_taken + found.waiting == found.ordered
    kept = [row for row in rows if not row.is_cancelled]
    assert found.paid + found.subsidy == sum(row.price for row in kept)


def test_an_empty_day() -> None:
    assert rules.count([]) == Count()
