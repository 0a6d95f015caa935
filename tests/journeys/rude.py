"""Devices that mean no good, on raw lines to the broker of the house."""

import socket
import threading
import time
from contextlib import suppress

from liren.config.bench import mqtt_line

LONGEST = 60.0


def _line(port: int, number: str, key: str) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), LONGEST)
    line.sendall(mqtt_line.connect(number, number, key))
    return line


def _let_in(port: int, number: str, key: str) -> socket.socket:
    """A line with the right key; a key of just now is known a second later."""
    until = time.monotonic() + 10
    while True:
        line = _line(port, number, key)
        if line.recv(4)[-1] == 0:
            return line
        line.close()
        assert time.monotonic() < until, "the key is not taken"
        time.sleep(0.2)


def _until_closed(line: socket.socket) -> None:
    with suppress(ConnectionError):
        while line.recv(4096):
            pass
    line.close()


def knocks_with(port: int, number: str, key: str) -> None:
    """A wrong key."""
    line = _line(port, number, key)
    assert line.recv(4)[-1] != 0, "turned away"
    line.close()


def speaks_for_another(port: int, number: str, key: str, other: str) -> None:
    """A fire at somebody else's, told with one's own key."""
    topic = f"liren/journey/smoke/{other}/alarm".encode()
    with _let_in(port, number, key) as line:
        line.sendall(mqtt_line.publish(topic, b'{"values": {"smoke": 1}}', 1))
        assert line.recv(4), "acknowledged, else it would be sent for ever"


def sends_a_megabyte(port: int, number: str, key: str) -> None:
    """More than any device has to say."""
    line = _let_in(port, number, key)
    with suppress(ConnectionError):
        line.sendall(mqtt_line.publish(_topic(number), b"x" * (1 << 20), 1))
    _until_closed(line)


def sends_rubbish(port: int, number: str, key: str) -> None:
    """A packet whose topic is longer than the packet."""
    line = _let_in(port, number, key)
    line.sendall(b"\x32\x03\x00\x09a")
    _until_closed(line)


def storms(port: int, number: str, key: str, count: int) -> None:
    """So many measurements as fast as they are taken, each with a name of its own."""
    topic = _topic(number)
    with _let_in(port, number, key) as line:
        answers = threading.Thread(target=_read, args=(line, 4 * count))
        answers.start()
        for first in range(0, count, 500):
            bodies = (
                b'{"id": "%d", "values": {"smoke": 0}}' % n for n in range(first, first + 500)
            )
            line.sendall(b"".join(mqtt_line.publish(topic, one, 7) for one in bodies))
        answers.join(LONGEST)
        assert not answers.is_alive(), "every one of them is answered"


def _topic(number: str) -> bytes:
    return f"liren/journey/smoke/{number}/up".encode()


def _read(line: socket.socket, most: int) -> None:
    while most > 0 and (got := line.recv(65_536)):
        most -= len(got)
