"""Whatever words come in: read or refused, and what is read has a place in every column."""

import json
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.sensing.adapters import Packet, Unreadable, adapters
from liren.sensing.domain.arrivals import moment_of
from liren.sensing.domain.rules import RuleUnreadable, read_rule
from tests.factories.neighbourhood import MONDAY_MORNING

ANY: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=5), one, max_size=3),
    max_leaves=6,
)
WORDS = st.fixed_dictionaries(
    {"values": st.dictionaries(st.sampled_from(["smoke", "help", "x_1", "X", ""]), ANY) | ANY},
    optional={"id": ANY, "at": ANY | st.datetimes().map(str), "reference": ANY, "zz": ANY},
)


@given(st.lists(WORDS.map(json.dumps) | st.text(max_size=60), max_size=6), st.binary(max_size=90))
def test_no_words_are_taken_that_cannot_be_stored(words: list[str], rubbish: bytes) -> None:
    """Whatever a reader lets through has a place in every column, of both stores."""
    packets = [Packet(one.encode("utf-8", "surrogatepass"), "liren/s/k/SM-1/up") for one in words]
    packets.append(Packet(rubbish, "liren/s/k/SM-1/up"))
    for adapter in adapters:
        for packet in packets:
            try:
                said = adapter.read(packet)
            except Unreadable:
                continue
            for one in said:
                at, _quality = moment_of(one.at, MONDAY_MORNING, None)
                assert at.astimezone(UTC).year > 2000
                assert 0 < len(one.key) <= 64 and one.key.isprintable()
                assert one.reference.isprintable() and abs(one.value) <= 1e15


def test_a_rule_that_goes_round_and_round_is_refused() -> None:
    with pytest.raises(RuleUnreadable):
        read_rule("a = " + "[" * 4000)
