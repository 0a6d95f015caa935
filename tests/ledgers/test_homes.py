"""Homes that a ledger names: found as they are written, added when wanted, and taken back."""

from datetime import timedelta

import pytest
from django.test import Client

from liren.core.permissions import SYSTEM
from liren.ledgers.models import Import, ImportHomes
from liren.ledgers.services import importing
from liren.ledgers.services.importing_erase import erase_old
from liren.ledgers.services.importing_homes import unknown_homes
from liren.people.models import Person
from liren.places.models import Kind, Place
from liren.places.selectors import Door, address
from liren.places.services import NewPlace, add_homes, add_places
from tests.factories.neighbourhood import Neighbourhood
from tests.ledgers.bringing import Desk, row, workbook
from tests.people.scenes import person


@pytest.fixture
def worker(town: Neighbourhood, client: Client) -> Client:
    client.force_login(town.users["worker"])
    return client


def homes() -> int:
    return Place.objects.filter(kind=Kind.HOME).count()


def is_ticked(client: Client, pk: int) -> bool:
    page = client.get(f"/desk/ledgers/{pk}/").content.decode()
    return "checked" in page.split('id="adds-homes"')[1].split(">")[0]


def test_the_address_of_a_home_with_many_names_is_that_home(desk: Desk) -> None:
    names = [f"{n}号楼{word}" for n in range(1, 9) for word in ("甲", "乙", "丙")]
    rows = [
        NewPlace(key="c", parent=None, kind="compound", name="青禾园一区", aliases=["青禾园"]),
        NewPlace(key="b", parent="c", kind="building", name="2号楼", aliases=names),
        NewPlace(key="u", parent="b", kind="unit", name="1单元", aliases=names),
        NewPlace(key="h", parent="u", kind="home", name="602室", aliases=names),
    ]
    home = add_places(rows, under=desk.place)["h"]
    there, known = homes(), person(home, desk.now, name="赵明")
    ledger = desk.bring(workbook([row("赵明", 3, home=address(home))]))
    assert (ledger.new_homes, homes()) == (0, there)
    assert {one.place_id for one in Person.objects.all()} == {known.place_id}


def test_homes_are_added_unasked_only_where_they_are_the_first(desk: Desk, worker: Client) -> None:
    first = desk.plan(workbook([row("赵明", 3, home="梧桐苑9号楼1单元101室")]))
    further = desk.plan(workbook([row("赵明", 3, home="梧桐苑3号楼2单元999室")]))
    elsewhere = desk.plan(workbook([row("赵明", 3, home="梧同苑3号楼2单元502室")]))
    assert [one.new_homes for one in (first, further, elsewhere)] == [1, 1, 1]
    assert is_ticked(worker, first.pk)
    assert not is_ticked(worker, further.pk) and not is_ticked(worker, elsewhere.pk)


def test_the_homes_an_import_added_go_with_it(desk: Desk) -> None:
    there = Place.objects.count()
    ledger = desk.bring(workbook([row("赵明", 3, home="梧桐苑9号楼1单元101室")]))
    assert Place.objects.count() == there + 3
    assert not desk.undo(ledger).left_as_is and Place.objects.count() == there


def test_a_home_that_was_entered_since_the_plan_is_not_added_again(desk: Desk) -> None:
    new, other = "望湖新村6号楼1单元402室", "望湖新村6号楼1单元403室"
    ledger = desk.plan(workbook([row("赵明", 3, home=new), row("钱多", 4, home=other)]))
    add_homes(place=desk.place, wanted=[Door("望湖新村", "6", "1", "402")], by=SYSTEM, now=desk.now)
    there = homes()
    desk.apply(ledger)
    assert homes() == there + 1
    assert {address(one.place)[-4:] for one in Person.objects.all()} == {"402室", "403室"}


def test_homes_may_be_wanted_later_with_what_was_judged_since(desk: Desk) -> None:
    there = homes()
    ledger = desk.plan(workbook([row("赵明", 3, home="望湖新村6号楼1单元402室")]))
    for adds, count in ((False, there), (True, there + 1)):
        importing.begin_applying(ledger=ledger, adds_homes=adds, by=desk.clerk, now=desk.now)
        desk.run_jobs()
        assert homes() == count


def test_a_plan_of_an_earlier_version_is_made_again(desk: Desk) -> None:
    there = homes()
    ledger = desk.plan(workbook([row("赵明", 3, home="望湖新村6号楼1单元402室")]))
    ImportHomes.objects.all().delete()  # it kept none
    with pytest.raises(importing.PlanOutdated):
        desk.apply(ledger)
    importing.plan_again(ledger=ledger, by=desk.clerk, now=desk.now)
    desk.run_jobs()
    desk.apply(ledger)
    assert homes() == there + 1


def test_what_a_plan_found_missing_is_sealed_and_goes(desk: Desk) -> None:
    def plan(home: str) -> Import:
        return desk.plan(workbook([row("赵明", 3, home=home)]))

    known, left, applied = plan(""), plan("望湖新村6号楼1单元402室"), plan("桂花园2号楼1单元101室")
    kept = {one.ledger_id: bytes(one.content_sealed) for one in ImportHomes.objects.all()}
    assert kept.keys() == {left.pk, applied.pk}
    assert not any("望湖".encode() in blob or b"\\u" in blob for blob in kept.values())
    assert [unknown_homes(one) for one in (known, left)] == [[], [("望湖新村", "6", "1", "402")]]
    desk.apply(applied)
    importing.plan_again(ledger=left, by=desk.clerk, now=desk.now)
    desk.run_jobs()
    assert ImportHomes.objects.get().ledger_id == left.pk
    erase_old(desk.now + timedelta(days=181))
    assert not ImportHomes.objects.exists()


def test_a_home_that_was_moved_into_since_stays_and_is_named(desk: Desk, worker: Client) -> None:
    two = [
        row("赵明", 3, home="梧桐苑9号楼1单元101室"),
        row("钱多", 4, home="梧桐苑9号楼1单元102室"),
    ]
    ledger = desk.bring(workbook(two))
    person(Place.objects.get(name="101室"), desk.now, name="孙丽")
    desk.undo(ledger)
    assert not Place.objects.filter(name="102室").exists()
    assert "梧桐苑9号楼1单元101室" in worker.get(f"/desk/ledgers/{ledger.pk}/").content.decode()
