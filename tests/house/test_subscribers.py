"""House, section 4: a fact may be told twice, and nothing happens twice."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django_tasks_db.models import DBTaskResult

from liren.core import events
from liren.core.events import Event, subscribers_of, subscribers_to_all
from tests.factories import rows
from tests.factories.neighbourhood import Neighbourhood
from tests.house.facts import FACTS

HEARD = sorted(name for name, fact in events.events.items() if subscribers_of(fact))


def row_counts() -> dict[str, int]:
    """How many rows every table holds."""
    return {m._meta.label: m._base_manager.count() for m in apps.get_models()}


def tell_all(fact: Event, run_jobs: Callable[[], int]) -> None:
    """Tell every subscriber, and do the jobs that follow."""
    for key in [*subscribers_of(type(fact)), *subscribers_to_all()]:
        events._handlers[key](fact)
    run_jobs()
    DBTaskResult.objects.all().delete()


@pytest.mark.parametrize("name", HEARD)
def test_told_twice_is_done_once(
    name: str, town: Neighbourhood, run_jobs: Callable[[], int]
) -> None:
    assert name in FACTS, f"enter a sample of {name} in tests/house/samples.py"
    rows.subscription(town)  # so that whoever listens to all has something to do
    fact = FACTS[name](town)
    tell_all(fact, run_jobs)
    once = row_counts()
    tell_all(fact, run_jobs)
    assert row_counts() == once


def test_every_fact_has_a_stable_name_of_its_module() -> None:
    for name, fact in events.events.items():
        module = fact.__module__.split(".")[1]
        assert name.startswith(f"{module}."), f"{fact.__name__} is called {name}"
        assert fact.__doc__, f"{name} says nothing of itself"


def test_facts_carry_plain_values_only() -> None:
    import dataclasses

    plain = {"int", "str", "bool", "float", "datetime", "date", "int | None", "str | None"}
    for name, fact in events.events.items():
        for field in dataclasses.fields(fact):
            kind = (
                field.type
                if isinstance(field.type, str)
                else getattr(field.type, "__name__", str(field.type))
            )
            assert kind in plain, f"{name}.{field.name} is a {kind}"
