"""A code for every door: scanned from the finished page, as a telephone does."""

import importlib.util
import time
from datetime import datetime
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.test import Client
from pytest_django import Settings

from liren.notices.paper import poster_of
from liren.places.models import Kind
from liren.places.services import NewPlace, add_places
from liren.portal.posters import NoDoors, TooManyPosters, doors, posters
from liren.ui.paper import PaperMissing, Size, problem, typesetting
from tests.factories import rows
from tests.factories.neighbourhood import Neighbourhood

BASE = "https://liren.example"
MM = 72 / 25.4


def pages_of(pdf: bytes) -> "list[Any]":
    return list(pypdfium2.PdfDocument(pdf))


def scanned(page: Any, scale: float = 2) -> list[str]:
    return sorted(code.text for code in zxingcpp.read_barcodes(page.render(scale=scale).to_pil()))


def words_on(page: Any) -> str:
    return str(page.get_textpage().get_text_range()).replace("\r\n", "").replace(" ", "")


def size_of(page: Any) -> tuple[int, int]:
    return round(page.get_width() / MM), round(page.get_height() / MM)


def test_each_door_has_its_own_page_and_its_own_code(town: Neighbourhood) -> None:
    pages = pages_of(posters(town.places["compound"], Size.A4, BASE))
    assert [size_of(page) for page in pages] == [(210, 297)] * 2
    assert [scanned(page) for page in pages] == [
        [f"{BASE}/report/C1-3-2/"], [f"{BASE}/report/C1-N/"],
    ]  # fmt: skip
    words = words_on(pages[0])
    assert "梧桐苑3号楼2单元" in words and "桐花社区居委会" in words and "有事您说话" in words


def test_a_building_without_units_has_one_and_a_home_has_none(town: Neighbourhood) -> None:
    found = list(doors(town.places["community"]).values_list("code", flat=True))
    assert found == ["C1-3-2", "C1-N", "C2-8"]


def test_small_ones_four_to_a_sheet_can_still_be_scanned(town: Neighbourhood) -> None:
    community = town.places["community"]
    small = pages_of(posters(community, Size.A6, BASE))
    assert [size_of(page) for page in small] == [(105, 148)] * 3
    [sheet] = pages_of(posters(community, Size.A6_ON_A4, BASE))
    assert size_of(sheet) == (210, 297)
    assert scanned(sheet) == [f"{BASE}/report/{code}/" for code in ("C1-3-2", "C1-N", "C2-8")]


def test_a_compound_of_sixty_doors_in_one_go(town: Neighbourhood) -> None:
    new = [
        NewPlace(key=str(n), parent=None, kind=Kind.BUILDING, name=f"{n}号楼", code=f"Z{n}")
        for n in range(60)
    ]
    add_places(new, under=town.places["next_compound"])
    began = time.monotonic()
    pdf = posters(town.places["next_compound"], Size.A4, BASE)
    assert time.monotonic() - began < 20
    assert len(pages_of(pdf)) == 61 and len(pdf) < 2_000_000


def test_too_many_and_none_are_told(town: Neighbourhood, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("liren.portal.posters.MOST", 1)
    with pytest.raises(TooManyPosters):
        posters(town.places["compound"], Size.A4, BASE)
    with pytest.raises(NoDoors):
        posters(town.home, Size.A4, BASE)


def test_what_somebody_typed_is_never_markup(town: Neighbourhood) -> None:
    row = rows.announcement(town)
    row.title = '#let x = panic("no") $1+1$ *粗* <b>'
    row.text = '第一行 #import "style.typ": *\n第二行 \\ ] } 🙂'
    [page] = pages_of(poster_of(row))
    words = words_on(page)
    assert "#letx=panic" in words and "<b>" in words and "第二行" in words


def test_an_announcement_hangs_with_its_code(town: Neighbourhood, settings: Settings) -> None:
    settings.LIREN_URL = BASE
    row = rows.announcement(town)
    row.text = "\n".join(["明天换阀门。" * 12] * 4)
    pages = pages_of(poster_of(row))
    assert len(pages) == 1, "a long text is set smaller, not onto a second page"
    assert scanned(pages[0]) == [f"{BASE}/notices/{row.pk}/"]
    assert "周二停水" in words_on(pages[0])


def test_without_the_typesetter_everything_else_works(
    town: Neighbourhood, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(
        typesetting, "find_spec", lambda name: None if name == "typst" else found(name)
    )
    assert "typst" in problem()
    with pytest.raises(PaperMissing):
        posters(town.places["compound"], Size.A4, BASE)
    client.force_login(town.users["worker"])
    page = client.get("/desk/posters/")
    assert page.status_code == 200 and "typst" in page.content.decode()
    pdf = client.get(f"/desk/posters/{town.places['compound'].pk}.pdf")
    assert pdf.status_code == 302, "told on the page, not thrown"


def test_without_a_chinese_font_no_boxes_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "FONT_PACKAGE", "not_installed")
    monkeypatch.setattr(typesetting, "SYSTEM_FONTS", ())
    assert "not_installed" in problem()


def test_the_neighbours_doors_are_not_found(town: Neighbourhood, client: Client) -> None:
    client.force_login(town.users["next_worker"])
    assert client.get(f"/desk/posters/{town.places['compound'].pk}.pdf").status_code == 404


def test_the_page_counts_before_it_prints(
    town: Neighbourhood, client: Client, now: datetime
) -> None:
    client.force_login(town.users["worker"])
    pk = town.places["compound"].pk
    page = client.get(f"/desk/posters/?place={pk}&size=a6").content.decode()
    assert f"/desk/posters/{pk}.pdf?size=a6" in page and "<strong>2</strong>" in page
    response = client.get(f"/desk/posters/{pk}.pdf?size=a6", headers={"host": "localhost"})
    assert response["Content-Type"] == "application/pdf"
    first = pages_of(response.content)[0]
    assert scanned(first, 4) == ["http://localhost/report/C1-3-2/"]
