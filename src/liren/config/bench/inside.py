"""What has to be done inside a program that is set up for the database that is measured.

`python -m liren.config.bench.inside VERB WORDS` prints its answer as one line of JSON.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

import django
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

WARM = 3


def prepare() -> dict[str, Any]:
    """Make the tables and the neighbourhood; gives what callers need."""
    from liren.config.bench import town

    call_command("migrate", verbosity=0, interactive=False)
    return asdict(town.build(timezone.now()))


def fill(*, upto: int, begin: str) -> dict[str, Any]:
    """Add cases until there are so many."""
    from liren.config.bench.fill import fill as fill_tables

    fill_tables(upto, begin=datetime.fromisoformat(begin))
    return {}


def statements(*, requests: dict[str, list[Any]]) -> dict[str, int]:
    """How many statements each request sends, once what is read rarely has been read.

    Of several messages the one in the middle counts: some are like others and some are not.
    """
    return {name: _count(list(alike)) for name, alike in requests.items()}


def _count(alike: list[Any]) -> int:
    counts = []
    for request in [*alike[:1] * WARM, *alike]:
        with CaptureQueriesContext(connection) as captured:
            _send(*request)
        counts.append(len(captured))
    return sorted(counts[WARM:])[len(alike) // 2]


def _send(method: str, path: str, body: str, headers: dict[str, str]) -> None:
    more: dict[str, Any] = {"HTTP_AUTHORIZATION": headers.get("Authorization", "")}
    more |= {"HTTP_COOKIE": headers.get("Cookie", ""), "SERVER_NAME": "localhost"}
    answer = Client().generic(method, path, body, content_type="application/json", **more)
    if answer.status_code >= 300:
        raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.content[:300]!r}")


def race(*, homes: int) -> dict[str, Any]:
    """Let eight connections race for the ballot of each home."""
    from liren.config.bench.race import race as run

    return run(homes=homes)


def fill_people(*, people: int) -> dict[str, Any]:
    """Make the tables and a register of so many."""
    from liren.config.bench.people import fill

    call_command("migrate", verbosity=0, interactive=False)
    fill(people)
    return {}


def read_people(*, times: int) -> dict[str, Any]:
    """Read the register as the desk does."""
    from liren.config.bench.people import read

    return read(times)


def bring_ledger(*, rows: int) -> dict[str, Any]:
    """Bring a workbook of so many rows into the register."""
    from liren.config.bench.ledgers import bring

    return bring(rows)


def prepare_events(*, devices: int) -> dict[str, Any]:
    """Make the tables, the neighbourhood and so many devices."""
    from liren.config.bench.devices import prepare as run

    call_command("migrate", verbosity=0, interactive=False)
    return run(devices, timezone.now())


def look_for_orders(*, seconds: float) -> dict[str, Any]:
    """See orders come to stand."""
    from liren.config.bench.devices import look

    return look(seconds)


def events_stored() -> dict[str, Any]:
    """What came of the events."""
    from liren.config.bench.devices import outcome

    return outcome()


def events_lost(*, events: int, unacknowledged: list[str]) -> dict[str, Any]:
    """What was acknowledged and is not there, and what is there twice."""
    from liren.config.bench.devices import lost

    return lost(events, unacknowledged)


VERBS: dict[str, Callable[..., dict[str, Any]]] = {
    "prepare": prepare,
    "fill": fill,
    "statements": statements,
    "race": race,
    "fill_people": fill_people,
    "read_people": read_people,
    "bring_ledger": bring_ledger,
    "prepare_events": prepare_events,
    "look_for_orders": look_for_orders,
    "events_stored": events_stored,
    "events_lost": events_lost,
}


def main(verb: str, words: str) -> None:
    """Do one thing and say what came of it."""
    django.setup()
    sys.stdout.write(json.dumps(VERBS[verb](**json.loads(words))) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
