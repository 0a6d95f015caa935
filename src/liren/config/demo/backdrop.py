"""What the map shows behind the places: creek, roads, lanes and green."""

from liren.config.demo.ground import Box
from liren.config.demo.plan import Community
from liren.config.demo.sheet import Sheet
from liren.config.demo.survey import CELL_HEIGHT, bank

CREEK_WIDTH = 24.0
ROADS_BETWEEN_ROWS = ("梧桐路", "清溪路", "书声路", "石板街")
ROADS_ACROSS = ("西堤路", "桐花路", "东堤路", "杏花路", "南浦路")


def draw_creek(sheet: Sheet, west: float, east: float) -> None:
    """The creek along the southern edge, with a green path on its bank."""
    start, end = west - 60, east + 60
    near, far = bank(start, end, 12.0), bank(start, end, 12.0 + CREEK_WIDTH)
    sheet.feature("water", "清溪", sheet.ground.polygon([*far, *reversed(near)]))
    path = [*bank(west, east, 12.0), *reversed(bank(west, east, 1.0))]
    sheet.feature("green", "清溪滨水绿道", sheet.ground.polygon(path))


def draw_roads(sheet: Sheet, community: Community, land: Box) -> None:
    """Roads around and between the grids."""
    for row in range(len(community.rows) + 1):
        y = land.north - row * CELL_HEIGHT
        name = ROADS_BETWEEN_ROWS[row % len(ROADS_BETWEEN_ROWS)]
        line = [(land.west - 10, y), (land.east + 10, y)]
        sheet.feature("road", name, sheet.ground.line(line), 9.0)
    columns = len(community.rows[0])
    for column in range(columns + 1):
        x = land.west + (land.east - land.west) * column / columns
        name = ROADS_ACROSS[column % len(ROADS_ACROSS)]
        inner = 0 < column < columns and column % 2 == 1
        line = [(x, land.south - 4), (x, land.north)]
        sheet.feature("lane" if inner else "road", name, sheet.ground.line(line), 6.0)
