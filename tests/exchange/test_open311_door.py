"""What comes in by the Open311 door is a report like any other; what goes out tells of nobody."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from liren.cases.domain.workflow import Stage
from liren.cases.models import Case, Channel, Report, Shown
from liren.cases.services import contacts
from liren.cases.services.dispatch import dispatch_case
from liren.cases.services.merge import merge_case
from liren.cases.services.publicity import show_to
from liren.cases.services.report import NewReport, report_case
from liren.cases.services.suspend import suspend_case
from liren.core.models import AuditEvent
from liren.core.permissions import SYSTEM, VISITOR, PermissionMissing
from liren.exchange.models import Open311Key
from liren.exchange.services import keys
from tests.exchange.conftest import BASE, Open311
from tests.factories.neighbourhood import Neighbourhood
from tests.factories.public import reported, taken_up

pytestmark = pytest.mark.django_db


def square(west: float, south: float, size: float) -> dict[str, object]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def draw(town: Neighbourhood) -> None:
    """The community one hundredth of a degree wide, the compound and the building inside."""
    for name, west, south, size in (
        ("community", 120.0, 31.0, 0.01),
        ("compound", 120.002, 31.002, 0.004),
        ("building", 120.003, 31.003, 0.001),
    ):
        place = town.places[name]
        place.geometry, half = square(west, south, size), size / 2
        place.longitude, place.latitude = west + half, south + half
        place.save()


def report(town: Neighbourhood, text: str, place: str = "building", **more: Any) -> Case:
    """What another system sent, for everybody to read."""
    sent = {"channel": Channel.API, "source": "open311:1", "shown": Shown.WORDS}
    given: dict[str, Any] = {"category": town.categories["lamp"], **sent, **more}
    said = NewReport(text=text, place=town.places[place], **given)
    return report_case(said, by=VISITOR, now=timezone.now()).case


class TestUnreadWords:
    """What nobody has read is not published by way of a program."""

    def test_a_stranger_at_the_api_publishes_nothing(
        self, open311: Open311, town: Neighbourhood
    ) -> None:
        report(town, "北门的路灯不亮", source="")
        assert open311.get("requests.json") == []

    def test_nothing_is_said_before_its_class_is_known(
        self, open311: Open311, town: Neighbourhood
    ) -> None:
        report(town, "隔壁天天半夜吵架", category=None)
        (found,) = open311.get("requests.json")
        assert not found["description"]

    def test_what_was_refused_is_read_no_more(self, open311: Open311, town: Neighbourhood) -> None:
        case = report(town, "社区主任收黑钱")
        Case.objects.filter(pk=case.pk).update(stage=Stage.REFUSED)
        (found,) = open311.get("requests.json")
        assert "黑钱" not in str(found)


class TestComingIn:
    def test_it_is_a_report_like_any_other(self, open311: Open311) -> None:
        open311.post(
            description="三号楼前路灯不亮", phone="138 0000 0001", first_name="小明", last_name="王"
        )
        found = Report.objects.select_related("case__category").get()
        assert found.channel == Channel.API
        assert found.reporter_name == "王小明"
        assert contacts.unseal(found.contact_sealed or b"", salt=found.salt) == "+8613800000001"
        assert found.case.category is not None and found.case.category.code == "0101"
        assert (
            found.case.category_by == "reporter"
        )  # nothing is learnt from it before the office looks
        line = AuditEvent.objects.get(action="cases.reported")
        assert line.actor == f"open311 {Open311Key.objects.get().pk} (app)"

    def test_a_number_that_is_none_is_refused_by_name(self, open311: Open311) -> None:
        (error,) = open311.post(400, description="灯", phone="letters")
        assert error["description"]
        assert not Report.objects.exists()

    def test_sent_twice_under_one_name_is_one_report(self, open311: Open311) -> None:
        name = {"Idempotency-Key": "2026-1"}
        first = open311.post(description="路灯不亮", headers=name)
        assert open311.post(description="路灯不亮", headers=name) == first
        assert Report.objects.count() == 1
        open311.post(description="路灯不亮")
        assert Report.objects.count() == 2

    def test_another_key_may_use_the_same_name(
        self, open311: Open311, town: Neighbourhood, now: datetime
    ) -> None:
        place = town.places["community"]
        other = keys.make_key(name="b", place=place, may_write=True, by=SYSTEM, now=now)[1]
        for secret in (open311.secret, other):
            open311.post(description="路灯", api_key=secret, headers={"Idempotency-Key": "1"})
        assert Report.objects.count() == 2

    def test_an_address_of_a_picture_is_kept_and_never_opened(
        self, open311: Open311, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import socket

        def refuse(*args: object) -> None:
            raise AssertionError("somebody opened a connection")

        monkeypatch.setattr(socket.socket, "connect", refuse)
        open311.post(description="灯", media_url="https://pictures.example/1.jpg")
        assert Report.objects.get().details == {"media_url": "https://pictures.example/1.jpg"}
        for bad in ("javascript:alert(1)", "ftp://a/b", "http://[::1", "x", "http://a/\nb"):
            open311.post(400, description="灯", media_url=bad)
        (shown,) = open311.get("requests.json")
        assert shown["media_url"] is None


class TestWhere:
    @pytest.mark.parametrize(
        ("long", "lat", "place"),
        [
            (120.0035, 31.0035, "building"),
            (120.0025, 31.0025, "compound"),
            (120.009, 31.009, "community"),
        ],
    )
    def test_a_position_lies_in_the_finest_outline(
        self, open311: Open311, town: Neighbourhood, long: float, lat: float, place: str
    ) -> None:
        draw(town)
        open311.post(description="井盖松了", lat=lat, long=long)
        assert Case.objects.get().place == town.places[place]

    def test_a_position_outside_the_place_of_the_key_is_refused(
        self, open311: Open311, town: Neighbourhood
    ) -> None:
        draw(town)
        (error,) = open311.post(400, description="井盖松了", lat=32.0, long=120.0035)
        assert "lat" in error["description"]

    def test_where_nothing_is_drawn_it_is_somewhere_in_the_place(
        self, open311: Open311, town: Neighbourhood
    ) -> None:
        open311.post(description="井盖松了", lat=31.5, long=120.5)
        assert Case.objects.get().place == town.places["community"]

    def test_words_are_read_by_the_names_of_the_neighbourhood(
        self, open311: Open311, town: Neighbourhood
    ) -> None:
        open311.post(description="灯不亮", address_string="梧桐苑三号楼")
        found = Case.objects.get()
        assert found.place == town.places["building"]
        assert found.place_note == "梧桐苑三号楼"

    def test_an_id_is_the_code_of_a_place_inside(
        self, open311: Open311, town: Neighbourhood
    ) -> None:
        open311.post(description="门坏了", address_id="C1-N")
        assert Case.objects.get().place == town.places["gate"]
        for code in ("990105003008", "nowhere", "a\0b"):
            open311.post(400, description="门坏了", address_id=code)


class TestGoingOut:
    PERSONAL = "我叫王小明，电话13800000001，住3号楼2单元502，车牌苏A12345，微信wx_ming1988"

    def test_nothing_personal_is_given_out(self, open311: Open311, town: Neighbourhood) -> None:
        case = report(town, self.PERSONAL, phone="13900000002", reporter_name="李四光")
        case.public_answer = "已请王先生（13800000001）查看"
        case.save()
        for address in ("requests", f"requests/{case.number}"):
            for form in ("json", "xml"):
                body = open311.client.get(f"{BASE}{address}.{form}").content.decode()
                assert case.number in body
                for secret in (
                    "王小明",
                    "1380000",
                    "1390000",
                    "502",
                    "A12345",
                    "ming1988",
                    "李四光",
                ):
                    assert secret not in body

    def test_what_lies_inside_a_home_does_not_exist(
        self, open311: Open311, town: Neighbourhood
    ) -> None:
        cases = [report(town, "卫生间漏水", place) for place in ("home", "unit")]
        assert open311.get("requests.json") == []
        for case in cases:
            open311.get(f"requests/{case.number}.json", 404)
            assert open311.get("requests.json", service_request_id=case.number) == []

    def test_what_lies_outside_the_place_does_not_exist(
        self, open311: Open311, town: Neighbourhood
    ) -> None:
        case = report(town, "路灯", "next_community")
        assert open311.get("requests.json", service_request_id=case.number) == []
        open311.get(f"requests/{case.number}.json", 404, api_key=open311.secret)

    def test_what_a_second_voice_added_stays_inside(
        self, open311: Open311, town: Neighbourhood
    ) -> None:
        case = report(town, "路灯不亮")
        said = NewReport(text="我也看到了", place=town.places["building"], joins=case)
        report_case(said, by=VISITOR, now=timezone.now())
        (shown,) = open311.get("requests.json")
        assert shown["description"] == "路灯不亮"

    def test_the_position_is_that_of_the_place(self, open311: Open311, town: Neighbourhood) -> None:
        """Not that of the telephone, which may be a bedroom."""
        draw(town)
        open311.post(description="灯", lat=31.00301, long=120.00399)
        (shown,) = open311.get("requests.json")
        assert (shown["long"], shown["lat"]) == (120.0035, 31.0035)

    def test_why_it_waits_and_where_it_went(self, open311: Open311, town: Neighbourhood) -> None:
        kept, joined = report(town, "路灯不亮"), report(town, "灯还是不亮")
        merge_case(case=joined, into=kept, by=town.users["secretary"], now=timezone.now())
        (merged,) = open311.get("requests.json", status="closed")
        assert merged["description"] == "灯还是不亮"
        assert merged["status_notes"] == f"→ {kept.number}"

    def test_a_thousand_cost_as_many_statements_as_one(
        self,
        open311: Open311,
        town: Neighbourhood,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        for each in range(8):
            report(town, f"灯 {each}")
        open311.get("requests.json")
        with django_assert_num_queries(5):
            assert len(open311.get("requests.json")) == 8


class TestWhoMayKnow:
    """The reporter says it here too; what nobody asked the office for stands in public first."""

    @pytest.mark.parametrize(
        ("shown", "description"),
        [("", "灯不亮"), ("words", "灯不亮"), ("matter", "路灯照明")],
    )
    def test_the_words_stand_unless_the_sender_says_otherwise(
        self, open311: Open311, shown: str, description: str
    ) -> None:
        open311.post(description="灯不亮", **{"attribute[shown]": shown})
        (found,) = open311.client.get(
            f"{BASE}requests.json", headers={"accept-language": "zh-hans"}
        ).json()
        assert found["description"] == description

    def test_what_only_the_office_may_know_does_not_exist(self, open311: Open311) -> None:
        (sent,) = open311.post(description="灯不亮", **{"attribute[shown]": "office"})
        assert Case.objects.get().number == sent["service_request_id"]
        assert open311.get("requests.json") == []
        open311.get(f"requests/{sent['service_request_id']}.json", 404)

    def test_another_answer_is_refused_by_name(self, open311: Open311) -> None:
        (error,) = open311.post(400, description="灯", **{"attribute[shown]": "everybody"})
        assert "attribute[shown]" in error["description"]
        assert not Case.objects.exists()

    def test_what_the_second_look_stops_is_given_out_as_its_class(self, open311: Open311) -> None:
        open311.post(description="昨天郑小满的腿被路灯杆划破了")
        (found,) = open311.get("requests.json")
        assert found["description"] == "Lighting"

    def test_of_other_doors_only_what_stands_in_public(
        self, open311: Open311, town: Neighbourhood
    ) -> None:
        reported(town, "刚说的灯")
        assert open311.get("requests.json", end_date="2026-11-20T00:00:00Z") == []
        case = taken_up(town, "王女士说楼前的灯不亮")
        (found,) = open311.get("requests.json", end_date="2026-11-20T00:00:00Z")
        assert (found["service_request_id"], found["description"]) == (case.number, "Lighting")
        show_to(report=case.reports.get(), shown=Shown.OFFICE, by=VISITOR, now=timezone.now())
        assert open311.get("requests.json", end_date="2026-11-20T00:00:00Z") == []

    def test_a_private_class_does_not_exist(self, open311: Open311, town: Neighbourhood) -> None:
        town.categories["lamp"].private = True
        town.categories["lamp"].save()
        open311.post(description="灯不亮")
        assert open311.get("requests.json") == []

    def test_a_private_case_is_not_named_where_another_was_joined_to_it(
        self, open311: Open311, town: Neighbourhood
    ) -> None:
        kept = report(town, "路灯不亮", shown=Shown.OFFICE)
        joined = report(town, "灯还是不亮")
        merge_case(case=joined, into=kept, by=town.users["secretary"], now=timezone.now())
        (merged,) = open311.get("requests.json", status="closed")
        assert merged["status_notes"] is None


class TestKeys:
    def test_only_its_hash_is_kept(self, open311: Open311) -> None:
        key = Open311Key.objects.get()
        assert open311.secret not in json.dumps([str(v) for v in vars(key).values()])
        assert open311.secret.startswith("o311_")

    def test_the_day_of_its_last_use(self, open311: Open311) -> None:
        open311.get("requests.json", api_key=open311.secret)
        assert Open311Key.objects.get().last_used_date == timezone.localdate()

    def test_an_ended_key_is_no_key_and_closes_the_place(
        self, open311: Open311, town: Neighbourhood, now: datetime
    ) -> None:
        administrator = town.users["administrator"]
        keys.end_key(key=Open311Key.objects.get(), by=administrator, now=now)
        open311.post(403, description="灯")
        open311.get("requests.json", 404)
        actions = AuditEvent.objects.filter(action__startswith="exchange.").order_by("id")
        assert [line.action for line in actions] == ["exchange.key_made", "exchange.key_ended"]

    def test_only_an_administrator_of_the_place_makes_one(
        self, town: Neighbourhood, now: datetime
    ) -> None:
        for name in ("secretary", "audit_officer", "system_officer"):
            with pytest.raises(PermissionMissing):
                keys.make_key(
                    name="x", place=town.places["community"], may_write=False,
                    by=town.users[name], now=now,
                )  # fmt: skip

    def test_a_key_is_slowed_down(self, open311: Open311, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(keys, "FROM_ONE_KEY", 3)
        for _ in range(3):
            open311.get("requests.json", api_key=open311.secret)
        (error,) = open311.get("requests.json", 429, api_key=open311.secret)
        assert error["code"] == 429

    def test_reports_and_keyless_questions_are_slowed_down(
        self, open311: Open311, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(keys, "REPORTS_FROM_ONE_KEY", 1)
        monkeypatch.setattr(keys, "FROM_ONE_ADDRESS", 1)
        open311.post(description="灯")
        open311.post(429, description="灯")
        open311.get("services.json")
        open311.get("services.json", 429)

    def test_whoever_tries_keys_is_shut_out(
        self, open311: Open311, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(keys, "WRONG_FROM_ONE_ADDRESS", 2)
        for _ in range(2):
            open311.get("requests.json", 403, api_key="guess")
        open311.get("requests.json", 429, api_key="guess")
        cache.clear()
        open311.get("requests.json", api_key=open311.secret)


def test_a_suspended_case_says_why(open311: Open311, town: Neighbourhood) -> None:
    case, secretary = report(town, "路灯不亮"), town.users["secretary"]
    now = timezone.now()
    dispatch_case(case=case, to=town.parties["property_firm"], by=secretary, now=now)
    review = (now + timedelta(days=20)).date()
    case.refresh_from_db()
    suspend_case(case=case, reason="等灯具到货", review_date=review, by=secretary, now=now)
    (shown,) = open311.get("requests.json", status="open")
    assert shown["status_notes"] == "等灯具到货"
    assert shown["agency_responsible"] == "property_firm"
