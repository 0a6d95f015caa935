"""The keys outside the database: made once, never lost, exchanged without a gap."""

import json
import os
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from liren.config import keys
from liren.core import crypto, keyring
from liren.core.models import DataKey

NAMES = ("LIREN_MASTER", "LIREN_MASTER_NEXT", "LIREN_MASTER_OLD", "LIREN_INDEX")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder without keys, and an environment without any."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "keys"


class TestFiles:
    """What lies in the folder of keys."""

    def test_a_new_installation_has_two_keys(self, folder: Path) -> None:
        index, masters = keys.index(folder), keys.masters(folder)
        assert len(masters) == 1 and masters[0] != index
        assert (keys.index(folder), keys.masters(folder)) == (index, masters)
        assert {p.stat().st_mode & 0o777 for p in folder.iterdir()} == {0o400}

    def test_one_that_had_a_master_key_alone_finds_what_it_found(self, folder: Path) -> None:
        master = keys.load("master", folder)
        assert keys.index(folder) == master
        assert (folder / "index.key").read_text() == master

    def test_so_does_one_that_has_it_from_the_environment(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LIREN_MASTER", "ab" * 32)
        assert keys.index(folder) == "ab" * 32
        monkeypatch.setenv("LIREN_INDEX", "cd" * 32)
        assert keys.index(folder) == "cd" * 32

    def test_a_new_master_key_takes_the_place_of_the_old_one(self, folder: Path) -> None:
        old = keys.load("master", folder)
        used = list[str]()
        keys.change_master(folder, used.append)
        new, *others = keys.masters(folder)
        assert used == [new] and others == [old] and new != old

    @pytest.mark.parametrize("at", ["before", "within", "after"])
    def test_killed_at_any_moment_it_is_ended_by_the_next_call(
        self, folder: Path, at: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        old, wrapped_by = keys.load("master", folder), list[str]()

        def rewrap(text: str) -> None:
            if at == "before":
                raise KeyboardInterrupt
            wrapped_by.append(text)
            if at == "within":
                raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            if at == "after":
                patch.setattr(Path, "replace", lambda *told: (_ for _ in ()).throw(SystemExit))
            with pytest.raises((KeyboardInterrupt, SystemExit)):
                keys.change_master(folder, rewrap)
        assert {old, *wrapped_by} <= set(keys.masters(folder))
        keys.change_master(folder, wrapped_by.append)
        assert keys.masters(folder) == [wrapped_by[-1], old]
        assert len(set(wrapped_by)) == 1

    def test_one_of_the_environment_is_changed_there(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LIREN_MASTER", "ab" * 32)
        with pytest.raises(RuntimeError, match="LIREN_INDEX"):
            keys.change_master(folder, print)
        monkeypatch.setenv("LIREN_INDEX", "ab" * 32)
        with pytest.raises(RuntimeError, match="LIREN_MASTER_NEXT"):
            keys.change_master(folder, print)
        monkeypatch.setenv("LIREN_MASTER_NEXT", "ef" * 32)
        used = list[str]()
        keys.change_master(folder, used.append)
        assert used == ["ef" * 32]
        assert keys.masters(folder) == ["ab" * 32, "ef" * 32]


@pytest.fixture
def _own_ring() -> Iterator[None]:
    keyring.forget()
    yield
    keyring.forget()


def said(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.usefixtures("_own_ring")
class TestTheCommand:
    """`liren keys …`"""

    def test_it_lists_every_purpose(self) -> None:
        rows = json.loads(said("keys", "list", "--json"))
        assert {row["purpose"] for row in rows} >= {"phone", "second factor", "ballot sheet"}
        assert {row["standing"] for row in rows} == {"in use"}
        assert "phone" in said("keys", "list")

    def test_it_changes_stops_and_goes_on(self) -> None:
        assert "used from now on" in said("keys", "rotate", "phone")
        assert "stopped" in said("keys", "stop", "phone")
        assert "nothing runs" in said("keys", "stop", "phone")
        assert "0 values sealed anew" in said("keys", "resume", "phone", "--wait")
        with pytest.raises(CommandError, match="Nothing is sealed"):
            said("keys", "rotate", "fone")

    def test_it_destroys_only_what_nothing_needs(self) -> None:
        key = DataKey.objects.get(purpose="phone", retired_at=None)
        with pytest.raises(CommandError, match="new values"):
            said("keys", "destroy", str(key.pk))
        said("keys", "rotate", "phone", "--wait")
        with pytest.raises(CommandError, match="less than"):
            said("keys", "destroy", str(key.pk))
        DataKey.objects.filter(pk=key.pk).update(retired_at="2026-01-01T00:00Z")
        assert f"destroyed {key.pk}" in said("keys", "destroy")
        with pytest.raises(CommandError, match="no key"):
            said("keys", "destroy", "999999")

    def test_a_new_master_key_opens_what_the_old_one_did(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(settings, "DATA", folder.parent)
        keys._make(folder / "master.key", settings.LIREN_MASTER_KEYS[0])
        keys._make(folder / "index.key", settings.LIREN_INDEX_KEY)
        blob = crypto.seal("words", purpose="phone", row="r")
        assert "now restart" in said("keys", "master")
        keyring.forget()
        monkeypatch.setattr(settings, "LIREN_MASTER_KEYS", keys.masters(folder))
        assert crypto.unseal(blob, purpose="phone", row="r") == "words"
        monkeypatch.setattr(settings, "LIREN_MASTER_KEYS", [(folder / "master.key").read_text()])
        keyring.forget()
        assert crypto.unseal(blob, purpose="phone", row="r") == "words"
        assert os.access(folder / "master_old.key", os.R_OK)
