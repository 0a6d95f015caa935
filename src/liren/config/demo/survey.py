"""Where everything stands: the plan of a community in metres, before it is laid on the globe."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, sin, sqrt

from liren.config.demo.ground import Box, Point
from liren.config.demo.plan import Block, Community, Part, evenly

CELL_WIDTH, CELL_HEIGHT = 310.0, 190.0
COMPOUND_WIDTH, COMPOUND_HEIGHT = 232.0, 158.0
MARGIN = 9.0  # from the middle of the road to the compound wall
STREET_ROAD = 26.0  # between communities
UNIT_LENGTH, SLAB_DEPTH = 16.0, 12.6
TOWER_SIZES = {1: (26.0, 22.0), 2: (34.0, 16.0)}  # by units: a point tower and a twin
FLOOR_HEIGHT = {"slab": 2.9, "tower": 3.0}


@dataclass(frozen=True, slots=True)
class Lot:
    """The land of one grid: the whole cell, the compound in it, and its public strip."""

    cell: Box
    compound: Box
    strip: Box
    by_the_creek: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A building on its spot."""

    block: Block
    centre: Point
    length: float
    depth: float
    degrees: float

    @property
    def height(self) -> float:
        """Metres from the ground to the roof."""
        return round(self.block.floors * FLOOR_HEIGHT[self.block.style] + 1.2, 1)


def community_boxes(communities: tuple[Community, ...]) -> list[Box]:
    """Lay the communities out in rows from the creek northwards."""
    columns = ceil(sqrt(len(communities)))
    width = max(len(row) for row in communities[0].rows) * CELL_WIDTH
    height = len(communities[0].rows) * CELL_HEIGHT
    boxes = []
    for index in range(len(communities)):
        west = index % columns * (width + STREET_ROAD)
        south = index // columns * (height + STREET_ROAD)
        boxes.append(Box(west, south, west + width, south + height))
    return boxes


def lot_of(part: Part, community: Community, land: Box) -> Lot:
    """The cell of a part; the strips of two neighbours meet in the middle as one green belt."""
    in_row = len(community.rows[part.row])
    width = (land.east - land.west) / in_row
    west = land.west + part.column * width
    north = land.north - part.row * CELL_HEIGHT
    cell = Box(west, north - CELL_HEIGHT, west + width, north)
    south = cell.south + MARGIN
    if part.column % 2:
        start = cell.east - MARGIN - COMPOUND_WIDTH
        strip = Box(cell.west + 6, south, start - 6, cell.north - MARGIN)
    else:
        start = cell.west + MARGIN
        strip = Box(start + COMPOUND_WIDTH + 6, south, cell.east - 6, cell.north - MARGIN)
    compound = Box(start, south, start + COMPOUND_WIDTH, south + COMPOUND_HEIGHT)
    lowest = part.row == len(community.rows) - 1
    return Lot(cell, compound, strip, lowest and land.south == 0)


def outline(lot: Lot) -> list[Point]:
    """The border of a grid; by the creek it follows the bank."""
    corners = lot.cell.corners()
    if not lot.by_the_creek:
        return corners
    return [*bank(lot.cell.west, lot.cell.east), corners[2], corners[3]]


def bank(west: float, east: float, offset: float = 0.0) -> list[Point]:
    """The northern bank of the creek between two longitudes of the plan."""
    steps = max(2, round((east - west) / 25))
    xs = [west + (east - west) * step / steps for step in range(steps + 1)]
    return [(x, -16.0 + 7.0 * sin(x / 85.0) - offset) for x in xs]


def stand(part: Part, lot: Lot, jitter: Iterator[float]) -> list[Standing]:
    """Set the blocks of a compound in rows, each with the light of the south."""
    rows = evenly(len(part.blocks), _rows_of(part))
    down = COMPOUND_HEIGHT / len(rows)
    blocks = iter(part.blocks)
    standing = []
    for row, columns in enumerate(rows):
        y = lot.compound.north - (row + 0.5) * down
        for column in range(columns):
            x = lot.compound.west + (column + 0.5) * COMPOUND_WIDTH / columns
            block, turn = next(blocks), next(jitter)
            standing.append(Standing(block, (x + turn, y), *_footprint(block), turn))
    return standing


def _rows_of(part: Part) -> int:
    most = 4 if part.style == "slab" else 3
    return max(2, min(most, ceil(len(part.blocks) / 3)))


def _footprint(block: Block) -> tuple[float, float]:
    if block.style == "slab":
        return block.units * UNIT_LENGTH, SLAB_DEPTH
    return TOWER_SIZES[block.units]


def aisles(part: Part, lot: Lot) -> list[float]:
    """The middle of each lane between two rows of blocks, from north to south."""
    rows = _rows_of(part)
    down = COMPOUND_HEIGHT / rows
    return [lot.compound.north - down * row for row in range(1, rows)]
