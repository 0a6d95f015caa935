"""`liren demo`: an invented neighbourhood with its people and a month of cases."""

import logging
from argparse import ArgumentParser
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from liren.cases.services.learn import learn_classes
from liren.cases.services.trees import load_shipped_tree
from liren.config.demo import founding
from liren.config.demo.care import found_care
from liren.config.demo.forms import found_forms
from liren.config.demo.geometry import USUAL_HOMES, neighbourhood
from liren.config.demo.in_public import open_to_neighbours
from liren.config.demo.joint import Joint
from liren.config.demo.organisations import Organisations, Staff, organisations, resident_users
from liren.config.demo.people import Person, residents
from liren.config.demo.places import Neighbourhood
from liren.config.demo.public_affairs import found_public_affairs
from liren.config.demo.replay import Replay
from liren.config.demo.sensing import found_devices
from liren.config.demo.stories import USUAL_COUNT, month
from liren.config.demo.talk_scenes import found_talk
from liren.config.demo.votes import found_votes
from liren.core.jobs import do_stored_jobs
from liren.core.permissions import SYSTEM
from liren.notices.services import withdraw_waiting
from liren.places.models import Place

SHOWN = ("resident", "elder", "worker", "secretary", "grid1", "wuye", "chengguan", "duty")
FEWEST, MOST = 60, 1000
SHOWN_TOO = ("xiaofang", "shiwu", "dangyuan", "supervisor", "admin", "system", "security", "audit")


class Command(BaseCommand):
    """Everybody in it is invented; it refuses to mix with real data."""

    help = "Build the demo neighbourhood in an empty database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Size and chance."""
        parser.add_argument("--homes", type=int, default=USUAL_HOMES)
        parser.add_argument("--cases", type=int, help="as many as so many homes have in a month")
        parser.add_argument("--seed", type=int, default=7)

    def handle(self, *, homes: int, cases: int | None, seed: int, **options: object) -> None:
        """Build places, offices, people, and let a month happen."""
        if settings.PRODUCTION:
            raise CommandError("The demo has no place on a production machine.")
        if Place.objects.exists():
            raise CommandError("The database is not empty; the demo would mix with what is there.")
        now = timezone.now()
        town = neighbourhood(seed, homes)
        offices, people = organisations(town), residents(town)
        members = resident_users(people)
        tomorrow = timezone.localdate(now) + timedelta(days=1)
        cases = cases or _usual_cases(homes)
        stories = month(seed, town, tomorrow, count=cases, people=people, offices=offices)
        # All of it or nothing: a demo that is cut off leaves an empty database, and begins anew.
        with transaction.atomic():
            founded = _found(town, offices, people, now)
            learn_classes(by=SYSTEM, now=now)
            count = Replay(founded, now).run(stories)
            Joint(founded, now).run()
            open_to_neighbours(founded, now)
            found_public_affairs(founded.places, founded.users, now)
            found_forms(founded, now)
            found_votes(founded, now)
            found_talk(founded, now)
            button = found_devices(founded, now)
            found_care(founded, now)
            _settle()
            self._write_accounts((*members, *offices.staff), button.lines)
        self.stdout.write(
            f"{homes} homes, {len(people)} residents, {len(founded.users)} accounts, "
            f"{count} reports."
        )

    def _write_accounts(self, staff: tuple[Staff, ...], more: list[str]) -> None:
        by_name = {one.username: one for one in staff}
        lines = [f"Demo accounts 演示账号 (password 密码: {founding.PASSWORD}):"]
        lines += [
            f"  {name:<12} {by_name[name].title} {by_name[name].name}"
            for name in (*SHOWN, *SHOWN_TOO)
            if name in by_name
        ]
        lines += more
        Path(settings.DATA, "demo-accounts.txt").write_text("\n".join(lines) + "\n", "utf-8")


def _found(
    town: Neighbourhood, offices: Organisations, people: tuple[Person, ...], now: datetime
) -> founding.Founded:
    """Places, parties, rules, accounts and residents."""
    members = resident_users(people)
    load_shipped_tree(by=SYSTEM, now=now)
    rows = founding.found_places(town)
    parties = founding.found_parties(offices, rows, now)
    founding.found_rules(offices, rows, parties, now)
    users = founding.found_users((*offices.staff, *members), rows, parties, now)
    founding.found_people(people, members, rows, users, now)
    return founding.Founded(rows, parties, users, {}, {one.key: one for one in people})


def _usual_cases(homes: int) -> int:
    """Enough for every stage, and no more than there are different words for."""
    return min(max(homes * USUAL_COUNT // USUAL_HOMES, FEWEST), MOST)


def _settle() -> None:
    """Let the facts of the month be heard, and ring nobody: the numbers belong to no one."""
    withdraw_waiting(reason="demo")
    logging.getLogger("liren.notices").setLevel(logging.ERROR)
    do_stored_jobs()
    withdraw_waiting(reason="demo")
