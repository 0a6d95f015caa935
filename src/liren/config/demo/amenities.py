"""Points of interest: gates, service points of compounds, and the public belt between them."""

from dataclasses import dataclass

from liren.config.demo.ground import Box, Point, ellipse, turned_box
from liren.config.demo.places import FeatureKind, Place
from liren.config.demo.plan import Community, Part
from liren.config.demo.sheet import Sheet
from liren.config.demo.survey import COMPOUND_WIDTH, Lot, aisles


@dataclass(frozen=True, slots=True)
class Amenity:
    """Something public in the belt; with a roof, it has a footprint of its own."""

    use: str
    name: str
    name_en: str
    aliases: tuple[str, ...] = ()
    size: tuple[float, float] = (0.0, 0.0)
    ground: FeatureKind = "roof"


# Four strips of three, from north to south: the services come first, so that even one grid has
# them. "{}" is the name of the community.
BELT = (
    (
        Amenity(
            "service_centre", "{}党群服务中心", "Service Centre", ("服务中心", "居委会"), (34, 16)
        ),
        Amenity("clinic", "{}卫生服务站", "Clinic", ("卫生站", "社区医院"), (26, 14)),
        Amenity("canteen", "{}长者食堂", "Elders' Canteen", ("长者食堂", "老年食堂"), (24, 14)),
    ),
    (
        Amenity("kindergarten", "{}幼儿园", "Kindergarten", ("幼儿园",), (40, 16)),
        Amenity("playground", "儿童乐园", "Playground", ("滑梯那边",), (36, 24), "square"),
        Amenity("fitness", "健身角", "Fitness Corner", ("健身器材那里",), (30, 18), "square"),
    ),
    (
        Amenity("square", "{}广场", "Square", ("小广场", "广场"), (44, 36), "square"),
        Amenity("pond", "荷花池", "Lotus Pond", ("池塘", "水池"), (46, 30), "water"),
        Amenity("pavilion", "临溪亭", "Creek Pavilion", ("凉亭",), (9, 9)),
    ),
    (
        Amenity("market", "{}便民菜场", "Market", ("菜场", "菜市场"), (42, 20)),
        Amenity("activity_room", "老年活动室", "Elders' Club", ("活动室", "棋牌室"), (26, 14)),
        Amenity("fire_post", "微型消防站", "Fire Post", ("消防站",), (16, 10)),
    ),
)
SHOPS = (
    ("好邻居便利店", "Good Neighbour Store", "便利店"),
    ("老街早餐铺", "Old Street Breakfast", "早餐店"),
    ("阿芳理发店", "Fang's Barber", "理发店"),
    ("诚信五金店", "Hardware Shop", "五金店"),
    ("四季水果店", "Four Seasons Fruit", "水果店"),
    ("便民维修铺", "Repair Shop", "修车铺"),
    ("溪畔面馆", "Creekside Noodles", "面馆"),
    ("康宁药房", "Kangning Pharmacy", "药店"),
)


def draw_points_of_compound(sheet: Sheet, part: Part, lot: Lot, compound: Place) -> None:
    """Gates, bins, bicycle sheds, chargers, lockers and the property office of a compound."""
    land, middle = lot.compound, lot.compound.middle[0]
    side = ("西门", "West Gate") if part.column % 2 else ("东门", "East Gate")
    inward = land.west if part.column % 2 else land.east
    gates = [("北门", "North Gate", middle, land.north), ("南门", "South Gate", middle, land.south)]
    gates.append((*side, inward, land.middle[1]))
    for name, name_en, x, y in gates:
        _point(sheet, compound, "gate", (name, name_en), (x, y), (f"{part.estate}{name}", "门口"))
    lanes = aisles(part, lot)
    for number, y in enumerate(lanes, start=1):
        names = (f"{number}号垃圾分类点", f"Bins {number}")
        _point(sheet, compound, "bins", names, (land.west + 12, y), ("垃圾房", "垃圾桶"))
        names = (f"{number}号非机动车棚", f"Bicycle Shed {number}")
        _point(sheet, compound, "bicycle_shed", names, (land.east - 12, y), ("车棚", "电瓶车棚"))
        for south in (y - 9, y + 3):
            lawn = Box(land.west + 16, south, land.east - 30, south + 6)
            sheet.feature("green", "", sheet.ground.polygon(lawn.corners()))
        line = [(land.west + 5, y), (land.east - 5, y)]
        sheet.feature("lane", "", sheet.ground.line(line), 4.0)
    charger, locker = ("电动自行车充电桩", "E-bike Chargers"), ("快递柜", "Parcel Lockers")
    _point(sheet, compound, "charger", charger, (land.east - 24, lanes[0]), ("充电桩",))
    _point(sheet, compound, "lockers", locker, (middle + 12, land.south + 4), ("快递",))
    if part.column % 2 == 0:
        office = (f"{part.estate}物业服务处", f"{part.estate_en} Property Office")
        spot = (middle - 14, land.south + 4)
        _point(sheet, compound, "property_office", office, spot, ("物业", "物业办公室"))


def _point(
    sheet: Sheet,
    parent: Place,
    use: str,
    names: tuple[str, str],
    spot: Point,
    aliases: tuple[str, ...],
) -> None:
    shape = sheet.ground.point(*spot)
    sheet.point(parent, parent.code, use, names, shape, aliases)


def draw_belt(
    sheet: Sheet, community: Community, part: Part, lot: Lot, inside: tuple[Place, str]
) -> None:
    """The public strip beside a compound, and a row of shops on the northern road."""
    grid, prefix = inside
    sheet.feature("green", "", sheet.ground.polygon(lot.strip.corners()))
    at = part.row * len(community.rows[0]) + part.column
    if at < len(BELT):
        third = (lot.strip.north - lot.strip.south) / 3
        for level, amenity in enumerate(BELT[at]):
            centre = (lot.strip.middle[0], lot.strip.north - third * (level + 0.5))
            _draw_amenity(sheet, amenity, centre, community.name, (grid, prefix))
    if part.row == 0:
        _draw_shops(sheet, part, lot.compound, (grid, prefix))


def _draw_amenity(
    sheet: Sheet, amenity: Amenity, centre: Point, community: str, inside: tuple[Place, str]
) -> None:
    width, depth = amenity.size
    corners = turned_box(centre, width, depth, 0)
    if amenity.ground == "water":
        corners = ellipse(centre, width, depth)
    name = amenity.name.format(community.removesuffix("社区"))
    shape = sheet.ground.polygon(corners)
    sheet.feature(amenity.ground, name, shape)
    grid, prefix = inside
    sheet.point(grid, prefix, amenity.use, (name, amenity.name_en), shape, amenity.aliases)


def _draw_shops(sheet: Sheet, part: Part, land: Box, inside: tuple[Place, str]) -> None:
    """Four shops under one roof, north of the compound wall."""
    grid, prefix = inside
    width, depth = 14.0, 8.0
    first = part.column % 2 * 4
    start = land.west + COMPOUND_WIDTH * 0.58
    for at, (name, name_en, alias) in enumerate(SHOPS[first : first + 4]):
        corners = turned_box((start + at * width, land.north + 9.0), width - 0.4, depth, 0)
        shape = sheet.ground.polygon(corners)
        sheet.feature("roof", name, shape)
        sheet.point(grid, prefix, "shop", (name, name_en), shape, (alias,))
