"""Several workers, a killed worker: nothing is lost, nothing goes twice under another id."""

import os
import signal
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler
from threading import Barrier, Event, Thread

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from liren.exchange.models import Subscription
from liren.exchange.services import storing
from liren.exchange.services.carrying import carry_for
from tests.exchange.conftest import Receiver, answering
from tests.exchange.telling import RunJobs, delivery, later, report, tell
from tests.factories.neighbourhood import Neighbourhood

pytestmark = pytest.mark.usefixtures("in_the_house")

WORKER = """
import django
django.setup()
from django.utils import timezone
from liren.exchange import posting
from liren.exchange.services.carrying import carry_for
posting.WITHIN = 600  # it is killed while it waits, however busy the machine is
carry_for({pk}, clock=timezone.now)
"""


@pytest.mark.django_db(transaction=True)
def test_four_workers_send_a_message_once(
    town: Neighbourhood, receiver: Receiver, run_jobs: RunJobs
) -> None:
    row, _ = tell(town, receiver.url)
    for _ in range(6):
        report(town)
    from django_tasks_db.models import DBTaskResult

    for job in DBTaskResult.objects.filter(task_path__endswith="tell"):
        assert job.args_kwargs["args"][0].startswith("liren.exchange")
    gate = Barrier(4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(storing, "CARRY", "tests.exchange.telling.nothing")
        run_jobs()

    def work() -> None:
        gate.wait()
        carry_for(row.pk, clock=timezone.now)
        connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receiver.ids) == len(set(receiver.ids)) == 6


def another_worker(row: Subscription) -> "subprocess.Popen[bytes]":
    """A process of its own over the database of the test."""
    name = str(connection.settings_dict["NAME"])
    others = os.environ["DATABASE_URL"].rpartition("/")[0]
    url = f"sqlite:///{name}" if connection.vendor == "sqlite" else f"{others}/{name}"
    own = {
        "DATABASE_URL": url,
        "LIREN_WEBHOOK_PRIVATE": "1",
        "LIREN_MASTER": settings.LIREN_MASTER_KEYS[0],
        "LIREN_INDEX": settings.LIREN_INDEX_KEY,
    }
    words = [sys.executable, "-c", WORKER.format(pk=row.pk)]
    return subprocess.Popen(words, env={**os.environ, **own})


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_nothing(
    town: Neighbourhood, receiver: Receiver, run_jobs: RunJobs
) -> None:
    """Killed while the receiver has the message and has not answered: the same id goes again."""
    row, _ = tell(town, receiver.url)
    report(town)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(storing, "CARRY", "tests.exchange.telling.nothing")
        run_jobs()
    is_over = Event()

    def keep_waiting(request: BaseHTTPRequestHandler) -> None:
        is_over.wait(600)

    receiver.behave = keep_waiting
    worker = another_worker(row)
    until = time.monotonic() + 60
    while not receiver.got and time.monotonic() < until:
        time.sleep(0.05)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    is_over.set()
    assert receiver.got, delivery().error
    assert (delivery().status, delivery().tries) == ("waiting", 1)
    receiver.behave = answering(200)
    assert carry_for(row.pk, clock=timezone.now) == 0  # it is still claimed
    assert later(row, minutes=3) == 1
    first, second = receiver.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == delivery().message_id
    assert first.body == second.body
    assert delivery().status == "sent"
