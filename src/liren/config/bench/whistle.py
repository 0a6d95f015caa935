"""From blowing the whistle to the row standing in another browser's inbox, under load.

All that `liren run` starts is running: web, live events, worker, timer. Others report twenty
cases a second meanwhile. Each whistle is blown where one stands, so that its case is made first;
then the party answers and the whistle is ended, so that the inbox stays as short as it is in life.
"""

import json
import random
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from http.client import HTTPConnection
from typing import Any

from liren.config.bench import load, machine, programs
from liren.config.bench.measure import STORES, Figures, Say, Store
from liren.config.bench.window import RowMissing, Window, find_browser, window
from liren.config.bench.words import messages

CALLERS = 4
WARM = 5
BETWEEN = (0.1, 0.5)  # so that no phase of anybody's clock is favoured
WORDS = "一层冒烟，电动车堵着通道"


@dataclass(frozen=True)
class Wanted:
    """What is to be measured."""

    times: int = 1000
    rate: float = 20.0  # cases a second
    stores: Sequence[str] = ("sqlite", "postgres")


@dataclass
class Crowd:
    """Those who report meanwhile: how many cases came in, and how long each took."""

    times: list[float] = field(default_factory=list)
    failure: str = ""


def measure(wanted: Wanted, say: Say) -> Figures:
    """Everything that is wanted; a store that could not be measured says why."""
    find_browser()
    figures: Figures = {"measured_at": datetime.now(UTC).isoformat(timespec="seconds")}
    figures["machine"] = machine.describe()
    for name in wanted.stores:
        try:
            with STORES[name]() as store:
                figures[name] = _store(store, wanted, partial(_named, name, say))
        except (programs.NotStarted, load.Refused, RowMissing, RuntimeError, OSError) as failure:
            figures[name] = {"skipped": str(failure)}
    return figures


def _named(name: str, say: Say, text: str) -> None:
    say(f"{name}: {text}")


def _store(store: Store, wanted: Wanted, say: Say) -> Figures:
    say("building the neighbourhood")
    keys = store.place.inside("prepare")
    with (
        programs.everything(store.place) as (port, _pid),
        window(keys["cookies"]["officer"], f"http://127.0.0.1:{port}") as inbox,
    ):
        inbox.open(f"http://127.0.0.1:{port}/desk/")
        whistler = Whistler(port, keys)
        for _ in range(WARM):
            whistler.blow(inbox)
        say(f"blowing {wanted.times} times, with {wanted.rate:g} cases a second")
        with _crowd(port, keys, wanted.rate) as crowd:
            began = time.monotonic()
            taken = [whistler.blow(inbox) for _ in range(wanted.times)]
            lasted = time.monotonic() - began
    if crowd.failure:
        raise RuntimeError(f"the cases could not be reported: {crowd.failure}")
    return {
        "whistles": len(taken),
        "cases_per_second": round(len(crowd.times) / lasted, 2),
        "blown_to_row": _spread([row for row, _answer in taken]),
        "of_this_the_answer_to_the_whistler": _spread([answer for _row, answer in taken]),
        "reporting_meanwhile": _spread(crowd.times),
    }


def _spread(times: Sequence[float]) -> Figures:
    """Median, 99th percentile and longest, in milliseconds."""
    if not times:
        return {}
    timed = load.Timed(1.0, list(times))
    shares = {f"p{share}_ms": round(timed.percentile(share) * 1000, 1) for share in (50, 90, 99)}
    return shares | {"longest_ms": round(max(times) * 1000, 1)}


class Whistler:
    """Somebody at the community who blows, and the party that answers."""

    def __init__(self, port: int, keys: Figures) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=load.TIMEOUT)
        self._keys = keys
        self._dice = random.Random(1)  # noqa: S311  # a rhythm, no secret
        self._count = 0

    def blow(self, inbox: Window) -> tuple[float, float]:
        """Blow once; gives the seconds until the row stood, and until the whistler was answered."""
        time.sleep(self._dice.uniform(*BETWEEN))
        spots: list[str] = self._keys["spots"]
        self._count += 1
        body = {
            "words": f"{WORDS}（第{self._count}次）",
            "place": spots[self._count % len(spots)],
            "parties": [self._keys["called"]],
        }
        began = time.time()
        blown = self._post("whistler", "/api/whistles", body)
        answered = time.time()
        link = f"/desk/whistles/{blown['id']}/"
        stood = inbox.stood_at(link)
        self._end(blown)
        inbox.gone(link)
        return stood - began, answered - began

    def _end(self, blown: Figures) -> None:
        path, (call,) = f"/api/whistles/{blown['id']}", blown["calls"]
        self._post("officer", f"{path}/calls/{call['id']}", {"answer": "there"})
        said = [{"call": call["id"], "helped": "yes"}]
        self._post("whistler", f"{path}/end", {"calls": said})

    def _post(self, who: str, path: str, body: object) -> Any:
        headers = {
            "Authorization": f"Bearer {self._keys['tokens'][who]}",
            "Content-Type": "application/json",
        }
        self._connection.request("POST", path, json.dumps(body), headers)
        answer = self._connection.getresponse()
        said = answer.read()
        if answer.status >= 300:
            raise load.Refused(f"{path}: {answer.status} {said[:300].decode(errors='replace')}")
        return json.loads(said)


@contextmanager
def _crowd(port: int, keys: Figures, rate: float) -> Iterator[Crowd]:
    """Others report at a steady rate until the block ends, whether or not answers are quick."""
    crowd, over = Crowd(), threading.Event()
    threads = [
        threading.Thread(target=_report, args=(port, keys, rate / CALLERS, number, crowd, over))
        for number in range(CALLERS if rate else 0)
    ]
    for thread in threads:
        thread.start()
    try:
        yield crowd
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _report(
    port: int, keys: Figures, rate: float, number: int, crowd: Crowd, over: threading.Event
) -> None:
    caller, places = load.Caller(port), keys["places"][number::CALLERS]
    said = messages(seed=100 + number)
    due = time.monotonic() + number / rate / CALLERS
    try:
        for request in load.reports(keys["token"], places, said):
            if over.wait(max(0.0, due - time.monotonic())):
                break
            crowd.times.append(caller.call(request))
            due += 1 / rate
    except (load.Refused, OSError) as failure:
        crowd.failure = str(failure)
    caller.close()
