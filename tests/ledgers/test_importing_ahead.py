"""What a second process makes ready of a plan is what this one would have made of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.utils.module_loading import import_string

from liren.core import beside
from liren.ledgers.models import Import, PlanLine, State
from liren.ledgers.services import importing_ahead
from liren.ledgers.services.importing_ahead import Ahead, make_ready
from liren.people.models import Person
from liren.people.selectors.elements import elements_of, text_of
from tests.ledgers.bringing import Desk, family, row, with_a_byte_more, workbook

pytestmark = pytest.mark.django_db


class Here:
    """The items of a second process, made in this one: the test's own tables are seen."""

    def __init__(self, items: Iterator[Any], *, fails: bool = False) -> None:
        self.items, self.fails = items, fails

    def __iter__(self) -> "Here":
        return self

    def __next__(self) -> Any:
        if self.fails:
            raise beside.Ended("killed")
        return next(self.items)

    def has_next(self, within: float = 0.0) -> bool:
        return True


class Slow(Here):
    """Never at once: the first item when it is let, the others for whoever waits a little."""

    has_begun = False

    def has_next(self, within: float = 0.0) -> bool:
        is_first, self.has_begun = self.has_begun, False
        return is_first or within > 0


def help_beside(monkeypatch: pytest.MonkeyPatch, *, fails: bool = False) -> list[int]:
    """Have every plan helped, two lines at a time; says how many lines were ready each time."""
    counts: list[int] = []

    @contextmanager
    def running(make: str, *words: object) -> Iterator[Here]:
        yield Here(import_string(make)(*words), fails=fails)

    given = Ahead.of

    def noted(self: Ahead, lines: list[PlanLine]) -> Any:
        found = given(self, lines)
        counts.append(len(found))
        return found

    monkeypatch.setattr(beside, "running", running)
    monkeypatch.setattr(beside, "is_idle", lambda: True)
    monkeypatch.setattr(importing_ahead, "LARGE", 0)
    monkeypatch.setattr(importing_ahead, "AT_ONCE", 2)
    monkeypatch.setattr(Ahead, "of", noted)
    return counts


def people() -> list[list[str]]:
    """A family, a land line, a telephone that cannot be rung, and nobody in particular."""
    return [
        *family(),
        row("赵敏", 7, phone="010-62345678、15400001239", born="1948-09-26"),
        row("钱进", 8, phone="15400001240", household="H2", relation="户主"),
    ]


def told() -> list[dict[str, object]]:
    """Everything that the register holds of everybody, in clear."""
    known = elements_of("person")
    return [
        {name: text_of(person, of) for name, of in known.items()} | {"mobile": person.has_mobile}
        for person in Person.objects.order_by("name")
    ]


def test_what_was_made_ready_is_what_would_have_been_written(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = workbook(people())
    alone = desk.bring(data)
    before = told()
    assert len(before) == 5 and all(one["home"] for one in before)
    desk.undo(alone)
    counts = help_beside(monkeypatch)
    helped = desk.bring(with_a_byte_more(data))
    assert sum(counts) == 5 and helped.state == State.APPLIED
    without = ("home",)  # the same home, added anew or not
    assert [{k: v for k, v in one.items() if k not in without} for one in told()] == [
        {k: v for k, v in one.items() if k not in without} for one in before
    ]
    assert _left_out(helped) == _left_out(alone)
    assert not desk.undo(helped).left_as_is and not Person.objects.exists()


def _left_out(ledger: Import) -> list[list[str]]:
    rows = PlanLine.objects.filter(ledger=ledger).order_by("at", "who")
    return list(rows.values_list("left_out", flat=True))


def test_an_import_goes_on_alone_when_its_help_dies(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    counts = help_beside(monkeypatch, fails=True)
    ledger = desk.bring(workbook(people()))
    assert ledger.state == State.APPLIED and Person.objects.count() == 5
    assert not any(counts) and "an import goes on alone: Ended" in caplog.text


def planned(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> tuple[Import, list[PlanLine]]:
    """A small plan with its lines, of which the second process makes two ready at a time."""
    monkeypatch.setattr(importing_ahead, "AT_ONCE", 2)
    ledger = desk.plan(workbook(people()))
    return ledger, list(PlanLine.objects.filter(ledger=ledger).order_by("at", "who"))


def test_what_is_ready_of_other_words_is_not_taken(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, lines = planned(desk, monkeypatch)
    lines[1].words_index = b"other words 1234"
    ahead = Ahead(Here(make_ready(ledger.pk)))  # type: ignore[arg-type]  # the same in this process
    assert {at for at, _ in ahead.of(lines)} == {line.at for line in lines} - {lines[1].at}
    assert not ahead.of(lines) and not ahead.known


def test_what_comes_too_late_is_let_go(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger, lines = planned(desk, monkeypatch)
    ahead = Ahead(Here(make_ready(ledger.pk)))  # type: ignore[arg-type]  # the same in this process
    assert len(ahead.of(lines[2:3])) == 1
    assert [at for at, _ in ahead.known] == [lines[3].at]  # of what came, only what is yet to come
    assert len(ahead.of(lines[3:])) == 2


def test_the_second_process_is_waited_for_once_it_has_begun(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, lines = planned(desk, monkeypatch)
    items = Slow(make_ready(ledger.pk))
    ahead = Ahead(items)  # type: ignore[arg-type]  # the same in this process
    assert not ahead.of(lines[:3]), "nobody waits for it to begin"
    items.has_begun = True
    assert len(ahead.of(lines[3:])) == 2, "what came too late is passed over, and the next awaited"


def test_a_second_process_that_stands_still_is_waited_for_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, lines = planned(desk, monkeypatch)
    items = Here(make_ready(ledger.pk))
    ahead = Ahead(items)  # type: ignore[arg-type]  # the same in this process
    assert len(ahead.of(lines[:2])) == 2
    monkeypatch.setattr(items, "has_next", lambda within: False)
    assert not ahead.of(lines[2:]) and ahead.items is None
