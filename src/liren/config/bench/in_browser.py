"""From publishing to the row standing in a real browser's inbox, while others open pages.

All that `liren run` starts is running: web, live events, worker, timer and ingest. Few of the
events raise an alert, so that the inbox stays one page; all of them are stored and judged.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from liren.config.bench import generator, load, programs
from liren.config.bench.events import Wanted, begun, prepared, spread
from liren.config.bench.generator import Load
from liren.config.bench.measure import Figures, Say, Store
from liren.config.bench.window import window

CALLERS = 4
PAGES = 20.0  # a second
MOST_ALARMS = 40  # a page of the inbox has fifty rows
WARM = 3.0
SETTLE = 3.0


@dataclass
class Readers:
    """Those who open pages meanwhile."""

    times: list[float] = field(default_factory=list)
    failure: str = ""


def measure_rows(wanted: Wanted, say: Say) -> Figures:
    """One store, by the broker of the house."""
    figures = begun(wanted)
    with prepared(wanted, say) as (store, keys):
        return figures | _measure(store, wanted, keys, say)


def _measure(store: Store, wanted: Wanted, keys: Figures, say: Say) -> Figures:
    """Publish, and see when each row stood."""
    with programs.everything(store.place) as (port, _pid):
        origin = f"http://127.0.0.1:{port}"
        programs.wait_for_door(port + 2)
        with (
            window(keys["cookie"], origin) as inbox,
            _readers(port, keys["cookie"]) as readers,
        ):
            inbox.open(f"{origin}/desk/")
            time.sleep(WARM)
            say(f"publishing {wanted.rate:,.0f} events a second for {wanted.seconds:g} s")
            readers.times.clear()  # the first pages of a new server are not what is measured
            began = time.monotonic()
            sent = generator.sent_by(generator.begin(_load(port + 2, wanted, keys)))
            time.sleep(SETTLE)
            lasted = time.monotonic() - began
            stood = inbox.stood()
    if readers.failure:
        raise load.Refused(f"the pages could not be opened: {readers.failure}")
    stored = store.place.inside("events_stored")
    links = {key: f"/desk/alerts/{pk}/" for key, pk in stored["alerts"].items()}
    times = [
        stood[links[k]] - at for k, at in sent["alarms"].items() if stood.get(links.get(k, ""))
    ]
    return {
        "published": sent["events"],
        "stored": stored["readings"],
        "alarms": len(sent["alarms"]),
        "rows_seen": len(times),
        "publish_to_row": spread(load.Timed(sent["lasted"], times)),
        "pages_per_second": round(len(readers.times) / lasted, 1),
        "pages_meanwhile": spread(load.Timed(lasted, readers.times)),
    }


def _load(port: int, wanted: Wanted, keys: Figures) -> Load:
    events = wanted.rate * wanted.seconds
    return Load(
        port=port,
        username=keys["gateway"],
        password=keys["secret"],
        numbers=keys["numbers"],
        rate=wanted.rate,
        seconds=wanted.seconds,
        share=min(wanted.share, MOST_ALARMS / events),
        begin=time.time() + 1,
    )


@contextmanager
def _readers(port: int, cookie: str) -> Iterator[Readers]:
    """Others open the desk at a steady rate until the block ends, however slow it is."""
    found, over = Readers(), threading.Event()
    threads = [
        threading.Thread(target=_read, args=(port, cookie, number, found, over))
        for number in range(CALLERS)
    ]
    for thread in threads:
        thread.start()
    try:
        yield found
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _read(port: int, cookie: str, number: int, found: Readers, over: threading.Event) -> None:
    caller, every = load.Caller(port), CALLERS / PAGES
    request = ("GET", "/desk/", "", {"Cookie": f"sessionid={cookie}", "Accept-Encoding": "gzip"})
    due = time.monotonic() + number / PAGES
    try:
        while not over.wait(max(0.0, due - time.monotonic())):
            found.times.append(caller.call(request))
            due += every
    except (load.Refused, OSError) as failure:
        found.failure = str(failure)
    caller.close()
