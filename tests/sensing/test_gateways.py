"""Which gateway speaks for a device: entered, brought in, changed, shown."""

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from liren.core.models import AuditEvent
from liren.core.permissions import PermissionMissing
from liren.sensing.models import Device, Gateway, Kind
from liren.sensing.services.devices import (
    GatewayUnknown,
    NewDevice,
    put_behind,
    register_device,
)
from liren.sensing.services.gateways import NewGateway, add_gateway, end_gateway
from liren.sensing.services.ingest.directory import Directory
from tests.factories.neighbourhood import Neighbourhood
from tests.sensing.plant import device

COMMUNITY = "990105003007"


def gateway_at(
    town: Neighbourhood, now: datetime, number: str = "cloud", where: str = "community"
) -> Gateway:
    new = NewGateway(number=number, name="云平台", adapter="http_push", place=town.places[where])
    return add_gateway(new, by=town.users["administrator"], now=now)[0]


@pytest.fixture
def clerk(town: Neighbourhood) -> Client:
    client = Client()
    client.force_login(town.users["worker"])
    return client


def test_a_device_is_entered_behind_a_gateway_and_has_no_key(
    town: Neighbourhood, now: datetime, clerk: Client
) -> None:
    cloud = gateway_at(town, now)
    ended, above = gateway_at(town, now, "ended"), gateway_at(town, now, "above", "street")
    end_gateway(gateway=ended, by=town.users["administrator"], now=now)
    offered = clerk.get(reverse("sensing:register")).content.decode()
    assert "cloud · 云平台" in offered
    assert "ended · 云平台" not in offered and "above · 云平台" not in offered
    new = {"number": "SM-9", "kind": Kind.SMOKE, "place": COMMUNITY, "every": "30", "hangs": "on"}
    for wrong in (ended, above):
        refused = clerk.post(reverse("sensing:register"), new | {"gateway": wrong.pk})
        assert refused.status_code == 422
    answer = clerk.post(reverse("sensing:register"), new | {"gateway": cloud.pk})
    row = Device.objects.get(number="SM-9")
    assert (row.gateway, row.secret_hash, row.secret_bcrypt) == (cloud, "", "")
    assert answer.status_code == 200 and "由网关代它说话" in answer.content.decode()


def test_a_table_names_the_gateway(town: Neighbourhood, now: datetime, clerk: Client) -> None:
    cloud = gateway_at(town, now)
    gateway_at(town, now, "above", "street")
    table = (
        "编号,种类,地点,网关\nA-1,smoke,C1-3-2-502,cloud\nA-2,smoke,C1-3-2-502,\n"
        "A-3,smoke,C1-3-2-502,clowd\nA-4,smoke,C1-3-2-502,above\n"
    )
    file = SimpleUploadedFile("devices.csv", table.encode())
    text = clerk.post(reverse("sensing:bring_in"), {"file": file}).content.decode()
    assert dict(Device.objects.values_list("number", "gateway")) == {"A-1": cloud.pk, "A-2": None}
    assert "第 4 行" in text and "这里没有在用的网关 clowd" in text
    assert "第 5 行" in text and "这里没有在用的网关 above" in text


def test_the_gateway_of_a_device_is_changed_noted_and_read_anew(
    town: Neighbourhood, now: datetime, clerk: Client
) -> None:
    row, cloud = device(town), gateway_at(town, now)
    directory = Directory()
    directory.look(now)
    assert directory.may_speak("SM-1", "SM-1") and not directory.may_speak("cloud", "SM-1")
    page = clerk.get(reverse("sensing:device", args=["SM-1"])).content.decode()
    assert "cloud · 云平台" in page
    url = reverse("sensing:put_behind", args=["SM-1"])
    assert clerk.post(url, {"gateway": "4711"}).status_code == 422
    clerk.post(url, {"gateway": cloud.pk})
    row.refresh_from_db()
    assert (row.gateway, row.secret_hash) == (cloud, "") and row.changed_at > now
    assert AuditEvent.objects.filter(action="sensing.put_behind").count() == 1
    directory.look(row.changed_at + timedelta(seconds=2))
    assert directory.may_speak("cloud", "SM-1")
    assert directory.key_of("SM-1") == "", "it is not let in any more"
    gateway_page = reverse("sensing:gateway", args=[cloud.pk])
    assert gateway_page in clerk.get(reverse("sensing:device", args=["SM-1"])).content.decode()
    told = clerk.get(gateway_page).content.decode()
    assert reverse("sensing:device", args=["SM-1"]) in told and "/sensing/push/cloud/" in told
    clerk.post(url, {"gateway": ""})
    row.refresh_from_db()
    assert row.gateway is None
    assert reverse("sensing:device", args=["SM-1"]) not in clerk.get(gateway_page).content.decode()


def test_only_who_keeps_the_register_changes_it_and_nobody_drops_one_of_above_unseen(
    town: Neighbourhood, now: datetime, clerk: Client
) -> None:
    row, above = device(town), gateway_at(town, now, "above", "street")
    by = {"by": town.users["worker"], "now": now}
    with pytest.raises(PermissionMissing):
        put_behind(device=row, gateway=None, by=town.users["grid_worker"], now=now)
    with pytest.raises(GatewayUnknown):
        put_behind(device=row, gateway=above, **by)  # type: ignore[arg-type]  # by and now
    new = NewDevice(number="SM-2", kind=Kind.SMOKE, place=town.home, gateway=above)
    with pytest.raises(GatewayUnknown):
        register_device(new, **by)  # type: ignore[arg-type]  # by and now
    put_behind(device=row, gateway=above, by=town.users["administrator"], now=now)
    page = clerk.get(reverse("sensing:device", args=["SM-1"])).content.decode()
    assert "云平台" in page and reverse("sensing:put_behind", args=["SM-1"]) not in page
    assert clerk.get(reverse("sensing:gateway", args=[above.pk])).status_code == 404
