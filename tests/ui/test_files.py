"""What the content security policy forbids, what the line can carry, what the catalogue lacks."""

import gzip
import re

import django_htmx
from lucide.jinja import lucide

from liren.config import catalogues
from tests.harness.environment import ROOT

UI = ROOT / "src/liren/ui"
STATIC = UI / "static/liren"
TEMPLATES = sorted((UI / "templates").rglob("*.html"))
FORBIDDEN = {
    "an inline style": r"<style|\sstyle\s*=",
    "an inline script": r"<script(?![^>]*\bsrc=)",
    "an inline handler": r"\son\w+\s*=|hx-on|javascript:",
}


def test_no_page_needs_what_the_policy_forbids() -> None:
    found = [
        f"{path.relative_to(UI)}: {what}"
        for path in TEMPLATES
        for what, pattern in FORBIDDEN.items()
        if re.search(pattern, path.read_text("utf-8"), re.IGNORECASE)
    ]
    assert not found


def test_every_icon_exists() -> None:
    sources = [path.read_text("utf-8") for path in [*TEMPLATES, *UI.rglob("*.py")]]
    names = {name for text in sources for name in re.findall(r'icon[ =]"([a-z0-9-]+)"', text)}
    assert len(names) > 20
    assert all(lucide(name, size=20) for name in names)


def test_scripts_evaluate_nothing() -> None:
    for path in STATIC.glob("*.js"):
        assert not re.search(r"\beval\(|new Function|innerHTML\s*=[^=]", path.read_text("utf-8")), (
            path.name
        )
    assert (STATIC / "live.js").read_text("utf-8").count("\n") <= 60


def test_a_resident_page_leaves_room_for_its_content() -> None:
    """All that every resident page carries, as it goes over the wire; 100 KB is the whole page."""
    htmx = next(iter(django_htmx.__path__)) + "/static/django_htmx/htmx-2.min.js"
    names = ["tokens.css", "base.css", "components.css", "resident.css", "page.js", "icon.svg"]
    bodies = [(STATIC / name).read_bytes() for name in names]
    with open(htmx, "rb") as script:  # noqa: PTH123 - a path of a package
        bodies.append(script.read())
    assert sum(len(gzip.compress(body, 6)) for body in bodies) <= 40_000


def test_the_catalogue_is_complete() -> None:
    assert list(catalogues.problems(UI)) == []
