"""A firm or a group sees and handles the alerts that it was sent for, and no others."""

from datetime import datetime

import pytest
from django.test import Client

from liren.core.permissions import PermissionMissing
from liren.sensing.models import Alert
from liren.sensing.services import alerts
from liren.sensing.services.ingest.batch import Ingest
from tests.factories.neighbourhood import Neighbourhood, volunteer
from tests.sensing.plant import device, message, switched_on


def two_alerts(town: Neighbourhood, now: datetime) -> tuple[Alert, Alert]:
    """Smoke, for the firm; a call for help, for the committee."""
    switched_on(town, "smoke", ladder=("property",))
    switched_on(town, "help")
    device(town, "SM-1")
    device(town, "HB-1", "help_button", town.places["community"])
    ingest = Ingest()
    ingest.begin(now)
    ingest.take([message("SM-1", "1", now, smoke=1), message("HB-1", "1", now, help=1)], now)
    smoke, call = Alert.objects.order_by("rule").reverse()
    assert smoke.order is not None and smoke.order.party == town.parties["property_firm"]
    return smoke, call


def test_who_was_sent_sees_it_and_closes_it(
    town: Neighbourhood, now: datetime, client: Client
) -> None:
    smoke, call = two_alerts(town, now)
    firm = town.users["property_manager"]
    client.force_login(firm)
    page = client.get("/desk/alerts/").content.decode()
    assert f"/desk/alerts/{smoke.pk}/" in page and f"/desk/alerts/{call.pk}/" not in page
    assert 'href="/desk/devices/' not in page, "no key that leads to a closed door"
    shown = client.get(f"/desk/alerts/{smoke.pk}/").content.decode()
    assert "SM-1" in shown and 'href="/desk/devices/' not in shown
    assert client.get(f"/desk/alerts/{call.pk}/").status_code == 404
    assert client.get("/desk/devices/SM-1/").status_code == 403
    assert client.get("/desk/devices/").status_code == 403
    assert client.get("/desk/alerts/?show=rates").status_code == 200
    assert client.post(f"/desk/alerts/{call.pk}/acknowledge/").status_code == 404
    with pytest.raises(PermissionMissing):
        alerts.acknowledge(alert=call, by=firm, now=now)
    client.post(f"/desk/alerts/{smoke.pk}/acknowledge/")
    client.post(f"/desk/alerts/{smoke.pk}/close/", {"result": "false:cooking", "note": "锅糊了"})
    smoke.refresh_from_db()
    assert smoke.result == "false:cooking"
    assert f"/desk/alerts/{smoke.pk}/" in client.get("/desk/alerts/?show=closed").content.decode()
    assert client.post(f"/desk/alerts/{smoke.pk}/take-out/").status_code == 403


def test_who_was_not_sent_sees_nothing(town: Neighbourhood, now: datetime, client: Client) -> None:
    smoke, call = two_alerts(town, now)
    client.force_login(volunteer(town))
    page = client.get("/desk/alerts/")
    assert page.status_code == 200 and "/desk/alerts/1" not in page.content.decode()
    for row in (smoke, call):
        assert client.get(f"/desk/alerts/{row.pk}/").status_code == 404
        assert client.post(f"/desk/alerts/{row.pk}/handle/", {"note": "x"}).status_code == 404
    assert not Alert.objects.exclude(stage="raised").exists()
