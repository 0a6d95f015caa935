"""The sources as trees: what the tests of the house walk over."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.harness.environment import ROOT

SOURCE = ROOT / "src" / "liren"


@dataclass(frozen=True)
class Import:
    """One imported name, and where it stands."""

    source: Path
    line: int
    name: str

    def __str__(self) -> str:
        return f"{self.source.relative_to(ROOT)}:{self.line} imports {self.name}"


@cache
def python_files(*, tests: bool = True) -> tuple[Path, ...]:
    """All Python files but migrations, which Django writes."""
    folders = [SOURCE, ROOT / "tests"] if tests else [SOURCE]
    found = (path for folder in folders for path in sorted(folder.rglob("*.py")))
    return tuple(path for path in found if "migrations" not in path.parts)


@cache
def parse(path: Path) -> ast.Module:
    """The tree of a file."""
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def module_of(path: Path) -> str:
    """The dotted name of a source file."""
    words = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(words[:-1] if words[-1] == "__init__" else words)


def modules() -> list[str]:
    """The names of the modules of the stack."""
    return sorted(path.parent.name for path in SOURCE.glob("*/__init__.py"))


def imports(path: Path) -> Iterator[Import]:
    """Every name of ours that a file imports, in full, but not those for the type checker only."""
    hidden = {id(node) for block in _type_checking(parse(path)) for node in ast.walk(block)}
    for node in ast.walk(parse(path)):
        if id(node) in hidden:
            continue
        if isinstance(node, ast.Import):
            yield from (Import(path, node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (
                Import(path, node.lineno, f"{node.module}.{alias.name}") for alias in node.names
            )


def _type_checking(tree: ast.Module) -> Iterator[ast.If]:
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            yield node


@cache
def tracked_files() -> tuple[Path, ...]:
    """What git holds; all files where there is no git."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    names = listed.stdout.split("\0") if listed.returncode == 0 else []
    return tuple(path for name in names if name and (path := ROOT / name).is_file())
