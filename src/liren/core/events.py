"""Facts: a module tells what happened, and does not know who listens.

`publish` writes one job per subscriber into the task table, in the caller's transaction: the fact
and its consequences are saved together or not at all. A subscriber must bear being called twice;
it is tried again after 1, 10 and 120 minutes.
"""

import dataclasses
import logging
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, TypeVar

from django.db import transaction
from django_tasks import task

log = logging.getLogger(__name__)

RETRY_AFTER = (timedelta(minutes=1), timedelta(minutes=10), timedelta(minutes=120))


@dataclasses.dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened: ids and plain values only, a stable dotted name in the past."""

    name: ClassVar[str]
    id: str = dataclasses.field(default_factory=lambda: str(uuid.uuid4()))


E = TypeVar("E", bound=Event)
Handler = Callable[[Any], None]

events: dict[str, type[Event]] = {}
_handlers: dict[str, Handler] = {}
_subscribers: dict[str, list[str]] = {}
_conditions: dict[str, Callable[[Any], bool]] = {}
_to_all: dict[str, Callable[[], bool]] = {}


def fact(cls: type[E]) -> type[E]:
    """Enter an event class under its name."""
    if events.get(cls.name, cls) is not cls:
        raise ValueError(f"two facts are called {cls.name}")
    events[cls.name] = cls
    return cls


def subscribe(
    event_type: type[E], *, when: Callable[[E], bool] | None = None
) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Have the function called, in a job of its own, for every such fact.

    `when` is asked of the fact itself, in the writer's transaction; a no costs no job.
    """

    def enter(handler: Callable[[E], None]) -> Callable[[E], None]:
        key = f"{handler.__module__}.{handler.__qualname__}"
        if key not in _handlers:
            _handlers[key] = handler
            if when is not None:
                _conditions[key] = when
            _subscribers.setdefault(event_type.name, []).append(key)
        return handler

    return enter


def subscribe_to_all(*, wanted: Callable[[], bool]) -> Callable[[Handler], Handler]:
    """Have the function called, in a job of its own, for every fact of every module.

    `wanted` is asked in the writer's transaction: where nobody waits for facts, they cost one look
    and no job.
    """

    def enter(handler: Handler) -> Handler:
        key = f"{handler.__module__}.{handler.__qualname__}"
        _handlers[key], _to_all[key] = handler, wanted
        return handler

    return enter


def subscribers_to_all() -> list[str]:
    """Who listens to every fact."""
    return list(_to_all)


def subscribers_of(event_type: type[Event]) -> list[str]:
    """Who listens to this fact in particular."""
    return list(_subscribers.get(event_type.name, []))


def publish(*facts: Event) -> None:
    """Store the facts for whoever listens, in the caller's transaction."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a fact is published inside the transaction that makes it true")
    to_all = [key for key, is_wanted in _to_all.items() if facts and is_wanted()]
    for happened in facts:
        for key in [*_subscribers.get(happened.name, []), *to_all]:
            if key in _conditions and not _conditions[key](happened):
                continue
            tell.enqueue(key, happened.name, dataclasses.asdict(happened), 0)


def publish_each(kind: type[E], facts: Iterable[E]) -> None:
    """The same of many facts of one kind, which are not even made where nobody listens to it."""
    if _subscribers.get(kind.name) or any(is_wanted() for is_wanted in _to_all.values()):
        publish(*facts)


@task()
def tell(key: str, name: str, data: dict[str, Any], attempt: int) -> None:
    """Call one subscriber with one fact; a failure is tried again later."""
    try:
        with transaction.atomic():
            _handlers[key](events[name](**data))
    except Exception:
        if attempt >= len(RETRY_AFTER):
            raise
        log.exception("subscriber %s failed for %s, attempt %d", key, name, attempt + 1)
        later = datetime.now(UTC) + RETRY_AFTER[attempt]
        tell.using(run_after=later).enqueue(key, name, data, attempt + 1)
