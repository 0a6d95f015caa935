"""`make shots`: pictures of all pages over a fresh demo, and what went wrong on the way."""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from tests.harness.browser import FLAGS, find_chromium
from tests.harness.environment import ROOT
from tests.harness.servers import Servers
from tests.harness.steps import say
from tests.shots import contact_sheet, readme
from tests.shots.shown import ELDER, NORMAL, Shown
from tests.shots.walker import Visit, Walker, chosen, stage

if TYPE_CHECKING:
    from playwright.sync_api import ViewportSize

FOLDER = ROOT / "shots"
LANGUAGES = ("zh-hans", "en")
HEIGHTS = {390: 844, 1440: 900, 1920: 1080}
SETTLE = 150  # milliseconds for fonts and fragments; the map draws for longer
MAP_SETTLES = 2500


def main() -> int:
    """Take the pictures; 1 when a page answered otherwise than it should."""
    words = _arguments()
    FOLDER.mkdir(exist_ok=True)
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="liren-shots-") as folder,
        Servers(Path(folder), homes=words.homes, is_migrated=False) as servers,
        sync_playwright() as driver,
    ):
        say(f"The demo stands after {time.monotonic() - began:.0f} s.")
        browser = driver.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        walker = Walker(browser, servers.url, stage(servers))
        troubles = _take_all(walker, chosen(words.only), words.quick)
        if words.pictures:
            readme.take(walker)
        browser.close()
    contact_sheet.write(FOLDER)
    missing = ", ".join(sorted(set(walker.missing)))
    say(f"{FOLDER}/index.html after {time.monotonic() - began:.0f} s.")
    say(f"Not in this demo: {missing}" if missing else "Every page of the table is there.")
    say("\n".join(troubles) or "No page answered otherwise than it should.")
    return 1 if troubles else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make shots", description=__doc__)
    parser.add_argument("--only", default="", help="pages whose name holds one of these words")
    parser.add_argument("--homes", default="1510", help="the size of the demo neighbourhood")
    parser.add_argument("--quick", action="store_true", help="in Chinese and normal print alone")
    parser.add_argument("--pictures", action="store_true", help="also those of the README")
    return parser.parse_args()


def _take_all(walker: Walker, pages: list[Shown], is_quick: bool) -> list[str]:
    troubles: list[str] = []
    for mode in (NORMAL,) if is_quick else (NORMAL, ELDER):
        for language in LANGUAGES[:1] if is_quick else LANGUAGES:
            for visit in walker.walk(pages, mode, language, _size(_widths(pages[0])[0])):
                where = f"{visit.shown.name} ({mode}, {language})"
                troubles += [f"{where}: {trouble}" for trouble in visit.troubles]
                _take(visit)
    return troubles


def _take(visit: Visit) -> None:
    page, shown = visit.page, visit.shown
    for width in _widths(shown):
        page.set_viewport_size(_size(width))
        if shown.name.startswith("inbox") and width > 390:
            page.reload()  # where there is room, the first row opens as the page comes
            page.wait_for_timeout(1500)
        page.wait_for_timeout(MAP_SETTLES if shown.name.startswith("screen") else SETTLE)
        Walker.unfold(page)
        path = FOLDER / f"{shown.name}.{visit.mode}.{visit.language}.{width}.png"
        page.screenshot(path=path)
    if shown.is_alone:
        page.context.close()


def _widths(shown: Shown) -> tuple[int, ...]:
    return (1920,) if shown.door == "screen" else (390, 1440)


def _size(width: int) -> "ViewportSize":
    return {"width": width, "height": HEIGHTS[width]}


if __name__ == "__main__":
    sys.exit(main())
