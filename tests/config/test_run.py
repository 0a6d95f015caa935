"""`liren run` starts everything, keeps it running, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.harness.servers import LIREN, Servers, answers

pytestmark = [
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc to see processes"),
    pytest.mark.xdist_group("servers"),
]
CLEAN_STOP = 9.0  # a busy machine; three seconds on a quiet one


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[Servers]:
    running = Servers(tmp_path, demo=False)
    yield running
    running.stop()


@pytest.fixture
def first_start(tmp_path: Path) -> Iterator[Servers]:
    """With nothing there yet, as on somebody's machine."""
    running = Servers(tmp_path, demo=False, is_migrated=False)
    yield running
    running.stop()


def descendants(pid: int) -> set[int]:
    """All processes below one."""
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return set()
    children = {int(child) for child in listed}
    return children.union(*(descendants(child) for child in children))


def alive(pids: set[int]) -> set[int]:
    """Those that still run; a zombie does not."""
    return {pid for pid in pids if _state(pid) not in ("", "Z")}


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def wait_until(holds: Callable[[], object], seconds: float = 15.0) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)


def find(servers: Servers, words: str) -> int:
    """The child of the supervisor with these words in its command."""
    for pid in descendants(servers.pid):
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]
        if words in command and int(parent) == servers.pid:
            return pid
    raise AssertionError(f"no child runs {words}")


def test_it_stops_cleanly_and_starts_again(first_start: Servers) -> None:
    servers = first_start
    servers.start()
    below = descendants(servers.pid)
    assert len({os.getpgid(pid) for pid in below}) == 1, "one process group"
    assert servers.stop() < CLEAN_STOP
    assert not alive(below)
    servers.start()
    servers.stop()


def test_it_greets_when_devices_are_heard(servers: Servers) -> None:
    servers.start()
    wait_until(lambda: "Liren is running" in servers.log.read_text())
    with socket.create_connection(("127.0.0.1", servers.port + 2), 2):
        pass
    wait_until(lambda: f"mqtt://127.0.0.1:{servers.port + 2}" in servers.log.read_text())


def test_nothing_is_left_when_the_supervisor_is_killed(servers: Servers) -> None:
    servers.start()
    below = descendants(servers.pid)
    os.kill(servers.pid, signal.SIGKILL)
    wait_until(lambda: not alive(below))


def test_a_killed_child_is_started_again_and_its_own_children_are_ended(servers: Servers) -> None:
    servers.start()
    web = find(servers, "wsgi")
    workers = descendants(web)
    os.kill(web, signal.SIGKILL)
    wait_until(lambda: not alive(workers | {web}))
    wait_until(lambda: answers(servers.url))
    assert find(servers, "wsgi") != web


def test_everything_stops_when_the_database_file_is_taken_away(servers: Servers) -> None:
    servers.start()
    below = descendants(servers.pid)
    (servers.folder / "liren.sqlite3").rename(servers.folder / "elsewhere.sqlite3")
    wait_until(lambda: not alive(below))
    wait_until(lambda: "was removed or replaced" in servers.log.read_text())  # its last words


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        environment = os.environ | {"PORT": str(port), "LIREN_DATA": str(tmp_path)}
        done = subprocess.run([str(LIREN), "run"], env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith(f"CommandError: Port {port} is in use")


def test_a_child_that_keeps_ending_is_started_later_each_time(tmp_path: Path) -> None:
    script = (
        "import sys, logging; logging.basicConfig(format='%(message)s')\n"
        "from liren.config.supervisor import Program, Supervisor\n"
        "Supervisor([Program('short', [sys.executable, '-c', ''])]).run(each_look=lambda: None)"
    )
    process = subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    pauses = [process.stderr.readline().split()[-2] for _ in range(3)]
    process.terminate()
    process.communicate()
    assert pauses == ["0.5", "1.0", "2.0"]
