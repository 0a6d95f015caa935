"""A telephone that sends the same act six times at once: done once, and answered alike."""

from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from liren.accounts.models import User
from liren.cases.models import CaseStep, FieldAct
from tests.cases.views.test_field import HOUR, PROBLEM, asked_to_look
from tests.factories.neighbourhood import Neighbourhood


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["confirm", "deny"])
def test_six_times_at_once(town: Neighbourhood, act: str) -> None:
    order = asked_to_look(town, "楼道灯不亮了")
    worker = User.objects.get(username="grid_worker")
    moment = timezone.now()
    sent = {
        "key": str(uuid4()),
        "owner": worker.pk,
        "act": act,
        "order": order.pk,
        "made_at": (moment - HOUR).isoformat(),
        "sent_at": moment.isoformat(),
        "words": "看过了",
    }
    clients = [Client(headers={"accept": PROBLEM}) for _ in range(6)]
    for client in clients:
        client.force_login(worker)
    gate, answers = Barrier(6), list[tuple[int, bytes]]()

    def send(client: Client) -> None:
        gate.wait()
        try:
            answer = client.post("/field/send/", sent)
            answers.append((answer.status_code, answer.content))
        finally:
            connection.close()

    threads = [Thread(target=send, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {status for status, _ in answers} == {200}, answers
    assert len({content for _, content in answers}) == 1
    assert FieldAct.objects.count() == 1
    assert CaseStep.objects.filter(note="看过了").count() == 1
