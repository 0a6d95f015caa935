"""The file of a form, read; every fault with its line; headings; periods; answers."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.core.datasets import Privacy
from liren.ledgers.domain.declared import Undeclared, text_of
from liren.ledgers.domain.forms import (
    Asked,
    Column,
    Form,
    Grain,
    Rhythm,
    Source,
    Test,
    heading_rows,
    sources_of,
)
from liren.ledgers.domain.forms_answers import AnswerUnusable, answer
from liren.ledgers.domain.forms_parsing import parse_form
from liren.ledgers.domain.periods import PeriodUnknown, month, month_before, period_of

HELD: dict[str, dict[str, Source]] = {
    Grain.PERSON: {
        one.code: one
        for one in (
            Source(code="person.name", name="姓名", name_en="Name"),
            Source(code="person.phone", name="电话", name_en="Telephone", privacy=Privacy.SEALED),
            Source(
                code="person.age",
                name="年龄",
                name_en="Age",
                is_number=True,
                tests=frozenset({Test.AT_LEAST}),
            ),
            Source(
                code="person.sex",
                name="性别",
                name_en="Sex",
                tests=frozenset({Test.IS}),
                codes={"女": "2", "2": "2"},
            ),
        )
    }
}
WHOLE = """
[form]
key = "women"
name = "妇女名册"
grain = "person"
rhythm = "year"
asked_by = "妇联"
purpose = "免费体检"
legal_basis = "妇女权益保障法"
receivers = ["街道妇联"]

[[filter]]
source = "person.sex"
is = "女"

[[filter]]
source = "person.age"
at_least = 35

[[column]]
key = "name"
header = ["基本情况", "姓名"]
source = "person.name"

[[column]]
key = "phone"
header = ["基本情况", "电话"]
source = "person.phone"
clear = true

[[column]]
key = "when"
header = ["体检时间"]
asked = "choice"
choices = ["上午", "下午"]
required = true
"""


def read(text: str) -> Form:
    return parse_form(text, HELD)


def faults(text: str) -> list[tuple[int, str]]:
    with pytest.raises(Undeclared) as refused:
        read(text)
    return [(fault.line, fault.key) for fault in refused.value.faults]


def test_a_whole_form_is_read() -> None:
    form = read(WHOLE)
    assert (form.key, form.rhythm, form.days) == ("women", Rhythm.YEAR, 5)
    assert [column.key for column in form.known] == ["name", "phone"]
    assert [column.key for column in form.new] == ["when"]
    assert [(one.source, one.test, one.values) for one in form.conditions] == [
        ("person.sex", Test.IS, ("2",)),
        ("person.age", Test.AT_LEAST, ("35",)),
    ]
    assert sources_of(form) == {"person.name", "person.phone", "person.sex", "person.age"}
    assert form.opens_sealed


def test_all_faults_are_told_at_once_with_their_lines() -> None:
    text = WHOLE.replace('grain = "person"', 'grain = "dog"').replace(
        "at_least = 35", "at_least = -1"
    )
    text = text.replace('key = "name"', 'key = "Name!"').replace(
        'asked = "choice"', 'asked = "song"'
    )
    found = faults(text)
    lines = text.splitlines()
    assert [key for _, key in found] == ["grain", "column[1].key", "column[3].asked"]
    for line, key in found:
        assert key.rsplit(".", 1)[-1] in lines[line - 1]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('key = "women"', "", "key"),
        ('receivers = ["街道妇联"]', "receivers = []", "receivers"),
        ('name = "妇女名册"', "name = 3", "name"),
        ('asked_by = "妇联"', 'asked_by = "妇联"\ncolour = "red"', "colour"),
        ('source = "person.name"', 'source = "person.bank"', "column[1].source"),
        ('source = "person.name"', 'source = "person.name"\nasked = "text"', "column[1].source"),
        ('source = "person.name"', "", "column[1].source"),
        ('source = "person.name"', 'source = "person.name"\nclear = true', "column[1].clear"),
        ('source = "person.name"', 'source = "person.name"\ncell = "A1"', "column[1].cell"),
        ('is = "女"', 'is = "猫"', "filter[1].is"),
        ('is = "女"', 'at_most = 3', "filter[1].source"),
        ('source = "person.sex"', 'source = "person.name"', "filter[1].source"),
        ("at_least = 35", "at_least = true", "filter[2].at_least"),
        ('choices = ["上午", "下午"]', "choices = []", "column[3].choices"),
        ('key = "when"', 'key = "name"', "column[3].key"),
        ("required = true", 'required = "yes"', "column[3].required"),
        ("[[filter]]", "[[filters]]", "filters"),
    ],
)  # fmt: skip
def test_one_fault_and_its_key(old: str, new: str, key: str) -> None:
    assert key in [found for _, found in faults(WHOLE.replace(old, new, 1))]


def test_a_heading_stands_once() -> None:
    text = f'{WHOLE}\n[[column]]\nkey = "again"\nheader = ["名", "甲"]\nasked = "text"\n'
    with pytest.raises(Undeclared) as wrong:
        parse_form(text + text[len(WHOLE) :].replace("again", "more"), HELD)
    assert [fault.key.rpartition(".")[2] for fault in wrong.value.faults] == ["header"]


@pytest.mark.parametrize("sign", ["\\u0000", "\\u000b", "\\u202e", "\\u2067"])
def test_signs_that_cannot_be_seen_are_refused(sign: str) -> None:
    texts = (
        WHOLE.replace("妇女名册", f"妇女{sign}名册"),
        WHOLE.replace('"街道妇联"', f'"街{sign}道"'),
    )
    for text in texts:
        with pytest.raises(Undeclared) as wrong:
            parse_form(text, HELD)
        assert len(wrong.value.faults) == 1


def test_a_file_in_another_encoding_is_not_read_as_other_words() -> None:
    assert text_of(("\ufeff" + WHOLE).encode()) == WHOLE
    with pytest.raises(Undeclared) as wrong:
        text_of(WHOLE.encode("gb18030"))
    assert wrong.value.faults[0].line == 4


def test_what_is_no_toml_says_the_line() -> None:
    assert faults("[form]\nkey = = 1\n")[0][0] == 2
    assert faults("x" * 70_000)[0][0] == 1


@given(st.text(max_size=300))
def test_no_file_breaks_it(text: str) -> None:
    with pytest.raises(Undeclared):
        read(text)


@given(st.text(alphabet='[]="\n abcformkeyfilter.column1', max_size=400))
def test_no_nearly_form_breaks_it(text: str) -> None:
    with pytest.raises(Undeclared):
        read(text)


def column(*header: str, asked: Asked | None = Asked.TEXT, **more: Any) -> Column:
    return Column(key="a", header=header, asked=asked, **more)


def test_headings_share_what_is_above_them() -> None:
    columns = [
        column("序号"),
        column("基本", "姓名"),
        column("基本", "性别"),
        column("联系", "电话"),
    ]
    assert heading_rows(columns) == [
        [("序号", 1, 2), ("基本", 2, 1), ("联系", 1, 1)],
        [("姓名", 1, 1), ("性别", 1, 1), ("电话", 1, 1)],
    ]


@pytest.mark.parametrize(
    ("rhythm", "key", "start", "end"),
    [
        (Rhythm.MONTH, "2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        (Rhythm.QUARTER, "2026-Q4", date(2026, 10, 1), date(2027, 1, 1)),
        (Rhythm.YEAR, "2026", date(2026, 1, 1), date(2027, 1, 1)),
        (Rhythm.ONCE, "once", date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_periods(rhythm: Rhythm, key: str, start: date, end: date) -> None:
    found = period_of(rhythm, date(2026, 12, 31))
    assert (found.key, found.start, found.end) == (key, start, end)


@pytest.mark.parametrize("key", ["0001-01", "9999-12", "9999-99", "2026-W1", "202611", "", "1e3"])
def test_what_is_no_month(key: str) -> None:
    with pytest.raises(PeriodUnknown):
        month(key)


def test_the_month_before_new_year() -> None:
    assert month_before(date(2027, 1, 1)).key == "2026-12"
    assert month("2026-02").end == date(2026, 3, 1)
    with pytest.raises(PeriodUnknown):
        month("2026-13")


@pytest.mark.parametrize(
    ("asked", "raw", "stored"),
    [
        (Asked.TEXT, "=1+1", "=1+1"),
        (Asked.TEXT, "a\0b", "ab"),
        (Asked.NUMBER, 3.0, "3"),
        (Asked.NUMBER, "１２，５", "125"),
        (Asked.NUMBER, "-2.50", "-2.50"),
        (Asked.DATE, datetime.fromisoformat("2026-11-12"), "2026-11-12"),
        (Asked.DATE, "2026年1月2日", "2026-01-02"),
        (Asked.DATE, "2026/1/2", "2026-01-02"),
        (Asked.YES_NO, True, "是"),
        (Asked.YES_NO, "没有", "否"),
        (Asked.YES_NO, "", ""),
        (Asked.CHOICE, "上午", "上午"),
    ],
)
def test_answers_as_they_are_stored(asked: Asked, raw: object, stored: str) -> None:
    assert answer(column("x", asked=asked, choices=("上午",)), raw) == stored


@pytest.mark.parametrize(
    ("asked", "raw"),
    [
        (Asked.TEXT, "长" * 401),
        (Asked.NUMBER, "三"),
        (Asked.NUMBER, "nan"),
        (Asked.NUMBER, "1e999"),
        (Asked.NUMBER, "1e-999999999"),  # written out, it would fill all memory
        (Asked.NUMBER, "0e-999999999"),
        (Asked.DATE, "2026-02-30"),
        (Asked.DATE, "明天"),
        (Asked.YES_NO, "也许"),
        (Asked.CHOICE, "晚上"),
    ],
)
def test_answers_that_cannot_be_used(asked: Asked, raw: object) -> None:
    with pytest.raises(AnswerUnusable):
        answer(column("x", asked=asked, choices=("上午",)), raw)


@given(st.sampled_from(Asked), st.one_of(st.text(), st.floats(), st.integers(), st.none()))
def test_no_cell_breaks_it(asked: Asked, raw: object) -> None:
    try:
        stored = answer(column("x", asked=asked, choices=("上午",)), raw)
    except AnswerUnusable:
        return
    assert answer(column("x", asked=asked, choices=("上午",)), stored) == stored
