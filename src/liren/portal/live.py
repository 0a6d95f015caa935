"""Live events for the desk and the screen: what changed, told to those who may see it.

What goes out are ids: a page fetches what it needs with its own rights. Whoever reads slowly gets
the ids of several changes in one message, so nothing piles up; whoever does not read at all is
let go, and the browser comes again. A page may fetch as soon as its line is open: the line opens
after a first look, so that no change falls between the two.
"""

import asyncio
import json
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from liren.core.scope import Scope

log = logging.getLogger(__name__)

LOOK_EVERY = 0.025  # costs next to nothing while nobody has written
HEARTBEAT = 15.0
RETRY_MS = 2000
MOST_FOR_ONE = 8
MOST_IDS = 100
LONGEST = 600.0  # then the browser comes again, and its rights are read anew
BREATH = 0.15  # a page that was just told has time to fetch before it is told again
PATIENCE = 10.0  # for a client that does not take what is sent
PAUSE_AFTER_FAILURE = 2.0
PATH = "/live/"

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


@dataclass(frozen=True)
class Change:
    """An order, a case or a whistle that changed, and what decides who may know."""

    name: str  # orders, cases, whistles
    id: int
    parties: frozenset[int] = frozenset()
    path: str = ""


@dataclass(frozen=True)
class Viewer:
    """Who listens: for which parties they work, and where they see cases."""

    user_id: int
    parties: frozenset[int]
    scope: Scope

    def may_know(self, change: Change) -> bool:
        """Whether the change is one of theirs."""
        return bool(change.parties & self.parties) or (
            bool(change.path) and self.scope.covers(change.path)
        )


@dataclass(eq=False)
class Connection:
    """One open page, and the changes it was not told yet."""

    viewer: Viewer
    waiting: dict[str, set[int]] = field(default_factory=dict)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    looked: asyncio.Event = field(default_factory=asyncio.Event)  # a look has begun and ended since

    def put(self, change: Change) -> None:
        """Keep the change until it can be sent."""
        ids = self.waiting.setdefault(change.name, set())
        if len(ids) < MOST_IDS:  # beyond that the page fetches its whole list anyway
            ids.add(change.id)
        self.wake.set()

    def take(self) -> dict[str, set[int]]:
        """What waits, all at once."""
        self.wake.clear()
        taken, self.waiting = self.waiting, {}
        return taken


class Hub:
    """All open pages of one process, and the one loop that looks for changes."""

    def __init__(self, look: Callable[[], Awaitable[Iterable[Change] | None]]) -> None:
        """With what looks: the changes since the last look, none when that was too long ago."""
        self._look = look
        self._open: set[Connection] = set()
        self._looking: asyncio.Task[None] | None = None

    def join(self, viewer: Viewer) -> Connection | None:
        """A place for one more page; none when the person has too many open."""
        held = Counter(connection.viewer.user_id for connection in self._open)
        if held[viewer.user_id] >= MOST_FOR_ONE:
            return None
        connection = Connection(viewer)
        self._open.add(connection)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._go_on_looking())
        return connection

    def leave(self, connection: Connection) -> None:
        """The page was closed."""
        self._open.discard(connection)

    def tell(self, changes: Iterable[Change]) -> None:
        """Hand the changes to those who may know."""
        for change in changes:
            for connection in self._open:
                if connection.viewer.may_know(change):
                    connection.put(change)

    def _tell_to_fetch(self) -> None:
        """Whoever has fetched before must fetch again: nobody knows what has changed."""
        for connection in self._open:
            if connection.looked.is_set():
                connection.waiting.setdefault("orders", set())
                connection.wake.set()

    async def _go_on_looking(self) -> None:
        """Look while anybody listens; a failure of the database is waited out."""
        has_failed = False  # in the middle of a look, with changes that count as told
        while self._open:
            before = tuple(self._open)
            try:
                changes = await self._look()
                if changes is None or has_failed:
                    self._tell_to_fetch()
                self.tell(changes or ())
                has_failed = False
                for connection in before:
                    connection.looked.set()
            except Exception:
                has_failed = True
                log.exception("could not look for changes")
                await asyncio.sleep(PAUSE_AFTER_FAILURE)
            await asyncio.sleep(LOOK_EVERY)


async def stream(connection: Connection) -> AsyncIterator[bytes]:
    """What one page is sent: how soon to come again, the changes, and a sign of life."""
    yield f"retry: {RETRY_MS}\n\n".encode()
    end = asyncio.get_running_loop().time() + LONGEST
    while asyncio.get_running_loop().time() < end:
        with suppress(TimeoutError):
            async with asyncio.timeout(HEARTBEAT):
                await connection.wake.wait()
        told = connection.take()
        yield b"".join(map(_event, told.items())) if told else b": still here\n\n"
        if told:
            await asyncio.sleep(BREATH)


def _event(item: tuple[str, set[int]]) -> bytes:
    name, ids = item
    return f"event: {name}\ndata: {json.dumps(sorted(ids))}\n\n".encode()


@dataclass(frozen=True)
class Live:
    """The ASGI application: one address, one method, and no Django in between."""

    hub: Hub
    identify: Callable[[str], Awaitable[Viewer | None]]
    session_cookie: str = "sessionid"

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            return await _lifespan(receive, send)
        if scope["type"] != "http":
            return None
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        if scope["path"] != PATH or scope["method"] != "GET":
            return await _answer(send, 404)
        if not is_same_host(headers.get("origin", ""), headers.get("host", "")):
            return await _answer(send, 403)
        return await self._listen(headers, receive, send)

    async def _listen(self, headers: Mapping[str, str], receive: Receive, send: Send) -> None:
        key = _cookies(headers.get("cookie", "")).get(self.session_cookie, "")
        viewer = await self.identify(key) if key else None
        shared = _shared_with(headers.get("origin", ""))
        if viewer is None:
            return await _answer(send, 401, shared)
        connection = self.hub.join(viewer)
        if connection is None:
            return await _answer(send, 429, shared)
        try:
            if await _has_looked(connection):
                await _until_gone(receive, _pour(connection, send, shared))
            else:  # the database is away; the page asks by itself until it comes again
                await _answer(send, 503, shared)
        finally:
            self.hub.leave(connection)


def is_same_host(origin: str, host: str) -> bool:
    """Whether a page of this very machine asks, on whatever port it was served."""
    return not origin or urlsplit(origin).hostname == urlsplit(f"//{host}").hostname


def _cookies(text: str) -> dict[str, str]:
    pairs = (part.strip().partition("=") for part in text.split(";"))
    return {name: value for name, _sign, value in pairs}


def _shared_with(origin: str) -> list[tuple[bytes, bytes]]:
    if not origin:
        return []
    return [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"Origin"),
    ]


async def _has_looked(connection: Connection) -> bool:
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            await connection.looked.wait()
    return connection.looked.is_set()


async def _pour(connection: Connection, send: Send, headers: Iterable[tuple[bytes, bytes]]) -> None:
    kind = (b"content-type", b"text/event-stream; charset=utf-8")
    fresh = [(b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]
    start = {"type": "http.response.start", "status": 200, "headers": [kind, *fresh, *headers]}
    await send(start)
    with suppress(TimeoutError):
        async for piece in stream(connection):
            body = {"type": "http.response.body", "body": piece, "more_body": True}
            # Not wait_for: in Python 3.11 it can lose the news that the client has left.
            async with asyncio.timeout(PATIENCE):
                await send(body)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _until_gone(receive: Receive, pouring: Any) -> None:
    """Pour until the end, or until the client has left."""
    work = asyncio.ensure_future(pouring)
    left = asyncio.ensure_future(_has_left(receive))
    try:
        await asyncio.wait({work, left}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (work, left):
            task.cancel()
            with suppress(asyncio.CancelledError, OSError, RuntimeError):
                await task


async def _has_left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _answer(send: Send, status: int, headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": b""})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
