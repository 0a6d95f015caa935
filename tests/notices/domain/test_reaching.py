"""How a home is reached."""

from hypothesis import given
from hypothesis import strategies as st

from liren.notices.domain.reaching import MACHINE_WAYS, Member, Way, plan_for
from liren.notices.domain.wording import message_of

ALL = frozenset(MACHINE_WAYS)
GRANDMOTHER = Member(1)
DAUGHTER = Member(2, has_mobile=True, has_account=True)
SON = Member(3, has_mobile=True, has_email=True)

members = st.lists(
    st.builds(Member, st.integers(1, 9), st.booleans(), st.booleans(), st.booleans()), max_size=5
)
chosen = st.frozensets(st.sampled_from(MACHINE_WAYS))


def test_a_home_hears_by_every_way_its_people_have() -> None:
    plan = plan_for([GRANDMOTHER, DAUGHTER, SON], ALL)
    assert plan.by is Way.PHONE
    assert plan.told == (
        (2, Way.PHONE), (2, Way.USER), (3, Way.PHONE), (3, Way.EMAIL),
    )  # fmt: skip


def test_a_home_with_none_of_the_chosen_ways_is_rung() -> None:
    assert plan_for([GRANDMOTHER], ALL).by is Way.CALL
    assert plan_for([SON], frozenset({Way.USER})).by is Way.CALL
    assert plan_for([], ALL).by is Way.CALL


@given(members, chosen)
def test_it_is_a_call_exactly_when_nobody_is_told(
    people: list[Member], ways: frozenset[Way]
) -> None:
    plan = plan_for(people, ways)
    assert (plan.by is Way.CALL) == (not plan.told)
    assert all(way in ways for _, way in plan.told)
    assert plan.by is Way.CALL or plan.by in {way for _, way in plan.told}


@given(st.text(max_size=60), st.text(max_size=900), st.integers(70, 700))
def test_the_link_is_never_cut(title: str, text: str, longest: int) -> None:
    link = "https://liren.example/notices/1/"
    words = message_of(sender="桐花社区", title=title[:30], text=text, link=link, longest=longest)
    assert len(words) <= longest
    assert words.endswith(link)


def test_a_short_message_is_whole() -> None:
    words = message_of(
        sender="桐花社区", title="停水", text="周二上午\n停水。", link="https://x/", longest=350
    )
    assert words == "【桐花社区】停水\n周二上午 停水。\nhttps://x/"
