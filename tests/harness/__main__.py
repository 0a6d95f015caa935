"""`python -m tests.harness test|check`: what `make` calls, step by step, with a report."""

import os
import sys
from collections.abc import Callable

from tests.harness import cluster, migrated, steps
from tests.harness.browser import find_chromium
from tests.harness.environment import IN_BROWSER, SHARED_DATA
from tests.harness.steps import Report

# What asks something of the database in use.
STORED = "not browser and not once"
# Each worker has servers and a browser of its own; the journeys of one file share both, in order.
# They wait as often as they work, so three of them keep two cores busy.
JOURNEYS = (*IN_BROWSER, "-n3", "--dist=loadfile", "--no-loadscope-reorder", "-m", "browser")


def check(report: Report) -> None:
    """Everything that can be said without running a test of behaviour."""
    types = steps.begun("mypy", "--no-error-summary")  # it knows one processor only
    report.step("format", steps.tool("ruff", "format", "--check", "--quiet", "src", "tests"))
    report.step("lint", steps.tool("ruff", "check", "--quiet", "src", "tests"))
    # Contracts, migrations, translations, diagrams, sizes, doors, privacy: tests of the house.
    report.step("house", steps.pytest("tests/house", "-n2"))
    report.step("types", types)


def test(report: Report) -> None:
    """All of it: on SQLite, on PostgreSQL, in the browser."""
    check(report)
    everything = ("-n2", "--ignore=tests/house", "-m")
    report.step("tests on SQLite", steps.pytest(*everything, "not browser"))
    if cluster.find_programs() is None:
        report.skip("tests on PostgreSQL", "postgres", "initdb and pg_ctl were not found")
    else:
        report.step("tests on PostgreSQL", lambda: _on_postgres((*everything, STORED)))
    if find_chromium() is None:
        report.skip("journeys in the browser", "browser", "no Chromium was found")
    else:
        report.step("journeys in the browser", steps.pytest(*JOURNEYS))
    if not SHARED_DATA.is_dir():
        report.skip("tests on shared data", "data", "../shared/data is not there")


def _on_postgres(words: tuple[str, ...]) -> int:
    with cluster.running() as running:
        return steps.pytest(*words, environment={"DATABASE_URL": running.url()})()


def main() -> int:
    """Run the steps that the first word names."""
    os.environ.pop("DATABASE_URL", None)  # tests never touch a database of somebody's own
    # They start some hundreds of processes: each would compile all sources anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    choices: dict[str, Callable[[Report], None]] = {"check": check, "test": test}
    if len(sys.argv) != 2 or sys.argv[1] not in choices:
        print(f"Say one of: {', '.join(choices)}", file=sys.stderr)  # noqa: T201  # a command
        return 2
    migrated.share()
    report = Report()
    choices[sys.argv[1]](report)
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
