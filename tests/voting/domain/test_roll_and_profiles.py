"""Bad lines of a roll are named, and local rules are data that can be read."""

from dataclasses import replace
from datetime import date

import pytest

from liren.voting.domain.matters import Basis
from liren.voting.domain.profiles import (
    NATIONAL,
    Channel,
    CoOwners,
    PaperDuty,
    is_in_force,
    profile,
    profiles,
)
from liren.voting.domain.roll import FaultKind, Roll, Status, faults_of, fingerprint, heads_of
from tests.voting.domain.made import unit

CN = profile()


def test_every_bad_line_is_named() -> None:
    whole = Roll(
        units=(
            unit("1", "a"),
            unit("1", "b"),
            unit("2", []),
            unit("3", "c", 0),
            unit("4", "buyer", status=Status.SOLD_UNDELIVERED),
            unit("5", {"h", "w"}, speaker="x"),
        )
    )
    assert [(fault.kind, fault.unit) for fault in faults_of(whole)] == [
        (FaultKind.UNIT_TWICE, "1"),
        (FaultKind.UNIT_TWICE, "1"),
        (FaultKind.NO_OWNER, "2"),
        (FaultKind.NO_AREA, "3"),
        (FaultKind.DEVELOPER_UNKNOWN, "4"),
        (FaultKind.SPEAKER_NOT_OWNER, "5"),
    ]
    of_residents = {fault.kind for fault in faults_of(whole, Basis.HOMES)}
    assert not of_residents & {FaultKind.NO_AREA, FaultKind.DEVELOPER_UNKNOWN}


def test_two_developers_are_two_heads() -> None:
    sold = unit("3", "buyer", status=Status.SOLD_UNDELIVERED)
    whole = Roll(
        units=(
            unit("1", "D1", status=Status.UNSOLD),
            unit("2", "D2", status=Status.UNSOLD),
            replace(sold, developer="D2"),
            unit("4", "D1"),
        )
    )
    heads = heads_of(whole, Basis.OWNERS, CN)
    assert [(head.units, sorted(head.owners)) for head in heads.all] == [
        (("1", "4"), ["D1"]),
        (("2", "3"), ["D2"]),
    ]
    assert not list(faults_of(whole))


def test_a_fingerprint_is_of_the_lines_in_their_order() -> None:
    assert fingerprint(["a", "b"]) != fingerprint(["b", "a"]) != fingerprint(["ab"])
    assert len(fingerprint([])) == 64


def test_the_national_profile_comes_first_and_others_say_what_differs() -> None:
    assert next(iter(profiles())) == NATIONAL
    assert profile("beijing").channels == {Channel.PAPER, Channel.PROXY, Channel.CITY}
    assert (profile("hangzhou").shortest_days, profile("hangzhou").longest_days) == (5, 60)
    assert profile("liaocheng").paper is PaperDuty.ALWAYS
    assert profile("lishui").co_owners is CoOwners.NAMED
    assert profile("zhoushan").posting_days == 7
    assert CN.notice_days == profile("rizhao").notice_days == 15


@pytest.mark.parametrize("rules", profiles().values(), ids=lambda rules: rules.key)
def test_every_profile_gives_its_sources_and_when_they_were_read(rules: object) -> None:
    found = next(p for p in profiles().values() if p is rules)
    assert found.sources and found.name and found.name_en
    assert all(source.article and source.rule for source in found.sources)
    assert found.checked_date <= date(2026, 12, 31)


def test_rules_hold_between_their_dates() -> None:
    assert not is_in_force(profile("beijing"), date(2020, 4, 30))
    assert is_in_force(profile("beijing"), date(2020, 5, 1))
    ended = replace(CN, until_date=date(2030, 1, 1))
    assert is_in_force(ended, date(2030, 1, 1)) and not is_in_force(ended, date(2030, 1, 2))
    assert is_in_force(profile("weifang"), date(1999, 1, 1))  # our source did not date it
