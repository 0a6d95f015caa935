"""Nothing that holds on one machine only: no index in the locks, no path, no registry's host."""

import re

import pytest

from tests.harness.environment import ROOT
from tests.house.tree import tracked_files

MACHINE = re.compile(r"/(?:home|Users|root|work)/\w+[/\w.-]*|[A-Z]:\\Users\\")
HOSTS = re.compile(
    r"(?:registry\.npm|registry\.yarn|npmmirror|pypi\.org|files\.pythonhosted|pypi\.tuna"
    r"|mirrors?\.aliyun|mirrors\.cloud\.tencent)",
    re.IGNORECASE,
)
INDEX = re.compile(r"^\s*(?:-i |--(?:extra-)?index-url|--find-links|-f )|https?://", re.MULTILINE)
TEXT = {
    ".py",
    ".toml",
    ".lock",
    ".md",
    ".json",
    ".html",
    ".css",
    ".js",
    ".yml",
    ".yaml",
    ".cfg",
    "",
}


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """Where tracked text holds what it should not."""
    own = ROOT / "tests" / "house" / "test_paths.py"
    return [
        f"{path.relative_to(ROOT)}:{number} {found.group()}"
        for path in tracked_files()
        if path.suffix in TEXT and path != own
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if (found := pattern.search(line))
    ]


def test_lock_files_name_no_index() -> None:
    for path in (ROOT / "requirements").glob("*.lock"):
        assert not INDEX.search(path.read_text()), f"{path.name} names an index"
        assert "--hash=sha256:" in path.read_text(), f"{path.name} has no hashes"


def test_locked_versions_are_the_same_in_both_files() -> None:
    base, dev = (
        dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements" / name).read_text(), re.M))
        for name in ("base.lock", "dev.lock")
    )
    differ = {name for name in base.keys() & dev.keys() if base[name] != dev[name]}
    assert not differ, f"make lock: {', '.join(sorted(differ))}"


@pytest.mark.parametrize("pattern", [MACHINE, HOSTS], ids=["machine", "registry"])
def test_no_path_of_a_machine_and_no_registry(pattern: re.Pattern[str]) -> None:
    assert not (found := lines_with(pattern)), "\n".join(found)


def test_comments_give_reasons_for_what_they_switch_off() -> None:
    silent = re.compile(r"#\s*(?:type: ignore\[[\w-]+\]|noqa: [\w, ]+?)\s*$")
    found = [line for line in lines_with(silent) if ".py:" in line and "migrations" not in line]
    assert not found, "say why:\n" + "\n".join(found)


def test_every_dependency_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    listed = text.partition("dependencies = [")[2].partition("\n]")[0]
    bare = [line.strip() for line in listed.splitlines() if line.strip() and "#" not in line]
    assert not bare, "say why it is needed:\n" + "\n".join(bare)
