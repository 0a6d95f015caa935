"""Messages are stored with their cause, carried once, and tried again."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries, Settings

from liren.accounts import selectors as accounts
from liren.accounts import services as account_services
from liren.accounts.events import SignInCodeRequested
from liren.notices import selectors, services
from liren.notices.channels import (
    DeliveryFailed,
    Message,
    NoSettings,
    Pace,
    Reach,
    Receipt,
    channels,
)
from liren.notices.domain.hours import QuietHours
from liren.notices.models import Delivery
from liren.notices.services import NewNotice
from liren.notices.subscribers import send_code
from tests.factories.neighbourhood import Neighbourhood
from tests.notices.carrying import carry_due

PHONE = "+8613812348383"
WORDS = NewNotice(text="路灯修好了", subject_type="cases.case", subject_id=7)
CALL = replace(WORDS, phone=PHONE)


class Recorder:
    """A channel that remembers what it carried, and fails when told to."""

    key = "recorder"
    name = "Recorder"
    reaches = Reach.PHONE
    is_stored = False
    longest = 70
    quiet: QuietHours | None = None
    pace = Pace()
    settings = NoSettings

    def __init__(self) -> None:
        self.carried: list[tuple[str, str, str]] = []
        self.failures: list[Exception] = []

    def check(self, settings: NoSettings) -> str:
        return ""

    def deliver(self, message: Message, address: str, settings: NoSettings) -> Receipt:
        if self.failures:
            raise self.failures.pop(0)
        self.carried.append((message.key, address, message.text))
        return Receipt(reference=message.key)


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[Recorder]:
    channel = Recorder()
    monkeypatch.setitem(channels._entries, channel.key, channel)
    settings.LIREN_PHONE_CHANNEL = settings.LIREN_CODE_CHANNEL = "recorder"
    yield channel


def to_phone(now: datetime, text: str = "路灯修好了") -> Delivery:
    return services.send_all([replace(CALL, text=text)], now=now)[0]


def test_words_on_this_site_are_there_at_once_and_need_no_job(
    town: Neighbourhood, now: datetime
) -> None:
    resident = town.users["resident"]
    services.send(
        to_user=resident, text="路灯修好了", subject_type="cases.case", subject_id=7, now=now
    )
    assert [row.text for row in selectors.inbox_of(resident)] == ["路灯修好了"]
    assert selectors.unread_count(resident) == 1
    assert not DBTaskResult.objects.exists()
    assert services.mark_seen(user=resident, now=now) == 1
    assert selectors.unread_count(resident) == 0


def test_the_inbox_is_ones_own(town: Neighbourhood, now: datetime) -> None:
    services.send_all([replace(WORDS, user=town.users["resident"])], now=now)
    assert not selectors.inbox_of(town.users["worker"]).exists()


def test_a_message_to_a_telephone_goes_out_by_the_worker(
    db: None, now: datetime, recorder: Recorder, run_jobs: Callable[[], int]
) -> None:
    row = to_phone(now)
    assert recorder.carried == []
    run_jobs()
    assert recorder.carried == [(f"liren-{row.pk}", PHONE, "路灯修好了")]
    row.refresh_from_db()
    assert (row.status, row.next_try_at) == (Delivery.Status.SENT, None)
    assert PHONE.encode() not in bytes(row.address_sealed or b"")


def test_what_is_undone_was_never_said(
    db: None, now: datetime, recorder: Recorder, run_jobs: Callable[[], int]
) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        to_phone(now)
        raise RuntimeError
    run_jobs()
    assert recorder.carried == [] and not Delivery.objects.exists()


def test_a_thousand_messages_are_few_statements_and_two_jobs(
    town: Neighbourhood,
    now: datetime,
    recorder: Recorder,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    notices = [replace(CALL, text=str(n)) for n in range(1000)]
    with django_assert_max_num_queries(24):
        services.send_all(notices, now=now)
    assert DBTaskResult.objects.count() == 2
    assert Delivery.objects.count() == 1000


def test_both_ways_at_once(town: Neighbourhood, now: datetime, recorder: Recorder) -> None:
    notice = replace(CALL, user=town.users["resident"])
    assert [row.channel for row in services.send_all([notice], now=now)] == ["in_app", "recorder"]


def test_a_failure_is_tried_after_1_10_and_120_minutes_then_given_up(
    db: None, now: datetime, recorder: Recorder
) -> None:
    recorder.failures = [DeliveryFailed("line is busy")] * 4
    row, at = to_phone(now), now
    for minutes in (1, 10, 120):
        assert services.deliver(row.pk, now=at) is False
        row.refresh_from_db()
        assert row.next_try_at == at + timedelta(minutes=minutes)
        assert carry_due(at + timedelta(seconds=59)) == 0
        at += timedelta(minutes=minutes)
    carry_due(at)
    row.refresh_from_db()
    assert (row.status, row.tries, row.error) == (Delivery.Status.FAILED, 4, "line is busy")


def test_the_second_try_arrives(db: None, now: datetime, recorder: Recorder) -> None:
    recorder.failures = [DeliveryFailed("line is busy")]
    row = to_phone(now)
    services.deliver(row.pk, now=now)
    assert carry_due(now + timedelta(minutes=1)) == 1
    row.refresh_from_db()
    assert (row.status, row.error) == (Delivery.Status.SENT, "")


def test_a_strangers_exception_leaves_no_words_of_the_message(
    db: None, now: datetime, recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    recorder.failures = [ValueError(f"could not send 路灯修好了 to {PHONE}")]
    row = to_phone(now)
    services.deliver(row.pk, now=now)
    row.refresh_from_db()
    assert row.error == "ValueError"
    assert PHONE not in caplog.text


def test_told_twice_is_sent_once(db: None, now: datetime, recorder: Recorder) -> None:
    row = to_phone(now)
    assert services.deliver(row.pk, now=now) is True
    assert services.deliver(row.pk, now=now) is False
    assert carry_due(now + timedelta(days=1)) == 0
    assert len(recorder.carried) == 1


def test_a_worker_killed_in_the_middle_loses_nothing_and_sends_by_the_same_key(
    db: None, now: datetime, recorder: Recorder
) -> None:
    recorder.failures = [KeyboardInterrupt()]  # type: ignore[list-item]  # what a killed worker feels
    row = to_phone(now)
    with pytest.raises(KeyboardInterrupt):
        services.deliver(row.pk, now=now)
    assert carry_due(now + timedelta(minutes=4)) == 0
    assert carry_due(now + timedelta(minutes=5)) == 1
    assert [key for key, *_ in recorder.carried] == [f"liren-{row.pk}"]


def test_at_night_a_message_waits_unless_it_may_not(
    db: None, now: datetime, recorder: Recorder
) -> None:
    recorder.quiet = QuietHours(time(21), time(8, 30))
    night = now.replace(hour=23)
    calm = to_phone(night)
    urgent, *_ = services.send_all([replace(CALL, at_any_hour=True)], now=night)
    assert services.deliver(calm.pk, now=night) is False
    assert services.deliver(urgent.pk, now=night) is True
    morning = night + timedelta(hours=9, minutes=30)
    assert carry_due(morning) == 1


def test_a_long_text_is_cut_to_what_the_channel_carries(
    db: None, now: datetime, recorder: Recorder
) -> None:
    assert len(to_phone(now, "长" * 500).text) == 70


def test_nobody_is_a_mistake(db: None, now: datetime) -> None:
    with pytest.raises(services.NoReceiver):
        services.send_all([WORDS], now=now)


def test_an_unknown_channel_is_a_mistake(db: None, now: datetime) -> None:
    with pytest.raises(services.ChannelUnknown):
        services.send_all([replace(CALL, channel="owl")], now=now)


def test_a_code_is_sealed_while_it_waits_and_wiped_once_sent(
    db: None, recorder: Recorder, run_jobs: Callable[[], int]
) -> None:
    now = timezone.now()
    row = account_services.request_code(phone=PHONE, now=now)
    code = accounts.open_code(row.pk, now)
    assert code is not None
    run_jobs()
    [(_, address, text)] = recorder.carried
    assert address == PHONE and code.code in text
    delivery = Delivery.objects.get()
    assert (delivery.text, delivery.text_sealed) == ("", None)
    tasks = str(list(DBTaskResult.objects.values_list("args_kwargs", flat=True)))
    assert code.code not in tasks and PHONE not in tasks


def test_a_code_told_twice_is_sent_once(
    db: None, recorder: Recorder, run_jobs: Callable[[], int]
) -> None:
    row = account_services.request_code(phone=PHONE, now=timezone.now())
    run_jobs()
    send_code(SignInCodeRequested(code_id=row.pk))
    run_jobs()
    assert len(recorder.carried) == 1


def test_a_code_that_is_too_old_stays_at_home(db: None, now: datetime, recorder: Recorder) -> None:
    notice = replace(CALL, is_secret=True, useless_after=now)
    row, *_ = services.send_all([notice], now=now)
    assert services.deliver(row.pk, now=now) is False
    row.refresh_from_db()
    assert (row.status, row.error, row.text_sealed) == (Delivery.Status.FAILED, "too late", None)
    assert recorder.carried == []
