"""House, section 6: sizes and names."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.environment import ROOT
from tests.house.tree import SOURCE, parse, python_files

FILE, CLASS, FUNCTION, VIEW, TEMPLATE, PARAMETERS = 400, 200, 40, 25, 150, 6
UNCOUNTED = {"self", "cls", "request"}
ATTICS = {"utils", "util", "helpers", "helper", "misc", "common"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def lines_of(node: Function | ast.ClassDef) -> int:
    """From the first line to the last; what decorates it does not count."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def too_long(path: Path) -> Iterator[str]:
    """What is too long in a file, each with its place."""
    name = path.relative_to(ROOT)
    if (count := path.read_text("utf-8").count("\n")) > FILE:
        yield f"{name}: {count} lines, stop at {FILE}: make it a package"
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.ClassDef) and (count := lines_of(node)) > CLASS:
            yield f"{name}:{node.lineno} class {node.name}: {count} lines, stop at {CLASS}"
        if isinstance(node, Function) and (count := lines_of(node)) > FUNCTION:
            yield f"{name}:{node.lineno} {node.name}: {count} lines, stop at {FUNCTION}"
        if isinstance(node, Function) and (count := parameters_of(node)) > PARAMETERS:
            yield f"{name}:{node.lineno} {node.name}: {count} parameters, stop at {PARAMETERS}"


def parameters_of(node: Function) -> int:
    """How many values a caller has to think of."""
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    # A fixture is asked for by its name; a test that needs many tells a long story.
    return 0 if node.name.startswith("test_") else len([a for a in given if a.arg not in UNCOUNTED])


def is_view(node: ast.stmt) -> bool:
    """Whether a function answers requests."""
    return isinstance(node, Function) and any(a.arg == "request" for a in node.args.args[:1])


def test_nothing_is_too_long() -> None:
    found = [fault for path in python_files() for fault in too_long(path)]
    assert not found, "\n".join(found)


def test_views_are_short() -> None:
    views = [p for p in python_files(tests=False) if "views" in p.stem or "views" in p.parts]
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {lines_of(node)}, stop at {VIEW}"
        for path in views
        for node in parse(path).body
        if isinstance(node, Function) and is_view(node) and lines_of(node) > VIEW
    ]
    assert not found, "\n".join(found)


def test_templates_are_short() -> None:
    counts = {
        path: path.read_text("utf-8").count("\n") for path in SOURCE.rglob("templates/**/*.*")
    }
    found = [f"{p.relative_to(ROOT)}: {n} lines" for p, n in counts.items() if n > TEMPLATE]
    assert not found, f"stop at {TEMPLATE}:\n" + "\n".join(found)


def test_there_is_no_attic() -> None:
    found = [str(p.relative_to(ROOT)) for p in python_files() if ATTICS & {p.stem, p.parent.name}]
    assert not found, "a file with a name that says nothing:\n" + "\n".join(found)


def test_every_module_says_what_it_is_for_and_holds_no_code() -> None:
    for path in SOURCE.glob("*/__init__.py"):
        body = parse(path).body
        name = path.relative_to(ROOT)
        assert ast.get_docstring(parse(path)), f"{name} says nothing of its module"
        assert len(body) == 1, f"{name} contains code"


def docless(path: Path) -> Iterator[str]:
    """Public functions and classes at the top of a file that say nothing of themselves."""
    for node in parse(path).body:
        if not isinstance(node, Function | ast.ClassDef) or node.name.startswith("_"):
            continue
        if ast.get_docstring(node) is None:
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"


def test_the_public_face_is_described() -> None:
    face = {"services", "selectors", "events", "permissions", "datasets"}
    files = [p for p in python_files(tests=False) if face & {p.stem, p.parent.name}]
    found = [line for path in files for line in docless(path)]
    assert not found, "a docstring is missing:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("def f(a, b, c, d, e, f, g): ...\n", "7 parameters"),
        ("def f():\n" + "    x = 1\n" * 40, "41 lines"),
        ("class A:\n" + "    x = 1\n" * 200, "201 lines"),
        ("x = 1\n" * 401, "401 lines"),
    ],
)
def test_the_measure_itself(text: str, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = ROOT / "tests" / "invented.py"
    monkeypatch.setattr(Path, "read_text", lambda self, encoding: text)
    parse.cache_clear()
    assert any(fault in line for line in too_long(path))
    parse.cache_clear()
