"""The gate: what is held is not asked again, and nothing is asked without purpose, basis, line."""

from dataclasses import replace

import pytest

from liren.ledgers.domain.forms import Asked, Column, Form, Grain, Rhythm
from liren.ledgers.domain.forms_gate import HELD, Grounds, Refusal, judge, meant_by

KNOWN = frozenset(HELD.values())
GROUNDS = Grounds(asker="民政办", has_line=True, sources=KNOWN)


def form(*columns: Column) -> Form:
    return Form(
        key="k",
        name="台账",
        name_en="",
        grain=Grain.PERSON,
        rhythm=Rhythm.ONCE,
        asked_by="民政办",
        purpose="探访",
        legal_basis="老年人权益保障法",
        receivers=("民政办",),
        days=5,
        columns=columns,
    )


def asked(*header: str) -> Column:
    return Column(key=header[-1], header=header, asked=Asked.TEXT)


def held(name: str, source: str) -> Column:
    return Column(key=name, header=(name,), source=source)


def test_twelve_columns_of_which_nine_are_known_already() -> None:
    typed = [asked(name) for name in ("身份证号码", "联系电话", "家庭住址", "民族")]
    bound = [held(name, "person.name") for name in "abcde"]
    new = [asked(name) for name in ("探访日期", "需要的帮助", "说明")]
    said = judge(form(*bound, *typed, *new), GROUNDS)
    assert (said.held, said.columns, len(said.again)) == (9, 12, 4)
    assert said.refusals == (Refusal.REPEATS,)
    assert [one.source for one in said.again] == [
        "person.id_number", "person.phone", "place.address", "person.ethnic_group",
    ]  # fmt: skip


def test_what_is_bound_and_what_is_new_goes_through() -> None:
    said = judge(form(held("姓名", "person.name"), asked("探访日期")), GROUNDS)
    assert not said.refusals
    assert said.known == 1


def test_every_reason_is_told_at_once() -> None:
    bare = replace(form(asked("姓名")), purpose="", legal_basis="")
    said = judge(bare, replace(GROUNDS, has_line=False))
    assert said.refusals == tuple(Refusal)


def test_what_another_form_asks_is_not_asked_again() -> None:
    grounds = replace(GROUNDS, asked_elsewhere={("person", "探访日期"): "关爱台账"})
    said = judge(form(held("姓名", "person.name"), asked("探访 日期")), grounds)
    assert [one.form for one in said.again] == ["关爱台账"]


@pytest.mark.parametrize(
    ("header", "source"),
    [
        (("姓名",), "person.name"),
        (("基本情况", "身份证号"), "person.id_number"),
        (("联系电话",), "person.phone"),
        (("房东姓名",), "owner.name"),
        (("房东电话",), "owner.phone"),
        (("户主姓名",), "head.name"),
        (("年龄",), "person.age"),
        (("紧急联系人电话",), ""),
        (("网格员姓名",), ""),
        (("儿子电话",), ""),
        (("探访情况",), ""),
        (("备注",), ""),
    ],
)
def test_what_headings_mean(header: tuple[str, ...], source: str) -> None:
    assert meant_by(header, KNOWN) == source


def test_without_the_source_it_may_be_asked() -> None:
    assert meant_by(("年龄",), frozenset()) == ""
