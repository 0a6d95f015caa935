"""A camera's reference: two people, a reason, half an hour, and gone by its date."""

from datetime import datetime, timedelta

import pytest

from liren.core.errors import NotAllowed
from liren.core.models import AuditEvent
from liren.sensing.domain.looks import LookOver, NothingToLookAt, ReasonMissing, SamePerson
from liren.sensing.models import Alert, Kind, Look, Reading, Refusal
from liren.sensing.services.ingest.batch import Ingest
from liren.sensing.services.looks import agree_to_look, ask_to_look
from liren.sensing.services.references import forget_references
from liren.sensing.services.rules import shipped, switch_on, try_rule
from tests.factories.neighbourhood import Neighbourhood
from tests.sensing.plant import device, message

CLIP = "nvr-3/2026-11-16/0901.mp4"


@pytest.fixture
def fallen(town: Neighbourhood, now: datetime) -> Alert:
    """Something fell, and the camera says where it keeps the clip, and more than it should."""
    by = town.users["secretary"]
    placed = try_rule(
        text=shipped("falling-object"), place=town.places["community"], by=by, now=now
    )
    switch_on(placement=placed, by=by, now=now)
    device(town, "FO-1", Kind.FALLING_OBJECT, town.places["building"])
    ingest = Ingest()
    ingest.begin(now)
    packet = message("FO-1", "1", now, falling=1)
    packet.body = (
        packet.body[:-1]
        + (
            f', "reference": "{CLIP}", "plate": "PLATE-AB123", "face": "FACE-64", '
            '"track": [[1, 2], [3, 4]], "image": "IMAGE-64"}'
        ).encode()
    )
    ingest.take([packet], now)
    return Alert.objects.get()


def test_two_look_and_both_are_noted(fallen: Alert, town: Neighbourhood, now: datetime) -> None:
    worker, secretary = town.users["worker"], town.users["secretary"]
    look = ask_to_look(alert=fallen, reason="砸坏了车，业主要追责", by=worker, now=now)
    assert ask_to_look(alert=fallen, reason="again", by=worker, now=now) == look
    with pytest.raises(SamePerson):
        agree_to_look(look=look, by=worker, now=now)
    done = agree_to_look(look=look, by=secretary, now=now)
    assert done.asked.shows(worker.pk, now) and done.asked.shows(secretary.pk, now)
    with pytest.raises(LookOver):
        agree_to_look(look=look, by=secretary, now=now)
    noted = AuditEvent.objects.filter(action__startswith="sensing.look_")
    assert [row.action for row in noted.order_by("pk")] == [
        "sensing.look_asked",
        "sensing.look_agreed",
    ]


def test_a_reason_and_the_right_to_look_are_needed(
    fallen: Alert, town: Neighbourhood, now: datetime
) -> None:
    with pytest.raises(ReasonMissing):
        ask_to_look(alert=fallen, reason="  ", by=town.users["worker"], now=now)
    for name in ("grid_worker", "next_worker", "property_manager"):
        with pytest.raises(NotAllowed):
            ask_to_look(alert=fallen, reason="x", by=town.users[name], now=now)


def test_a_question_of_yesterday_is_asked_anew(
    fallen: Alert, town: Neighbourhood, now: datetime
) -> None:
    worker, later = town.users["worker"], now + timedelta(hours=25)
    first = ask_to_look(alert=fallen, reason="x", by=worker, now=now)
    second = ask_to_look(alert=fallen, reason="x", by=worker, now=later)
    assert second.pk != first.pk and Look.objects.count() == 1


def test_the_reference_goes_by_its_date(fallen: Alert, town: Neighbourhood, now: datetime) -> None:
    look = ask_to_look(alert=fallen, reason="x", by=town.users["worker"], now=now)
    assert (fallen.reference, forget_references(now=now)) == (CLIP, 0)
    after = now + timedelta(days=7, seconds=1)
    with pytest.raises(NothingToLookAt):
        agree_to_look(look=look, by=town.users["secretary"], now=after)
    assert forget_references(now=after) == 1
    fallen.refresh_from_db()
    assert fallen.reference == ""


def test_of_what_a_camera_said_wrong_only_the_count_is_kept(
    fallen: Alert, town: Neighbourhood, now: datetime
) -> None:
    ingest = Ingest()
    ingest.begin(now)
    packet = message("FO-1", "2", now, falling=1)
    packet.body = b'{"values": "PLATE-AB123"}'
    ingest.take([packet], now)
    row = Refusal.objects.get()
    assert (row.reason, row.count, bytes(row.sample)) == ("no_values", 1, b"")


def test_no_face_no_plate_and_no_track_is_stored(fallen: Alert) -> None:
    stored = [
        str(row) for model in (Alert, Reading, Refusal) for row in model.objects.values_list()
    ]
    for word in ("PLATE", "FACE", "IMAGE", "track"):
        assert not any(word in row for row in stored)
