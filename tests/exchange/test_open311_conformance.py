"""GeoReport v2, clause by clause; each test quotes the sentence it holds us to.

The text is that of wiki.open311.org/GeoReport_v2 and /Service_Discovery.
"""

import json
from datetime import datetime
from xml.etree import ElementTree

import pytest
from django.test import Client

from liren.cases.models import Case, Category, Report
from liren.core.permissions import SYSTEM
from liren.exchange.services.keys import make_key
from tests.exchange.conftest import BASE, FORM, Open311, said
from tests.factories.neighbourhood import Neighbourhood

pytestmark = pytest.mark.django_db


class TestServiceDiscovery:
    """“All fields are required.”"""

    FIELDS = frozenset({"changeset", "contact", "key_service", "endpoints"})
    ENDPOINT = frozenset({"specification", "url", "changeset", "type", "formats"})

    def test_json_has_all_fields(self, open311: Open311) -> None:
        found = open311.get("discovery.json")
        assert set(found) == self.FIELDS
        assert set(found["endpoints"][0]) == self.ENDPOINT
        assert all(found[name] for name in self.FIELDS)

    def test_format_must_be_both_xml_and_json(self, open311: Open311) -> None:
        found = open311.get("discovery.xml")
        assert {child.tag for child in found} == self.FIELDS
        assert [each.text for each in found.iterfind("endpoints/endpoint/formats/format")] == [
            "text/xml",
            "application/json",
        ]

    def test_the_specification_is_named_by_its_url(self, open311: Open311) -> None:
        endpoint = open311.get("discovery.json")["endpoints"][0]
        assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
        assert endpoint["type"] in {"production", "test"}

    def test_the_endpoint_url_leads_to_the_services(self, open311: Open311) -> None:
        url = open311.get("discovery.json")["endpoints"][0]["url"]
        assert open311.client.get(f"{url}/services.xml").status_code == 200


class TestFormats:
    def test_xml_is_declared_as_utf_8(self, open311: Open311) -> None:
        """“the root element must be preceded with the XML declaration including the encoding”."""
        body = open311.client.get(f"{BASE}services.xml").content
        assert body.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
        assert "Lighting" in body.decode()

    def test_no_namespace(self, open311: Open311) -> None:
        """“The XML output currently defined is schemaless and without a namespace declaration.”"""
        assert "xmlns" not in open311.client.get(f"{BASE}services.xml").content.decode()

    def test_json_is_the_spark_mapping_of_the_xml(
        self, open311: Open311, town: Neighbourhood
    ) -> None:
        """“JSON support is based on a programmatic mapping of the XML format”."""
        said(town, "路灯不亮 <b>& 坏了</b>")
        for address in ("services", "services/0101", "requests"):
            assert spark(open311.get(f"{address}.xml")) == texts(open311.get(f"{address}.json"))

    def test_text_is_taken_as_utf_8_whatever_the_header_says(self, open311: Open311) -> None:
        """“All text received by the service from the client will be assumed to be UTF-8”."""
        body = (
            f"api_key={open311.secret}&service_code=0101&address_id=C1-3&description=路灯".encode()
        )
        odd = "application/x-www-form-urlencoded; charset=shift_jis"
        answer = open311.client.generic("POST", f"{BASE}requests.json", body, content_type=odd)
        assert answer.status_code == 200
        assert Report.objects.get().text == "路灯"


def spark(element: ElementTree.Element) -> object:
    """The specification's rule: a container of one repeated kind is an array."""
    lists = {"services", "service_requests", "errors", "attributes", "values"}
    if element.tag in lists:
        return [spark(child) for child in element]
    if len(element):
        return {child.tag: spark(child) for child in element}
    return element.text or ""


def texts(value: object) -> object:
    """The same values as XML writes them."""
    if isinstance(value, dict):
        return {key: texts(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [texts(inner) for inner in value]
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


class TestJurisdiction:
    def test_may_be_left_out_where_one_is_served(self, open311: Open311) -> None:
        """“treat it as an 'Optional Argument' if the implementation only serves one”."""
        assert open311.get("services.json")

    def test_empty_is_as_if_not_given(self, open311: Open311) -> None:
        """“the response should be the same whether a parameter is passed and is empty or not”."""
        assert open311.get("services.json", jurisdiction_id="") == open311.get("services.json")

    @pytest.mark.parametrize(
        "address", ["services", "services/0101", "requests", "requests/1", "tokens/1"]
    )
    def test_404_when_not_found(self, open311: Open311, address: str) -> None:
        """“404 - jurisdiction_id provided was not found (specify in error response)”."""
        for code in ("nowhere.example", "990105003008", "C1-3", "a\0b"):
            (error,) = open311.get(f"{address}.json", 404, jurisdiction_id=code)
            assert "jurisdiction_id" in error["description"]

    def test_400_when_several_are_served_and_none_is_named(
        self, open311: Open311, town: Neighbourhood, now: datetime
    ) -> None:
        """“400 - jurisdiction_id was not provided (specify in error response)”."""
        place = town.places["next_community"]
        make_key(name="b", place=place, may_write=False, by=SYSTEM, now=now)
        (error,) = open311.get("services.json", 400)
        assert "jurisdiction_id" in error["description"]
        assert open311.get("services.json", jurisdiction_id="990105003008")

    def test_a_key_stands_for_its_place(
        self, open311: Open311, town: Neighbourhood, now: datetime
    ) -> None:
        make_key(name="b", place=town.places["next_community"], may_write=False, by=SYSTEM, now=now)
        said(town, "这边的路灯")
        said(town, "那边的路灯", code="990105003008")
        (found,) = open311.get("requests.json", api_key=open311.secret)
        assert found["description"] == "这边的路灯"

    def test_nothing_is_served_before_a_key_is_made(self, town: Neighbourhood) -> None:
        client = Open311("")
        client.get("discovery.json")
        client.get("services.json", 404)


class TestGetServiceList:
    def test_fields_of_a_service(self, open311: Open311) -> None:
        found = open311.get("services.json")
        assert {each["service_code"] for each in found} == {"0101", "0501", "0301"}
        assert found[0] == {
            "service_code": "0101",
            "service_name": "Lighting",
            "description": "Lighting",
            "metadata": True,
            "type": "realtime",
            "keywords": "",
            "group": "Lighting",
        }

    def test_groups_and_keywords(self, open311: Open311, town: Neighbourhood) -> None:
        """“A category to group this service type within"; "A comma separated list of tags”."""
        parent = town.categories["lamp"]
        Category.objects.create(code="010101", name="灯杆", parent=parent, keywords=["灯杆", "歪"])
        found = {each["service_code"]: each for each in open311.get("services.json")}
        assert "0101" not in found  # a group is no service
        assert found["010101"]["group"] == "Lighting"
        assert found["010101"]["keywords"] == "灯杆,歪"

    def test_needs_no_key(self, open311: Open311) -> None:
        """“Requires API Key: No”."""
        assert open311.get("services.xml").tag == "services"


class TestGetServiceDefinition:
    def test_fields_of_an_attribute(self, open311: Open311) -> None:
        found = open311.get("services/0101.json")
        assert found["service_code"] == "0101"
        for attribute in found["attributes"]:
            assert set(attribute) == {
                "variable", "code", "datatype", "required", "datatype_description", "order",
                "description", "values",
            }  # fmt: skip
            assert attribute["datatype"] in {
                "string", "number", "datetime", "text", "singlevaluelist", "multivaluelist",
            }  # fmt: skip

    def test_values_of_a_list(self, open311: Open311) -> None:
        """“values ⇊ value ↴ key, name: only for singlevaluelist or multivaluelist”."""
        found = open311.get("services/0101.xml")
        keys = [each.text for each in found.findall("attributes/attribute/values/value/key")]
        assert keys == ["office", "matter", "words"]

    def test_the_attribute_is_sent_back_by_its_code(self, open311: Open311) -> None:
        """“This takes the form of attribute[code]=value”."""
        open311.post(description="灯不亮", **{"attribute[place_note]": "三楼转角"})
        assert Case.objects.get().place_note == "三楼转角"

    def test_404_for_an_unknown_code(self, open311: Open311) -> None:
        """“404 - service_code or jurisdiction_id provided were not found”."""
        (error,) = open311.get("services/9999.json", 404)
        assert "service_code" in error["description"]


class TestErrors:
    def test_form_in_xml(self, open311: Open311) -> None:
        """“errors ⇊ error ↴ code, description”."""
        found = open311.get("services/9999.xml", 404)
        assert found.tag == "errors"
        assert [child.tag for child in found[0]] == ["code", "description"]
        assert found.findtext("error/code") == "404"

    def test_form_in_json(self, open311: Open311) -> None:
        """“the response is an array”."""
        (error,) = open311.get("services/9999.json", 404)
        assert set(error) == {"code", "description"}
        assert error["code"] == 404

    def test_the_description_is_for_the_user(self, open311: Open311) -> None:
        """“A human readable description of the error that occurred.”"""
        client = Client(headers={"accept-language": "zh-hans"})
        (error,) = json.loads(client.get(f"{BASE}services/9999.json").content)
        assert any("一" <= letter <= "鿿" for letter in error["description"])

    @pytest.mark.parametrize(
        "address", ["services.yaml", "nothing.xml", "services/", "services/a/b.json", "x", "tokens"]
    )
    def test_404_for_what_the_specification_does_not_have(
        self, open311: Open311, address: str
    ) -> None:
        answer = open311.client.get(BASE + address)
        assert answer.status_code == 404
        assert b"<code>404</code>" in answer.content or b'"code": 404' in answer.content

    @pytest.mark.parametrize(
        ("method", "address"),
        [
            ("POST", "services.json"),
            ("PUT", "requests.json"),
            ("DELETE", "requests/1.json"),
            ("PATCH", "discovery.json"),
            ("BREW", "requests.json"),
        ],
    )
    def test_405_names_what_is_allowed(self, open311: Open311, method: str, address: str) -> None:
        answer = open311.client.generic(method, BASE + address, content_type=FORM)
        assert answer.status_code == 405
        assert "GET" in answer["Allow"]
        assert json.loads(answer.content)[0]["code"] == 405

    def test_a_wrong_key_is_refused_for_reading_too(self, open311: Open311) -> None:
        open311.get("requests.json", 403, api_key="wrong")
