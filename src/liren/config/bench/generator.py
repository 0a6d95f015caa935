"""Publishes events at a steady rate, whatever becomes of them: open loop, in a process of its own.

`python -m liren.config.bench.generator` reads what to publish as JSON, and prints one line of it
when all are acknowledged, or when it has waited long enough.
"""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from tempfile import TemporaryFile
from typing import Any

from liren.config.bench import mqtt_line
from liren.config.bench.programs import NotStarted

TICK = 0.001
WAIT_LONGEST = 90.0  # a device never gives up; nodes of NATS took half a minute to agree
LINES = 4
NUMBERS = 65_535


@dataclass(frozen=True)
class Load:
    """What to publish, where."""

    port: int
    username: str
    password: str
    numbers: Sequence[str]
    rate: float
    seconds: float
    share: float  # of events that raise an alert, each of a device that raised none before
    begin: float = 0.0


@dataclass
class Sent:
    """When each alarm was published, and how it ended."""

    began: float = 0.0
    lasted: float = 0.0
    events: int = 0
    acknowledged: int = 0
    unacknowledged: list[str] = field(default_factory=list)  # keys of what was not, at the end
    alarms: dict[str, float] = field(default_factory=dict)
    cpu_seconds: float = 0.0  # of the generator
    latest_ms: float = 0.0  # how far the generator itself fell behind its plan


class Line:
    """One connection; it is made again when it breaks, and what was not acknowledged goes again."""

    def __init__(self, load: Load, name: str) -> None:
        self._load, self._name = load, name
        self._waiting: dict[int, tuple[str, bytes]] = {}
        self._next = 0
        self.acknowledged = 0
        self._unsent = bytearray()
        self._rest = b""
        self.socket = self._connected()

    def _connected(self) -> socket.socket:
        until = time.monotonic() + WAIT_LONGEST
        while True:
            try:
                line = socket.create_connection(("127.0.0.1", self._load.port), 2)
                line.sendall(
                    mqtt_line.connect(self._name, self._load.username, self._load.password)
                )
                if line.recv(4)[3:4] == b"\0":
                    line.setblocking(False)
                    return line
                raise ConnectionError("turned away")
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def put(self, key: str, topic: bytes, payload: bytes) -> None:
        """Have one more packet sent."""
        self._next = self._next % NUMBERS + 1
        packet = mqtt_line.publish(topic, payload, self._next)
        self._waiting[self._next] = (key, packet)
        self._unsent += packet

    def flush(self) -> None:
        """Send what the line takes, read what it answers."""
        try:
            if self._unsent:
                del self._unsent[: self.socket.send(self._unsent)]
        except BlockingIOError:
            pass
        except OSError:
            self._again()
        self._read()

    def _read(self) -> None:
        try:
            said = self.socket.recv(65536)
        except BlockingIOError:
            return None
        except OSError:
            said = b""
        if not said:
            return self._again()
        self._rest += said
        whole = len(self._rest) // 4 * 4
        for at in range(0, whole, 4):
            number = int.from_bytes(self._rest[at + 2 : at + 4], "big")
            if self._waiting.pop(number, None) is not None:
                self.acknowledged += 1
        self._rest = self._rest[whole:]
        return None

    def _again(self) -> None:
        self.socket.close()
        self.socket = self._connected()
        self._rest, self._unsent = (
            b"",
            bytearray().join(packet for _key, packet in self._waiting.values()),
        )

    @property
    def waiting(self) -> list[str]:
        """The keys of what was not acknowledged."""
        return [key for key, _packet in self._waiting.values()]

    @property
    def is_settled(self) -> bool:
        """Whether everything was acknowledged."""
        return not self._waiting


def publish(load: Load) -> Sent:
    """Publish at the rate until the time is over, then wait for the answers."""
    lines = [Line(load, f"bench-{n}") for n in range(LINES)]
    sent, every = Sent(), max(1, round(1 / load.share)) if load.share else 0
    while time.time() < load.begin:
        time.sleep(TICK)
    sent.began = began = time.time()
    total, done, alarms = int(load.rate * load.seconds), 0, 0
    while done < total:
        due = min(total, int((time.time() - began) * load.rate) + 1)
        for n in range(done, due):
            is_alarm = bool(every) and n % every == 0 and alarms < len(load.numbers)
            _put(lines[n % LINES], load, n, alarms if is_alarm else -1, sent)
            alarms += is_alarm
        sent.latest_ms = max(sent.latest_ms, (due - done) / load.rate * 1000)
        done = due
        for line in lines:
            line.flush()
        time.sleep(TICK)
    until = time.monotonic() + WAIT_LONGEST
    while not all(line.is_settled for line in lines) and time.monotonic() < until:
        for line in lines:
            line.flush()
        time.sleep(TICK)
    sent.lasted, sent.events = time.time() - began, total
    sent.cpu_seconds = time.process_time()
    sent.acknowledged = sum(line.acknowledged for line in lines)
    sent.unacknowledged = [key for line in lines for key in line.waiting]
    return sent


def _put(line: Line, load: Load, n: int, alarm: int, sent: Sent) -> None:
    """An alarm of the next device that raised none, or a measurement of any."""
    now = time.time()
    key = f"e{n}"
    if alarm >= 0:
        number, what, words = load.numbers[alarm], "alarm", '{"smoke":1}'
        sent.alarms[key] = now
    else:
        number, what, words = load.numbers[n * 7919 % len(load.numbers)], "up", '{"battery":87}'
    payload = f'{{"id":"{key}","at":{now:.3f},"values":{words}}}'.encode()
    line.put(key, f"liren/bench/smoke/{number}/{what}".encode(), payload)


def begin(load: Load) -> "subprocess.Popen[str]":
    """Have it published by a process of its own."""
    command = [sys.executable, "-m", "liren.config.bench.generator"]
    with TemporaryFile("w+") as words:  # thousands of devices are more than a command may say
        json.dump(asdict(load), words)
        words.seek(0)
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdin=words, stdout=pipe, stderr=pipe, text=True)


def sent_by(process: "subprocess.Popen[str]") -> Any:
    """What it has sent, when it has ended."""
    said, errors = process.communicate()
    if process.returncode:
        raise NotStarted(errors[-2000:])
    return json.loads(said)


def main() -> None:
    """Publish what is read."""
    sys.stdout.write(json.dumps(asdict(publish(Load(**json.load(sys.stdin))))) + "\n")


if __name__ == "__main__":
    main()
