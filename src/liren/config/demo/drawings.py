"""Pictures for the demo: pencil sketches that nobody takes for photographs, drawn from a seed."""

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw

from liren.config.demo.dice import Dice

WIDTH, HEIGHT = 960, 720
GROUND = 500  # where the wall ends and the road begins
PAPER, PENCIL, WASH = "#f7f3e8", "#3b3a36", "#e9e2cf"
LIGHT, WATER, GREEN, RED, RUST = "#f6d670", "#a9c4cf", "#a9bf9a", "#c8705a", "#b99070"

Sheet = ImageDraw.ImageDraw


def drawing(category: str, dice: Dice, *, is_mended: bool = False) -> bytes | None:
    """What the matter looks like, or looks like once it is done; none where nothing is to see."""
    draw = SUBJECTS.get(category)
    if draw is None:
        return None
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    sheet = ImageDraw.Draw(picture)
    _wall(sheet, dice)
    draw(sheet, dice, is_mended)
    _hatching(sheet, dice)
    out = BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def _wall(sheet: Sheet, dice: Dice) -> None:
    """The house behind, with windows; the road before it."""
    left = dice.randrange(-120, 80)
    sheet.rectangle((left, 60, left + 760, GROUND), fill=WASH, outline=PENCIL, width=3)
    for floor in range(3):
        for window in range(5):
            x, y = left + 50 + window * 140, 100 + floor * 130
            sheet.rectangle((x, y, x + 80, y + 84), fill=PAPER, outline=PENCIL, width=2)
            sheet.line((x + 40, y, x + 40, y + 84), fill=PENCIL, width=2)
    sheet.line((0, GROUND, WIDTH, GROUND), fill=PENCIL, width=3)


def _hatching(sheet: Sheet, dice: Dice) -> None:
    """Pencil strokes across the road."""
    for _ in range(46):
        x, y = dice.randrange(WIDTH), dice.randrange(GROUND + 20, HEIGHT)
        sheet.line((x, y, x + dice.randrange(14, 60), y - 8), fill="#cfc8b4", width=2)


def _lamp(sheet: Sheet, dice: Dice, is_mended: bool) -> None:
    x = dice.randrange(380, 620)
    if is_mended:
        sheet.polygon([(x + 90, 190), (x - 60, 640), (x + 260, 640)], fill=LIGHT)
    sheet.line([(x, 640), (x, 150), (x + 90, 150)], fill=PENCIL, width=12, joint="curve")
    shade = LIGHT if is_mended else PENCIL
    sheet.ellipse((x + 60, 140, x + 130, 195), fill=shade, outline=PENCIL, width=4)


def _puddle(sheet: Sheet, dice: Dice, is_mended: bool) -> None:
    x = dice.randrange(120, 260)
    if is_mended:
        sheet.rectangle((x, 560, x + 520, 660), fill="#d9d3c4", outline=PENCIL, width=2)
        return
    sheet.ellipse((x, 540, x + 560, 690), fill=WATER, outline=PENCIL, width=3)
    for ring in (60, 110, 160):
        sheet.arc((x + 280 - ring, 600 - ring // 4, x + 280 + ring, 600 + ring // 4), 0, 360,
                  fill="white", width=3)  # fmt: skip


def _manhole(sheet: Sheet, dice: Dice, is_mended: bool) -> None:
    x = dice.randrange(260, 460)
    sheet.ellipse((x, 560, x + 300, 670), fill="#8b867a", outline=PENCIL, width=5)
    if is_mended:
        for row in range(580, 660, 16):
            sheet.line((x + 50, row, x + 250, row), fill=PENCIL, width=3)
    else:
        crack = [(x + 150, 562), (x + 120, 600), (x + 175, 630), (x + 140, 668)]
        sheet.line(crack, fill="black", width=9)


def _car(sheet: Sheet, dice: Dice, is_mended: bool) -> None:
    """A lane with its hatched keep-clear area, and what stands on it."""
    for x in range(140, 820, 60):
        sheet.line((x, 690, x + 50, 560), fill=RED, width=6)
    sheet.rectangle((130, 556, 850, 694), outline=RED, width=6)
    if is_mended:
        return
    x = dice.randrange(220, 400)
    body = dice.choice((WATER, GREEN, "#d8d0c0"))
    roof = [(x + 80, 520), (x + 150, 430), (x + 320, 430), (x + 390, 520)]
    sheet.polygon(roof, fill=PAPER, outline=PENCIL)
    sheet.rounded_rectangle((x, 510, x + 460, 620), 26, fill=body, outline=PENCIL, width=4)
    for wheel in (x + 80, x + 310):
        sheet.ellipse((wheel, 580, wheel + 80, 660), fill=PENCIL)


def _bags(sheet: Sheet, dice: Dice, is_mended: bool) -> None:
    sheet.rectangle((360, 400, 560, 640), fill=GREEN, outline=PENCIL, width=4)
    sheet.line((350, 400, 570, 400), fill=PENCIL, width=10)
    for _ in range(0 if is_mended else 7):
        x, y = dice.randrange(180, 720), dice.randrange(560, 640)
        sheet.ellipse((x, y, x + 110, y + 90), fill="#6b6a66", outline=PENCIL, width=3)
        sheet.polygon([(x + 45, y + 6), (x + 55, y - 26), (x + 68, y + 6)], fill=PENCIL)


def _stain(sheet: Sheet, dice: Dice, is_mended: bool) -> None:
    x = dice.randrange(240, 480)
    sheet.rectangle((x - 60, 70, x + 260, 470), fill=PAPER, outline=PENCIL, width=3)
    for _ in range(0 if is_mended else 16):
        left, top = x + dice.randrange(0, 150), 80 + dice.randrange(0, 160)
        sheet.ellipse((left, top, left + 90, top + dice.randrange(60, 150)), fill=RUST)


SUBJECTS: dict[str, Callable[[Sheet, Dice, bool], None]] = {
    "0101": _lamp,
    "0102": _manhole,
    "0103": _puddle,
    "0201": _bags,
    "0202": _bags,
    "0301": _stain,
    "0302": _stain,
    "0501": _car,
    "0601": _car,
}
