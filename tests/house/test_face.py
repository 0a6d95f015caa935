"""House, sections 2 and 3: who may import whom, and by which door."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.harness.environment import ROOT
from tests.house.tree import Import, imports, module_of, parse, python_files

# What other modules may use; `models` for foreign keys, joins in reading and the types of values.
FACE = {"services", "selectors", "events", "permissions", "datasets", "models"}
# The ground floor has no inside: it is there to be used.
OPEN_TO_ALL = {"core", "ui"}
# The wiring puts the doors of all modules together.
WIRING = FACE | {"urls", "api", "views", "live"}
WRITES = {
    "create", "bulk_create", "get_or_create", "update_or_create", "update", "bulk_update",
    "delete", "save",
}  # fmt: skip


def test_the_contracts_hold() -> None:
    lint = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([str(lint), "--no-logo"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def foreign(path: Path) -> Iterator[tuple[Import, str, str]]:
    """What a file imports from another module: the import, that module, and its part."""
    own = module_of(path).split(".")[1:2]
    for found in imports(path):
        words = found.name.split(".")
        if words[0] == "liren" and len(words) > 2 and words[1] not in {*own, *OPEN_TO_ALL}:
            yield found, words[1], words[2]


def test_other_modules_are_used_by_their_public_face() -> None:
    found = []
    for path in python_files(tests=False):
        allowed = WIRING if module_of(path).startswith("liren.config") else FACE
        found += [str(line) for line, _, part in foreign(path) if part not in allowed]
    assert not found, (
        "Only services, selectors, events, permissions, datasets (and models to read) are for "
        "others:\n" + "\n".join(found)
    )


def written(path: Path) -> Iterator[str]:
    """Rows of other modules that a file writes by their manager."""
    models = {
        found.name.split(".")[-1]
        for found, _, part in foreign(path)
        if part == "models" and found.name.split(".")[-1][0].isupper()
    }
    for node in ast.walk(parse(path)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr in WRITES and (root := _root(node.func)) in models:
            yield f"{path.relative_to(ROOT)}:{node.lineno} {root} … .{node.func.attr}()"


def _root(node: ast.expr) -> str:
    """The name at which a chain of calls and attributes begins."""
    while isinstance(node, (ast.Attribute, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def test_nobody_writes_the_rows_of_another_module() -> None:
    found = [line for path in python_files(tests=False) for line in written(path)]
    assert not found, "call that module's service instead:\n" + "\n".join(found)


def test_services_and_rules_read_no_clock() -> None:
    clocks = {"now", "today", "localdate", "localtime", "utcnow", "monotonic"}
    converts = {"localdate", "localtime"}  # with a moment given, they read no clock
    found = []
    for path in python_files(tests=False):
        parts = set(module_of(path).split(".")[2:])
        if not parts & {"services", "domain"}:
            continue
        found += [
            f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node)}"
            for node in ast.walk(parse(path))
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in clocks
            and not (node.args and node.func.attr in converts)
            and _root(node.func) in {"timezone", "datetime", "date", "time"}
        ]
    assert not found, "`now` is an argument:\n" + "\n".join(found)


def test_rules_reads_and_writes_know_no_door() -> None:
    doors = {"views", "api", "subscribers", "jobs", "forms"}
    inner = {"services", "selectors", "models", "domain"}
    found = [
        str(line)
        for path in python_files(tests=False)
        if inner & set(module_of(path).split(".")[2:3])
        for line in imports(path)
        if doors & set(line.name.split(".")[2:3]) and line.name.startswith("liren.")
    ]
    assert not found, "\n".join(found)
