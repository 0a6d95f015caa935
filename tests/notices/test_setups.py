"""A channel is set up at a place: sealed, nearest first, looked at, switched off."""

from datetime import datetime

import pytest

from liren.core.permissions import SYSTEM, PermissionMissing
from liren.core.scope import EVERYWHERE
from liren.notices.channels import Reach, channels
from liren.notices.channels.robots import WecomSettings
from liren.notices.channels.sms_gateway import SmsSettings
from liren.notices.models import ChannelSetup, Delivery
from liren.notices.selectors import channels as reads
from liren.notices.services import NewNotice, deliver, send_again, send_all, setups
from tests.factories.neighbourhood import Neighbourhood
from tests.notices.carrying import carry_due
from tests.notices.channels.gateway import running

SECRET = "a secret of 24 characters"


def set_up(town: Neighbourhood, place: str, url: str, now: datetime) -> ChannelSetup:
    return setups.set_up_channel(
        channel="sms_gateway",
        place=town.places[place],
        values=SmsSettings(url=url, secret=SECRET),
        by=town.users["administrator"],
        now=now,
    )


def test_the_nearest_set_up_counts(town: Neighbourhood, now: datetime) -> None:
    set_up(town, "street", "https://street.example/", now)
    set_up(town, "community", "https://community.example/", now)
    gateway = channels["sms_gateway"]
    for place, url in (
        ("home", "https://community.example/"),
        ("next_community", "https://street.example/"),
    ):
        path = town.places[place].path
        assert reads.set_up(gateway, path).settings.url == url
        assert reads.Switchboard.read().by_reach(Reach.PHONE, path) is gateway
    city = town.places["city"].path
    assert reads.set_up(gateway, city).settings.url == ""
    console = reads.Switchboard.read().by_reach(Reach.PHONE, city)
    assert console is channels["console"]


def test_what_was_typed_lies_sealed_and_is_changed_in_place(
    town: Neighbourhood, now: datetime
) -> None:
    set_up(town, "street", "https://a.example/", now)
    row = set_up(town, "street", "https://b.example/", now)
    assert ChannelSetup.objects.count() == 1
    assert SECRET.encode() not in bytes(row.values_sealed)
    assert reads.values_of(ChannelSetup.objects.get()).url == "https://b.example/"


def test_only_who_may_and_only_fitting_values(town: Neighbourhood, now: datetime) -> None:
    with pytest.raises(PermissionMissing):
        setups.set_up_channel(
            channel="sms_gateway", place=town.places["community"], values=SmsSettings(),
            by=town.users["secretary"], now=now,
        )  # fmt: skip
    for channel, values in (("sms_gateway", WecomSettings()), ("owl", SmsSettings())):
        with pytest.raises(setups.ValuesWrong):
            setups.set_up_channel(
                channel=channel, place=town.places["street"], values=values, by=SYSTEM, now=now
            )


def test_a_message_goes_by_the_gateway_of_its_place_and_the_state_tells(
    town: Neighbourhood, now: datetime
) -> None:
    with running() as gateway:
        set_up(town, "street", gateway.url, now)
        notice = NewNotice(
            text="停水", phone="+8613812348383", subject_type="t", subject_id=1,
            place_path=town.home.path,
        )  # fmt: skip
        good, bad = send_all([notice, notice], now=now)
        assert deliver(good.pk, now=now) is True
        gateway.status = 503
        assert deliver(bad.pk, now=now) is False
        assert [asked.json["text"] for asked in gateway.asked] == ["停水", "停水"]
    bad.refresh_from_db()
    assert (bad.status, bad.error) == (Delivery.Status.WAITING, "HTTP 503")
    [state] = reads.states(EVERYWHERE, now)
    assert (state.problem, state.counts) == ("", {"sent": 1, "waiting": 1})


def test_switched_off_it_carries_nothing(town: Neighbourhood, now: datetime) -> None:
    row = set_up(town, "street", "https://a.example/", now)
    setups.switch_channel(setup=row, is_on=False, by=town.users["administrator"], now=now)
    assert reads.Switchboard.read().by_reach(Reach.PHONE, town.home.path) is channels["console"]


def test_what_was_given_up_is_sent_again_by_who_may(town: Neighbourhood, now: datetime) -> None:
    notice = NewNotice(
        text="停水", phone="+8613812348383", subject_type="t", subject_id=1,
        place_path=town.home.path,
    )  # fmt: skip
    [row] = send_all([notice], now=now)
    Delivery.objects.filter(pk=row.pk).update(status="failed", next_try_at=None, tries=4)
    row.refresh_from_db()
    with pytest.raises(PermissionMissing):
        send_again(delivery=row, by=town.users["worker"], now=now)
    send_again(delivery=row, by=town.users["administrator"], now=now)
    assert (row.status, row.tries, row.next_try_at) == ("waiting", 0, now)
    assert carry_due(now) == 0  # the terminal is closed in tests


def test_the_log_begins_with_a_scope(town: Neighbourhood, now: datetime) -> None:
    here = NewNotice(
        text="a", phone="+8613812348383", subject_type="t", subject_id=1,
        place_path=town.home.path,
    )  # fmt: skip
    code = NewNotice(text="b", phone="+8613812348383", subject_type="t", subject_id=2)
    send_all([here, code], now=now)
    scope = town.users["administrator"].scope_for("notices.channels")
    assert [row.subject_id for row in reads.log(scope)] == [1]
    assert reads.log(EVERYWHERE).count() == 2
    assert reads.log(EVERYWHERE, status="failed").count() == 0
