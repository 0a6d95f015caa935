"""The desk's pages: alerts from raised to closed, devices, rules tried and switched on."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from liren.sensing.models import Alert, Device, Gateway, Kind, Placement, Reading
from liren.sensing.services.ingest.batch import Ingest
from liren.workorders.models import WorkOrder
from tests.factories.neighbourhood import Neighbourhood
from tests.sensing.plant import device, message, switched_on, text_of


@pytest.fixture
def desk(town: Neighbourhood) -> Callable[[str], Client]:
    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(town.users[name])
        return client

    return signed_in


@pytest.fixture
def alert(town: Neighbourhood, now: datetime) -> Alert:
    switched_on(town, "smoke")
    device(town)
    ingest = Ingest()
    ingest.begin(now)
    ingest.take([message("SM-1", "1", now, smoke=1)], now)
    return Alert.objects.get()


def test_an_alert_from_the_inbox_to_its_end(
    alert: Alert, desk: Callable[[str], Client], town: Neighbourhood
) -> None:
    worker = desk("grid_worker")
    page = reverse("sensing:alert", args=[alert.pk])
    assert page in worker.get("/desk/").content.decode()
    assert "烟雾" in worker.get(page).content.decode()
    worker.post(reverse("sensing:alert_act", args=[alert.pk, "acknowledge"]))
    assert WorkOrder.objects.get().assignee == town.users["grid_worker"]
    again = worker.post(reverse("sensing:alert_act", args=[alert.pk, "acknowledge"]))
    assert again.status_code == 422 and "别人快了一步" in again.content.decode()
    close = reverse("sensing:alert_act", args=[alert.pk, "close"])
    kept = worker.post(close, {"note": "锅烧干了"})
    assert kept.status_code == 422 and "锅烧干了" in kept.content.decode()
    worker.post(close, {"result": "false:cooking", "note": "锅烧干了"})
    alert.refresh_from_db()
    assert (alert.stage, alert.result) == ("closed", "false:cooking")
    assert WorkOrder.objects.get().closed_at is not None


def test_the_next_grid_finds_nothing(alert: Alert, desk: Callable[[str], Client]) -> None:
    client = desk("next_grid_worker")
    assert client.get(reverse("sensing:alert", args=[alert.pk])).status_code == 404
    assert client.get(reverse("sensing:device", args=["SM-1"])).status_code == 404
    act = reverse("sensing:alert_act", args=[alert.pk, "close"])
    assert client.post(act, {"result": "true:fire"}).status_code == 404


@pytest.mark.parametrize("count", [3, 40])
def test_lists_ask_as_often_for_many_rows(
    alert: Alert,
    count: int,
    town: Neighbourhood,
    now: datetime,
    desk: Callable[[str], Client],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for n in range(count):
        row = Alert.objects.get(pk=alert.pk)
        row.pk, row.device, row.event_key = None, device(town, f"SM-{n + 10}"), str(n)
        row.save(force_insert=True)
    client = desk("worker")
    for name in ("sensing:alerts", "sensing:devices"):
        client.get(reverse(name))
        with django_assert_max_num_queries(15):
            assert client.get(reverse(name)).status_code == 200


def test_a_device_is_entered_claimed_and_taken_down(
    town: Neighbourhood, desk: Callable[[str], Client]
) -> None:
    clerk, worker = desk("worker"), desk("grid_worker")
    new = {"number": "GA-7", "kind": Kind.GAS, "place": "990105003007", "every": "30"}
    answer = clerk.post(reverse("sensing:register"), new)
    assert answer.status_code == 200 and "GA-7" in answer.content.decode()
    assert clerk.post(reverse("sensing:register"), new).status_code == 422
    claim = reverse("sensing:claim", args=["GA-7"])
    assert worker.get(claim).status_code == 200
    wrong = worker.post(claim, {"place": "C2-8"})
    assert wrong.status_code == 422 and "C2-8" in wrong.content.decode()
    worker.post(claim, {"place": "C1-3-2-502"})
    row = Device.objects.get(number="GA-7")
    assert (row.place, row.expected_every) == (town.home, 1800)
    before = row.secret_hash
    clerk.post(reverse("sensing:key", args=["GA-7"]))
    clerk.post(reverse("sensing:end", args=["GA-7"]))
    row.refresh_from_db()
    assert row.secret_hash != before and row.ended_at is not None


def test_a_table_is_brought_in_line_by_line(
    town: Neighbourhood, desk: Callable[[str], Client]
) -> None:
    device(town, "OLD-1")
    table = (
        "编号,种类,地点,厂家,间隔分钟\nA-1,smoke,C1-3-2-502,甲\nA-1,smoke,C1-3-2-502,甲\n"
        "OLD-1,smoke,C1,甲\nA-2,toaster,C1,甲\nA-3,gas,NOWHERE,甲\n\n"
        "A 4,gas,C1,甲\nA-5,烟雾报警器,C1,乙\n"
        f"A-6,smoke,C1,甲,{'9' * 5_000}\n"
    )
    file = SimpleUploadedFile("devices.csv", table.encode())
    answer = desk("worker").post(reverse("sensing:bring_in"), {"file": file})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert {"A-1"} <= set(Device.objects.values_list("number", flat=True))
    for line in (3, 4, 5, 6, 8):
        assert f"第 {line} 行" in text
    assert "第 9 行" in text, "thousands of digits are no number of minutes"
    broken = SimpleUploadedFile("devices.csv", b"a,b\n1,2\n")
    assert desk("worker").post(reverse("sensing:bring_in"), {"file": broken}).status_code == 422


def test_a_rule_is_tried_on_the_past_and_switched_on(
    town: Neighbourhood, desk: Callable[[str], Client], now: datetime
) -> None:
    row = device(town)
    from django.utils import timezone

    for day in range(3):
        at = timezone.now() - timedelta(days=day + 1)
        for n, value in enumerate((1, 0)):
            Reading.objects.create(
                device=row, key=f"{day}{n}", month=at.date().replace(day=1), what="smoke",
                value=value, at=at + timedelta(minutes=n), received_at=at,
            )  # fmt: skip
    client = desk("secretary")
    file = SimpleUploadedFile("smoke.toml", text_of("smoke").encode())
    asked = {"rule": "smoke", "file": file, "place": town.places["community"].pk}
    page = client.post(reverse("sensing:rules"), asked, follow=True)
    placed = Placement.objects.get()
    assert placed.trial["alarms"] == 3 and placed.trial["at_empty"] == 3
    assert placed.switched_on_at is None
    assert "会报 3 次" in page.content.decode()
    client.post(reverse("sensing:rule_switch", args=[placed.pk]))
    placed.refresh_from_db()
    assert placed.switched_on_at is not None and "secretary" in placed.switched_on_by
    taken = client.get(reverse("sensing:rule_file", args=[placed.pk]))
    assert b'key = "smoke-here"' in taken.content
    client.post(reverse("sensing:rule_switch", args=[placed.pk]))
    placed.refresh_from_db()
    assert placed.ended_at is not None


def test_a_broken_rule_is_told_why(town: Neighbourhood, desk: Callable[[str], Client]) -> None:
    file = SimpleUploadedFile("x.toml", b'key = "x')
    asked = {"rule": "smoke", "file": file, "place": town.places["community"].pk}
    answer = desk("secretary").post(reverse("sensing:rules"), asked)
    assert answer.status_code == 422 and not Placement.objects.exists()
    digits = SimpleUploadedFile("x.toml", b"below = " + b"9" * 5_000)
    answer = desk("secretary").post(reverse("sensing:rules"), {**asked, "file": digits})
    assert answer.status_code == 422 and "4300 digits" in answer.content.decode()


def test_two_rules_of_one_key_are_not_on_at_once(
    town: Neighbourhood, desk: Callable[[str], Client]
) -> None:
    client = desk("secretary")
    for _ in range(2):
        asked = {"rule": "smoke", "place": town.places["community"].pk}
        client.post(reverse("sensing:rules"), asked)
    for placed in Placement.objects.all():
        client.post(reverse("sensing:rule_switch", args=[placed.pk]))
    assert Placement.objects.on().count() == 1


def test_a_gateway_is_added_and_ended(town: Neighbourhood, desk: Callable[[str], Client]) -> None:
    client = desk("administrator")
    new = {"number": "cloud", "name": "云", "adapter": "http_push", "place": "990105003"}
    assert client.post(reverse("sensing:gateways"), new).status_code == 200
    row = Gateway.objects.get()
    client.post(reverse("sensing:end_gateway", args=[row.pk]))
    row.refresh_from_db()
    assert row.ended_at is not None


def test_how_often_rules_makers_and_devices_were_wrong(
    alert: Alert, desk: Callable[[str], Client]
) -> None:
    worker = desk("grid_worker")
    close = reverse("sensing:alert_act", args=[alert.pk, "close"])
    worker.post(close, {"result": "false:cooking", "note": ""})
    page = worker.get(f"{reverse('sensing:alerts')}?show=rates").content.decode()
    assert reverse("sensing:device", args=["SM-1"]) in page and "smoke-here" in page
    assert "100" in page
