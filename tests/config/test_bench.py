"""`liren bench cases` measures what it says, on databases of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest

from liren.config.bench import load, machine
from liren.config.bench.generator import Load, begin, sent_by
from liren.config.bench.words import messages
from tests.harness.browser import find_chromium
from tests.harness.environment import ROOT
from tests.harness.required import missing

LIREN = [str(Path(sys.executable).parent / "liren"), "bench"]
ON_MIGRATED = [sys.executable, "-m", "tests.harness.bench"]
LISTS = {"list", "list_open", "inbox", "list_page_street", "list_page_community"}
EACH_LIST = {"p50_ms", "p99_ms", "cpu_ms", "statements", "per_second"}


class Welcoming(BaseRequestHandler):
    """A broker that lets everybody in, and hears them out."""

    def handle(self) -> None:
        self.request.recv(1024)
        self.request.sendall(b"\x20\x02\x00\x00")
        while self.request.recv(1024):
            pass


def bench(*words: str, what: str = "cases", **environment: str) -> subprocess.CompletedProcess[str]:
    return run([*LIREN, what, *words], os.environ | environment)


def run(command: list[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT)


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.xdist_group("servers")
def test_a_small_run_has_every_figure() -> None:
    small = ("--sizes", "200", "--stores", "sqlite", "--seconds", "0.5", "--requests", "3")
    done = run([*ON_MIGRATED, "cases", "--json", *small, "--no-start"], os.environ)
    found = json.loads(done.stdout)["sqlite"]
    assert "skipped" not in found, found
    for way in ("one_at_a_time", "eight_at_once"):
        figures = found["cases"][way]
        # Two that were measured agree with each other only when neither was made up.
        assert 0 < figures["p50_ms"] <= figures["p99_ms"]
        assert figures["per_second"] > 0
        assert figures["cpu_ms"] == pytest.approx(
            figures["cpu_ms_web"] + figures["cpu_ms_database"], abs=0.1
        )
    assert 5 < found["cases"]["statements"] <= 20
    assert set(found["lists"]["200"]) >= LISTS
    for figures in found["lists"]["200"].values():
        assert set(figures) >= EACH_LIST
        assert 0 < figures["statements"] <= 12
    assert "starts" not in found


def test_an_unknown_store_is_refused_before_anything_starts() -> None:
    done = bench("--stores", "oracle")
    assert done.returncode
    assert "sqlite, postgres" in done.stderr


def test_a_store_whose_programs_are_missing_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from liren.config.bench import cluster, measure

    monkeypatch.setattr(cluster, "find_programs", lambda: None)
    wanted = measure.Wanted(sizes=(), stores=("postgres",), starts=False)
    said: list[str] = []
    figures = measure.measure(wanted, said.append)
    assert "initdb" in figures["postgres"]["skipped"]


@pytest.mark.once
def test_devices_by_the_thousand_are_handed_over() -> None:
    numbers = [f"BENCH-{n:06d}" for n in range(20_000)]  # more than a command may say
    with ThreadingTCPServer(("127.0.0.1", 0), Welcoming) as broker:
        Thread(target=broker.serve_forever).start()
        port = broker.server_address[1]
        told = Load(port, "gateway", "key", numbers, rate=1, seconds=0, share=0)
        assert sent_by(begin(told))["events"] == 0
        broker.shutdown()


def test_percentiles_are_of_what_was_timed() -> None:
    timed = load.Timed(2.0, [0.5, 0.1, 0.2, 0.3])
    assert (timed.percentile(50), timed.percentile(99), timed.per_second) == (0.3, 0.5, 2.0)


def test_messages_come_again_from_the_same_seed_and_differ() -> None:
    first, again = messages(3), messages(3)
    drawn = [next(first) for _ in range(50)]
    assert drawn == [next(again) for _ in range(50)]
    assert len(set(drawn)) > 45


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
def test_processor_time_grows_with_work() -> None:
    import os

    before = machine.processor_seconds(os.getpid())
    while machine.processor_seconds(os.getpid()) < before + 0.05:
        sum(range(10_000))
    assert machine.processor_seconds(os.getpid()) > before


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.xdist_group("servers")
def test_a_few_whistles_reach_another_browser() -> None:
    if find_chromium() is None:
        missing("browser", "no Chromium was found")
    words = ("whistle", "--json", "--times", "3", "--rate", "2", "--stores", "sqlite")
    done = run([*ON_MIGRATED, *words], os.environ)
    found = json.loads(done.stdout)["sqlite"]
    assert "skipped" not in found, found
    assert found["whistles"] == 3
    row, answer = found["blown_to_row"], found["of_this_the_answer_to_the_whistler"]
    assert answer["p50_ms"] > 0 and 0 < row["p50_ms"] <= row["p99_ms"] <= row["longest_ms"]


def test_without_a_browser_it_says_so() -> None:
    done = bench("--json", what="whistle", PATH="/nowhere")
    assert done.returncode != 0
    assert "no Chromium was found" in done.stderr


@pytest.mark.once
def test_votes_are_counted_and_proved() -> None:
    done = bench(
        "--json", "--parts", "count,proof", "--ballots", "300", "--leaves", "1000", what="votes"
    )
    found = json.loads(done.stdout)
    assert found["count"]["ballots"] == 300 and found["proof"]["leaves"] == 1000
    assert found["proof"]["are_right"] and found["proof"]["proof_bytes"] == 320
    assert "race" not in found


@pytest.mark.parametrize("words", [["--parts", "dance"], ["--ballots", "0"]])
def test_what_votes_cannot_measure_is_refused(words: list[str]) -> None:
    done = bench(*words, what="votes")
    assert done.returncode and words[0] in done.stderr
