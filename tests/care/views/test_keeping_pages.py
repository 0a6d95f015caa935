"""One tap, family, being away, and quiet homes, as pages."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from liren.accounts.models import User
from liren.care.models import CareTask, FamilyTie, OneTap
from liren.care.services import family
from liren.care.services.family import NewTie
from liren.people.models import Person
from liren.sensing.models import Alert, Away, Device, Kind
from tests.care import scenes
from tests.care.services.test_family import PHONE, daughter
from tests.care.services.test_one_tap import tap
from tests.factories import sensing
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood, volunteer

SignIn = Callable[[str], Client]


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def sign_in(town: Neighbourhood) -> SignIn:
    return lambda name: as_user(town.users[name])


@pytest.fixture
def person(town: Neighbourhood) -> Person:
    return scenes.elder(town, MONDAY_MORNING, with_account=True)


def text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_one_touch_asks_and_another_takes_it_back(
    town: Neighbourhood, person: Person, sign_in: SignIn
) -> None:
    ring, ask = tap(town, MONDAY_MORNING, name="叫车", phone="0571-8700"), tap(town, MONDAY_MORNING)
    own, path = sign_in("resident"), "/care/one-tap/"
    page = text(own, path)
    assert f'href="tel:{ring.phone}"' in page and f"{path}{ask.pk}/" in page
    for _trembling in range(2):
        own.post(f"{path}{ask.pk}/")
    assert CareTask.objects.count() == 1 and "撤回" in text(own, path)
    own.post(f"{path}{ask.pk}/", {"back": "1"})
    assert CareTask.objects.get().done_at
    assert own.post(f"{path}{ring.pk}/").status_code == 302 and CareTask.objects.count() == 1


def test_whoever_is_not_known_may_ring_and_is_told_how_to_ask(
    town: Neighbourhood, client: Client
) -> None:
    tap(town, MONDAY_MORNING, name="叫车", phone="0571-8700")
    tap(town, MONDAY_MORNING)
    client.cookies["liren_community"] = town.places["community"].code
    page = text(client, "/care/one-tap/")
    assert "tel:0571-8700" in page and "/sign-in/?next=/care/one-tap/" in page


def test_another_communitys_list_is_not_to_be_asked(
    town: Neighbourhood, person: Person, sign_in: SignIn
) -> None:
    row = tap(town, MONDAY_MORNING)
    row.put_at(town.places["next_community"])
    row.save()
    own = sign_in("resident")
    assert "上门理发" not in text(own, "/care/one-tap/")
    own.post(f"/care/one-tap/{row.pk}/")
    assert not CareTask.objects.exists()


def test_the_office_keeps_the_list(town: Neighbourhood, sign_in: SignIn) -> None:
    worker, path = sign_in("worker"), "/desk/care/taps/"
    typed = {"kind": "taxi", "name": "叫车", "phone": "打不通"}
    answer = worker.post(f"{path}new/", typed)
    assert answer.status_code == 422 and "打不通" in answer.content.decode(), "nothing is lost"
    worker.post(f"{path}new/", {**typed, "phone": "0571-8700"})
    row = OneTap.objects.get()
    worker.post(f"{path}{row.pk}/", {**typed, "phone": "0571-8701", "note": "可送医院"})
    assert "可送医院" in text(worker, path) and "0571-8701" in text(worker, path)
    assert sign_in("next_worker").post(f"{path}{row.pk}/", typed).status_code == 404
    assert sign_in("grid_worker").post(f"{path}{row.pk}/end/").status_code == 403
    other = tap(town, MONDAY_MORNING)
    worker.post(f"{path}{other.pk}/up/")
    page = text(worker, path)
    assert page.index("上门理发") < page.index("叫车") and f"{path}{other.pk}/up/" not in page
    assert sign_in("grid_worker").post(f"{path}{row.pk}/up/").status_code == 403
    assert sign_in("next_worker").post(f"{path}{row.pk}/up/").status_code == 404
    worker.post(f"{path}{row.pk}/end/")
    assert "0571-8701" not in text(worker, path)


def test_volunteers_see_the_errand_and_nothing_of_the_life(
    town: Neighbourhood, person: Person, sign_in: SignIn
) -> None:
    team = as_user(volunteer(town))
    row = tap(town, MONDAY_MORNING)
    sign_in("worker").post(f"/desk/care/people/{person.pk}/ask/", {"tap": row.pk})
    task = CareTask.objects.get()
    page = f"/desk/care/tasks/{task.pk}/"
    assert page in text(team, "/desk/")
    shown = text(team, page)
    assert "上门理发" in shown and f"/desk/care/people/{person.pk}/" not in shown
    assert team.get(f"/desk/care/people/{person.pk}/").status_code == 403
    assert team.post(page, {"result": "剪好了"}).status_code == 302
    CareTask.objects.update(kind="unwell", done_at=None, result="")
    assert team.get(page).status_code == 404, "other tasks are none of theirs"
    assert sign_in("property_manager").get(page).status_code == 404


def test_family_is_named_sees_and_is_closed(
    town: Neighbourhood, person: Person, sign_in: SignIn
) -> None:
    own, child = sign_in("resident"), as_user(daughter())
    bad = own.post("/care/family/mine/", {"name": "女儿", "phone": "123"})
    assert bad.status_code == 422 and "女儿" in bad.content.decode()
    own.post("/care/family/mine/", {"name": "女儿", "phone": PHONE})
    tie = FamilyTie.objects.get()
    path = f"/care/family/{tie.pk}/"
    assert child.get("/care/family/").headers["Location"] == path
    assert "王桂英" in text(child, path) and "· 女儿" in text(own, "/care/family/mine/")
    for name in ("next_worker", "worker", "officer", "resident"):
        assert sign_in(name).get(path).status_code == 404, name
    assert Client().get(path).status_code == 302
    own.post(f"/care/family/mine/{tie.pk}/end/")
    assert child.get(path).status_code == 404
    assert child.post(f"{path}away/", {"back_on": "2099-01-01"}).status_code == 404
    assert "王桂英" not in text(child, "/care/family/")


def test_my_data_closes_it_too_and_tells_who_looked(
    town: Neighbourhood, person: Person, sign_in: SignIn
) -> None:
    own, child = sign_in("resident"), as_user(daughter())
    own.post("/care/family/mine/", {"name": "女儿", "phone": PHONE})
    path = f"/care/family/{FamilyTie.objects.get().pk}/"
    child.get(path)
    mine = text(own, "/my-data/")
    assert "女儿 · " in mine and "care.family" not in mine, "her name, and no code"
    own.post("/my-data/consent/", {"purpose": "family"})
    assert child.get(path).status_code == 404


def test_strangers_close_nothing(town: Neighbourhood, person: Person, sign_in: SignIn) -> None:
    sign_in("resident").post("/care/family/mine/", {"name": "女儿", "phone": PHONE})
    tie = FamilyTie.objects.get()
    other = as_user(daughter("15400000069"))
    assert other.post(f"/care/family/mine/{tie.pk}/end/").status_code in (302, 404)
    assert sign_in("next_worker").post(f"/desk/care/family/{tie.pk}/end/").status_code == 404
    tie.refresh_from_db()
    assert tie.ended_at is None


def test_the_office_names_family_by_paper_and_loses_nothing(
    town: Neighbourhood, person: Person, sign_in: SignIn
) -> None:
    worker, path = sign_in("worker"), f"/desk/care/people/{person.pk}/family/"
    answer = worker.post(path, {"name": "女儿", "phone": PHONE, "paper": ""})
    assert answer.status_code == 422 and PHONE in answer.content.decode()
    typed = {"name": "女儿", "phone": PHONE, "paper": "柜 3"}
    assert worker.post(path, typed).status_code == 302
    assert "柜 3" in text(worker, f"/desk/care/people/{person.pk}/")
    assert sign_in("next_worker").post(path, typed).status_code == 404
    assert sign_in("grid_worker").post(path, typed).status_code == 403


def test_away_by_oneself_by_family_and_by_the_office(
    town: Neighbourhood, person: Person, sign_in: SignIn
) -> None:
    own, child, worker = sign_in("resident"), as_user(daughter()), sign_in("worker")
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    own.post("/care/family/mine/", {"name": "女儿", "phone": PHONE})
    tie = FamilyTie.objects.get()
    for who, path, said in (
        (own, "/care/away/", "person"),
        (child, f"/care/family/{tie.pk}/away/", "family"),
        (worker, f"/desk/care/people/{person.pk}/away/", "office"),
    ):
        assert who.post(path, {"back_on": day}).status_code == 302
        assert [one.said for one in Away.objects.now(timezone.now())] == [said]
    assert day in text(worker, "/desk/care/quiet/")
    assert "回来了" in text(own, "/care/away/")
    own.post("/care/away/", {"back": "1"})
    assert day not in text(worker, "/desk/care/quiet/")
    for bad in ("", "gestern", "1999-01-01"):
        assert own.post("/care/away/", {"back_on": bad}).status_code in (302, 422)
    assert not Away.objects.now(timezone.now()).exists()


def quiet(town: Neighbourhood, person: Person) -> Alert:
    """A meter of hers that has found no water."""
    row = sensing.some_alert(town)
    said = {"usual": "09:00", "now": "13:00", "since": "11-15 21:00"}
    says = "Usually water by {usual} on weekdays; none by {now}, the last on {since}."
    Alert.objects.update(reason={"found": "no_use", "sentence": says, "data": said})
    heard = {"heard_at": MONDAY_MORNING, "heard_by": MONDAY_MORNING + timedelta(hours=3)}
    Device.objects.update(person=person, kind=Kind.WATER_METER, **heard)
    return row


def test_quiet_homes_say_why_and_the_meter_is_told_apart(
    town: Neighbourhood,
    person: Person,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    alert, worker = quiet(town, person), sign_in("worker")
    with django_assert_max_num_queries(12):
        page = text(worker, "/desk/care/quiet/")
    assert "平时 09:00" in page or "09:00" in page
    assert f"/desk/sensing/alerts/{alert.pk}/" in page or f"/{alert.pk}/" in page
    assert "表没有信号" in page and page.count("王桂英") == 2
    assert "王桂英" not in text(sign_in("next_worker"), "/desk/care/quiet/")


def test_long_lists_cost_no_more_statements(
    town: Neighbourhood,
    person: Person,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    own, worker, child = sign_in("resident"), sign_in("worker"), as_user(daughter())
    for number in range(7):
        row = tap(town, MONDAY_MORNING, name=f"帮忙{number}")
        own.post(f"/care/one-tap/{row.pk}/")
        other = scenes.elder(town, MONDAY_MORNING)
        by = town.users["worker"]
        new = NewTie(person=other, name="女儿", phone=PHONE, paper="柜 1")
        family.name_family(new, by=by, now=MONDAY_MORNING)
    with django_assert_max_num_queries(10):
        assert text(own, "/care/one-tap/").count('name="back"') == 7
    with django_assert_max_num_queries(5):
        assert text(worker, "/desk/care/taps/").count("帮忙") >= 7
    with django_assert_max_num_queries(6):
        assert text(child, "/care/family/").count("王桂英") == 7
