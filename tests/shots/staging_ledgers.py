"""Run by `liren shell` over a demo, like `staging.py`: ledgers in each of their stages."""

import io
import json
from datetime import timedelta

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
    "王桂英 李建国 李小燕 张志强 刘海燕 陈文斌 杨红梅 黄晓峰 赵子轩 吴雨欣 周博文 徐思远".split()
)


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
    for line in (["常住人口信息登记台账"], [f"填报日期：{day}"], [*HEADINGS, *MORE], *lines):
        sheet.append(line)
    made.create_sheet("填表说明").append(["本表由网格员每季度核对一次"])
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def send(data: bytes, name: str, place: Place, by: User, minutes: int) -> Import:
    """Send a file and have it looked at."""
    now = timezone.now() - timedelta(minutes=minutes)
    new = importing.NewLedger(file=io.BytesIO(data), name=name, sender="社区居委会", place=place)
    ledger = importing.send_ledger(new=new, by=by, now=now)
    go_on(ledger, by, minutes)
    return ledger


def go_on(ledger: Import, by: User, minutes: int) -> None:
    """Do what the worker would do."""
    now = timezone.now() - timedelta(minutes=minutes)
    importing.carry_out(ledger_id=ledger.pk, user_id=by.pk, now=now)
    ledger.refresh_from_db()


def plan(ledger: Import, by: User, minutes: int) -> None:
    """Take the suggested columns."""
    now = timezone.now() - timedelta(minutes=minutes)
    columns = {
        sheet.at: {column["at"]: column["element"] for column in sheet.columns}
        for sheet in ledger.sheets.filter(kind="list")
    }
    importing.set_mapping(ledger=ledger, new=importing.NewMapping(columns=columns), by=by, now=now)
    go_on(ledger, by, minutes)
    importing.write_answer(ledger_id=ledger.pk, now=now)


def apply(ledger: Import, by: User, minutes: int) -> None:
    """Carry it out."""
    now = timezone.now() - timedelta(minutes=minutes)
    importing.begin_applying(ledger=ledger, adds_homes=True, by=by, now=now)
    go_on(ledger, by, minutes)


def stage() -> dict[str, str]:
    """One ledger of each stage."""
    by = User.objects.get(username="worker")
    scope = by.scope_for(LedgerPermission.IMPORT)
    place = Place.objects.within(scope).filter(kind=Kind.COMMUNITY).earliest("path")
    homes = Place.objects.filter(path__startswith=place.path, kind=Kind.HOME).order_by("path")[:20]
    texts = [address(home) for home in homes]
    first = send(book(rows(texts, 1000, 90), "2026年6月30日"), "二季度台账.xlsx", place, by, 60)
    plan(first, by, 58)
    apply(first, by, 56)
    gone = send(book(rows(texts, 1000, 95)[90:], "2026年7月31日"), "七月新增.xlsx", place, by, 50)
    plan(gone, by, 48)
    apply(gone, by, 46)
    importing.begin_undoing(ledger=gone, by=by, now=timezone.now() - timedelta(minutes=44))
    go_on(gone, by, 44)
    lines = rows(texts, 1000, 110)
    for line in lines[:20]:
        line[10] = f"155{20000 + lines.index(line):08d}"
    lines[105][6] = number(105)[:17] + ("0" if number(105)[17] != "0" else "1")
    lines[106][4] = ""
    for at in (2, 5):  # of whom nothing but a name and a telephone is said
        lines.append([*lines[at][:6], "", "", *lines[at][8:]])
    lines += [lines[30], ["合计", "", "", "", "", "", "", "", "", "", "", ""]]
    lines[50][8] = "某族"
    planned = send(book(lines, "2026年9月30日"), "三季度台账.xlsx", place, by, 30)
    plan(planned, by, 28)
    mapping = send(book(lines[:60], "2026年10月31日"), "十月台账.xlsx", place, by, 20)
    refused = send(b"PK\x03\x04 broken", "打不开的台账.xlsx", place, by, 10)
    busy = send(book(lines[:70], "2026年11月15日"), "十一月台账.xlsx", place, by, 5)
    Import.objects.filter(pk=busy.pk).update(state="applying", done=42, goal=110)
    made = {
        "applied": first, "undone": gone, "planned": planned, "mapping": mapping,
        "refused": refused, "busy": busy,
    }  # fmt: skip
    return {f"ledger_{name}": str(ledger.pk) for name, ledger in made.items()}


print("STAGED " + json.dumps(stage()))  # noqa: T201  # read by the walker
