"""GeoReport v2, requests and tokens, clause by clause; see `test_open311_conformance.py`."""

import json
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from liren.cases.models import Case, Report
from liren.cases.services.register import refuse_case
from liren.core.permissions import SYSTEM
from liren.exchange.services.keys import make_key
from tests.exchange.conftest import BASE, Open311, said
from tests.factories import rows
from tests.factories.neighbourhood import Neighbourhood

pytestmark = pytest.mark.django_db
REQUEST_FIELDS = {
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime",
    "expected_datetime", "address", "address_id", "zipcode", "lat", "long", "media_url",
}  # fmt: skip


class TestPostServiceRequest:
    def test_the_answer_is_an_id(self, open311: Open311) -> None:
        """“The unique ID of the service request created.”"""
        (found,) = open311.post(description="路灯不亮")
        assert found["service_request_id"] == Case.objects.get().number
        assert set(found) == {"service_request_id", "service_notice", "account_id"}
        assert "token" not in found  # "should not be returned if service_request_id is returned"

    def test_xml_answer(self, open311: Open311) -> None:
        found = open311.post(address="requests.xml", description="路灯不亮")
        assert found.tag == "service_requests"
        assert found.findtext("request/service_request_id") == Case.objects.get().number

    @pytest.mark.parametrize("secret", [None, "", "wrong", "\0", "key,key"])
    def test_403_for_a_missing_or_wrong_key(self, open311: Open311, secret: str | None) -> None:
        """“403 - Missing or Invalid API Key (specify in error message)”."""
        (error,) = open311.post(403, api_key=secret, description="路灯不亮")
        assert error["code"] == 403
        assert "api_key" in error["description"]
        assert not Case.objects.exists()

    def test_403_for_a_key_that_only_reads(
        self, open311: Open311, town: Neighbourhood, now: datetime
    ) -> None:
        place = town.places["community"]
        secret = make_key(name="r", place=place, may_write=False, by=SYSTEM, now=now)[1]
        open311.post(403, api_key=secret, description="路灯不亮")

    def test_400_without_a_service_code(self, open311: Open311) -> None:
        """“400 - service_code or jurisdiction_id was not provided”."""
        (error,) = open311.post(400, service_code=None, description="路灯")
        assert "service_code" in error["description"]

    def test_404_for_an_unknown_service_code(self, open311: Open311) -> None:
        """“404 - service_code or jurisdiction_id was not found”."""
        open311.post(404, service_code="9999", description="路灯")

    def test_400_without_a_location(self, open311: Open311) -> None:
        """“A full location parameter must be submitted.”"""
        open311.post(400, nowhere="", description="路灯")

    @pytest.mark.parametrize(
        "position",
        [
            {"lat": "31.2"},
            {"lat": "91", "long": "0"},
            {"lat": "nan", "long": "inf"},
            {"lat": "三", "long": "1"},
            {"lat": "", "long": "120.1"},
        ],
    )
    def test_400_for_half_a_position_or_none_on_earth(
        self, open311: Open311, position: dict[str, str]
    ) -> None:
        """“lat & long both need to be sent”."""
        open311.post(400, nowhere="", description="路灯", **position)

    def test_description_is_limited(self, open311: Open311) -> None:
        """“free form text limited to 4,000 characters”."""
        open311.post(400, description="灯" * 4001)
        open311.post(description="灯" * 4000)

    def test_multipart_is_no_format_of_the_specification(self, open311: Open311) -> None:
        """“Format sent: Content-Type: application/x-www-form-urlencoded”."""
        answer = open311.client.post(f"{BASE}requests.json", {"api_key": open311.secret})
        assert answer.status_code == 400
        assert json.loads(answer.content)[0]["code"] == 400

    def test_the_example_of_the_specification(self, open311: Open311) -> None:
        """All its arguments; what we have no use for is taken and not kept."""
        (found,) = open311.post(
            address_string="1234 5th street",
            email="smit333@sfgov.example",
            device_id="tt222111",
            account_id="123456",
            first_name="john",
            last_name="smith",
            phone="13800000001",
            description="A large sinkhole is destroying the street",
            media_url="http://farm3.static.flickr.example/2002/2212426634.jpg",
            **{"attribute[WHISPAWN]": "123456"},
        )
        report = Report.objects.get()
        assert found["service_request_id"] == report.case.number
        kept = json.dumps([report.details, report.text, report.reporter_name, report.source])
        assert "john smith" in kept
        assert "2212426634.jpg" in kept
        for dropped in ("smit333", "tt222111", "123456", "13800000001"):
            assert dropped not in kept


class TestTokens:
    def test_404_for_an_unknown_token(self, open311: Open311) -> None:
        """“404 - jurisdiction_id or token not found (specified in error response)”."""
        (error,) = open311.get("tokens/123456.json", 404)
        assert "token" in error["description"]

    def test_the_id_of_what_was_sent_under_a_name(self, open311: Open311) -> None:
        """“Get the service_request_id from a temporary token”."""
        (sent,) = open311.post(description="路灯", headers={"Idempotency-Key": "a-1"})
        (found,) = open311.get("tokens/a-1.json", api_key=open311.secret)
        assert found == {"service_request_id": sent["service_request_id"], "token": "a-1"}
        open311.get("tokens/a-1.json", 404)


class TestGetServiceRequests:
    def test_fields(self, open311: Open311, town: Neighbourhood) -> None:
        case = said(town, "三号楼前的路灯不亮")
        (found,) = open311.get("requests.json")
        assert set(found) == REQUEST_FIELDS
        assert found["service_request_id"] == case.number
        assert found["status"] == "open"
        assert found["address"] == "梧桐苑3号楼"
        assert found["address_id"] == "C1-3"

    def test_dates_are_w3_with_their_zone(self, open311: Open311, town: Neighbourhood) -> None:
        """“Timezone information (either Z meaning UTC, or an HH:MM offset) must be included.”"""
        case = said(town, "路灯不亮")
        (found,) = open311.get("requests.json")
        moment = datetime.fromisoformat(found["requested_datetime"])
        assert moment == case.reported_at.replace(microsecond=0)

    def test_ids_override_all_other_arguments(self, open311: Open311, town: Neighbourhood) -> None:
        """“multiple service_request_id can be declared; comma delimited. This overrides all”."""
        first, second, _ = (said(town, text) for text in ("灯甲", "灯乙", "灯丙"))
        ids = f"{first.number},{second.number},261116-99,{first.number}x,nonsense"
        found = open311.get("requests.json", service_request_id=ids, status="closed", page="9")
        assert {each["service_request_id"] for each in found} == {first.number, second.number}

    def test_service_codes(self, open311: Open311, town: Neighbourhood) -> None:
        """“can be declared multiple times, comma delimited”."""
        for code in ("0101", "0301", "0501"):
            open311.post(service_code=code, description=f"事 {code}")
        found = open311.get("requests.json", service_code="0101,0301")
        assert {each["service_code"] for each in found} == {"0101", "0301"}
        assert len(open311.get("requests.json", service_code=["0101", "0501"])) == 2
        assert open311.get("requests.json", service_code="9999") == []

    def test_status(self, open311: Open311, town: Neighbourhood) -> None:
        """“Options: open, closed”."""
        kept, refused = said(town, "路灯不亮"), said(town, "想要一个月亮")
        secretary, now = town.users["secretary"], timezone.now()
        refuse_case(case=refused, answer="这件事社区办不了", by=secretary, now=now)
        (still,) = open311.get("requests.json", status="open")
        (over,) = open311.get("requests.json", status="closed")
        assert still["service_request_id"] == kept.number
        assert over["service_request_id"] == refused.number
        assert over["status_notes"] == "这件事社区办不了"
        assert len(open311.get("requests.json", status="open,closed")) == 2
        open311.get("requests.json", 400, status="lost")

    def test_the_range_defaults_to_the_last_ninety_days(
        self, open311: Open311, town: Neighbourhood
    ) -> None:
        """“When not specified, the range defaults to most recent 90 days.”"""
        now = timezone.now()
        said(town, "很久以前的灯", now - timedelta(days=91))
        recent = said(town, "前几天的灯", now - timedelta(days=89))
        (found,) = open311.get("requests.json")
        assert found["service_request_id"] == recent.number

    def test_start_and_end_date(self, open311: Open311, town: Neighbourhood, now: datetime) -> None:
        """“requests which have a requested_datetime that matches a given range”."""
        for days in (0, 10, 100):
            said(town, f"第 {days} 天", now + timedelta(days=days))
        day = "2026-11-{:02}T00:00:00Z".format
        assert len(open311.get("requests.json", start_date=day(15))) == 2
        assert len(open311.get("requests.json", start_date=day(15), end_date=day(20))) == 1
        assert len(open311.get("requests.json", end_date=day(20))) == 1
        assert open311.get("requests.json", start_date="2026-11-16T09:00:00+08:00")

    @pytest.mark.parametrize(
        "dates",
        [
            {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-04-02T00:00:00Z"},
            {"start_date": "2026-01-02T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"},
            {"start_date": "2026-01-01"},
            {"start_date": "2026-01-01T00:00:00"},
            {"end_date": "yesterday"},
            {"end_date": "2026-02-30T00:00:00Z"},
            {"start_date": "9999-12-31T23:59:59Z"},
            {"end_date": "0001-01-01T00:00:00+14:00"},
        ],
    )
    def test_400_for_more_than_ninety_days_or_no_date(
        self, open311: Open311, dates: dict[str, str]
    ) -> None:
        """“may not span more than 90 days"; "Must use w3 format”."""
        open311.get("requests.json", 400, **dates)

    def test_paging(self, open311: Open311, town: Neighbourhood) -> None:
        """The wiki's extension "Pagination": page and page_size."""
        numbers = [said(town, f"灯 {each}").number for each in range(5)][::-1]
        pages = [open311.get("requests.json", page=n, page_size=2) for n in (1, 2, 3, 4)]
        assert [[each["service_request_id"] for each in page] for page in pages] == [
            numbers[:2], numbers[2:4], numbers[4:], [],
        ]  # fmt: skip
        for wrong in ("0", "-1", "x", "1.5", "9" * 30, "\u0663"):
            open311.get("requests.json", 400, page=wrong)
            open311.get("requests.json", 400, page_size=wrong)
        assert len(open311.get("requests.json", page_size=100_000)) == 5

    def test_the_latest_change(self, open311: Open311, town: Neighbourhood) -> None:
        """“For requests with status=closed, this will be the date the request was closed.”"""
        case = said(town, "想要一个月亮")
        later = timezone.now() + timedelta(hours=3)
        refuse_case(case=case, answer="办不了", by=town.users["secretary"], now=later)
        (found,) = open311.get("requests.json")
        assert datetime.fromisoformat(found["updated_datetime"]) == later.replace(microsecond=0)


class TestGetServiceRequest:
    def test_one_is_a_list_of_one(self, open311: Open311, town: Neighbourhood) -> None:
        case = said(town, "路灯不亮")
        (found,) = open311.get(f"requests/{case.number}.json")
        assert set(found) == REQUEST_FIELDS
        assert len(open311.get(f"requests/{case.number}.xml").findall("request")) == 1

    @pytest.mark.parametrize("number", ["261116-999999", "1", "0", "x", "261116-" + "9" * 40])
    def test_404_for_an_unknown_one(self, open311: Open311, number: str) -> None:
        """“404 for resources that don't exist”."""
        (error,) = open311.get(f"requests/{number}.json", 404)
        assert "service_request_id" in error["description"]

    def test_a_number_of_another_day_is_another_number(
        self, open311: Open311, town: Neighbourhood
    ) -> None:
        open311.get(f"requests/990101-{said(town, '路灯').pk}.json", 404)


def test_rows_of_the_factories_are_public_only_outdoors(
    open311: Open311, town: Neighbourhood
) -> None:
    rows.report(town)  # about a home
    assert open311.get("requests.json", end_date="2026-11-20T00:00:00Z") == []
