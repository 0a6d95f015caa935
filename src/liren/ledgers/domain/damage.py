"""Damaged cells and files, drawn from a seed, to try whether reading ever fails unawares."""

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from liren.core.workbooks import Cell

from .trial import HEADINGS, invented_rows

Made = tuple[str, bytes]  # a suffix, and what the file holds
_ODD = (
    "'\"=+-@\t\r\n\0\u200b\ufeff\u3000，、；;/|\\()（）[]【】·•０１Ｘｘ①²፩٣𠮷㛃🏠☑□%{}<>&"
    "年月日号楼栋单元室男女无户主小计合计"
)
_STARTS = (
    "999903199012081992", "999901198902244258", "9.99903E+17", '="999903199012081992"',
    "15400001085",
    "0300-8123456", "1990年12月8日", "一九九〇年十二月八日", "38.4.5", "12/8/1990",
    "桐花里1栋2单元202室",
    "1-3-301（桐花里）", "￥1,250.00", "王欣怡", "阿依古丽·买买提", "张三、李四", "户主", "合计",
    "填表人：", "第一网格",
    "姓名", "身份证号", "", " ", "/", "#REF!", "#N/A", "TRUE", "1e999", "nan", "9" * 400,
    "〇" * 30, "=1+1",
)  # fmt: skip
_VALUES: tuple[Cell, ...] = (
    0.0, -1.0, 1e308, float("inf"), float("-inf"), float("nan"), 9.99903199012081e17,
    15400001085.0, 0.1,
    44561.0, 44561.5, 2016.1, 1e15, 19901208.0, -2.5e-300, True, False, date(1, 1, 1),
    date(9999, 12, 31),
    datetime.fromisoformat("0001-01-01T00:00:00"), datetime.fromisoformat("1899-12-30T01:02:03"),
    datetime.fromisoformat("9999-12-31T23:59:59"), time(0, 0),
    time(23, 59, 59), timedelta(days=-999_999), timedelta(days=999_999), 7, 10**30,
)  # fmt: skip


def damaged_cell(draw: random.Random) -> Cell:
    """A cell as nobody would wish it."""
    way = draw.randrange(10)
    if way < 2:
        return draw.choice(_VALUES)
    if way < 3:
        return "".join(
            chr(
                draw.choice(
                    (
                        draw.randrange(32, 0x300),
                        draw.randrange(0x4E00, 0x9FFF),
                        draw.randrange(0x10000, 0x10FFFF),
                    )
                )
            )
            for _ in range(draw.randrange(1, 30))
        )
    text = draw.choice(_STARTS)
    if way < 5:
        return text
    for _ in range(draw.randrange(1, 4)):
        at = draw.randrange(len(text) + 1)
        odd = draw.choice(_ODD)
        text = draw.choice(
            (
                text[:at] + odd + text[at:],
                text[:at] + text[at + 1 :],
                text[:at] + odd + text[at + 1 :],
                text * 2,
            )
        )
    return text


def damaged_rows(draw: random.Random, rows: int, width: int) -> list[list[Cell]]:
    """A sheet: sometimes with a header that is right, sometimes with one that is not, or none."""
    found: list[list[Cell]] = []
    if draw.random() < 0.8:
        found.append(list(draw.sample(HEADINGS, min(width, len(HEADINGS)))))
    while len(found) < rows:
        found.append(
            [
                damaged_cell(draw)
                for _ in range(draw.choice((width, width, width, draw.randrange(width + 4))))
            ]
        )
    return found


def damaged_files(draw: random.Random) -> Iterator[Made]:
    """Files without end: cut, with bytes changed, with their inside changed, and pure noise."""
    good = _workbook(draw)
    ways: tuple[Callable[[random.Random, bytes], Made], ...] = (
        _cut, _scribbled, _rewritten, _noise, _text, _with_macro,
    )  # fmt: skip
    while True:
        yield draw.choice(ways)(draw, good)


def _workbook(draw: random.Random) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADINGS)
    for row in invented_rows(30, draw.randrange(1000)):
        sheet.append(row)
    sheet.merge_cells("K2:K4")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cut(draw: random.Random, good: bytes) -> Made:
    return ".xlsx", good[: draw.randrange(len(good))]


def _scribbled(draw: random.Random, good: bytes) -> Made:
    data = bytearray(good)
    for _ in range(draw.randrange(1, 12)):
        data[draw.randrange(len(data))] = draw.randrange(256)
    return ".xlsx", bytes(data)


_SWAPS = (
    (b't="n"', b't="d"'), (b't="inlineStr"', b't="s"'), (b"<v>", b"<v>9e999"), (b'r="A', b'r="ZZ'),
    (b"<c ", b"<d "),
    (b"</row>", b""), (b'ref="K2:K4"', b'ref="A1:XFD1048576"'), (b'ref="K2:K4"', b'ref="K4:A2"'),
    (b'r="2"', b'r="0"'), (b"UTF-8", b"UTF-7"),
    (b"<sheetData>", b"<sheetData><row/>"), (b'sheetId="1"', b'sheetId="-1"'),
    (b"sheet1.xml", b"../x.xml"), (b"<is><t>", b"<is><t>&#0;"),
    (b't="s"', b't="b"'), (b't="s"', b't="e"'), (b'r="B3"', b'r="B99999999"'),
    (b'r="B3"', b'r="3B"'),
)  # fmt: skip


def _rewritten(draw: random.Random, good: bytes) -> Made:
    """Every part fits its own sum, and what it says is wrong."""
    made = io.BytesIO()
    before, after = draw.choice(_SWAPS)
    dropped = draw.choice(
        ("", "", "", "sharedStrings", "styles", "workbook.xml.rels", "sheet1", "Content_Types")
    )
    with (
        zipfile.ZipFile(io.BytesIO(good)) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            data = bytearray(source.read(name).replace(before, after, draw.choice((1, -1))))
            if draw.random() < 0.2 and data:
                data[draw.randrange(len(data))] = draw.randrange(256)
            if not dropped or dropped not in name:
                target.writestr(name, bytes(data))
    return ".xlsx", made.getvalue()


def _noise(draw: random.Random, good: bytes) -> Made:
    start = draw.choice(
        (
            b"",
            b"PK\x03\x04",
            b"\xd0\xcf\x11\xe0",
            b"\xff\xfe",
            b"\xef\xbb\xbf",
            b"%PDF",
            "姓名,".encode(),
        )
    )
    return draw.choice((".csv", ".xlsx", ".xls")), start + draw.randbytes(draw.randrange(400))


def _text(draw: random.Random, good: bytes) -> Made:
    delimiter = draw.choice(",;\t|")
    rows = damaged_rows(draw, 12, 9)
    lines = [
        delimiter.join(
            draw.choice(("", "", '"')) + str(cell) + draw.choice(("", "", '"')) for cell in row
        )
        for row in rows
    ]
    text = draw.choice(("\n", "\r\n", "\r")).join(lines)
    return ".csv", text.encode(draw.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16")), "replace")


def _with_macro(draw: random.Random, good: bytes) -> Made:
    made = io.BytesIO(good)
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr(draw.choice(("xl/vbaProject.bin", "xl/macrosheets/sheet9.xml")), b"x")
    return ".xlsm", made.getvalue()
