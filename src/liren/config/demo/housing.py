"""Compounds with their buildings, units, homes and lifts."""

from collections.abc import Iterator

from liren.config.demo import names
from liren.config.demo.dice import Dice
from liren.config.demo.ground import Point, turned_box
from liren.config.demo.places import Place
from liren.config.demo.plan import Block, Part
from liren.config.demo.sheet import Sheet
from liren.config.demo.survey import Lot, Standing, stand


def draw_compound(
    sheet: Sheet, dice: Dice, part: Part, lot: Lot, inside: tuple[Place, str]
) -> Place:
    """Draw one compound with everything that people live in."""
    grid, code = inside
    whole = (part.estate, f"{part.estate}小区") if part.name == part.estate else (part.estate,)
    compound = sheet.place(
        "compound",
        code,
        (part.name, part.name_en),
        sheet.ground.polygon(lot.compound.corners()),
        grid,
        aliases=tuple(alias for alias in whole if alias != part.name),
    )
    for standing in stand(part, lot, _jitter(dice)):
        _draw_building(sheet, part, standing, compound)
    return compound


def _jitter(dice: Dice) -> Iterator[float]:
    while True:
        yield dice.uniform(-1.5, 1.5)


def _draw_building(sheet: Sheet, part: Part, standing: Standing, compound: Place) -> None:
    block = standing.block
    name, others = names.building_names(block.number, block.style == "tower")
    estate_first = tuple(f"{part.estate}{way}" for way in (name, *others[:2]))
    corners = turned_box(standing.centre, standing.length, standing.depth, standing.degrees)
    building = sheet.place(
        "building",
        f"{compound.code}-{block.number:02d}",
        (name, f"Building {block.number}"),
        sheet.ground.polygon(corners),
        compound,
        aliases=(*others, *estate_first),
        floors=block.floors,
        height=standing.height,
    )
    for unit in range(1, block.units + 1):
        _draw_unit(sheet, block, unit, building, _slice(corners, block.units, unit))


def _slice(corners: list[Point], units: int, unit: int) -> list[Point]:
    """The part of a building that one staircase serves, counted from the west."""
    south_west, south_east, north_east, north_west = corners

    def between(start: Point, end: Point, share: float) -> Point:
        return (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)

    low, high = (unit - 1) / units, unit / units
    return [
        between(south_west, south_east, low),
        between(south_west, south_east, high),
        between(north_west, north_east, high),
        between(north_west, north_east, low),
    ]


def _draw_unit(
    sheet: Sheet, block: Block, unit: int, building: Place, corners: list[Point]
) -> None:
    place = sheet.place(
        "unit",
        f"{building.code}-{unit}",
        (f"{unit}单元", f"Unit {unit}"),
        sheet.ground.polygon(corners),
        building,
        aliases=names.unit_aliases(block.number, unit),
    )
    middle = sheet.ground.point(sum(x for x, _ in corners) / 4, sum(y for _, y in corners) / 4)
    for room in _rooms(block, unit):
        sheet.place(
            "home",
            f"{place.code}-{room}",
            (f"{room}室", f"Home {room}"),
            middle,
            place,
            aliases=names.home_aliases(block.number, unit, room),
        )
    if block.style == "tower":
        lift = (f"{unit}单元电梯", f"Lift of unit {unit}")
        sheet.point(place, place.code, "lift", lift, middle, ("电梯",))


def _rooms(block: Block, unit: int) -> Iterator[int]:
    """Room numbers of a unit; open ground-floor rooms are taken from the first units."""
    open_here = min(block.per_floor, max(0, block.open_ground - (unit - 1) * block.per_floor))
    for floor in range(1, block.floors + 1):
        for at in range(1, block.per_floor + 1):
            if floor > 1 or at > open_here:
                yield floor * 100 + at
