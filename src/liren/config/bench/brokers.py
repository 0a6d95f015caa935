"""mosquitto and nats-server of our own, with the very files of docs/how-to/scale.md."""

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from liren.sensing.services import broker_files
from liren.sensing.services.broker_files import ALL, Speaker, nats_hash_of

GATEWAY = "bench-gateway"  # speaks for all devices, as a concentrator does for those behind it
FOLDERS = "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin"
FILES = Path(__file__).resolve().parents[4] / "docs" / "how-to" / "scale"
START_WITHIN = 15.0
STOP_WITHIN = 5.0


class BrokerMissing(RuntimeError):
    """A program is not there; the text says what to install."""


@dataclass
class Server:
    """One process of a broker, started from a file."""

    name: str
    command: list[str]
    folder: Path
    port: int  # at which it answers once it is ready
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until its port answers."""
        self.launch()
        self.wait()

    def launch(self) -> None:
        """Start it."""
        log = (self.folder / f"{self.name}.log").open("ab")
        with log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def wait(self) -> None:
        """Until its port answers."""
        until = time.monotonic() + START_WITHIN
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise BrokerMissing(f"{self.name} did not start: {self._log()[-500:]}")

    def kill(self) -> None:
        """As a power cut does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        """End it."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            self.kill()

    @property
    def pid(self) -> int:
        """Whose time counts."""
        assert self.process is not None
        return self.process.pid

    def _log(self) -> str:
        return (self.folder / f"{self.name}.log").read_text(errors="replace")


def find(program: str) -> str:
    """Where a program is."""
    found = shutil.which(program) or shutil.which(program, path=FOLDERS)
    if found is None:
        raise BrokerMissing(f"{program} was not found; on Debian: apt-get install {program}")
    return found


def written(name: str, folder: Path, values: Mapping[str, object]) -> Path:
    """A file of the how-to with its words in capitals filled in, as the page says to."""
    text = (FILES / name).read_text("utf-8")
    for word, value in values.items():
        text = text.replace(word, str(value))
    path = folder / name
    path.write_text(text, "utf-8")
    path.chmod(0o644)
    return path


def start_all(servers: Sequence[Server]) -> None:
    """Start nodes that answer only once they know each other."""
    for server in servers:
        server.launch()
    for server in servers:
        server.wait()


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that mosquitto, which drops its rights, may read and write too."""
    with tempfile.TemporaryDirectory(prefix="liren-broker-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o777)
        yield Path(name)


def mosquitto(where: Path, port: int, users: Mapping[str, str]) -> Server:
    """mosquitto with its file; `users` are names with the hashes of their keys, ingest's too."""
    known = [
        Speaker(name, kept, "", (ALL,) if name == GATEWAY else ()) for name, kept in users.items()
    ]
    others = [one for one in known if one.number != broker_files.INGEST]
    keys = broker_files.mosquitto_keys(others, users.get(broker_files.INGEST, ""))
    rights = broker_files.mosquitto_rights(others)
    for name, text in {"devices.keys": keys, "devices.acl": rights}.items():
        (where / name).write_text(text)
        (where / name).chmod(0o644)
    store = where / "store"
    store.mkdir(exist_ok=True)
    store.chmod(0o777)  # it drops its rights, and writes there only
    values = {"PORT": port, "FOLDER": where, "STORE": store}
    file = written("mosquitto.conf", where, values)
    return Server("mosquitto", [find("mosquitto"), "-c", str(file)], where, port)


@dataclass(frozen=True)
class Node:
    """The ports of one node of NATS."""

    name: str
    client: int
    mqtt: int
    cluster: int
    leaf: int


def nats_alone(where: Path, node: Node, secret: str) -> Server:
    """One node, as a district begins."""
    _write_accounts(where, secret)
    file = written("nats-district.conf", where, _values(where, node))
    return Server(node.name, [find("nats-server"), "-c", str(file)], where, node.mqtt)


def nats_cluster(where: Path, nodes: list[Node], secret: str) -> list[Server]:
    """Three nodes, as a city has."""
    routes = ", ".join(f'"nats-route://127.0.0.1:{node.cluster}"' for node in nodes)
    servers = []
    for node in nodes:
        _write_accounts(where / node.name, secret)
        values = _values(where / node.name, node) | {"SECRET": secret, "ROUTES": routes}
        file = written("nats-city.conf", where / node.name, values)
        command = [find("nats-server"), "-c", str(file)]
        servers.append(Server(node.name, command, where / node.name, node.client))
    return servers


def nats_leaf(where: Path, node: Node, city: list[Node], secret: str) -> Server:
    """A street's own node, which goes on when the city is away."""
    _write_accounts(where / node.name, secret)
    urls = ", ".join(f'"nats-leaf://street:{secret}@127.0.0.1:{one.leaf}"' for one in city)
    values = _values(where / node.name, node) | {"CITY": urls}
    file = written("nats-street.conf", where / node.name, values)
    command = [find("nats-server"), "-c", str(file)]
    return Server(node.name, command, where / node.name, node.client)


def _write_accounts(where: Path, secret: str) -> None:
    """What `liren export device-keys` writes, for one concentrator and one device."""
    where.mkdir(exist_ok=True)
    kept = nats_hash_of(secret)
    known = [Speaker(GATEWAY, "", kept, (ALL,)), Speaker("SM-1", "", kept)]
    (where / "accounts.conf").write_text(broker_files.nats_accounts(known, kept))


def _values(where: Path, node: Node) -> dict[str, object]:
    return {
        "NAME": node.name,
        "FOLDER": where,
        "CLIENT_PORT": node.client,
        "MQTT_PORT": node.mqtt,
        "CLUSTER_PORT": node.cluster,
        "LEAF_PORT": node.leaf,
    }
