"""Carriers that are slow, silent, broken or hostile; nights, second tries, secrets."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from liren.core.permissions import SYSTEM
from liren.notices import jobs, services
from liren.notices.channels import CarrierSilent, DeliveryFailed, Message, posting
from liren.notices.channels.robots import WecomRobotChannel, WecomSettings
from liren.notices.channels.sms_gateway import SmsGatewayChannel, SmsSettings
from liren.notices.channels.smtp import SmtpChannel, SmtpSettings
from liren.notices.models import ChannelSetup, Delivery
from liren.notices.selectors import channels as reads
from liren.notices.services import NewNotice
from liren.notices.services.setups import set_up_channel
from tests.factories.neighbourhood import Neighbourhood
from tests.notices.carrying import carry_due
from tests.notices.channels.gateway import Gateway, running

SECRET = "a secret of 24 characters"
PHONE = "+8613812348383"
NOON = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
CALL = NewNotice(text="停水", phone=PHONE, subject_type="t", subject_id=1)


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with running() as server:
        yield server


@contextmanager
def line(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that talks as it is told, below HTTP."""
    door = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                caller, _ = door.accept()
            except OSError:
                return
            Thread(target=_talk, args=(caller,), daemon=True).start()

    def _talk(caller: socket.socket) -> None:
        with caller:
            try:
                caller.recv(65536)
                talk(caller)
            except OSError:
                return

    Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}/send?key=k"
    finally:
        door.close()


def gateway_at(town: Neighbourhood, url: str) -> ChannelSetup:
    values = SmsSettings(url=url, secret=SECRET)
    street = town.places["street"]
    return set_up_channel(
        channel="sms_gateway", place=street, values=values, by=SYSTEM, now=NOON
    )  # fmt: skip


def calls(town: Neighbourhood, count: int, *, at: datetime = NOON) -> list[Delivery]:
    notice = replace(CALL, place_path=town.home.path)
    return services.send_all([notice] * count, now=at)


def test_an_answer_that_drips_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "TIMEOUT", 0.4)

    def drip(caller: socket.socket) -> None:
        for letter in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200:
            caller.sendall(bytes([letter]))
            time.sleep(0.05)

    with line(drip) as url:
        began = time.monotonic()
        with pytest.raises(CarrierSilent):
            SmsGatewayChannel().deliver(
                Message(key="k", text="好"), PHONE, SmsSettings(url=url, secret=SECRET)
            )
        assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    "words",
    [
        b"",
        b"HTTP/1.1 2",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"err",
        b"HTTP/1.1 200 OK\r\n\r\n" + b"[" * 60_000,
        b'HTTP/1.1 200 OK\r\n\r\n{"errcode": 45009, "errmsg": "reach max api limit"}',
        b'HTTP/1.1 200 OK\r\n\r\n{"errcode": false}',
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n",
    ],
)  # fmt: skip
def test_a_robot_that_does_not_say_yes_is_not_believed(words: bytes, town: Neighbourhood) -> None:
    with line(lambda caller: caller.sendall(words)) as url:
        hook = WecomSettings(webhook=url)
        place = town.places["community"]
        set_up_channel(channel="wecom_robot", place=place, values=hook, by=SYSTEM, now=NOON)
        notice = replace(CALL, phone=None, group="群", channel="wecom_robot", place_path=place.path)
        [row] = services.send_all([notice], now=NOON)
        assert services.deliver(row.pk, now=NOON) is False
    row.refresh_from_db()
    assert (row.status, row.tries) == ("waiting", 1)
    assert "key=k" not in row.error


def test_a_silent_carrier_costs_one_try_and_the_others_lose_none(town: Neighbourhood) -> None:
    heard: list[int] = []

    def hang_up(caller: socket.socket) -> None:
        heard.append(1)

    with line(hang_up) as url:
        gateway_at(town, url)
        calls(town, 5)
        assert carry_due(NOON) == 0
        assert len(heard) == 1
        assert sorted(Delivery.objects.values_list("tries", flat=True)) == [0, 0, 0, 0, 1]
        assert carry_due(NOON + timedelta(seconds=59)) == 0
        assert len(heard) == 1
    with running() as gateway:
        gateway_at(town, gateway.url)
        assert carry_due(NOON + timedelta(minutes=1)) == 5
        assert len({asked.headers["X-Liren-Key"] for asked in gateway.asked}) == 5


def test_the_timer_carries_nothing_itself(town: Neighbourhood) -> None:
    with running() as gateway:
        gateway_at(town, gateway.url)
        calls(town, 3)
        DBTaskResult.objects.all().delete()
        jobs.carry_what_waits(NOON)
        assert gateway.asked == []
        [job] = DBTaskResult.objects.all()
        assert len(job.args_kwargs["args"][0]) == 3


def test_a_slow_carrier_lets_others_have_their_turn(
    town: Neighbourhood, monkeypatch: pytest.MonkeyPatch, run_jobs: Callable[[], int]
) -> None:
    monkeypatch.setattr(jobs, "SLICE", timedelta(0))
    with running() as gateway:
        gateway_at(town, gateway.url)
        now = timezone.now()
        notice = replace(CALL, place_path=town.home.path, at_any_hour=True)
        services.send_all([notice] * 3, now=now)
        assert run_jobs() == 3  # each has carried one, and left the rest to the next
        assert len(gateway.asked) == 3
    priorities = DBTaskResult.objects.order_by("enqueued_at").values_list("priority", flat=True)
    assert list(priorities) == [0, -10, -10]


def test_a_whole_neighbourhood_does_not_hold_up_one_code(town: Neighbourhood) -> None:
    calls(town, 1000)
    services.send_all([replace(CALL, is_secret=True)], now=NOON)
    assert [len(job.args_kwargs["args"][0]) for job in DBTaskResult.objects.ready()] == [
        1, 500, 500,
    ]  # fmt: skip


def test_the_night_is_kept_by_second_tries_too(town: Neighbourhood) -> None:
    evening, late = NOON.replace(hour=20, minute=55), NOON.replace(hour=21, minute=30)
    morning = NOON.replace(hour=8) + timedelta(days=1)
    with running() as gateway:
        gateway.status = 503
        gateway_at(town, gateway.url)
        [row] = calls(town, 1, at=evening)
        services.deliver(row.pk, now=evening)
        gateway.status = 200
        assert carry_due(late) == 0
        assert len(gateway.asked) == 1
        row.refresh_from_db()
        assert (row.next_try_at, row.tries) == (morning, 1)
        assert carry_due(morning) == 1


def test_office_hours_are_kept_by_second_tries_too(town: Neighbourhood) -> None:
    closing, after = NOON.replace(hour=17, minute=25), NOON.replace(hour=17, minute=40)
    opening = NOON.replace(hour=8, minute=30) + timedelta(days=1)
    kept, urgent = replace(CALL, in_office_hours=True), replace(CALL, at_any_hour=True)
    with running() as gateway:
        gateway.status = 503
        gateway_at(town, gateway.url)
        notices = [replace(one, place_path=town.home.path) for one in (kept, urgent)]
        rows = services.send_all(notices, now=closing)
        for row in rows:
            services.deliver(row.pk, now=closing)
        gateway.status = 200
        assert carry_due(after) == 1, "an emergency waits for no opening"
        waiting = Delivery.objects.get(status=Delivery.Status.WAITING)
        assert waiting.pk == rows[0].pk
        assert (waiting.next_try_at, waiting.tries) == (opening, 1)
        assert carry_due(opening) == 1


def test_what_was_withdrawn_meanwhile_stays_withdrawn(town: Neighbourhood) -> None:
    with running() as gateway:
        gateway.status = 503
        gateway_at(town, gateway.url)
        [row] = calls(town, 1)
        Delivery.objects.update(tries=3)
        answer = posting.post

        def post(*args: object, **named: object) -> posting.Answer:
            services.withdraw_waiting(reason="改期", of=[row.pk])
            return answer(*args, **named)  # type: ignore[arg-type]  # passed on as they came

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("liren.notices.channels.sms_gateway.post", post)
            services.deliver(row.pk, now=NOON)
    row.refresh_from_db()
    assert (row.status, row.error, row.next_try_at) == ("withdrawn", "改期", None)


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "100.100.100.200",
        "fe80::1%eth0",
        "::ffff:169.254.169.254",
        "fd00:ec2::254",
    ],
)
def test_servers_that_give_out_keys_are_never_asked(
    address: str, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket.socket, "getpeername", lambda self: (address, 80))
    with pytest.raises(DeliveryFailed, match="no gateway"):
        posting.post(gateway.url, b"{}", {})
    assert gateway.asked == []


@pytest.mark.parametrize(
    "told",
    [f"{PHONE} is no number", "13812348383", "内容违规: 停水通知", "红豆" * 40],
    ids=["number and words", "number", "words", "long"],
)
def test_what_a_gateway_quotes_does_not_stand_in_the_log(told: str, gateway: Gateway) -> None:
    gateway.answer = f'{{"message": "{told}"}}'.encode()
    settings = SmsSettings(
        url=gateway.url, secret=SECRET, success_field="message", success_value="ok"
    )
    with pytest.raises(DeliveryFailed) as failed:
        SmsGatewayChannel().deliver(Message(key="k", text="停水通知"), PHONE, settings)
    assert str(failed.value) == "the gateway says message=?"


def test_the_rarest_characters_still_fit_into_a_robots_message() -> None:
    assert len(("𠮷" * WecomRobotChannel.longest).encode()) <= 2048


@pytest.mark.parametrize(
    "url", ["https://gateway.example/发送", "https://gateway.example/a b", "https://a.example/\n"]
)
def test_an_address_that_cannot_be_sent_to_is_named(url: str) -> None:
    assert SmsGatewayChannel().check(SmsSettings(url=url, secret=SECRET))


def test_a_request_without_bottom_is_named() -> None:
    deep = "[" * 990 + '"{phone}{text}"' + "]" * 990
    for template in (deep, '"\\ud800{phone}{text}"'):
        settings = SmsSettings(url="https://a.example/", secret=SECRET, template=template)
        assert SmsGatewayChannel().check(settings)


LETTERS = SmtpSettings(host="a..b", sender="a@example.org", username="李", password="密码")


def test_a_server_that_has_no_name_is_named() -> None:
    assert SmtpChannel().check(LETTERS)


def test_a_check_that_breaks_breaks_no_page(
    town: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(self: SmtpChannel, settings: SmtpSettings) -> str:
        raise ZeroDivisionError("plum-blossom")

    monkeypatch.setattr(SmtpChannel, "check", breaks)
    place, boss = town.places["street"], town.users["administrator"]
    set_up_channel(channel="smtp", place=place, values=LETTERS, by=boss, now=NOON)
    client = Client()
    client.force_login(boss)
    page = client.get("/desk/channels/")
    assert page.status_code == 200
    assert "ZeroDivisionError" in page.content.decode()
    assert "plum-blossom" not in page.content.decode()


def test_a_kept_secret_is_not_handed_to_another_server(town: Neighbourhood) -> None:
    row = gateway_at(town, "https://good.example/")
    client = Client()
    client.force_login(town.users["administrator"])
    typed = {"place": town.places["street"].pk, "template": SmsSettings().template}
    here = "/desk/channels/sms_gateway/"
    page = client.post(here, {**typed, "url": "https://bad.example/", "secret": ""})
    assert page.status_code == 422
    assert reads.values_of(ChannelSetup.objects.get()).url == "https://good.example/"
    other = {**typed, "place": town.places["community"].pk, "url": "https://good.example/"}
    assert client.post(here, {**other, "secret": ""}).status_code == 422
    assert client.post(here, {**typed, "url": "https://good.example/"}).status_code in (200, 302)
    row.refresh_from_db()
    assert reads.values_of(row).secret == SECRET
