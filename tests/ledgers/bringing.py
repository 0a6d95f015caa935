"""Small ledgers that are brought in, and what came of them; nobody in them exists."""

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from openpyxl import Workbook

from liren.accounts.models import User
from liren.ledgers.domain.identity import check_digit
from liren.ledgers.models import Import, PlanLine
from liren.ledgers.services import importing
from liren.places.models import Place
from tests.factories.neighbourhood import Neighbourhood

RunJobs = Callable[[], int]
HEADINGS = ("姓名", "性别", "身份证号", "出生日期", "联系电话", "家庭住址", "与户主关系", "户号")
HOME = "梧桐苑3号楼2单元502室"


def number(serial: int, born: str = "19480926") -> str:
    """A number whose area was never given to any place."""
    first = f"999901{born}{serial:03d}"
    return first + check_digit(first)


def row(name: str, serial: int | str = "", **given: str) -> list[str]:
    """One person of a list; a serial makes a valid number, a text stands as it is."""
    own = number(serial) if isinstance(serial, int) else serial
    told = {"born": "", "phone": "", "home": HOME, "relation": "", "household": ""} | given
    return [
        name,
        "",
        own,
        *(told[key] for key in ("born", "phone", "home", "relation", "household")),
    ]


def workbook(
    rows: Sequence[Sequence[object]],
    *,
    day: str = "2026年9月30日",
    headings: Sequence[str] = HEADINGS,
) -> bytes:
    """A list with its title and its date."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "常住人口"
    sheet.append(["常住人口台账"])
    sheet.append([f"填报日期：{day}"])
    sheet.append(list(headings))
    for one in rows:
        sheet.append(list(one))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def send(data: bytes, place: Place, by: User, now: datetime, name: str = "台账.xlsx") -> Import:
    """Send a file, as its page does."""
    new = importing.NewLedger(
        file=io.BytesIO(data), name=name, sender="桐花社区居委会", place=place
    )
    return importing.send_ledger(new=new, by=by, now=now)


def read(ledger: Import, by: User, now: datetime, run_jobs: RunJobs) -> Import:
    """Look at it, take the suggested columns, read it and plan."""
    run_jobs()
    sheets = ledger.sheets.filter(kind="list")
    columns = {s.at: {c["at"]: c["element"] for c in s.columns} for s in sheets}
    new = importing.NewMapping(columns=columns)
    importing.set_mapping(ledger=ledger, new=new, by=by, now=now)
    run_jobs()
    ledger.refresh_from_db()
    return ledger


def apply(ledger: Import, by: User, now: datetime, run_jobs: RunJobs) -> Import:
    """Carry the plan out."""
    importing.begin_applying(ledger=ledger, adds_homes=True, by=by, now=now)
    run_jobs()
    ledger.refresh_from_db()
    return ledger


def family() -> list[list[str]]:
    """Three of one home: a pair with numbers, and a daughter without one."""
    return [
        row("王桂英", 1, phone="15400001234", relation="户主", household="H1"),
        row("李建国", 2, phone="15400001235", relation="配偶", household="H1"),
        row("李小燕", phone="15400001236", born="1975-03-02", relation="女", household="H1"),
    ]


def with_a_byte_more(data: bytes, name: str = "x.xlsx") -> bytes:
    """Another file with the same words."""
    if name.endswith(".csv"):
        return data + b"\r\n"
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a") as archive:
        archive.comment = b"again"
    return file.getvalue()


def outcomes(ledger: Import) -> Counter[str]:
    """How many lines there are of each kind."""
    rows = PlanLine.objects.filter(ledger=ledger).values_list("outcome", flat=True)
    return Counter(rows)


@dataclass
class Desk:
    """A clerk of the first community, with the clock and the worker."""

    town: Neighbourhood
    now: datetime
    run_jobs: RunJobs

    @property
    def clerk(self) -> User:
        return self.town.users["worker"]

    @property
    def place(self) -> Place:
        return self.town.places["community"]

    def send(self, data: bytes, name: str = "台账.xlsx") -> Import:
        self.now += timedelta(minutes=1)
        return send(data, self.place, self.clerk, self.now, name)

    def plan(self, data: bytes, name: str = "台账.xlsx") -> Import:
        return read(self.send(data, name), self.clerk, self.now, self.run_jobs)

    def bring(self, data: bytes, name: str = "台账.xlsx") -> Import:
        return self.apply(self.plan(data, name))

    def apply(self, ledger: Import) -> Import:
        self.now += timedelta(minutes=1)
        return apply(ledger, self.clerk, self.now, self.run_jobs)

    def undo(self, ledger: Import) -> Import:
        self.now += timedelta(minutes=1)
        importing.begin_undoing(ledger=ledger, by=self.clerk, now=self.now)
        self.run_jobs()
        ledger.refresh_from_db()
        return ledger
