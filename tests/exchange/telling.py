"""Subscriptions and reports for the tests of webhooks."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from liren.cases.models import Case
from liren.cases.services.report import NewReport, report_case
from liren.core.permissions import SYSTEM, VISITOR
from liren.exchange.models import Subscription, WebhookDelivery
from liren.exchange.services import subscriptions
from liren.exchange.services.carrying import carry_for
from liren.exchange.services.subscriptions import NewSubscription
from tests.factories.neighbourhood import Neighbourhood

RunJobs = Callable[[], int]
ALL = ("cases.reported", "cases.dispatched", "workorders.issued")


def tell(
    town: Neighbourhood, url: str, *facts: str, place: str = "community"
) -> tuple[Subscription, str]:
    new = NewSubscription(
        name="上级平台", place=town.places[place], url=url, facts=facts or ALL[:1]
    )
    return subscriptions.subscribe(new, by=SYSTEM, now=timezone.now())


def report(town: Neighbourhood, place: str = "building") -> Case:
    said = NewReport(text="路灯不亮，我叫王小明", place=town.places[place], phone="13800000001")
    return report_case(said, by=VISITOR, now=timezone.now()).case


def later(row: Subscription, **after: int) -> int:
    """What goes out when the time has passed."""
    at = timezone.now() + timedelta(**after)
    return carry_for(row.pk, clock=lambda: at)


def delivery() -> WebhookDelivery:
    return WebhookDelivery.objects.get()


class nothing:  # a job that is not enqueued: the threads of the test are the workers
    enqueue = staticmethod(lambda pk: None)
