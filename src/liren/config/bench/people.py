"""The register at the size of a district: lists by place, exact search, counts by kind.

One district of twenty streets with twelve communities each; the reads are those of the desk's
pages, called as the pages call them, in one process without a web server.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import cycle
from statistics import median
from time import perf_counter
from typing import TypeVar

from django.db import connection

from liren.config.bench import machine, programs
from liren.config.bench.measure import STORES, Figures, Say
from liren.core.scope import EVERYWHERE, Scope
from liren.people import selectors
from liren.people.services import trial
from liren.places.models import Kind, Place
from liren.places.selectors import places
from liren.places.services import NewPlace, add_places

G = TypeVar("G")
STREETS, COMMUNITIES, BUILDINGS = 20, 12, 10
PERSONS_A_HOME = 2.8
SEARCHED = 200
AREAS = (Kind.COMMUNITY, Kind.STREET, Kind.DISTRICT)


@dataclass(frozen=True)
class Wanted:
    """What is to be measured."""

    people: int = 1_000_000
    stores: Sequence[str] = ("sqlite", "postgres")
    times: int = 30


def measure(wanted: Wanted, say: Say) -> Figures:
    """Everything that is wanted; a store that could not be measured says why."""
    figures: Figures = {"measured_at": datetime.now(UTC).isoformat(timespec="seconds")}
    figures["machine"] = machine.describe()
    for name in wanted.stores:
        try:
            with STORES[name]() as store:
                say(f"{name}: filling up to {wanted.people:,} people")
                store.place.inside("fill_people", people=wanted.people)
                say(f"{name}: reading")
                figures[name] = store.place.inside("read_people", times=wanted.times)
        except (programs.NotStarted, RuntimeError, OSError) as failure:
            figures[name] = {"skipped": str(failure)}
    return figures


def fill(people: int) -> None:
    """A district with its homes, and who lives there."""
    rows = add_places(_areas())
    homes = max(1, round(people / PERSONS_A_HOME))
    first = max(row.pk for row in rows.values()) + 1
    buildings = [row for row in rows.values() if row.kind == Kind.BUILDING]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO places_place (id, parent_id, path, kind, code, name, name_en, aliases,"
            " details) VALUES (%s, %s, %s, 'home', '', %s, '', '[]', '{}')",
            [
                (pk, at.pk, f"{at.path}{pk:08d}", f"{pk}室")
                for pk, at in zip(range(first, first + homes), cycle(buildings), strict=False)
            ],
        )
    trial.fill(people)


def _areas() -> list[NewPlace]:
    def new(kind: str, key: str, parent: str | None) -> NewPlace:
        return NewPlace(key=key, parent=parent, kind=kind, name=key)

    found = [new(Kind.CITY, "city", None), new(Kind.DISTRICT, "district", "city")]
    for street in range(STREETS):
        found.append(new(Kind.STREET, f"s{street}", "district"))
        for community in (f"s{street}c{n}" for n in range(COMMUNITIES)):
            found.append(new(Kind.COMMUNITY, community, f"s{street}"))
            found += [new(Kind.BUILDING, f"{community}b{n}", community) for n in range(BUILDINGS)]
    return found


def read(times: int) -> Figures:
    """Each read so often at places and for numbers that differ; milliseconds."""
    numbers = trial.give_numbers(SEARCHED)
    figures: Figures = {}
    for kind in AREAS:
        areas = list(places(EVERYWHERE).filter(kind=kind).order_by("pk"))
        scopes = [Scope.of([area.path]) for area in areas]
        figures |= {
            f"first_page_{kind}": _timed(selectors.page_of, scopes, times),
            f"later_page_{kind}": _timed(_later, [(s, _middle(s)) for s in scopes], times),
            f"count_{kind}": _timed(selectors.counts_by_residency, scopes, times),
            f"people_{kind}": _size(areas[0]),
        }
    search = partial(selectors.by_id_number, EVERYWHERE)
    figures["exact_search"] = _timed(search, numbers, times)
    return figures


def _later(start: tuple[Scope, str]) -> object:
    return selectors.page_of(start[0], after=start[1])


def _middle(scope: Scope) -> str:
    """The mark of a page from the middle of a list."""
    below = places(scope).filter(kind=Kind.BUILDING).order_by("path")
    return f"{below[below.count() // 2].path}~0"


def _size(area: Place) -> int:
    return sum(selectors.counts_by_residency(Scope.of([area.path])).values())


def _timed(call: Callable[[G], object], given: Sequence[G], times: int) -> Figures:
    call(given[0])  # what is read once a process
    spent = []
    for _, one in zip(range(times), cycle(given), strict=False):
        start = perf_counter()
        call(one)
        spent.append((perf_counter() - start) * 1000)
    spent.sort()
    return {"p50_ms": round(median(spent), 2), "p95_ms": round(spent[int(times * 0.95)], 2)}
