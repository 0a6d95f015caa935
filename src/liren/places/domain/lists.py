"""Places as lists and maps name them: rows of a table, features of a GeoJSON file."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from liren.places.domain.geometry import Shape, ShapeWrong, centre, put_in_order

KINDS = (
    "city", "district", "street", "community", "grid", "compound", "building", "unit", "home",
    "point",
)  # fmt: skip
KIND_NAMES = {
    "市": "city", "区": "district", "街道": "street", "社区": "community", "网格": "grid",
    "小区": "compound", "楼栋": "building", "楼": "building", "单元": "unit", "户": "home",
    "房屋": "home", "点位": "point", "兴趣点": "point",
}  # fmt: skip
COLUMNS = {
    "code": ("code", "编码", "代码"),
    "parent": ("parent", "parent_code", "上级", "上级编码", "上级代码"),
    "kind": ("kind", "类型", "类别"),
    "name": ("name", "名称"),
    "name_en": ("name_en", "英文名"),
    "aliases": ("aliases", "别名"),
    "longitude": ("lon", "lng", "longitude", "经度"),
    "latitude": ("lat", "latitude", "纬度"),
    "floors": ("floors", "层数"),
}
CODE_LENGTH, NAME_LENGTH, NAME_EN_LENGTH = 32, 80, 120
MOST_ALIASES = 30


class RowWrong(ValueError):
    """A row that cannot be used; the argument is a reason code."""


@dataclass(frozen=True, kw_only=True)
class PlaceRow:
    """One place of a file; `line` is the line of a table, or the number of a feature."""

    line: int
    code: str
    parent: str
    kind: str
    name: str
    name_en: str = ""
    aliases: tuple[str, ...] = ()
    shape: Shape | None = None
    spot: tuple[float, float] | None = None
    floors: int | None = None
    notes: tuple[str, ...] = ()


@dataclass
class PlaceFile:
    """What was read, and what could not be, line by line with its reason."""

    rows: list[PlaceRow] = field(default_factory=list)
    bad: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, cells: Mapping[str, Any], shape: Shape | None) -> None:
        """Read one row or note why it cannot be read."""
        try:
            self.rows.append(_row(line, cells, shape))
        except (RowWrong, ShapeWrong) as wrong:
            self.bad.append((line, str(wrong)))


def read_table(header: Sequence[str], lines: Iterable[tuple[int, Sequence[str]]]) -> PlaceFile:
    """Read the rows of a table; also the 12-digit division list of code, name, parent."""
    names = {_column(cell): at for at, cell in enumerate(header)}
    file = PlaceFile()
    if not {"code", "name"} <= names.keys():
        file.bad.append((1, "no_columns"))
        return file
    for line, cells in lines:
        known = {name: cells[at].strip() for name, at in names.items() if at < len(cells)}
        file.add(line, known, None)
    return file


def _column(cell: str) -> str:
    plain = cell.strip().lower()
    return next((name for name, spellings in COLUMNS.items() if plain in spellings), plain)


def read_features(collection: object) -> PlaceFile:
    """Read a GeoJSON FeatureCollection; a feature is named by its number from 1."""
    features = collection.get("features") if isinstance(collection, dict) else None
    file = PlaceFile()
    if not isinstance(features, list):
        file.bad.append((1, "no_features"))
        return file
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            file.bad.append((number, "no_properties"))
            continue
        plain = {_column(str(name)): value for name, value in properties.items()}
        file.add(number, plain, feature.get("geometry"))
    return file


def _row(line: int, cells: Mapping[str, Any], shape: Shape | None) -> PlaceRow:
    code, name = _text(cells, "code"), _text(cells, "name")
    if not 0 < len(code) <= CODE_LENGTH:
        raise RowWrong("no_code")
    if not 0 < len(name) <= NAME_LENGTH:
        raise RowWrong("no_name")
    notes: list[str] = []
    if shape is not None:
        shape, notes = put_in_order(shape)
    spot = _spot(cells) or (centre(shape) if shape else None)
    return PlaceRow(
        line=line,
        code=code,
        parent=_text(cells, "parent") or _division_above(code, cells),
        kind=_kind(cells, code),
        name=name,
        name_en=_text(cells, "name_en")[:NAME_EN_LENGTH],
        aliases=_aliases(cells.get("aliases")),
        shape=shape if shape and shape["type"] != "Point" else None,
        spot=spot,
        floors=_floors(_text(cells, "floors")),
        notes=tuple(dict.fromkeys(notes)),
    )


def _text(cells: Mapping[str, Any], name: str) -> str:
    value = cells.get(name)
    return "" if value is None else str(value).strip()


_DIVISION = re.compile(r"\d{12}")
# Of the 12 digits 2+2+2+3+3; what is not zero says how deep it is (GB/T 2260, GB/T 10114).
_DIVISION_KINDS = {4: "city", 6: "district", 9: "street", 12: "community"}


def _kind(cells: Mapping[str, Any], code: str) -> str:
    said = _text(cells, "kind").lower()
    kind = KIND_NAMES.get(said, said)
    if not kind and _DIVISION.fullmatch(code):
        kind = _DIVISION_KINDS[_division_depth(code)]
    if kind not in KINDS:
        raise RowWrong("unknown_kind")
    return kind


def _division_depth(code: str) -> int:
    if int(code[9:12]):
        return 12
    if int(code[6:9]):
        return 9
    return 6 if int(code[4:6]) else 4


def _division_above(code: str, cells: Mapping[str, Any]) -> str:
    """A division code names what it belongs to by its own digits."""
    if _text(cells, "kind") or not _DIVISION.fullmatch(code):
        return ""
    above = {12: 9, 9: 6, 6: 4, 4: 0}[_division_depth(code)]
    return code[:above].ljust(12, "0") if above else ""


def _aliases(value: object) -> tuple[str, ...]:
    parts = value if isinstance(value, list) else re.split(r"[;；|、,，]", str(value or ""))
    names = (str(part).strip()[:NAME_LENGTH] for part in parts)
    return tuple(dict.fromkeys(name for name in names if name))[:MOST_ALIASES]


def _spot(cells: Mapping[str, Any]) -> tuple[float, float] | None:
    longitude, latitude = _text(cells, "longitude"), _text(cells, "latitude")
    if not longitude and not latitude:
        return None
    try:
        shape, _ = put_in_order(
            {"type": "Point", "coordinates": [float(longitude), float(latitude)]}
        )
    except ValueError as wrong:
        raise RowWrong("not_degrees") from wrong
    return centre(shape)


def _floors(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 200):
        raise RowWrong("wrong_floors")
    return int(text)
