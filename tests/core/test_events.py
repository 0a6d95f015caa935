"""A fact and what follows from it are saved together, or not at all."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from liren.core import events

heard: list[int] = []


@dataclass(frozen=True, kw_only=True)
class KettleBoiled(events.Event):
    """Water is hot."""

    name = "tests.kettle_boiled"
    cups: int


def make_tea(event: KettleBoiled) -> None:
    heard.append(event.cups)


def drop_the_cup(event: KettleBoiled) -> None:
    raise RuntimeError("broken")


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("events", "_handlers", "_subscribers", "_to_all", "_conditions"):
        monkeypatch.setattr(events, name, dict(getattr(events, name)))
    events.fact(KettleBoiled)
    heard.clear()
    yield


def publish(cups: int) -> None:
    with transaction.atomic():
        events.publish(KettleBoiled(cups=cups))


@pytest.mark.django_db
def test_a_subscriber_hears_the_fact_in_a_job(run_jobs: Callable[[], int]) -> None:
    events.subscribe(KettleBoiled)(make_tea)
    publish(2)
    assert heard == []
    run_jobs()
    assert heard == [2]


@pytest.mark.django_db
def test_a_fact_that_is_not_asked_for_costs_no_job(run_jobs: Callable[[], int]) -> None:
    events.subscribe(KettleBoiled, when=lambda fact: fact.cups > 2)(make_tea)
    publish(2)
    assert not DBTaskResult.objects.exists()
    publish(3)
    run_jobs()
    assert heard == [3]


@pytest.mark.django_db(transaction=True)
def test_a_fact_outside_a_transaction_is_a_mistake() -> None:
    with pytest.raises(RuntimeError):
        events.publish(KettleBoiled(cups=1))


@pytest.mark.django_db
def test_a_failing_subscriber_is_tried_again_and_does_not_stop_another(
    run_jobs: Callable[[], int],
) -> None:
    events.subscribe(KettleBoiled)(drop_the_cup)
    events.subscribe(KettleBoiled)(make_tea)
    publish(3)
    run_jobs()
    assert heard == [3]
    again = DBTaskResult.objects.get(status="READY")
    assert again.run_after - timezone.now() < timedelta(minutes=1, seconds=5)
    assert again.args_kwargs["args"][3] == 1


@pytest.mark.django_db
def test_a_change_that_is_rolled_back_tells_nobody() -> None:
    events.subscribe(KettleBoiled)(make_tea)
    with pytest.raises(RuntimeError), transaction.atomic():
        events.publish(KettleBoiled(cups=4))
        raise RuntimeError
    assert not DBTaskResult.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("is_wanted", [True, False])
def test_who_listens_to_all_hears_every_fact_while_it_wants_to(
    is_wanted: bool, run_jobs: Callable[[], int]
) -> None:
    events.subscribe(KettleBoiled)(drop_the_cup)
    events.subscribe_to_all(wanted=lambda: is_wanted)(make_tea)
    publish(5)
    assert run_jobs() == 1 + is_wanted
    assert heard == [5] * is_wanted


def test_two_facts_cannot_share_a_name() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Impostor(events.Event):
        name = "tests.kettle_boiled"

    with pytest.raises(ValueError, match="kettle_boiled"):
        events.fact(Impostor)
