"""How many communities, grids, compounds and blocks a number of homes needs."""

from dataclasses import dataclass
from math import ceil, sqrt
from typing import Literal

from liren.config.demo.dice import Dice
from liren.config.demo.names import COMMUNITIES, estate_name

# A residents' committee normally serves 1,000–3,000 households and a grid 300–500;
# a single community may grow to twice that before the street is divided.
LARGEST_SINGLE_COMMUNITY = 6000
HOMES_PER_COMMUNITY = 3000
HOMES_PER_GRID = 378
FEWEST_HOMES, MOST_HOMES = 50, 50_000

Style = Literal["slab", "tower"]
HOMES_PER_FLOOR = {"slab": 2, "tower": 4}
SLAB_FLOORS, TOWER_FLOORS = 6, (9, 18)
SLAB_SLOTS, TOWER_SLOTS = 12, 9


@dataclass(frozen=True, slots=True)
class Block:
    """One residential building."""

    number: int
    style: Style
    units: int
    floors: int
    open_ground: int  # ground-floor rooms used as activity room or bicycle store, not as homes

    @property
    def per_floor(self) -> int:
        """Homes on one floor of one unit."""
        return HOMES_PER_FLOOR[self.style] if self.units == 1 else 2

    @property
    def homes(self) -> int:
        """Homes in the building."""
        return self.units * self.floors * self.per_floor - self.open_ground


@dataclass(frozen=True, slots=True)
class Part:
    """One compound in its one grid; a large estate has two parts on two sides of the green belt."""

    row: int
    column: int
    estate: str
    estate_en: str
    name: str
    name_en: str
    style: Style
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Community:
    """One community: its grids in rows from north to south, each from west to east."""

    index: int
    name: str
    name_en: str
    rows: tuple[tuple[Part, ...], ...]

    @property
    def parts(self) -> list[Part]:
        """Its compounds in the order in which grids are numbered."""
        return [part for row in self.rows for part in row]


def plan_street(dice: Dice, homes: int) -> tuple[Community, ...]:
    """Divide the homes over communities of nearly the same size."""
    if not FEWEST_HOMES <= homes <= MOST_HOMES:
        message = f"A demo has {FEWEST_HOMES} to {MOST_HOMES} homes, not {homes}."
        raise ValueError(message)
    single = homes <= LARGEST_SINGLE_COMMUNITY
    shares = evenly(homes, 1 if single else ceil(homes / HOMES_PER_COMMUNITY))
    grids = max(1, round(shares[0] / HOMES_PER_GRID))
    return tuple(_community(dice, index, share, grids) for index, share in enumerate(shares))


def evenly(total: int, shares: int) -> list[int]:
    """Shares that differ by one at most."""
    return [total // shares + (share < total % shares) for share in range(shares)]


def _community(dice: Dice, index: int, homes: int, grids: int) -> Community:
    columns = 1 if grids == 1 else 2 * max(1, round(sqrt(grids) / 2))
    shares = evenly(homes, grids)
    rows = []
    for row, start in enumerate(range(0, grids, columns)):
        rows.append(_row(dice, index, row, shares[start : start + columns]))
    name, name_en = COMMUNITIES[index]
    return Community(index, name, name_en, tuple(rows))


def _row(dice: Dice, community: int, row: int, shares: list[int]) -> tuple[Part, ...]:
    style: Style = "tower" if row % 2 else "slab"
    parts: list[Part] = []
    for column, homes in enumerate(shares):
        second = column % 2 == 1
        paired = second or column + 1 < len(shares)
        first_number = parts[-1].blocks[-1].number + 1 if second else 1
        estate, estate_en = estate_name(community, row, column // 2)
        suffix, suffix_en = _part_names(style, second) if paired else ("", "")
        blocks = _slabs(dice, homes, first_number)
        if style == "tower":
            blocks = _towers(dice, homes, first_number)
        names = (estate, estate_en, estate + suffix, estate_en + suffix_en)
        parts.append(Part(row, column, *names, style, blocks))
    return tuple(parts)


def _part_names(style: Style, second: bool) -> tuple[str, str]:
    number = "二" if second else "一"
    if style == "tower":
        return f"{number}期", f" Phase {2 if second else 1}"
    return f"{number}区", f" Area {2 if second else 1}"


def _slabs(dice: Dice, homes: int, first: int) -> tuple[Block, ...]:
    per_unit = SLAB_FLOORS * HOMES_PER_FLOOR["slab"]
    units = ceil(homes / per_unit)
    sizes = evenly(units, min(SLAB_SLOTS, ceil(units / 3.5)))
    dice.shuffle(sizes)
    spare = _open_ground([2 * size for size in sizes], units * per_unit - homes)
    return tuple(
        Block(first + at, "slab", size, SLAB_FLOORS, spare[at]) for at, size in enumerate(sizes)
    )


def _towers(dice: Dice, homes: int, first: int) -> tuple[Block, ...]:
    storeys = ceil(homes / HOMES_PER_FLOOR["tower"])
    heights = evenly(storeys, min(TOWER_SLOTS, ceil(storeys / 14)))
    _uneven(dice, heights)
    spare = _open_ground([4] * len(heights), storeys * HOMES_PER_FLOOR["tower"] - homes)
    return tuple(
        Block(first + at, "tower", dice.choice((1, 2)), floors, spare[at])
        for at, floors in enumerate(heights)
    )


def _uneven(dice: Dice, heights: list[int]) -> None:
    """Move storeys between pairs of towers: nobody builds them all alike."""
    lowest, highest = TOWER_FLOORS
    for low in range(0, len(heights) - 1, 2):
        room = min(heights[low] - lowest, highest - heights[low + 1])
        moved = dice.randint(0, max(0, room))
        heights[low] -= moved
        heights[low + 1] += moved


def _open_ground(rooms: list[int], surplus: int) -> list[int]:
    """Spread the surplus over the ground floors, from the first building on."""
    taken = []
    for room in rooms:
        taken.append(min(room, surplus))
        surplus -= taken[-1]
    return taken
