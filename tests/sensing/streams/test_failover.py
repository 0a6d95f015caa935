"""Ingest while its PostgreSQL dies: what was acknowledged is at the standby, once."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection

from liren.config.bench import mqtt_line, programs
from liren.config.bench.cluster import Cluster, find_programs
from liren.sensing.models import Kind
from liren.sensing.services.devices import NewDevice, register_devices
from tests.factories.neighbourhood import Neighbourhood
from tests.harness.servers import free_ports
from tests.harness.standby import standby_pair
from tests.sensing.plant import BEFORE, switched_on

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
DEVICES, EACH = 10, 20  # a device that says more at once is folded


@dataclass
class Line:
    """A device that sends again until it is answered, as the manual asks of it."""

    number: str
    key: str
    port: int
    answered: set[int] = field(default_factory=set)

    def send(self, upto: int) -> None:
        """Everything up to this number that was not answered yet, on a line of its own."""
        with socket.create_connection(("127.0.0.1", self.port), 5) as line:
            line.sendall(mqtt_line.connect(self.number, self.number, self.key))
            line.recv(4)
            for n in range(1, upto + 1):
                words = f'{{"id": "{n}", "values": {{"smoke": {n % 2}}}}}'
                if n not in self.answered:
                    topic = f"liren/s/smoke/{self.number}/alarm".encode()
                    line.sendall(mqtt_line.publish(topic, words.encode(), n))
            self._read(line, upto)

    def _read(self, line: socket.socket, upto: int) -> None:
        line.settimeout(0.3)
        rest, end = b"", time.monotonic() + 3
        while len(self.answered) < upto and time.monotonic() < end:
            try:
                rest += line.recv(4096)
            except TimeoutError:
                continue
            for at in range(0, len(rest) // 4 * 4, 4):
                self.answered.add(int.from_bytes(rest[at + 2 : at + 4], "big"))
            rest = rest[len(rest) // 4 * 4 :]


@pytest.fixture
def pair() -> Iterator[tuple[Cluster, Cluster]]:
    """A primary and its standby, where the tests themselves stand on PostgreSQL."""
    if connection.vendor != "postgresql":
        pytest.skip("asks for PostgreSQL")
    with standby_pair() as pair:
        yield pair


def copy_to(primary: Cluster) -> None:
    """All that stands in the database of the tests."""
    own, tools = connection.settings_dict, find_programs()
    assert tools is not None
    dump = [str(tools / "pg_dump"), "-h", own["HOST"], "-U", "liren", "-d", own["NAME"]]
    made = subprocess.run(dump, check=True, capture_output=True).stdout
    take = [str(tools / "psql"), "-h", str(primary.folder), "-U", "liren", "-q", "-1", "postgres"]
    subprocess.run(take, input=made, check=True, capture_output=True)


def test_a_dead_primary_costs_nothing_that_was_acknowledged(
    town: Neighbourhood, pair: tuple[Cluster, Cluster]
) -> None:
    primary, standby = pair
    switched_on(town, "smoke")
    new = [
        NewDevice(number=f"SM-{n}", kind=Kind.SMOKE, place=town.home, is_claimed=True)
        for n in range(DEVICES)
    ]
    made = register_devices(new, by=town.users["worker"], now=BEFORE)
    copy_to(primary)
    hosts = ",".join(quote(str(one.folder), safe="") for one in pair)
    url = f"postgres://liren@{hosts}/postgres?target_session_attrs=read-write"
    place, port = programs.Place(Path(os.environ["LIREN_DATA"]), url), free_ports(1)
    command = [sys.executable, "-m", "django", "ingest"]
    with programs.running(command, place, {"LIREN_STREAM": "", "LIREN_MQTT_PORT": f"{port}"}) as p:
        programs.wait_for_port(port, p, place.folder / "log")
        lines = [Line(device.number, secret, port) for device, secret in made]
        for line in lines[:8]:
            line.send(EACH // 2)
        assert all(line.answered for line in lines[:8])
        primary.stop()  # at once, as a power cut does
        before = {line.number: set(line.answered) for line in lines}
        lines[0].send(EACH)
        assert lines[0].answered == before["SM-0"], "nothing is stored, so nothing is answered"
        standby.promote()
        end = time.monotonic() + 15
        while time.monotonic() < end and any(len(line.answered) < EACH for line in lines):
            for line in lines:
                line.send(EACH)
    assert all(len(line.answered) == EACH for line in lines)
    with psycopg.connect(host=str(standby.folder), user="liren", dbname="postgres") as now:
        counts = "SELECT count(*), count(DISTINCT (device_id, key)) FROM sensing_reading"
        assert now.execute(counts).fetchone() == (DEVICES * EACH,) * 2
        alerts = "SELECT count(*), count(DISTINCT device_id) FROM sensing_alert"
        assert now.execute(alerts).fetchone() == (DEVICES, DEVICES)
        assert now.execute("SELECT count(*) FROM workorders_workorder").fetchone() == (1,)
