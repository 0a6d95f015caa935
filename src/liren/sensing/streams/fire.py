"""The line of the fire panels: GB/T 26875.3 over TCP. A frame is confirmed once it is stored.

The standard knows no keys. A panel is known by the address in its frames, and the port is open to
this machine only unless the operator says otherwise.
"""

import asyncio
from datetime import UTC, datetime
from typing import cast

from liren.sensing.adapters.gbt26875 import Command, Frame, answer, parse, split
from liren.sensing.adapters.protocol import Unreadable
from liren.sensing.domain.arrivals import Arrived
from liren.sensing.streams.broker import Refuse
from liren.sensing.streams.inlet import Inlet

MOST_OPEN = 500
MOST_WAITING = 500
SILENT = 600.0  # seconds after which a line without a word is closed


class Line:
    """All panels that are connected."""

    def __init__(self, inlet: Inlet, refuse: Refuse) -> None:
        self.inlet = inlet
        self.refuse = refuse
        self.open: set[Panel] = set()

    async def serve(self, host: str, port: int) -> asyncio.Server:
        """Listen."""
        return await asyncio.get_running_loop().create_server(lambda: Panel(self), host, port)


class Panel(asyncio.Protocol):
    """One connection."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._rest = b""
        self._waiting = 0
        self._transport: asyncio.Transport
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A panel is there."""
        self._transport = cast(asyncio.Transport, transport)
        if len(self._line.open) >= MOST_OPEN:
            self._line.refuse("", "too_many", b"")
            self._transport.abort()
            return
        self._line.open.add(self)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Gone; what was not confirmed comes again."""
        self._line.open.discard(self)
        if self._timer:
            self._timer.cancel()

    def data_received(self, data: bytes) -> None:
        """Whole frames are put in, rubbish is counted."""
        self._wait()
        frames, self._rest, lost = split(self._rest + data)
        if lost:
            self._line.refuse("", "broken_frame", data)
        for body in frames:
            self._frame(body)
        # Only what is confirmed lets it go on: without anything to confirm it would stay so.
        if self._waiting and (self._waiting >= MOST_WAITING or self._line.inlet.is_full):
            self._transport.pause_reading()

    def pause_writing(self) -> None:
        """It does not read its answers, thousands of them by now: no panel does so."""
        self._line.refuse("", "does_not_read", b"")
        self._transport.abort()

    def confirm(self, frame: Frame) -> None:
        """It is stored."""
        self._waiting -= 1
        if not self._transport.is_closing():
            self._transport.write(answer(frame, Command.CONFIRM))
            if self._waiting < MOST_WAITING // 2:
                self._transport.resume_reading()

    def _frame(self, body: bytes) -> None:
        try:
            frame = parse(body)
        except Unreadable as why:
            self._line.refuse("", why.reason, body)
            return
        now = datetime.now(UTC)
        is_alarm = frame.command == Command.SEND
        self._waiting += 1
        self._line.inlet.put(
            Arrived("gbt26875", body, "", frame.gateway, now, is_alarm, (self, frame))
        )

    def _wait(self) -> None:
        loop = asyncio.get_running_loop()
        if self._timer:
            self._timer.cancel()
        self._timer = loop.call_later(SILENT, self._transport.abort)
