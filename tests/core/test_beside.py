"""The second process: the same items in the same order, and its failures as if they were ours."""

import os
import subprocess
from itertools import count, islice
from pathlib import Path

import pytest

from liren.core import beside
from liren.core.tables import FileUnreadable
from liren.ledgers.domain.profiles import NO_PROFILE
from liren.ledgers.domain.staging import stretches


def test_a_name_is_one_of_ours_with_django_set_up() -> None:
    with beside.running("django.core.management.get_commands") as items:
        assert "bench_ledger" in items


def test_items_come_in_their_order() -> None:
    with beside.running(map, str, range(50)) as items:
        assert list(items) == [str(n) for n in range(50)]


def test_what_is_raised_there_is_raised_here_after_the_items_before_it() -> None:
    with beside.running(map, int, ["1", "2", "x"]) as items:
        assert [next(items), next(items)] == [1, 2]
        with pytest.raises(ValueError, match="invalid literal") as failure:
            next(items)
    assert any("core/beside.py" in note for note in failure.value.__notes__)


def test_a_refusal_keeps_its_code_and_its_data(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK\3\4 and then nothing")
    words = (path, "2026-11-27", NO_PROFILE, 10)
    with beside.running(stretches, *words) as items, pytest.raises(FileUnreadable) as refused:
        next(items)
    assert refused.value.data["reason"]


def test_a_second_process_that_dies_is_told_of() -> None:
    with beside.running(map, os._exit, [3]) as items, pytest.raises(beside.Ended, match="3"):
        next(items)


def test_whoever_needs_no_more_leaves_no_process_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen[bytes]):
        def __init__(self, *words: object, **options: object) -> None:
            super().__init__(*words, **options)  # type: ignore[call-overload]  # as it was called
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    with beside.running(count) as items:
        assert list(islice(items, 3)) == [0, 1, 2]
    assert [process.poll() for process in started] == [-9]
