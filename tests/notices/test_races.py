"""Two workers with one message: one of them carries it."""

from datetime import datetime
from threading import Barrier, Thread

import pytest
from django.db import connection

from liren.notices import services
from liren.notices.channels import Message, NoSettings, Receipt, channels
from liren.notices.channels.console import ConsoleChannel


class Counter(ConsoleChannel):
    key = "counter"

    def __init__(self) -> None:
        self.keys: list[str] = []

    def deliver(self, message: Message, address: str, settings: NoSettings) -> Receipt:
        self.keys.append(message.key)
        return Receipt()


@pytest.mark.django_db(transaction=True)
def test_one_message_is_carried_by_one_worker(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = Counter()
    monkeypatch.setitem(channels._entries, counter.key, counter)
    notice = services.NewNotice(
        text="好了", phone="+8613812348383", channel="counter", subject_type="t", subject_id=1
    )
    row, *_ = services.send_all([notice], now=now)
    gate = Barrier(4)

    def work() -> None:
        gate.wait()
        services.deliver(row.pk, now=now)
        connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counter.keys == [f"liren-{row.pk}"]
