"""A fact goes out once, whatever the receiver does: down, slow, elsewhere, failing, hanging up.

The order in which messages arrive is not promised, and not tested.
"""

import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest
from django.utils import timezone

from liren.core.models import AuditEvent
from liren.core.permissions import SYSTEM
from liren.exchange import jobs, posting
from liren.exchange.domain import retries
from liren.exchange.models import Subscription, WebhookDelivery
from liren.exchange.selectors.webhooks import subscriptions_with_due
from liren.exchange.services import subscriptions
from tests.exchange.conftest import Receiver, answering
from tests.exchange.telling import RunJobs, delivery, later, report, tell
from tests.factories.neighbourhood import Neighbourhood

pytestmark = pytest.mark.usefixtures("in_the_house")


@pytest.mark.django_db
class TestTheReceiver:
    def test_down_is_tried_again_with_the_same_id(
        self, town: Neighbourhood, run_jobs: RunJobs
    ) -> None:
        gone = Receiver()
        row, _ = tell(town, gone.url)
        gone.close()
        report(town)
        run_jobs()
        waiting = delivery()
        assert waiting.status == "waiting"
        assert waiting.error == posting.UNREACHABLE
        assert waiting.due_at is not None and waiting.due_at > timezone.now()
        again = Receiver()
        Subscription.objects.update(url=again.url)
        assert later(row, minutes=1) == 1
        assert again.ids == [waiting.message_id]
        assert delivery().status == "sent"
        again.close()

    def test_down_costs_one_try_and_not_one_a_message(
        self, town: Neighbourhood, receiver: Receiver, run_jobs: RunJobs
    ) -> None:
        receiver.behave = answering(500)
        row, _ = tell(town, receiver.url)
        for _ in range(5):
            report(town)
        run_jobs()
        assert len(receiver.got) == 1
        receiver.behave = answering(200)
        later(row, minutes=2)
        assert WebhookDelivery.objects.filter(status="sent").count() == 5
        assert len(set(receiver.ids)) == 5

    def test_slow_is_left_in_time(
        self, town: Neighbourhood, receiver: Receiver, run_jobs: RunJobs,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        monkeypatch.setattr(posting, "WITHIN", 0.4)

        def drip(request: BaseHTTPRequestHandler) -> None:
            """A letter now and then: each comes in time, the whole never does."""
            for letter in b"HTTP/1.1 200 OK\r\n" * 40:
                request.wfile.write(bytes([letter]))
                request.wfile.flush()
                time.sleep(0.1)

        receiver.behave = drip
        tell(town, receiver.url)
        report(town)
        began = time.monotonic()
        run_jobs()
        assert time.monotonic() - began < 2
        assert delivery().error == posting.TOO_SLOW

    @pytest.mark.parametrize("status", [301, 302, 307, 308])
    def test_redirecting_is_not_followed(
        self, town: Neighbourhood, receiver: Receiver, run_jobs: RunJobs, status: int
    ) -> None:
        other = Receiver()
        receiver.behave = answering(status, Location=other.url)
        tell(town, receiver.url)
        report(town)
        run_jobs()
        assert other.got == []
        assert (delivery().status, delivery().answer) == ("waiting", status)
        other.close()

    @pytest.mark.parametrize("status", [400, 404, 429, 500, 503])
    def test_refusing_is_tried_again(
        self, town: Neighbourhood, receiver: Receiver, run_jobs: RunJobs, status: int
    ) -> None:
        receiver.behave = answering(status)
        row, _ = tell(town, receiver.url)
        report(town)
        run_jobs()
        assert (delivery().status, delivery().answer, delivery().tries) == ("waiting", status, 1)
        receiver.behave = answering(200)
        later(row, minutes=1)
        assert delivery().status == "sent"
        assert len(set(receiver.ids)) == 1
        first, second = (got.headers["webhook-timestamp"] for got in receiver.got)
        assert int(second) >= int(first) + 60  # the timestamp is that of the try

    def test_gone_ends_the_subscription_and_says_so(
        self, town: Neighbourhood, receiver: Receiver, run_jobs: RunJobs
    ) -> None:
        receiver.behave = answering(410)
        row, _ = tell(town, receiver.url)
        report(town)
        run_jobs()
        row.refresh_from_db()
        assert not row.active
        assert row.switched_off_why == subscriptions.GONE
        assert AuditEvent.objects.filter(action="exchange.switched_off").exists()
        receiver.behave = answering(200)
        assert later(row, days=1) == 0
        row = subscriptions.switch_on(subscription=row, by=SYSTEM, now=timezone.now())
        assert later(row, days=1) == 1  # nothing was lost

    @pytest.mark.parametrize(
        "words", [b"", b"HTTP/1.1 2", b"nonsense\r\n\r\n", b"HTTP/1.1 99999 X\r\n\r\n"]
    )
    def test_hanging_up_midway(
        self, town: Neighbourhood, receiver: Receiver, run_jobs: RunJobs, words: bytes
    ) -> None:
        def hang_up(request: BaseHTTPRequestHandler) -> None:
            request.wfile.write(words)
            request.wfile.flush()
            request.close_connection = True

        receiver.behave = hang_up
        row, _ = tell(town, receiver.url)
        report(town)
        run_jobs()
        assert (delivery().status, delivery().error) == ("waiting", posting.BROKEN_OFF)
        receiver.behave = answering(200)
        later(row, minutes=1)
        assert delivery().status == "sent"
        assert len(set(receiver.ids)) == 1

    def test_an_answer_without_end_is_not_read_to_its_end(
        self, town: Neighbourhood, receiver: Receiver, run_jobs: RunJobs
    ) -> None:
        def pour(request: BaseHTTPRequestHandler) -> None:
            request.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            try:
                while True:
                    request.wfile.write(b"x" * 65536)
            except OSError:
                request.close_connection = True

        receiver.behave = pour
        tell(town, receiver.url)
        report(town)
        run_jobs()
        assert delivery().status == "sent"

    def test_a_message_that_is_never_taken_does_not_hold_up_the_others(
        self, town: Neighbourhood, receiver: Receiver, run_jobs: RunJobs
    ) -> None:
        row, _ = tell(town, receiver.url)
        report(town)
        receiver.behave = answering(422)
        run_jobs()
        poison = delivery().message_id

        def fussy(request: BaseHTTPRequestHandler) -> None:
            answering(422 if request.headers["webhook-id"] == poison else 200)(request)

        receiver.behave = fussy
        report(town)
        run_jobs()
        for minutes in (1, 3, 7):
            later(row, minutes=minutes)
        states = dict(WebhookDelivery.objects.values_list("tries", "status"))
        assert states == {4: "waiting", 1: "sent"}
        later(row, days=4)
        assert WebhookDelivery.objects.filter(status="failed").count() == 1

    def test_silent_for_long_is_switched_off(
        self, town: Neighbourhood, receiver: Receiver, run_jobs: RunJobs
    ) -> None:
        receiver.behave = answering(500)
        row, _ = tell(town, receiver.url)
        report(town)
        run_jobs()
        Subscription.objects.update(failing_since=timezone.now() - retries.SWITCH_OFF_AFTER)
        later(row, minutes=1)
        row.refresh_from_db()
        assert row.switched_off_why == subscriptions.TOO_LONG


@pytest.mark.django_db
def test_the_timer_has_what_waits_sent(
    town: Neighbourhood, receiver: Receiver, run_jobs: RunJobs
) -> None:
    receiver.behave = answering(500)
    row, _ = tell(town, receiver.url)
    report(town)
    run_jobs()
    now = timezone.now()
    assert subscriptions_with_due(now) == []
    assert subscriptions_with_due(now + timedelta(minutes=1)) == [row.pk]
    Subscription.objects.update(rests_until=None)
    WebhookDelivery.objects.update(due_at=now)
    receiver.behave = answering(200)
    jobs.carry_what_is_due(timezone.now())
    run_jobs()
    assert delivery().status == "sent"
