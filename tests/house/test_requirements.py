"""Liren runs with what `requirements/base.lock` names; tools for tests are not there then."""

import os
import re
import subprocess
import sys
from importlib.metadata import packages_distributions

from tests.harness.environment import ROOT

# Reads every module of ours with the packages named on the command line made impossible to find.
READ_ALL = """
import importlib, pkgutil, sys

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in sys.argv[1:]:
            raise ModuleNotFoundError(f"{name} is a tool of the tests", name=name)

sys.meta_path.insert(0, Hidden())
import django
django.setup()
import liren
for found in pkgutil.walk_packages(liren.__path__, "liren."):
    if ".migrations" not in found.name:
        importlib.import_module(found.name)
"""


def locked(name: str) -> set[str]:
    """The names in a lock file."""
    text = (ROOT / "requirements" / name).read_text()
    return {found.lower().replace("_", "-") for found in re.findall(r"^([\w.-]+)==", text, re.M)}


def test_liren_imports_without_the_tools_of_the_tests() -> None:
    tools = locked("dev.lock") - locked("base.lock")
    hidden = [
        package
        for package, owners in packages_distributions().items()
        if all(owner.lower().replace("_", "-") in tools for owner in owners)
    ]
    assert "pytest" in hidden
    done = subprocess.run(
        [sys.executable, "-c", READ_ALL, *hidden], env=os.environ, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
