"""What is told, to whom, how it is signed, and how it is sent again."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from liren.cases.services.dispatch import dispatch_case
from liren.core.permissions import SYSTEM
from liren.exchange import jobs
from liren.exchange.models import WebhookDelivery
from liren.exchange.services import storing, subscriptions
from tests.exchange.conftest import Receiver
from tests.exchange.telling import ALL, RunJobs, delivery, report, tell
from tests.factories.neighbourhood import Neighbourhood

pytestmark = pytest.mark.usefixtures("in_the_house")


@pytest.mark.django_db
class TestWhatIsTold:
    def test_the_signature_holds_by_the_public_library(
        self, town: Neighbourhood, receiver: Receiver, run_jobs: RunJobs
    ) -> None:
        _, secret = tell(town, receiver.url)
        case = report(town)
        run_jobs()
        (got,) = receiver.got
        told = Webhook(secret).verify(got.body, got.headers)
        assert told["type"] == "cases.reported"
        assert told["data"] == {
            "case_id": case.pk,
            "report_id": case.reports.get().pk,
            "service_request_id": case.number,
        }
        assert abs(datetime.fromisoformat(told["timestamp"]) - timezone.now()) < timedelta(
            minutes=1
        )
        assert got.headers["content-type"] == "application/json"
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(got.body + b" ", got.headers)

    def test_ids_only(self, town: Neighbourhood, receiver: Receiver, run_jobs: RunJobs) -> None:
        tell(town, receiver.url, *ALL)
        case = report(town, "home")
        dispatch_case(
            case=case,
            to=town.parties["property_firm"],
            by=town.users["secretary"],
            now=timezone.now(),
        )
        run_jobs()
        assert len(receiver.got) == 4
        for got in receiver.got:
            text = got.body.decode()
            assert set(json.loads(text)) == {"type", "timestamp", "data"}
            assert not any(
                word in text for word in ("路灯", "王小明", "13800000001", "-502", "secretary")
            )
            # Ids of ours, which may hold any figure, and nothing beside them.
            ids = {"case_id", "report_id", "order_id", "service_request_id"}
            assert set(json.loads(text)["data"]) <= ids

    def test_only_facts_of_the_place(
        self, town: Neighbourhood, receiver: Receiver, run_jobs: RunJobs
    ) -> None:
        tell(town, receiver.url, place="next_community")
        report(town)
        run_jobs()
        assert receiver.got == []
        case = report(town, "next_community")
        run_jobs()
        assert [json.loads(got.body)["data"]["case_id"] for got in receiver.got] == [case.pk]

    def test_only_facts_that_were_chosen(
        self, town: Neighbourhood, receiver: Receiver, run_jobs: RunJobs
    ) -> None:
        tell(town, receiver.url, "cases.closed")
        report(town)
        run_jobs()
        assert not WebhookDelivery.objects.exists()

    def test_a_fact_that_is_rolled_back_is_not_told(
        self, town: Neighbourhood, receiver: Receiver, run_jobs: RunJobs
    ) -> None:
        from django.db import transaction

        tell(town, receiver.url)
        with pytest.raises(RuntimeError), transaction.atomic():
            report(town)
            raise RuntimeError
        run_jobs()
        assert not WebhookDelivery.objects.exists()

    def test_told_twice_is_sent_once(
        self, town: Neighbourhood, receiver: Receiver, run_jobs: RunJobs
    ) -> None:
        from liren.cases.events import CaseReported

        tell(town, receiver.url)
        case = report(town)
        fact = CaseReported(case_id=case.pk, report_id=1)
        for _ in range(2):
            storing.store_deliveries(event=fact, now=timezone.now())
        run_jobs()
        assert receiver.ids.count(f"msg_{fact.id}") == 1

    def test_without_a_subscription_a_fact_costs_no_job(
        self, town: Neighbourhood, run_jobs: RunJobs
    ) -> None:
        run_jobs()
        report(town)
        from django_tasks_db.models import DBTaskResult

        waiting = DBTaskResult.objects.filter(status="READY")
        assert not [job for job in waiting if "exchange" in str(job.args_kwargs)]


@pytest.mark.django_db
class TestSendingAgain:
    def test_it_is_the_same_message(
        self, town: Neighbourhood, receiver: Receiver, run_jobs: RunJobs
    ) -> None:
        _, secret = tell(town, receiver.url)
        report(town)
        run_jobs()
        storing.send_again(delivery=delivery(), by=SYSTEM, now=timezone.now())
        run_jobs()
        first, second = receiver.got
        assert first.headers["webhook-id"] == second.headers["webhook-id"]
        assert first.body == second.body
        Webhook(secret).verify(second.body, second.headers)

    def test_the_log_is_cleared_in_time(
        self, town: Neighbourhood, receiver: Receiver, run_jobs: RunJobs
    ) -> None:
        tell(town, receiver.url)
        report(town)
        run_jobs()
        jobs.clear_old_deliveries(timezone.now() + timedelta(days=29))
        assert WebhookDelivery.objects.exists()
        jobs.clear_old_deliveries(timezone.now() + timedelta(days=31))
        assert not WebhookDelivery.objects.exists()


@pytest.mark.django_db
class TestSecrets:
    def test_for_a_day_both_signatures_hold(
        self, town: Neighbourhood, receiver: Receiver, run_jobs: RunJobs
    ) -> None:
        row, old = tell(town, receiver.url)
        new = subscriptions.change_secret(subscription=row, by=SYSTEM, now=timezone.now())
        report(town)
        run_jobs()
        (got,) = receiver.got
        assert len(got.headers["webhook-signature"].split()) == 2
        for secret in (old, new):
            Webhook(secret).verify(got.body, got.headers)

    def test_afterwards_only_the_new_one(
        self, town: Neighbourhood, receiver: Receiver, run_jobs: RunJobs
    ) -> None:
        row, old = tell(town, receiver.url)
        day_before = timezone.now() - timedelta(days=1, minutes=1)
        new = subscriptions.change_secret(subscription=row, by=SYSTEM, now=day_before)
        report(town)
        run_jobs()
        (got,) = receiver.got
        Webhook(new).verify(got.body, got.headers)
        with pytest.raises(WebhookVerificationError):
            Webhook(old).verify(got.body, got.headers)

    def test_a_second_change_within_the_day_is_refused(
        self, town: Neighbourhood, receiver: Receiver
    ) -> None:
        row, _ = tell(town, receiver.url)
        now = timezone.now()
        subscriptions.change_secret(subscription=row, by=SYSTEM, now=now)
        with pytest.raises(subscriptions.ChangeOverRunning):
            subscriptions.change_secret(subscription=row, by=SYSTEM, now=now)

    def test_it_is_stored_sealed(self, town: Neighbourhood, receiver: Receiver) -> None:
        row, secret = tell(town, receiver.url)
        assert secret.startswith("whsec_")
        row.refresh_from_db()
        assert secret.encode() not in bytes(row.secret_sealed)


def test_the_moment_of_a_payload_is_utc() -> None:
    from liren.exchange.domain.payload import payload_of

    body = json.loads(
        payload_of(
            "cases.closed", {"id": "x", "case_id": 1, "user_id": 7, "words": "秘密"},
            request="", happened_at=datetime(2026, 11, 16, 1, tzinfo=UTC),
        )
    )  # fmt: skip
    assert body == {
        "type": "cases.closed",
        "timestamp": "2026-11-16T01:00:00.000Z",
        "data": {"case_id": 1},
    }
