"""Where the tests run: never on the data of a person who also uses this checkout."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests.harness import migrated

ROOT = Path(__file__).resolve().parents[2]
SHARED_DATA = ROOT.parent / "shared" / "data"
RUN_FOLDER = "LIREN_TEST_FOLDER"
# Where the tests of the browser are; the step of the journeys collects nothing else.
IN_BROWSER = ("tests/journeys", "tests/ui")


def prepare() -> None:
    """Point Django at a temporary folder; called before anything of Django is read."""
    folder = Path(os.environ.get(RUN_FOLDER) or _make_folder())
    data = folder / os.environ.get("PYTEST_XDIST_WORKER", "main")
    (data / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise warns when it is not there
    os.environ["LIREN_DATA"] = str(data)
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{data / 'liren.sqlite3'}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liren.config.settings")


def _make_folder() -> str:
    folder = tempfile.mkdtemp(prefix="liren-tests-")
    os.environ[RUN_FOLDER] = folder  # the workers of pytest-xdist inherit it
    os.environ.setdefault(migrated.FOLDER, folder)
    atexit.register(_remove, folder, os.getpid())
    return folder


def _remove(folder: str, owner: int) -> None:
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)
