"""Ask axe about a page."""

from typing import TYPE_CHECKING, Any

from axe_playwright_python.base import AXE_SCRIPT

if TYPE_CHECKING:
    from playwright.sync_api import Page

ASK = "options => axe.run(document, options).then(found => found.violations)"
Violation = dict[str, Any]
RULES = {
    "resultTypes": ["violations"],
    # Nothing we ask about needs another page or another copy of the styles.
    "iframes": False,
    "preload": False,
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
}


def assert_accessible(page: "Page", *, except_rules: tuple[str, ...] = ()) -> None:
    """Fail with the elements that somebody could not read or reach."""
    page.evaluate(AXE_SCRIPT)
    # Where elements stand is asked only when there is something to tell: it takes a third more.
    if not _broken(page, except_rules, selectors=False):
        return
    broken = _broken(page, except_rules, selectors=True)
    lines = [
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n    {_where(violation)}"
        for violation in broken
    ]
    assert not broken, f"{page.url} is not accessible:\n" + "\n".join(lines)


def _broken(page: "Page", except_rules: tuple[str, ...], *, selectors: bool) -> list[Violation]:
    but = {rule: {"enabled": False} for rule in except_rules}
    found: list[Violation] = page.evaluate(ASK, {**RULES, "selectors": selectors, "rules": but})
    return found


def _where(violation: dict[str, list[dict[str, list[str]]]]) -> str:
    return "\n    ".join(" ".join(node["target"]) for node in violation["nodes"][:5])
