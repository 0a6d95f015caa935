"""Run by `liren shell` over a demo, like `staging.py`: ledgers in each of their stages."""

import io
import json
import time

from django.utils import timezone
from openpyxl import Workbook

from liren.accounts.models import User
from liren.ledgers.domain.identity import check_digit
from liren.ledgers.models import Import
from liren.ledgers.permissions import LedgerPermission
from liren.ledgers.services import importing
from liren.places.models import Kind, Place
from liren.places.selectors import address

HEADINGS = (
    "序号",
    "户号",
    "户主姓名",
    "与户主关系",
    "姓名",
    "性别",
    "身份证号",
    "出生日期",
    "民族",
)
MORE = ("小区楼栋", "联系电话", "备注")
NAMES = (
    *("王桂英", "李建国", "李小燕", "张志强", "刘海燕", "陈文斌"),
    *("杨红梅", "黄晓峰", "赵子轩", "吴雨欣", "周博文", "徐思远"),
)
PATIENCE = 60  # seconds for the worker


def number(serial: int) -> str:
    """A number whose area was never given to any place."""
    first = f"999901{1940 + serial % 60}0926{serial:03d}"
    return first + check_digit(first)


def rows(homes: list[str], phone: int, more: int) -> list[list[object]]:
    """A hundred people; the last of them with what goes wrong in real ledgers."""
    found: list[list[object]] = []
    for n in range(more):
        name, home = NAMES[n % 12], homes[n // 3 % len(homes)]
        relation = ("户主", "配偶", "女")[n % 3]
        found.append(
            [n + 1, f"H{n // 3:03}", NAMES[n // 3 * 3 % 12], relation, f"{name[0]}{name[1:]}",
             "男" if int(number(n)[16]) % 2 else "女", number(n), "", "汉族", home,
             f"154{phone + n:08d}", "常年在外" if n % 17 == 0 else ""]
        )  # fmt: skip
    return found


def book(lines: list[list[object]], day: str) -> bytes:
    """A workbook of two sheets, the second with notes."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "常住人口"
    heads: list[list[object]] = [["常住人口信息登记台账"], [f"填报日期：{day}"], [*HEADINGS, *MORE]]
    for line in [*heads, *lines]:
        sheet.append(list(line))
    made.create_sheet("填表说明").append(["本表由网格员每季度核对一次"])
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def send(data: bytes, name: str, place: Place, by: User) -> Import:
    """Send a file and wait until the worker has looked at it."""
    new = importing.NewLedger(file=io.BytesIO(data), name=name, sender="社区居委会", place=place)
    return waited(importing.send_ledger(new=new, by=by, now=timezone.now()))


def waited(ledger: Import) -> Import:
    """The demo's own worker does it."""
    until = time.monotonic() + PATIENCE
    while ledger.is_busy and time.monotonic() < until:
        time.sleep(0.3)
        ledger.refresh_from_db()
    return ledger


def plan(ledger: Import, by: User) -> None:
    """Take the suggested columns."""
    columns = {
        sheet.at: {column["at"]: column["element"] for column in sheet.columns}
        for sheet in ledger.sheets.filter(kind="list")
    }
    new = importing.NewMapping(columns=columns)
    waited(importing.set_mapping(ledger=ledger, new=new, by=by, now=timezone.now()))
    ledger.refresh_from_db()


def apply(ledger: Import, by: User) -> None:
    """Carry it out."""
    now = timezone.now()
    waited(importing.begin_applying(ledger=ledger, adds_homes=True, by=by, now=now))
    ledger.refresh_from_db()


def stage() -> dict[str, str]:
    """One ledger of each stage."""
    by = User.objects.get(username="worker")
    scope = by.scope_for(LedgerPermission.IMPORT)
    place = Place.objects.within(scope).filter(kind=Kind.COMMUNITY).earliest("path")
    homes = Place.objects.filter(path__startswith=place.path, kind=Kind.HOME).order_by("path")[:20]
    texts = [address(home) for home in homes]
    first = send(book(rows(texts, 1000, 90), "2026年6月30日"), "二季度台账.xlsx", place, by)
    plan(first, by)
    apply(first, by)
    gone = send(book(rows(texts, 1000, 95)[90:], "2026年7月31日"), "七月新增.xlsx", place, by)
    plan(gone, by)
    apply(gone, by)
    waited(importing.begin_undoing(ledger=gone, by=by, now=timezone.now()))
    lines = rows(texts, 1000, 110)
    for line in lines[:20]:
        line[10] = f"155{20000 + lines.index(line):08d}"
    lines[105][6] = number(105)[:17] + ("0" if number(105)[17] != "0" else "1")
    lines[106][4] = ""
    for at in (2, 5):  # of whom nothing but a name and a telephone is said
        lines.append([*lines[at][:6], "", "", *lines[at][8:]])
    lines += [lines[30], ["合计", "", "", "", "", "", "", "", "", "", "", ""]]
    lines[50][8] = "某族"
    planned = send(book(lines, "2026年9月30日"), "三季度台账.xlsx", place, by)
    plan(planned, by)
    mapping = send(book(lines[:60], "2026年10月31日"), "十月台账.xlsx", place, by)
    refused = send(b"PK\x03\x04 broken", "打不开的台账.xlsx", place, by)
    busy = send(book(lines[:70], "2026年11月15日"), "十一月台账.xlsx", place, by)
    Import.objects.filter(pk=busy.pk).update(state="applying", done=42, goal=110)
    made = {
        "applied": first, "undone": gone, "planned": planned, "mapping": mapping,
        "refused": refused, "busy": busy,
    }  # fmt: skip
    return {f"ledger_{name}": str(ledger.pk) for name, ledger in made.items()}


print("STAGED " + json.dumps(stage()))  # noqa: T201  # read by the walker
