"""One store after another: cases taken in, lists opened, seconds to start."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote

from liren.config.bench import cluster, load, machine, programs
from liren.config.bench.load import Request, Timed
from liren.config.bench.words import messages

Say = Callable[[str], None]
Figures = dict[str, Any]
Meter = Callable[[], tuple[float, float]]
AT_ONCE = {"one_at_a_time": 1, "eight_at_once": 8}
ROUNDS = 3
WARM_UP = 1.5
LIST_WARM = 8  # each of the four workers has to have read what it keeps
COUNTED = 7
WORD = "路灯"


@dataclass(frozen=True)
class Wanted:
    """What is to be measured."""

    sizes: Sequence[int] = (10_000, 100_000, 1_000_000)
    stores: Sequence[str] = ("sqlite", "postgres")
    seconds: float = 15.0
    requests: int = 100  # of each list
    starts: bool = True


@dataclass(frozen=True)
class Store:
    """A database that is measured, and the processes whose time counts as its own."""

    place: programs.Place
    pid: int | None = None


def measure(wanted: Wanted, say: Say) -> Figures:
    """Everything that is wanted; a part that could not be measured says why."""
    figures: Figures = {"measured_at": datetime.now(UTC).isoformat(timespec="seconds")}
    figures["machine"] = machine.describe()
    for name in wanted.stores:
        try:
            with STORES[name]() as store:
                figures[name] = _store(store, wanted, partial(_named, name, say))
        except (programs.NotStarted, load.Refused, RuntimeError, OSError) as failure:
            figures[name] = {"skipped": str(failure)}
    return figures


def _named(name: str, say: Say, text: str) -> None:
    say(f"{name}: {text}")


def _store(store: Store, wanted: Wanted, say: Say) -> Figures:
    say("building the neighbourhood")
    keys = store.place.inside("prepare")
    said = messages(seed=2)
    figures: Figures = {"cases": _cases(store, keys, said, wanted, say)}
    figures["lists"] = {
        str(size): _lists(store, keys, size, wanted.requests, say) for size in sorted(wanted.sizes)
    }  # fmt: skip
    if wanted.starts:
        say("starting from nothing, and again")
        figures["starts"] = _starts(store)
    return figures


def _cases(store: Store, keys: Figures, said: Iterator[str], wanted: Wanted, say: Say) -> Figures:
    say("reporting cases")
    requests = list(islice(load.reports(keys["token"], keys["places"], said), COUNTED))
    counted = store.place.inside("statements", requests={"report": requests})
    figures: Figures = {"statements": counted["report"]}
    with programs.web(store.place) as (port, pid):
        spent = _meter(store, pid)
        _report(port, keys, said, WARM_UP, 8)
        for name, at_once in AT_ONCE.items():
            rounds = []
            for _ in range(ROUNDS):
                before = spent()
                timed = _report(port, keys, said, wanted.seconds / ROUNDS, at_once)
                rounds.append(_round(timed, before, spent()))
            figures[name] = _medians(rounds)
    return figures


def _report(port: int, keys: Figures, said: Iterator[str], seconds: float, at_once: int) -> Timed:
    """Every caller says something else."""
    texts = [list(islice(said, int(200 * seconds) + 50)) for _ in range(at_once)]

    def make(number: int) -> Iterator[Request]:
        places = keys["places"][number::at_once]
        return load.reports(keys["token"], places, iter(texts[number]))

    return load.for_seconds(port, seconds, make, at_once)


def _meter(store: Store, pid: int) -> Meter:
    """What the web and, where it has its own, the database server have used so far."""
    own = machine.processor_seconds
    return lambda: (own(pid), own(store.pid) if store.pid else 0.0)


def _round(timed: Timed, before: tuple[float, float], after: tuple[float, float]) -> Figures:
    count = len(timed.times)
    web, database = ((b - a) * 1000 / count for a, b in zip(before, after, strict=True))
    return {
        "per_second": timed.per_second,
        "cpu_ms": web + database,
        "cpu_ms_web": web,
        "cpu_ms_database": database,
    } | _times(timed)


def _times(timed: Timed) -> Figures:
    return {f"p{share}_ms": timed.percentile(share) * 1000 for share in (50, 99)}


def _medians(rounds: Sequence[Figures]) -> Figures:
    return {name: round(median(each[name] for each in rounds), 2) for name in rounds[0]}


def _lists(store: Store, keys: Figures, size: int, count: int, say: Say) -> Figures:
    say(f"filling up to {size:,} cases")
    begin = (datetime.now(UTC) - timedelta(days=740)).replace(microsecond=0)
    store.place.inside("fill", upto=size, begin=begin.isoformat())
    say("opening lists")
    requests = _pages(keys)
    counted = store.place.inside("statements", requests={n: [r] for n, r in requests.items()})
    with programs.web(store.place) as (port, pid):
        spent = _meter(store, pid)
        return {
            name: _list(port, request, count, spent) | {"statements": counted[name]}
            for name, request in requests.items()
        }


def _list(port: int, request: Request, count: int, spent: Meter) -> Figures:
    load.in_a_row(port, request, LIST_WARM)
    before = spent()
    timed = load.in_a_row(port, request, count)
    return _medians([_round(timed, before, spent())])


def _pages(keys: Figures) -> dict[str, Request]:
    """The list and the inbox: of the whole street by API, and as pages of both."""
    token = {"Authorization": f"Bearer {keys['token']}"}
    street, community = (
        {"Cookie": f"sessionid={keys['cookies'][who]}", "Accept-Encoding": "gzip"}
        for who in ("duty", "clerk")
    )
    narrowed = {
        "class": f"category={keys['category']}",
        "unanswered": "state=unanswered",
        "words": f"q={quote(WORD)}",
    }
    return {
        "list": ("GET", "/api/cases", "", token),
        "list_open": ("GET", "/api/cases?group=open", "", token),
        "inbox": ("GET", "/api/inbox", "", token),
        "list_page_street": ("GET", "/desk/cases/", "", street),
        "list_page_community": ("GET", "/desk/cases/", "", community),
        "inbox_page_street": ("GET", "/desk/", "", street),
        "inbox_page_community": ("GET", "/desk/", "", community),
    } | {
        f"list_page_street_{name}": ("GET", f"/desk/cases/?{query}", "", street)
        for name, query in narrowed.items()
    }


def _starts(store: Store) -> Figures:
    """In a folder and a database of their own."""
    with _folder() as folder, _empty(store, folder) as place:
        first = programs.seconds_to_start(place)
        seconds = [programs.seconds_to_start(place) for _ in range(ROUNDS)]
    return {"first_seconds": round(first, 2), "second_seconds": round(median(seconds), 2)}


@contextmanager
def _empty(store: Store, folder: Path) -> Iterator[programs.Place]:
    url = store.place.database_url
    url = _file(folder) if url.startswith("sqlite") else f"{url.rpartition('/')[0]}/starts"
    yield programs.Place(folder, url)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="liren-bench-", ignore_cleanup_errors=True) as name:
        (Path(name) / "static").mkdir()
        yield Path(name)


def _file(folder: Path) -> str:
    return f"sqlite:///{folder / 'liren.sqlite3'}"


@contextmanager
def _sqlite() -> Iterator[Store]:
    with _folder() as folder:
        yield Store(programs.Place(folder, _file(folder)))


@contextmanager
def _postgres() -> Iterator[Store]:
    with _folder() as folder, cluster.running() as running:
        running.create("starts")
        yield Store(programs.Place(folder, running.create("bench")), running.pid)


STORES = {"sqlite": _sqlite, "postgres": _postgres}
