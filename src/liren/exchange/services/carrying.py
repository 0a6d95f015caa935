"""Messages are carried outside any transaction, so that a slow receiver holds no lock.

A try is claimed on the row before it is made, for a while. A second worker finds the claim and
leaves the row alone; of a worker that dies the claim runs out, and the sweep has it tried again
with the same id. The order in which messages arrive is not promised.
"""

import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q

from liren.core.errors import LirenError, sentence
from liren.core.permissions import SYSTEM
from liren.exchange import posting
from liren.exchange.domain import retries
from liren.exchange.domain.signatures import headers_of
from liren.exchange.domain.targets import read_target
from liren.exchange.models import Subscription, WebhookDelivery
from liren.exchange.selectors.webhooks import WAITING, secrets_of
from liren.exchange.services.subscriptions import GONE, TOO_LONG, switch_off_failing

log = logging.getLogger(__name__)

CLAIMED_FOR = timedelta(minutes=2)  # longer than a try can take
SLICE = timedelta(seconds=15)  # of a worker's time for one receiver, then others have their turn
HTTP_GONE = 410
REDIRECTED = sentence("the receiver sent us elsewhere; redirects are not followed")
REFUSED = sentence("the receiver refused the message")
Clock = Callable[[], datetime]


def carry_for(subscription_id: int, *, clock: Clock) -> int:
    """Send what is due for one subscription, until it must be left alone; says how many went."""
    went, began = 0, clock()
    while clock() - began <= SLICE:
        row = _claimed(subscription_id, clock())
        if row is None:
            break
        went += _carry(row, clock)
    return went


def _claimed(subscription_id: int, now: datetime) -> WebhookDelivery | None:
    """The next message, held for this worker; those that were tried least go first."""
    rested = Q(rests_until__isnull=True) | Q(rests_until__lte=now)
    if not Subscription.objects.filter(rested, pk=subscription_id, active=True).exists():
        return None
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
    due = WebhookDelivery.objects.filter(
        free, subscription=subscription_id, status=WAITING, due_at__lte=now
    )
    for pk in due.order_by("tries", "pk").values_list("pk", flat=True)[:10]:
        claim = {"claimed_until": now + CLAIMED_FOR, "tries": F("tries") + 1, "tried_at": now}
        if due.filter(pk=pk).update(**claim):
            return WebhookDelivery.objects.select_related("subscription").get(pk=pk)
    return None


def _carry(row: WebhookDelivery, clock: Clock) -> bool:
    """Make one try, and write down how it went."""
    began = clock()
    answer, error = _tried(row, began)
    now = clock()
    if not error:
        _succeed(row, answer, now - began, now)
        return True
    log.info("message %d to subscription %d failed: %s", row.pk, row.subscription_id, error)
    _fail(row, answer, error, now)
    _let_rest(row.subscription, answer, now - began, now)
    return False


def _tried(row: WebhookDelivery, now: datetime) -> tuple[int | None, str]:
    """What was answered, and why that is no success; the error is empty when it is one."""
    try:
        answer = _post(row, now).status
    except posting.NotPosted as failure:
        return None, str(failure)
    except LirenError as failure:
        return None, failure.sentence
    return answer, "" if 200 <= answer < 300 else _refusal(answer)


def _post(row: WebhookDelivery, now: datetime) -> posting.Posted:
    allow_private = settings.LIREN_WEBHOOK_PRIVATE
    target = read_target(row.subscription.url, allow_private=allow_private)
    body = row.body.encode()
    secrets = secrets_of(row.subscription, now)
    headers = headers_of(row.message_id, body, secrets=secrets, sent_at=now)
    return posting.post(target, headers, body, allow_private=allow_private)


def _refusal(answer: int) -> str:
    return REDIRECTED if 300 <= answer < 400 else REFUSED


def _succeed(row: WebhookDelivery, answer: int | None, took: timedelta, now: datetime) -> None:
    WebhookDelivery.objects.filter(pk=row.pk).update(
        status=WebhookDelivery.Status.SENT,
        sent_at=now,
        due_at=None,
        claimed_until=None,
        answer=answer,
        error="",
    )
    rest = retries.rest_after(0, took, 0)
    Subscription.objects.filter(pk=row.subscription_id).update(
        failures=0, failing_since=None, rests_until=now + rest if rest else None
    )


def _fail(row: WebhookDelivery, answer: int | None, error: str, now: datetime) -> None:
    again = now + retries.wait_after(row.tries, random.random())  # noqa: S311  # spreads, hides nothing
    is_over = now - row.wanted_at >= retries.GIVE_UP_AFTER
    WebhookDelivery.objects.filter(pk=row.pk).update(
        status=WebhookDelivery.Status.FAILED if is_over else WAITING,
        due_at=None if is_over else again,
        claimed_until=None,
        answer=answer,
        error=error[:200],
    )


def _let_rest(
    subscription: Subscription, answer: int | None, took: timedelta, now: datetime
) -> None:
    """Leave a failing receiver alone for a while, and switch it off when it is gone for good."""
    failures = subscription.failures + 1
    rest = retries.rest_after(failures, took, random.random())  # noqa: S311  # the same
    since = subscription.failing_since or now
    Subscription.objects.filter(pk=subscription.pk).update(
        failures=failures, failing_since=since, rests_until=now + rest
    )
    gone, silent = answer == HTTP_GONE, now - since >= retries.SWITCH_OFF_AFTER
    if gone or silent:
        why = GONE if gone else TOO_LONG
        switch_off_failing(subscription=subscription, why=why, by=SYSTEM, now=now)
