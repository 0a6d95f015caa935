"""The public list, its map, its feeds, and following a place."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as Tree

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from liren.cases.models import Case, Follow, Report, Shown
from liren.cases.selectors.public import PublicFilters, public_page
from liren.cases.services.publicity import show_to
from liren.core.permissions import VISITOR
from tests.factories.neighbourhood import Neighbourhood
from tests.factories.public import reported, taken_up

ATOM = "{http://www.w3.org/2005/Atom}"
LIST = "/public/990105003007/"
FEED = f"{LIST}feed.atom"


@pytest.fixture
def client() -> Client:
    return Client()


def page(client: Client, url: str = LIST) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_neighbours_see_what_is_being_dealt_with(town: Neighbourhood, client: Client) -> None:
    case = taken_up(town)
    shown = page(client)
    assert "路灯照明" in shown and "梧桐苑3号楼" in shown and "安居物业" in shown
    one = page(client, f"/public/case/{case.pk}/")
    assert "安居物业" in one and case.number not in one


def test_a_private_matter_is_nowhere(town: Neighbourhood, client: Client) -> None:
    case = taken_up(town, "路灯坏了很久很久", shown=Shown.OFFICE)
    for url in (LIST, FEED, f"{LIST}feed.rss"):
        assert "路灯照明" not in page(client, url).split("</form>")[-1]
    assert client.get(f"/public/case/{case.pk}/").status_code == 404


def test_no_telephone_number_is_shown(town: Neighbourhood, client: Client) -> None:
    said = "路灯坏了，请打138 1234 5678"
    case = taken_up(town, said, shown=Shown.WORDS, phone="13812345678")
    for url in (LIST, f"/public/case/{case.pk}/", FEED, f"{LIST}feed.rss"):
        shown = page(client, url)
        assert "路灯坏了" in shown
        assert "138 1234" not in shown and "13812345678" not in shown


def test_the_number_of_statements_does_not_grow(
    town: Neighbourhood, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(25):
        taken_up(town, f"第{number}盏路灯不亮", shown=Shown.WORDS)
    page(client)
    with django_assert_max_num_queries(10):
        assert page(client).count("/public/case/") == 20
    with django_assert_max_num_queries(10):
        page(client, FEED)
    with django_assert_max_num_queries(10):
        page(client, f"/public/case/{Case.objects.latest('pk').pk}/")


def test_pages_follow_each_other_without_a_gap(town: Neighbourhood, now: datetime) -> None:
    cases = [taken_up(town, f"第{number}盏路灯不亮") for number in range(5)]
    place, after, seen = town.places["community"], None, []
    while True:
        found = public_page(place, PublicFilters(after=after), most=2)
        seen += [row.case.pk for row in found.rows]
        after = found.after
        if after is None:
            break
    assert seen == [case.pk for case in reversed(cases)]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 2),
        ("?stage=open", 2),
        ("?stage=done", 0),
        ("?since=7", 2),
        ("?place=C1-3", 1),
        ("?place=C1", 2),
        ("?stage=nonsense&since=x&kind=99999&place=nowhere&after=x_y", 2),
        ("?after=2026-11-16T09:00:00%2B08:00_99999999999999999999", 2),
        ("?after=0001-01-01T00:00:00%2B14:00_1", 2),
        ("?after=9999-12-31T23:59:59-14:00_1", 2),
    ],
)
def test_the_list_can_be_narrowed(
    town: Neighbourhood, client: Client, query: str, count: int
) -> None:
    taken_up(town, at=timezone.now() - timedelta(hours=2))
    taken_up(town, "北门的路灯不亮", place="gate", at=timezone.now() - timedelta(hours=1))
    assert page(client, LIST + query).count("/public/case/") == count


def test_a_home_has_no_page(town: Neighbourhood, client: Client) -> None:
    taken_up(town)
    for code in ("C1-3-2-502", "C1-3-2", "990105003", "nothing"):
        assert client.get(f"/public/{code}/").status_code == 404
    assert page(client, "/public/C1-3/").count("/public/case/") == 1
    assert page(client, "/public/990105003008/").count("/public/case/") == 0


def test_the_plan_and_its_list_say_the_same(town: Neighbourhood, client: Client) -> None:
    square = [[121.0, 31.0], [121.0, 31.001], [121.001, 31.001], [121.001, 31.0], [121.0, 31.0]]
    for name in ("building", "compound"):
        town.places[name].geometry = {"type": "Polygon", "coordinates": [square]}
        town.places[name].save()
    for text in ("路灯不亮", "另一盏路灯也不亮"):
        taken_up(town, text)
    taken_up(town, "北门的路灯不亮", place="gate")
    shown = page(client)
    assert shown.count("<circle") == 2
    assert ">2</text>" in shown and ">1</text>" in shown
    assert '<span class="hint">2</span>' in shown and '<span class="hint">1</span>' in shown


def test_the_feed_is_atom(town: Neighbourhood, client: Client) -> None:
    case = taken_up(town, "路灯不亮 <b>&", shown=Shown.WORDS)
    answer = client.get(f"{FEED}?stage=open")
    assert answer["Content-Type"].startswith("application/atom+xml")
    root = Tree.fromstring(answer.content)
    assert root.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated", "author"):
        assert root.find(f"{ATOM}{name}") is not None, name
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"] == "http://testserver/public/990105003007/feed.atom?stage=open"
    assert links["alternate"] == "http://testserver/public/990105003007/?stage=open"
    (entry,) = root.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == f"tag:testserver,2026-01-01:case/{case.pk}"
    assert "<b>&" in (entry.findtext(f"{ATOM}title") or "")
    assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "") == case.public_at


def test_the_feed_is_rss_too(town: Neighbourhood, client: Client) -> None:
    case = taken_up(town)
    root = Tree.fromstring(client.get(f"{LIST}feed.rss").content)
    (item,) = root.iter("item")
    assert item.findtext("guid") == f"tag:testserver,2026-01-01:case/{case.pk}"
    assert case.public_at is not None
    told = parsedate_to_datetime(item.findtext("pubDate") or "")
    assert told == case.public_at.replace(microsecond=0)


def test_an_id_stays_and_updated_moves(town: Neighbourhood, client: Client) -> None:
    case = taken_up(town)
    before = Tree.fromstring(client.get(FEED).content).find(f"{ATOM}entry")
    later = timezone.now()
    Case.objects.filter(pk=case.pk).update(public_at=later)
    after = Tree.fromstring(client.get(FEED).content).find(f"{ATOM}entry")
    assert before is not None and after is not None
    assert before.findtext(f"{ATOM}id") == after.findtext(f"{ATOM}id")
    assert before.findtext(f"{ATOM}updated") != after.findtext(f"{ATOM}updated")


def test_the_feed_is_cached_honestly(town: Neighbourhood, client: Client, now: datetime) -> None:
    case = taken_up(town)
    first = client.get(FEED)
    assert first["Cache-Control"] == "public, max-age=300"
    known = {"If-None-Match": first["ETag"]}
    assert client.get(FEED, headers=known).status_code == 304
    since = {"If-Modified-Since": first["Last-Modified"]}
    assert client.get(FEED, headers=since).status_code == 304
    # What turns private changes the feed, although nothing new was added.
    report = Report.objects.get(case=case)
    show_to(report=report, shown=Shown.OFFICE, by=VISITOR, now=now + timedelta(minutes=1))
    assert client.get(FEED, headers=known).status_code == 200
    assert client.get(FEED, headers=since).status_code == 200


def test_a_feed_knows_no_reader(town: Neighbourhood, client: Client) -> None:
    taken_up(town)
    client.force_login(town.users["secretary"])
    answer = client.get(FEED, headers={"Accept-Language": "en"})
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies
    assert "路灯照明" in answer.content.decode()
    assert "Lighting" in client.get(f"{FEED}?lang=en").content.decode()


def test_following_takes_one_tap_and_so_does_leaving(town: Neighbourhood, client: Client) -> None:
    url = "/public/C1-3/follow/"
    came_from = {"Referer": "http://testserver/public/C1-3/?kind=2"}
    assert client.post(url, headers=came_from)["Location"] == (
        "/sign-in/?next=%2Fpublic%2FC1-3%2F%3Fkind%3D2"
    )
    client.force_login(town.users["resident"])
    client.post(url)
    client.post(url)
    assert [one.place for one in Follow.objects.all()] == [town.places["building"]]
    assert "3号楼" in page(client, "/me/places/")
    client.post(url, {"do": "unfollow", "next": "follows"})
    assert not Follow.objects.exists()
    client.post("/public/C1-3-2-502/follow/")
    assert not Follow.objects.exists()


def test_the_report_page_asks_who_may_know(town: Neighbourhood, client: Client) -> None:
    asked = page(client, "/report/C1-3/")
    assert asked.count('name="shown"') == 3
    sent = {"text": "路灯坏了好几天", "place": town.places["building"].pk, "go": "send"}
    client.post("/report/C1-3/", sent)
    client.post("/report/C1-3/", {**sent, "text": "窨井盖响得睡不着", "shown": "office"})
    client.post("/report/C1-3/", {**sent, "text": "树枝挡住了路牌", "shown": "words"})
    client.post("/report/C1-3/", {**sent, "text": "花坛边少了一块砖", "shown": "everything"})
    kept = dict(Case.objects.values_list("title", "shown"))
    assert kept == {
        "路灯坏了好几天": "matter",
        "窨井盖响得睡不着": "office",
        "树枝挡住了路牌": "words",
    }


def test_the_progress_page_changes_it(town: Neighbourhood, client: Client) -> None:
    report = reported(town).report
    link = f"/r/{report.link}/"
    assert page(client, link).count('name="shown"') == 3
    client.post(f"{link}shown/", {"shown": "office"})
    assert Case.objects.get().shown == "office"
    assert client.post(f"{link}shown/", {"shown": "x"}).status_code == 422


def test_at_home_the_page_says_that_it_is_private_anyway(
    town: Neighbourhood, client: Client
) -> None:
    link = reported(town, place="home").report.link
    assert 'name="shown"' not in page(client, f"/r/{link}/")


def test_both_versions_stand_before_the_worker(town: Neighbourhood, client: Client) -> None:
    said = "昨天郑小满的腿被路灯杆划破了，电话13812345678"
    case = taken_up(town, said, shown=Shown.WORDS)
    client.force_login(town.users["worker"])
    assert "郑小满" in page(client, "/desk/public/")
    url = f"/desk/public/{case.public_texts.get().pk}/"
    shown = page(client, url)
    assert said in shown and "＊＊" in shown
    wrong = client.post(url, {"words": "打13812345678", "do": "publish"})
    assert wrong.status_code == 422
    client.post(url, {"words": "路灯杆有毛刺", "do": "publish"})
    assert "路灯杆有毛刺" in page(client)
    client.force_login(town.users["next_worker"])
    assert client.get(url).status_code == 404
