"""A notice to a place: previewed, published once, counted by homes; some are rung."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from liren.core.models import AuditEvent
from liren.core.permissions import SYSTEM, PermissionMissing
from liren.notices.channels.robots import WecomSettings
from liren.notices.channels.smtp import SmtpSettings
from liren.notices.domain.reaching import Outcome, Way
from liren.notices.domain.workflow import Stage, StepNotOpen
from liren.notices.models import Announcement, AnnouncementHome, Delivery
from liren.notices.selectors import announcements as reads
from liren.notices.services import announcements, calls, deliver
from liren.notices.services.announcements import Draft
from liren.notices.services.sending import send_out
from liren.notices.services.setups import set_up_channel
from liren.people.models import Person
from liren.people.services import NewPerson, add_persons
from liren.places.models import Kind, Place
from liren.places.services import NewPlace, add_places
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood
from tests.notices.carrying import carry_due

NOW = MONDAY_MORNING
WATER = Draft(
    title="周二上午停水",
    text="9 点到 12 点换阀门，请提前存水。",
    title_en="No water on Tuesday morning",
    text_en="From 9 to 12 a valve is replaced.",
    valid_from=NOW,
    valid_until=NOW + timedelta(days=2),
    channels=("phone", "user", "email", "paper"),
)


@pytest.fixture
def homes(town: Neighbourhood, settings: Settings) -> dict[str, Place]:
    """Four more homes: two mobiles and an account, one family number, a land line, nobody."""
    settings.LIREN_CONSOLE, settings.LIREN_URL = True, "https://liren.example"
    names = ("young", "family", "old", "empty")
    rows = add_places(
        [
            NewPlace(key=n, parent=None, kind=Kind.HOME, name=f"{i}01室")
            for i, n in enumerate(names)
        ],
        under=town.places["unit"],
    )
    set_up_channel(
        channel="smtp",
        place=town.places["street"],
        values=SmtpSettings(host="127.0.0.1", port=9, sender="a@example.com"),
        by=SYSTEM,
        now=NOW,
    )
    resident = town.users["resident"]
    resident.language = "en"
    resident.save()
    new = [
        NewPerson(name="安宁", place=rows["young"], phone="13800000001", user=resident),
        NewPerson(name="白杨", place=rows["young"], phone="13800000002", email="bai@example.org"),
        NewPerson(name="程父", place=rows["family"], phone="13800000003", birth_year=1990),
        NewPerson(name="程母", place=rows["family"], phone="13800000003", birth_year=1992),
        NewPerson(name="董奶奶", place=rows["old"], phone="021-62345678", birth_year=1940),
    ]
    add_persons(new, by=SYSTEM, now=NOW)
    return {**rows, "home": town.home}


def drafted(town: Neighbourhood, draft: Draft = WATER) -> Announcement:
    place, by = town.places["compound"], town.users["worker"]
    return announcements.draft_announcement(draft=draft, place=place, by=by, now=NOW)


def published(town: Neighbourhood, draft: Draft = WATER, now: datetime = NOW) -> Announcement:
    row = drafted(town, draft)
    return announcements.publish_announcement(
        announcement=row, revision=row.revision, by=town.users["secretary"], now=now
    )


def test_the_preview_says_what_publishing_does(
    town: Neighbourhood, homes: dict[str, Place]
) -> None:
    row = drafted(town)
    seen = reads.preview(row, NOW.date())
    assert (seen.homes, seen.by, seen.doors) == (5, {Way.PHONE: 2, Way.CALL: 3}, 1)
    row = published(town)
    assert send_out(row.pk, now=NOW) == 5
    planned = AnnouncementHome.objects.filter(announcement=row).values_list("by", flat=True)
    assert sorted(planned) == ["call", "call", "call", "phone", "phone"]
    # The family's shared number is one message of the two that the rule allows.
    assert seen.messages == 6
    told = reads.deliveries_of(row).exclude(channel="paper").order_by("channel")
    assert [one.channel for one in told] == ["console"] * 3 + ["in_app", "smtp"]


def test_everybody_reads_their_language_with_the_link(
    town: Neighbourhood, homes: dict[str, Place]
) -> None:
    row = published(town)
    send_out(row.pk, now=NOW)
    mine = Delivery.objects.get(channel="in_app")
    assert "No water on Tuesday" in mine.text
    assert mine.text.endswith(f"https://liren.example/notices/{row.pk}/")
    others = Delivery.objects.filter(channel="console").order_by("id")
    assert [("No water" in one.text, "停水" in one.text) for one in others] == [
        (True, False), (False, True), (False, True),
    ]  # fmt: skip


def test_homes_count_once_and_by_what_has_arrived(
    town: Neighbourhood, homes: dict[str, Place]
) -> None:
    row = published(town)
    send_out(row.pk, now=NOW)
    assert reads.progress(row).by == {"in_app": 1}, "a text message counts when it has gone out"
    carry_due(NOW)
    after = reads.progress(row)
    assert (after.homes, after.reached, after.by) == (5, 2, {"console": 2})
    assert (after.to_call, after.waiting, after.doors, after.hung) == (3, 1, 1, 0)


def test_sent_twice_or_broken_off_nobody_is_told_twice(
    town: Neighbourhood, homes: dict[str, Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("liren.notices.services.sending.AT_ONCE", 2)
    row = published(town)
    before = Delivery.objects.count()

    def dies(*args: object, **named: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr("liren.notices.services.sending.send_all", dies)
        with pytest.raises(ConnectionError):
            send_out(row.pk, now=NOW)
    assert Delivery.objects.count() == before, "a stretch is told whole, or not at all"
    assert send_out(row.pk, now=NOW) == 5
    count = Delivery.objects.count()
    assert send_out(row.pk, now=NOW) == 0
    assert Delivery.objects.count() == count


def test_the_worker_sends_what_was_published(
    town: Neighbourhood, homes: dict[str, Place], run_jobs: Callable[[], int]
) -> None:
    row = published(town)
    assert not AnnouncementHome.objects.exists(), "the page does not wait for all homes"
    run_jobs()
    row.refresh_from_db()
    assert row.sent_out_at is not None
    assert AnnouncementHome.objects.filter(announcement=row).count() == 5


def test_text_messages_wait_for_the_office_unless_it_is_urgent(
    town: Neighbourhood, homes: dict[str, Place]
) -> None:
    night = NOW.replace(hour=22)
    calm = published(town, now=night)
    send_out(calm.pk, now=night)
    due = Delivery.objects.filter(channel="console").values_list("next_try_at", flat=True)
    assert set(due) == {NOW + timedelta(days=1, minutes=-30)}, "Tuesday, half past eight"
    urgent = published(town, replace(WATER, is_urgent=True), now=night)
    send_out(urgent.pk, now=night)
    now_due = Delivery.objects.filter(channel="console", next_try_at=night)
    assert now_due.count() == 3


def test_two_press_publish_and_a_draft_that_changed_is_looked_at_again(
    town: Neighbourhood, homes: dict[str, Place]
) -> None:
    row, secretary = drafted(town), town.users["secretary"]
    place = town.places["compound"]
    announcements.edit_announcement(
        announcement=row, draft=replace(WATER, title="改到周三"), place=place,
        by=town.users["worker"], now=NOW,
    )  # fmt: skip
    with pytest.raises(announcements.ChangedSince):
        announcements.publish_announcement(announcement=row, revision=1, by=secretary, now=NOW)
    announcements.publish_announcement(announcement=row, revision=2, by=secretary, now=NOW)
    with pytest.raises(StepNotOpen):
        announcements.publish_announcement(announcement=row, revision=2, by=secretary, now=NOW)
    with pytest.raises(StepNotOpen):
        announcements.edit_announcement(
            announcement=row, draft=WATER, place=place, by=secretary, now=NOW
        )


def test_whoever_writes_does_not_send_and_nobody_writes_for_the_neighbours(
    town: Neighbourhood, homes: dict[str, Place]
) -> None:
    row = drafted(town)
    with pytest.raises(PermissionMissing):
        announcements.publish_announcement(
            announcement=row, revision=1, by=town.users["worker"], now=NOW
        )
    with pytest.raises(PermissionMissing):
        announcements.draft_announcement(
            draft=WATER, place=town.places["compound"], by=town.users["next_worker"], now=NOW
        )


def test_withdrawn_means_that_nothing_more_goes_out(
    town: Neighbourhood, homes: dict[str, Place]
) -> None:
    night, secretary = NOW.replace(hour=22), town.users["secretary"]
    row = published(town, now=night)
    send_out(row.pk, now=night)
    with pytest.raises(announcements.ReasonMissing):
        announcements.withdraw_announcement(announcement=row, reason=" ", by=secretary, now=night)
    announcements.withdraw_announcement(announcement=row, reason="改期", by=secretary, now=night)
    assert carry_due(NOW + timedelta(days=1)) == 0
    assert not Delivery.objects.filter(status=Delivery.Status.WAITING).exists()
    assert send_out(row.pk, now=night) == 0
    home = AnnouncementHome.objects.filter(by=Way.CALL).first()
    assert home is not None
    with pytest.raises(calls.NoCallsOpen):
        calls.note_call(home=home, outcome=Outcome.REACHED, note="", by=secretary, now=night)


def test_it_ends_by_itself(town: Neighbourhood, homes: dict[str, Place]) -> None:
    row = published(town)
    assert announcements.end_over(now=WATER.valid_until - timedelta(seconds=1)) == 0
    assert announcements.end_over(now=WATER.valid_until) == 1
    row.refresh_from_db()
    assert row.stage == Stage.ENDED
    assert list(reads.past(town.places["community"], NOW)) == [row]


def test_only_some_are_told_when_a_label_is_chosen(
    town: Neighbourhood, homes: dict[str, Place]
) -> None:
    row = published(town, replace(WATER, labels=("elder",)))
    send_out(row.pk, now=NOW)
    [home] = AnnouncementHome.objects.filter(announcement=row)
    assert (home.place, home.by) == (homes["old"], Way.CALL), "a land line cannot read"


def test_the_outcome_of_a_call_is_noted_and_a_reached_home_leaves_the_list(
    town: Neighbourhood, homes: dict[str, Place]
) -> None:
    row, caller = published(town), town.users["grid_worker"]
    send_out(row.pk, now=NOW)
    old = reads.calls(row).get(place=homes["old"])
    for outcome in (Outcome.NO_ANSWER, Outcome.AGAIN, Outcome.WRONG_NUMBER):
        calls.note_call(home=old, outcome=outcome, note="下午再打", by=caller, now=NOW)
        assert old.pk in reads.calls(row).values_list("pk", flat=True)
    calls.note_call(home=old, outcome=Outcome.VISITED, note="", by=caller, now=NOW)
    old.refresh_from_db()
    assert (old.reached_by, old.outcome, old.notes.count()) == ("visit", "visited", 4)
    assert old.pk not in reads.calls(row).values_list("pk", flat=True)
    with pytest.raises(PermissionMissing):
        calls.note_call(
            home=old, outcome=Outcome.REACHED, note="", by=town.users["next_grid_worker"], now=NOW
        )


def test_a_number_that_failed_for_good_is_rung(
    town: Neighbourhood, homes: dict[str, Place], settings: Settings
) -> None:
    settings.LIREN_CONSOLE = settings.DEBUG = False
    row, at = published(town), NOW
    send_out(row.pk, now=NOW)
    family = AnnouncementHome.objects.get(announcement=row, place=homes["family"])
    young = AnnouncementHome.objects.get(announcement=row, place=homes["young"])
    for minutes in (0, 1, 10, 120):
        at += timedelta(minutes=minutes)
        carry_due(at)
    family.refresh_from_db()
    young.refresh_from_db()
    assert (family.by, family.reached_by) == ("call", "")
    assert (young.by, young.reached_by) == ("phone", "in_app"), "the account has it"


def test_posters_hang_when_somebody_says_so(town: Neighbourhood, homes: dict[str, Place]) -> None:
    row = published(town)
    send_out(row.pk, now=NOW)
    [poster] = reads.posters_of(row)
    assert carry_due(NOW + timedelta(days=1)) >= 0
    poster.refresh_from_db()
    assert poster.status == Delivery.Status.WAITING, "no sweep can put up a poster"
    worker = town.users["worker"]
    hung = [
        calls.note_posted(announcement=row, deliveries=[poster.pk, 0], by=worker, now=NOW)
        for _twice in range(2)
    ]
    assert hung == [1, 0]
    assert reads.progress(row).hung == 1


def test_the_group_is_told_once_by_the_robot_of_the_place(
    town: Neighbourhood, homes: dict[str, Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("liren.notices.services.sending.AT_ONCE", 2)
    hook = WecomSettings(webhook="http://127.0.0.1:9/?key=abc")
    set_up_channel(
        channel="wecom_robot", place=town.places["community"], values=hook, by=SYSTEM, now=NOW
    )
    row = published(town, replace(WATER, channels=("group",)))
    send_out(row.pk, now=NOW)
    [told] = reads.deliveries_of(row)
    assert told.channel == "wecom_robot"
    assert reads.progress(row).reached == 0, "a group is no home"
    assert deliver(told.pk, now=NOW) is False and reads.calls(row).count() == 5


def test_numbers_are_opened_for_a_purpose_that_is_noted(
    town: Neighbourhood, homes: dict[str, Place]
) -> None:
    row = published(town)
    send_out(row.pk, now=NOW)
    line = AuditEvent.objects.get(action="people.addresses_used")
    assert line.data == {"purpose": f"announcement {row.pk}", "count": 5}
    assert Person.objects.filter(has_mobile=True).count() == 4
