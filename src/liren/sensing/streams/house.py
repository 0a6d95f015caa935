"""The streams of one house: the MQTT broker inside ingest, and the line of the fire panels.

Both live in one loop in a thread of their own; the batcher tells them what is stored.
"""

import asyncio
import threading
from collections.abc import Coroutine, Sequence
from typing import Any

from liren.sensing.domain.arrivals import Arrived
from liren.sensing.streams.broker import Broker, Connection, Guard
from liren.sensing.streams.fire import Line, Panel
from liren.sensing.streams.inlet import Inlet

STARTING = 5.0


class LoopThread:
    """An event loop in a thread."""

    def __init__(self, name: str) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name=name, daemon=True)
        self._thread.start()

    def do(self, work: Coroutine[Any, Any, Any], patience: float = STARTING) -> Any:
        """Run it there and wait for what comes of it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(patience)

    def stop(self) -> None:
        """End what runs in the loop, then the loop."""

        async def end() -> None:
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        self.do(end())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(STARTING)


class House:
    """A broker at one address; the line of the fire panels too, where a port is given."""

    def __init__(self, inlet: Inlet, guard: Guard) -> None:
        self.broker = Broker(inlet, guard)
        self.line = Line(inlet, guard.refuse)
        self._thread = LoopThread("house")
        self._servers: list[asyncio.Server] = []

    def listen(self, host: str, port: int, fire_port: int = 0) -> None:
        """Open the doors; raises OSError where a port is taken."""
        self._servers.append(self._thread.do(self.broker.serve(host, port)))
        if fire_port:
            self._servers.append(self._thread.do(self.line.serve(host, fire_port)))

    def start(self) -> None:
        """The doors are open once `listen` came back."""

    def done(self, arrived: Sequence[Arrived]) -> None:
        """Answer those who sent it."""
        tokens = [one.token for one in arrived]
        self._thread.loop.call_soon_threadsafe(self._answer, tokens)

    def _answer(self, tokens: Sequence[Any]) -> None:
        mqtt = [t for t in tokens if isinstance(t, tuple) and isinstance(t[0], Connection)]
        self.broker.acknowledge(mqtt)
        for token in tokens:
            if isinstance(token, tuple) and isinstance(token[0], Panel):
                token[0].confirm(token[1])

    def close(self) -> None:
        """Shut the doors."""
        for server in self._servers:
            self._thread.loop.call_soon_threadsafe(server.close)
        self._thread.stop()
