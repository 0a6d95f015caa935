"""Ask axe about a page."""

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

RULES = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
}


def assert_accessible(page: "Page", *, except_rules: tuple[str, ...] = ()) -> None:
    """Fail with the elements that somebody could not read or reach."""
    found = Axe().run(page, options=RULES).response["violations"]
    broken = [violation for violation in found if violation["id"] not in except_rules]
    lines = [
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n    {_where(violation)}"
        for violation in broken
    ]
    assert not broken, f"{page.url} is not accessible:\n" + "\n".join(lines)


def _where(violation: dict[str, list[dict[str, list[str]]]]) -> str:
    return "\n    ".join(" ".join(node["target"]) for node in violation["nodes"][:5])
