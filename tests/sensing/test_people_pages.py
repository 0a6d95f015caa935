"""The desk's pages on which several people decide: recordings, e-bikes, alerts of one case."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from liren.cases.models import Case
from liren.notices.models import Announcement
from liren.sensing.models import Alert, EbikeDecision, Kind, Look
from tests.factories.neighbourhood import Neighbourhood
from tests.sensing.plant import device

CLIP = "nvr-3/0901.mp4"
At = Callable[[str], Client]


@pytest.fixture
def desk(town: Neighbourhood) -> At:
    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(town.users[name])
        return client

    return signed_in


def found(town: Neighbourhood, kind: str, what: str, *, number: int = 1, **more: object) -> Alert:
    """An alert of a device of its own in the unit of the town."""
    now = timezone.now()
    row = Alert(
        device=device(town, f"D-{what}-{number}", kind, town.places["unit"]),
        rule=what,
        severity=Alert.Severity.NOTICE,
        reason={"found": what, "sentence": "", "data": {}},
        event_key="1",
        raised_at=now,
        last_at=now,
        **more,
    )
    row.put_at(town.places["unit"])
    row.save()
    return row


def fallen(town: Neighbourhood) -> Alert:
    until = timezone.now() + timedelta(days=7)
    return found(town, Kind.FALLING_OBJECT, "falling", reference=CLIP, reference_until=until)


def text(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_a_recording_is_shown_to_the_two_and_to_nobody_else(town: Neighbourhood, desk: At) -> None:
    alert, worker, secretary = fallen(town), desk("worker"), desk("secretary")
    page = reverse("sensing:alert", args=[alert.pk])
    assert CLIP not in text(worker, page)
    empty = worker.post(reverse("sensing:look", args=[alert.pk]), {"reason": ""})
    assert empty.status_code == 422 and not Look.objects.exists()
    worker.post(reverse("sensing:look", args=[alert.pk]), {"reason": "砸坏了车"})
    agree = reverse("sensing:agree", args=[Look.objects.get().pk])
    assert agree not in text(worker, page) and agree in text(secretary, page)
    assert "砸坏了车" in text(secretary, reverse("sensing:alerts"))
    worker.post(agree)
    assert CLIP not in text(worker, page), "nobody agrees with themselves"
    assert desk("grid_worker").post(agree).status_code == 403
    assert desk("next_worker").post(agree).status_code == 404
    secretary.post(agree)
    assert CLIP in text(worker, page) and CLIP in text(secretary, page)
    for name in ("grid_worker", "property_manager", "duty_officer"):
        assert CLIP not in text(desk(name), page)
    Look.objects.update(agreed_at=timezone.now() - timedelta(minutes=31))
    assert CLIP not in text(worker, page)


@pytest.mark.parametrize("answer", ["charger", "notice", "not_now"])
def test_a_proposal_is_taken_up(town: Neighbourhood, desk: At, answer: str) -> None:
    now = timezone.now()
    last = found(
        town, Kind.LIFT_CAMERA, "ebike", times=3, stage="closed", closed_at=now, closed_by="x",
        result="true:advised",
    )  # fmt: skip
    worker, place = desk("worker"), town.places["building"]
    one = reverse("sensing:lift", args=[place.pk])
    assert one in text(worker, reverse("sensing:lifts"))
    assert "3 次" in text(worker, one)
    decide = reverse("sensing:lift_decide", args=[place.pk])
    typed = {"answer": answer, "last_alert": last.pk, "title": "不上楼", "words": "装充电柜"}
    if answer != "not_now":
        empty = worker.post(decide, typed | {"words": "", "title": "写了一半"})
        assert empty.status_code == 422 and not EbikeDecision.objects.exists()
    assert worker.post(decide, typed).status_code == 302
    assert Case.objects.count() == (answer == "charger")
    assert Announcement.objects.count() == (answer == "notice")
    again = worker.post(decide, typed)
    assert again.status_code == 422 and "先办了" in again.content.decode()
    assert desk("next_worker").get(one).status_code == 404
    assert "worker" in text(worker, reverse("sensing:lifts"))


def test_who_may_not_write_notices_is_not_offered_one(town: Neighbourhood, desk: At) -> None:
    now = timezone.now()
    found(
        town, Kind.LIFT_CAMERA, "ebike", times=3, stage="closed", closed_at=now, closed_by="x",
        result="true:advised",
    )  # fmt: skip
    one = reverse("sensing:lift", args=[town.places["building"].pk])
    assert 'value="notice"' in text(desk("worker"), one)
    assert 'value="notice"' not in text(desk("grid_worker"), one)


def test_alerts_are_joined_and_stand_at_their_case(town: Neighbourhood, desk: At) -> None:
    first = found(town, Kind.SMOKE, "smoke")
    second = found(town, Kind.SMOKE, "smoke", number=2)
    worker, join = desk("worker"), reverse("sensing:join", args=[first.pk])
    assert "D-smoke-2" in text(worker, join)
    empty = worker.post(join, {"alert": [first.pk, second.pk]})
    assert empty.status_code == 422 and f'id="alert-{second.pk}" checked' in empty.content.decode()
    worker.post(join, {"alert": [first.pk, second.pk], "words": "停电后一起误报"})
    case = Case.objects.get()
    of_case = f"{reverse('sensing:alerts')}?case={case.pk}"
    assert of_case in text(worker, reverse("cases:desk_case", args=[case.pk]))
    assert "D-smoke-2" in text(worker, of_case)
    worker.post(reverse("sensing:take_out", args=[second.pk]))
    assert case.alerts.get() == first
    worker.post(reverse("sensing:join", args=[second.pk]), {"case": case.number})
    assert case.alerts.count() == 2


@pytest.mark.parametrize("count", [2, 30])
def test_pages_ask_as_often_for_many_rows(
    town: Neighbourhood,
    now: datetime,
    desk: At,
    count: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    rows = [found(town, Kind.LIFT_CAMERA, "ebike", number=n) for n in range(count)]
    client = desk("worker")
    for url in (reverse("sensing:lifts"), reverse("sensing:join", args=[rows[0].pk])):
        client.get(url)
        with django_assert_max_num_queries(16):
            assert client.get(url).status_code == 200
