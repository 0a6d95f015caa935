"""The three pictures of the README: small, in Chinese, from the demo."""

from io import BytesIO

from PIL import Image

from tests.harness.environment import ROOT
from tests.shots.pages import PAGES
from tests.shots.shown import NORMAL
from tests.shots.walker import Walker

FOLDER = ROOT / "docs" / "pictures"
# name: the page of the table, what the window measures, how wide the picture is
PICTURES = {
    "resident": ("home", (390, 844), 390),
    "desk": ("inbox", (1440, 900), 1440),
    "screen": ("screen", (1920, 1080), 1440),
}
MOST_BYTES = 150 * 1024
COLOURS = (256, 128, 64, 32)


def take(walker: Walker) -> None:
    """Write all three."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, (shown_name, (width, height), wide) in PICTURES.items():
        entry = next(shown for shown in PAGES if shown.name == shown_name)
        shown = entry.filled(walker.values)
        assert shown, f"the demo has no {shown_name}"
        visit = walker.visit(shown, NORMAL, "zh-hans", {"width": width, "height": height})
        visit.page.wait_for_timeout(4000)
        picture = Image.open(BytesIO(visit.page.screenshot())).convert("RGB")
        picture.thumbnail((wide, height), Image.Resampling.LANCZOS)
        (FOLDER / f"{name}.png").write_bytes(_small(picture))


def _small(picture: Image.Image) -> bytes:
    """With as many colours as fit."""
    for colours in COLOURS:
        out = BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= MOST_BYTES:
            break
    return out.getvalue()
