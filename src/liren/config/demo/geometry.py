"""Draws a whole neighbourhood from a seed.

The tree runs community → grid → compound → building, and a grid belongs to one community, so no
compound may span two grids. A large estate is therefore built the way real ones are: in two parts
(梧桐苑一区 and 二区, 清溪里一期 and 二期) on two sides of a green belt, each part a compound
in its own grid. Building numbers run on through both parts, so "梧桐苑15号楼" names one building
and people need not know where the grid ends.

The usual 1,510 homes make one community of four grids. Above 6,000 homes the street has several
communities of up to 3,000 homes each.
"""

from liren.config.demo import names
from liren.config.demo.amenities import draw_belt, draw_points_of_compound
from liren.config.demo.backdrop import draw_creek, draw_roads
from liren.config.demo.dice import Dice, dice_for
from liren.config.demo.ground import Box, Ground
from liren.config.demo.housing import draw_compound
from liren.config.demo.places import Neighbourhood, Place
from liren.config.demo.plan import Community, plan_street
from liren.config.demo.sheet import Sheet
from liren.config.demo.survey import bank, community_boxes, lot_of, outline

USUAL_HOMES = 1510


def neighbourhood(seed: int, homes: int = USUAL_HOMES) -> Neighbourhood:
    """Draw a street with exactly so many homes (50 to 50,000); the same seed, the same street."""
    dice = dice_for(seed, "places")
    communities = plan_street(dice, homes)
    sheet = Sheet(Ground(degrees=-dice.uniform(4.0, 9.0)))
    boxes = community_boxes(communities)
    street = _draw_levels_above(sheet, boxes)
    draw_creek(sheet, min(box.west for box in boxes), max(box.east for box in boxes))
    for community, box in zip(communities, boxes, strict=True):
        _draw_community(sheet, dice, community, box, street)
    return Neighbourhood(seed, tuple(sheet.places), tuple(sheet.backdrop))


def _draw_levels_above(sheet: Sheet, boxes: list[Box]) -> Place:
    whole = Box(
        min(box.west for box in boxes),
        min(box.south for box in boxes),
        max(box.east for box in boxes),
        max(box.north for box in boxes),
    )
    name, name_en, code = names.CITY
    shape = sheet.ground.polygon(whole.wider(6000.0).corners())
    city = sheet.place("city", code, (name, name_en), shape, None)
    name, name_en, code = names.DISTRICT
    shape = sheet.ground.polygon(whole.wider(2500.0).corners())
    district = sheet.place("district", code, (name, name_en), shape, city)
    name, name_en, code = names.STREET
    shape = sheet.ground.polygon(whole.wider(60.0).corners())
    return sheet.place("street", code, (name, name_en), shape, district, aliases=("清溪街",))


def _draw_community(
    sheet: Sheet, dice: Dice, community: Community, land: Box, street: Place
) -> None:
    border = land.corners()
    if land.south == 0:
        border = [*bank(land.west, land.east), *border[2:]]
    code = f"{names.STREET[2][:9]}{community.index + 1:03d}"
    place = sheet.place(
        "community",
        code,
        (community.name, community.name_en),
        sheet.ground.polygon(border),
        street,
        aliases=(community.name.removesuffix("社区"), f"{community.name}居委会"),
    )
    draw_roads(sheet, community, land)
    for number, part in enumerate(community.parts, start=1):
        lot = lot_of(part, community, land)
        grid = sheet.place(
            "grid",
            f"{code}{number:03d}",
            (f"第{names.chinese_number(number)}网格", f"Grid {number}"),
            sheet.ground.polygon(outline(lot)),
            place,
            aliases=(f"{number}网格", f"{names.chinese_number(number)}网格"),
        )
        letter = chr(ord("A") + community.index)
        standing = draw_compound(sheet, dice, part, lot, (grid, f"{letter}{number}"))
        draw_points_of_compound(sheet, part, lot, standing)
        draw_belt(sheet, community, part, lot, (grid, f"{letter}G{number}"))
