"""Small ledgers of many shapes, made up: other words, orders and mess than the shared ones."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from liren.ledgers.domain.identity import check_digit


def words(text: str) -> list[Any]:
    """Cells, with a space between; `_` is an empty one."""
    return ["" if word == "_" else word for word in text.split(" ")]


def meaning(text: str) -> dict[str, str | None]:
    """Headings with what they hold: `姓名=name 序号=`."""
    pairs = (word.partition("=") for word in text.split())
    return {heading: element or None for heading, _, element in pairs}


def home(estate: str = "") -> dict[str, str]:
    """Where the first person lives."""
    return {"estate": estate, "building": "1", "unit": "1", "room": "101"}


def counts(rows: int, errors: int, skipped: int) -> dict[str, int]:
    """How many rows of each kind there are."""
    return {"rows": rows, "errors": errors, "duplicates": 0, "skipped": skipped}


NAMES = words("王建国 李桂芳 张志强 刘海燕 陈文斌 杨红梅 黄晓峰 赵子轩 吴雨欣 周博文 徐思远 孙一诺")
Grid = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist."""

    name: str
    sex: str
    born: date
    number: str
    phone: str
    building: str
    unit: str
    room: str

    @property
    def address(self) -> str:
        """Where they live, in one string."""
        return f"{self.building}栋{self.unit}单元{self.room}室"


def person(at: int) -> Person:
    """The person of that number, always the same."""
    sex = "男" if at % 2 else "女"
    born = date(1950 + (at * 7) % 55, 1 + at % 12, 1 + (at * 5) % 28)
    first = f"999901{born:%Y%m%d}{at % 50:02}{2 * (at % 5) + (sex == '男')}"
    return Person(
        NAMES[at % len(NAMES)], sex, born, first + check_digit(first), f"154{10_000_000 + at * 37}",
        str(1 + at % 5), str(1 + at % 3), f"{1 + at % 6}0{1 + at % 2}",
    )  # fmt: skip


PEOPLE = [person(at) for at in range(12)]


@dataclass(frozen=True)
class Shape:
    """A ledger with what is to be found in it."""

    name: str
    build: Callable[[], bytes]
    mapping: dict[str, str | None]
    counts: dict[str, int]  # rows, errors, duplicates, skipped
    values: dict[str, Any] = field(default_factory=dict)  # of the first row that is taken
    suffix: str = ".xlsx"

    def save(self, folder: Path) -> Path:
        """Write the file."""
        path = folder / f"{self.name}{self.suffix}"
        path.write_bytes(self.build())
        return path


def saved(book: Workbook) -> bytes:
    """A workbook as a file."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def sheet_of(rows: Grid, merges: Sequence[str] = (), title: str = "Sheet1") -> Callable[[], bytes]:
    """A workbook of one sheet."""

    def build() -> bytes:
        book = Workbook()
        sheet = book.active
        assert isinstance(sheet, Worksheet)
        sheet.title = title
        for row in rows:
            sheet.append(list(row))
        for merge in merges:
            sheet.merge_cells(merge)
        return saved(book)

    return build


def text_of(rows: Grid, delimiter: str, encoding: str) -> Callable[[], bytes]:
    """A text of fields."""

    def build() -> bytes:
        file = io.StringIO(newline="")
        csv.writer(file, delimiter=delimiter).writerows(rows)
        return file.getvalue().encode(encoding)

    return build


def plain_list() -> Shape:
    """Header in the first row, other words, sex as 1 and 2, home as 1-2-301."""
    rows = [words("住户姓名 证件号 手机号 出生年月 性别 房号 人户状态")]
    for p in PEOPLE:
        room = f"{p.building}-{p.unit}-{p.room}"
        sex = 1 if p.sex == "男" else 2
        rows.append([p.name, p.number, p.phone, f"{p.born:%Y.%m}", sex, room, "人户一致"])
    return Shape(
        "plain",
        sheet_of(rows),
        meaning(
            "住户姓名=name 证件号=id_number 手机号=phones 出生年月=birth_date 性别=sex "
            "房号=home.building+home.unit+home.room 人户状态=resident_status"
        ),
        counts(12, 0, 1),
        {"sex": "女", "home": home(), "birth_date": "1950-01-01"},
    )


def late_header() -> Shape:
    """Header in row 6, below a title, notes and a blank; sections, subtotals and a signature."""
    rows = [
        ["附件2"],
        ["流动人员信息采集表"],
        words("填报单位：桃源社区 _ _ _ 报送日期：2025年12月31日"),
        ["说明：身份证号请填全。"],
        [],
        words("楼栋单元室 联系方式 证件号码 姓名 序号 来源地"),
        ["一、租住人员"],
    ]
    rows += [[p.address, p.phone, p.number, p.name, n, "邻县"] for n, p in enumerate(PEOPLE[:5], 1)]
    rows += [["小计", 5], ["二、务工人员"]]
    rows += [
        [p.address, p.phone, p.number, p.name, n, "邻市"] for n, p in enumerate(PEOPLE[5:9], 6)
    ]
    rows += [["", "", "", "", 10], ["合计：9人"], words("制表人：某某 _ 审核人：某某")]
    return Shape(
        "late",
        sheet_of(rows, ["A2:F2", "A7:F7", "A14:F14"]),
        meaning(
            "楼栋单元室=home.building+home.unit+home.room 联系方式=phones 证件号码=id_number "
            "姓名=name 序号= 来源地="
        ),
        counts(9, 0, 12),
        {"home": home()},
    )


def two_languages() -> Shape:
    """The header again in English below it, and two languages in one cell."""
    rows = [
        [*words("姓名 性别 证件类型 证件号码 联系电话 国籍/Nationality"), "住址 Address"],
        ["Name", "Gender", "ID Type", "ID Number", "Mobile", "", ""],
    ]
    for at, p in enumerate(PEOPLE[:8]):
        paper = ["护照", f"E9999{at:04}"] if at % 2 else ["居民身份证", p.number]
        sex = "M" if p.sex == "男" else "F"
        rows.append([p.name, sex, *paper, p.phone, "中国", f"桃源小区{p.address}"])
    return Shape(
        "languages",
        sheet_of(rows),
        meaning(
            "姓名/Name=name 性别/Gender=sex 证件类型/IDType=id_type 证件号码/IDNumber=id_number "
            "联系电话/Mobile=phones 住址Address=home"
        ),
        counts(8, 0, 2),
        {"home": home("桃源"), "sex": "女"},
    )


def unmerged_groups() -> Shape:
    """Two lines of headings without merged cells; what is the household's is written once."""
    rows = [
        words("户编号 人员信息 _ _ _ 联系信息 _ 备注"),
        words("_ 姓名 与户主关系 身份证号码 出生日期 电话 详细地址 _"),
    ]
    for at, p in enumerate(PEOPLE[:9]):
        is_head = at % 3 == 0
        where = f"桃源街道东湖社区东湖花园{p.address}" if is_head else ""
        born = p.born if at % 2 else f"{p.born.year}年{p.born.month}月{p.born.day}日"
        relation = "户主" if is_head else "子"
        number = f"H{at // 3}" if is_head else ""
        rows.append([number, p.name, relation, p.number, born, p.phone, where, ""])
    return Shape(
        "groups",
        sheet_of(rows),
        meaning(
            "户编号=household_no 人员信息/姓名=name 人员信息/与户主关系=relation "
            "人员信息/身份证号码=id_number 人员信息/出生日期=birth_date 联系信息/电话=phones "
            "联系信息/详细地址=home 备注=remark"
        ),
        counts(9, 0, 2),
        {"household_no": "H0", "home": home("东湖花园")},
    )


def semicolons() -> Shape:
    """UTF-8 with its mark, semicolons, a title, a note of two lines, one record cut short."""
    rows = [["东湖社区老年人名单（2026年6月）"], words("老人姓名 身份证号 电话号码 家庭地址 说明")]
    for at, p in enumerate(PEOPLE[:7]):
        note = "独居；\n每周探访" if at == 2 else ""
        rows.append([p.name, p.number, p.phone, f"东湖花园{p.address}", note])
    rows += [[PEOPLE[7].name, PEOPLE[7].number, PEOPLE[7].phone], words("合计 7 _ _ _")]
    return Shape(
        "semicolons",
        text_of(rows, ";", "utf-8-sig"),
        meaning("老人姓名=name 身份证号=id_number 电话号码=phones 家庭地址=home 说明=remark"),
        counts(7, 1, 3),
        {"remark": ""},
        ".csv",
    )


def sixteen_bit() -> Shape:
    """What a spreadsheet calls Unicode text: two bytes a letter, tabs between."""
    rows = [["No.", "姓  名", "性 别", *words("身份证 移动电话 小区 楼号 单元 房间号")]]
    for n, p in enumerate(PEOPLE[:6], 1):
        where = ["东湖花园", p.building, p.unit, p.room]
        rows.append([n, p.name, p.sex, p.number, p.phone, *where])
    return Shape(
        "sixteen",
        text_of(rows, "\t", "utf-16"),
        meaning(
            "No.= 姓名=name 性别=sex 身份证=id_number 移动电话=phones 小区=home.estate "
            "楼号=home.building 单元=home.unit 房间号=home.room"
        ),
        counts(6, 0, 1),
        {"home": home("东湖花园")},
        ".txt",
    )


def of_heads() -> Shape:
    """One line a household: what is the head's is the person's, what is the spouse's is not."""
    rows = [
        words(
            "户号 户主姓名 户主身份证号 户主联系电话 家庭人口数 "
            "配偶姓名 配偶身份证号 配偶电话 现居住地址"
        )
    ]
    for at in range(0, 10, 2):
        p, s = PEOPLE[at], PEOPLE[at + 1]
        head = [f"{at + 1:03}", p.name, p.number, p.phone, "2人"]
        rows.append([*head, s.name, s.number, s.phone, f"东湖花园{p.address}"])
    return Shape(
        "heads",
        sheet_of(rows),
        meaning(
            "户号=household_no 户主姓名=name 户主身份证号=id_number 户主联系电话=phones "
            "家庭人口数=household_size 配偶姓名= 配偶身份证号= 配偶电话= 现居住地址=home"
        ),
        counts(5, 0, 1),
        {"household_size": 2, "household_no": "001"},
    )


def nameless_headings() -> Shape:
    """Headings that say nothing: the values do."""
    rows = [words("编码 居民 号码 通讯 族别 情况")]
    rows += [
        [f"ZX{at:04}", p.name, p.number, p.phone, "汉", "正常"] for at, p in enumerate(PEOPLE[:8])
    ]
    return Shape(
        "nameless",
        sheet_of(rows),
        meaning("编码=legacy_id 居民=name 号码=id_number 通讯=phones 族别=ethnicity 情况="),
        counts(8, 0, 1),
        {"ethnicity": "汉族"},
    )


def of_children() -> Shape:
    """Other people in the same row are other people."""
    rows = [
        words(
            "序号 儿童姓名 儿童身份证号 监护人姓名 监护人身份证号 监护人电话 "
            "就读学校 网格员 户籍地址 居住地址"
        )
    ]
    for n, (p, q) in enumerate(zip(PEOPLE[:5], PEOPLE[5:10], strict=True), 1):
        guardian = [q.name, q.number, q.phone]
        more = ["桃源小学", "某某", "外县某村", f"东湖花园{p.address}"]
        rows.append([n, p.name, p.number, *guardian, *more])
    return Shape(
        "children",
        sheet_of(rows),
        meaning(
            "儿童姓名=name 儿童身份证号=id_number 监护人姓名= 监护人身份证号= 监护人电话= "
            "就读学校=workplace 户籍地址=registered_address 居住地址=home"
        ),
        counts(5, 0, 1),
    )


def two_tables() -> Shape:
    """A second table with other columns below the first, whose header comes again on each page."""
    header = words("序号 姓名 身份证号 残疾类别 联系电话")
    rows = [["东湖社区残疾人台账"], header]
    rows += [[n, p.name, p.number, "肢体", p.phone] for n, p in enumerate(PEOPLE[:4], 1)]
    rows += [["东湖社区残疾人台账"], header]
    rows += [[5, PEOPLE[4].name, PEOPLE[4].number, "视力", PEOPLE[4].phone], []]
    rows += [words("编号 志愿者姓名 手机 性别 身份证号码")]
    rows += [[f"V{n}", p.name, p.phone, p.sex, p.number] for n, p in enumerate(PEOPLE[5:8], 1)]
    rows += [["第1页 共1页"]]
    return Shape(
        "tables",
        sheet_of(rows),
        meaning("序号= 姓名=name 身份证号=id_number 残疾类别=category 联系电话=phones"),
        counts(8, 0, 7),
    )


def of_owners() -> Shape:
    """Several people in one row, and once more names than numbers."""
    a, b, c, d = PEOPLE[:4]
    both = [f"{a.name}、{b.name}", f"{a.number}、{b.number}", f"{a.phone}、{b.phone}"]
    rows = [
        words("幢号 单元号 室号 业主姓名 证件号码 联系电话"),
        ["1", "1", "101", *both],
        ["3", "1", "102", c.name, c.number, c.phone],
        ["3", "1", "201", f"{c.name}/{d.name}", c.number, ""],
    ]
    return Shape(
        "owners",
        sheet_of(rows),
        meaning(
            "幢号=home.building 单元号=home.unit 室号=home.room 业主姓名=name "
            "证件号码=id_number 联系电话=phones"
        ),
        counts(2, 1, 1),
        {"name": a.name, "phones": [a.phone], "home": home()},
    )


def of_cards() -> Shape:
    """One card a person, label: value in one cell, no title and no blank line between."""
    rows = []
    for p in PEOPLE[:3]:
        rows += [
            [f"姓名：{p.name}", f"性别：{p.sex}"],
            [f"身份证号：{p.number}", f"联系电话：{p.phone}"],
            [f"家庭住址：东湖花园{p.address}", "走访人：某某"],
        ]
    found = {"home": home("东湖花园"), "name": PEOPLE[0].name}
    return Shape("cards", sheet_of(rows), {}, counts(3, 0, 6), found)


SHAPES = [
    plain_list(),
    late_header(),
    two_languages(),
    unmerged_groups(),
    semicolons(),
    sixteen_bit(),
    of_heads(),
    nameless_headings(),
    of_children(),
    two_tables(),
    of_owners(),
    of_cards(),
]
