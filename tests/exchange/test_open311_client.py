"""A public client finds everything where it looks for it (georeport, over a real connection).

Of the published clients this is the one that still runs: `three` and `open311` on PyPI are for
Python 2, `open311` on npm asks for packages that are gone.
"""

import pytest
import requests
from georeport import GeoReport
from pytest_django.live_server_helper import LiveServer

from liren.core.permissions import SYSTEM
from liren.exchange.services.keys import make_key
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_public_client(town: Neighbourhood, live_server: LiveServer, form: str) -> None:
    place = town.places["community"]
    secret = make_key(name="c", place=place, may_write=True, by=SYSTEM, now=MONDAY_MORNING)[1]
    root = f"{live_server.url}/open311/v2/"
    for text in ("路灯不亮", "井盖松动"):
        given = {
            "api_key": secret,
            "service_code": "0101",
            "address_id": "C1-3",
            "description": text,
        }
        requests.post(f"{root}requests.json", data=given, timeout=20).raise_for_status()
    client = GeoReport(root, jurisdiction=place.code, output_format=form)
    assert {each["service_code"] for each in client.get_service_list()} == {"0101", "0501", "0301"}
    assert client.get_service_definition("0101")["service_code"] == "0101"
    found = client.get_service_requests(service_code="0101", status="open")
    assert [each["description"] for each in found] == ["井盖松动", "路灯不亮"]
    number = found[0]["service_request_id"]
    assert client.get_service_request(number)["service_request_id"] == number
    with pytest.raises(requests.HTTPError, match="404"):
        client.get_service_request("261116-999")
