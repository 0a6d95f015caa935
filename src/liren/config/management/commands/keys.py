"""`liren keys list|rotate|stop|resume|destroy|master`: the data keys and what wraps them."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from liren.config import keys
from liren.core import reseal
from liren.core.errors import LirenError
from liren.core.models import DataKey, KeyRotation
from liren.core.reseal import KeyNeeded, KeyState

Do = Callable[..., None]


class Command(BaseCommand):
    """What each word does stands in docs/how-to/keys.md."""

    help = "List, change and destroy the keys of sealed values."

    def add_arguments(self, parser: ArgumentParser) -> None:
        words = parser.add_subparsers(dest="word", required=True)
        listing = words.add_parser("list", help="all keys, and how many values need each")
        listing.add_argument("--json", action="store_true", help="for programs")
        rotate = words.add_parser("rotate", help="a new key for a purpose")
        rotate.add_argument("purpose", help="as `liren keys list` names it")
        resume = words.add_parser("resume", help="go on with what was stopped or killed")
        resume.add_argument("purpose", nargs="?", default="")
        for word in (rotate, resume):
            word.add_argument("--wait", action="store_true", help="do it here, not in the worker")
        stop = words.add_parser("stop", help="leave the values as they are for now")
        stop.add_argument("purpose")
        destroy = words.add_parser("destroy", help="wipe retired keys that nothing needs")
        destroy.add_argument("number", nargs="?", type=int, help="one of them")
        words.add_parser("master", help="a new master key; wraps all data keys anew")

    def handle(self, *, word: str, **options: object) -> None:
        does: dict[str, Do] = {
            "list": self._list,
            "rotate": self._rotate,
            "resume": self._resume,
            "stop": self._stop,
            "destroy": self._destroy,
            "master": self._master,
        }
        try:
            does[word](**options)
        except (LirenError, KeyNeeded, RuntimeError) as refused:
            raise CommandError(str(refused)) from refused

    def _list(self, *, json: bool, **options: object) -> None:
        states = list(reseal.states())
        if json:
            self.stdout.write(_as_json(states))
            return
        for state in states:
            count = "" if state.key.destroyed_at else f"{state.values} values"
            words = [
                f"{state.key.pk:>5}  {state.key.purpose:<20}",
                f"{_standing(state):<10}",
                count,
            ]
            self.stdout.write("  ".join([*words, _progress(state)]).rstrip())

    def _rotate(self, *, purpose: str, wait: bool, **options: object) -> None:
        rotation = reseal.begin_rotation(purpose=purpose, now=_now())
        self.stdout.write(f"{purpose}: key {rotation.key_id} is used from now on")
        self._follow([rotation], wait)

    def _resume(self, *, purpose: str, wait: bool, **options: object) -> None:
        self._follow(reseal.resume_rotations(purpose=purpose, now=_now()), wait)

    def _follow(self, rotations: list[KeyRotation], wait: bool) -> None:
        for rotation in rotations:
            where = "sealing its values anew" if wait else "the worker seals its values anew"
            self.stdout.write(f"{rotation.purpose}: {where}")
            if not wait:
                continue
            while reseal.reseal_batch(rotation.pk, _now()):
                pass
            rotation.refresh_from_db()
            broken = f", {rotation.broken} do not open" if rotation.broken else ""
            words = f"{rotation.purpose}: {rotation.resealed} values sealed anew{broken}"
            self.stdout.write(words)

    def _stop(self, *, purpose: str, **options: object) -> None:
        count = reseal.stop_rotation(purpose=purpose, now=_now())
        self.stdout.write("stopped" if count else "nothing runs")

    def _destroy(self, *, number: int | None, **options: object) -> None:
        if number is None:
            gone = reseal.destroy_unneeded(_now())
        else:
            gone = list(DataKey.objects.filter(pk=number))
            if not gone:
                raise CommandError(f"there is no key {number}")
            reseal.destroy_key(gone[0], _now())
        for key in gone:
            self.stdout.write(f"destroyed {key.pk}, {key.purpose}")

    def _master(self, **options: object) -> None:
        folder = Path(settings.DATA) / "keys"
        keys.change_master(folder, lambda text: self._rewrapped(bytes.fromhex(text)))

    def _rewrapped(self, master: bytes) -> None:
        self.stdout.write(f"{reseal.rewrap(master)} data keys wrapped anew; now restart Liren")


def _now() -> datetime:
    return datetime.now(UTC)


def _standing(state: KeyState) -> str:
    if state.key.destroyed_at:
        return "destroyed"
    return "retired" if state.key.retired_at else "in use"


def _progress(state: KeyState) -> str:
    rotation = state.rotation
    if rotation is None or rotation.key_id != state.key.pk:
        return ""
    broken = f", {rotation.broken} do not open" if rotation.broken else ""
    if rotation.finished_at:
        return f"rotated {rotation.finished_at:%F %H:%M}{broken}"
    return f"{'stopped' if rotation.stopped_at else 'runs'}, {rotation.resealed} done{broken}"


def _as_json(states: list[KeyState]) -> str:
    rows = [
        {
            "key": state.key.pk,
            "purpose": state.key.purpose,
            "algorithm": state.key.algorithm,
            "standing": _standing(state),
            "values": state.values,
            "made_at": state.key.made_at.isoformat(),
            "rotation": _progress(state),
        }
        for state in states
    ]
    return json.dumps(rows, indent=2)
