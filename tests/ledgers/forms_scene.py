"""Forms with what their tests need: elders who live alone, an entry of the list, a round."""

import io
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from liren.core.permissions import SYSTEM
from liren.ledgers.models import Form, FormRound
from liren.ledgers.services import forms_asking, forms_taking
from liren.ledgers.services.forms_asking import NewForm
from liren.people.models import Person
from liren.places.models import Place
from liren.workorders.models import Askable
from liren.workorders.services import add_askable
from tests.factories.neighbourhood import Neighbourhood
from tests.people.scenes import number, person

SHIPPED = Path(forms_asking.__file__).parents[1] / "forms_shipped"
ELDERS = (SHIPPED / "elder-care.toml").read_text("utf-8")
RENTED = (SHIPPED / "rented-homes.toml").read_text("utf-8")
PHONE = "15400001234"


def askable(town: Neighbourhood, now: datetime, name: str = "独居老人探访") -> Askable:
    """An entry of the street's list of what may be asked."""
    return add_askable(
        place=town.places["street"],
        name=name,
        source="清溪街道准入清单",
        from_date=date(2026, 1, 1),
        by=SYSTEM,
        now=now,
    )


def elders(town: Neighbourhood, now: datetime, count: int = 3) -> list[Person]:
    """Some who live alone, each in a home of their own, and somebody of next door."""
    rows = []
    for n in range(count):
        home = _home(town.places["unit"], f"{601 + n}室", f"C1-3-2-{601 + n}")
        rows.append(
            person(
                home,
                now,
                name=f"老人{'甲乙丙丁戊己庚辛'[n % 8]}{n}",
                sex="2",
                birth_date=f"194{n % 10}-03-05",
                id_type="111",
                id_number=number(100 + n, f"194{n % 10}0305"),
                phone=f"1540000{1000 + n}",
                lives_alone=True,
            )
        )
    return rows


def _home(above: Place, name: str, code: str) -> Place:
    row = Place(parent=above, kind="home", name=name, code=code, path=f"x{code}")
    row.save()
    row.path = f"{above.path}{row.pk:08d}"
    row.save()
    return row


def ask(town: Neighbourhood, now: datetime, text: str = ELDERS, **more: Any) -> Form:
    """The form asked of the first community, by the list of what may be asked."""
    new = {"place": town.places["community"], "askable": askable(town, now)} | more
    return forms_asking.ask_form(new=NewForm(text=text, **new), by=town.users["officer"], now=now)


def open_round(town: Neighbourhood, now: datetime, text: str = ELDERS, **more: Any) -> FormRound:
    """Its round of the first community."""
    return ask(town, now, text, **more).rounds.get()


@dataclass
class Sheet:
    """A workbook as whoever fills it sees it."""

    data: bytes

    def __post_init__(self) -> None:
        self.book = load_workbook(io.BytesIO(self.data))
        at = self.book.defined_names["C_name"].attr_text or ""
        self.sheet: Worksheet = self.book[at.split("!")[0].strip("'")]
        self.head = int(at.rsplit("$", 1)[1])
        self.first = self.head + 1

    def column(self, name: str) -> int:
        """Under which column a key stands."""
        from openpyxl.utils import column_index_from_string

        place = (self.book.defined_names[name].attr_text or "").split("$")
        return column_index_from_string(place[1])

    def cell(self, row: int, key: str) -> Any:
        """A cell by the number of its row, from 0, and the key of its column."""
        name = key if key == "LIREN" else f"C_{key}"
        return self.sheet.cell(self.first + row, self.column(name))

    def row_of(self, name: str) -> int:
        """The row of somebody."""
        return next(n for n in range(200) if self.cell(n, "name").value == name)

    def saved(self) -> io.BytesIO:
        """As it is sent back."""
        out = io.BytesIO()
        self.book.save(out)
        out.seek(0)
        return out


def taken(row: FormRound, town: Neighbourhood, now: datetime, by: str = "worker") -> Sheet:
    """The workbook of a round as a worker takes it."""
    return Sheet(forms_taking.take_workbook(row=row, by=town.users[by], now=now))


def fill(sheet: Sheet, rows: int) -> None:
    """Every asked column of the first rows."""
    for n in range(rows):
        sheet.cell(n, "visited").value = "2026-11-12"
        sheet.cell(n, "needs").value = "送餐"
