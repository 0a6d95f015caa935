"""What work orders announce."""

from dataclasses import dataclass

from liren.core.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True)
class OrderIssued(Event):
    """A party was asked to do something."""

    name = "workorders.issued"
    order_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class OrderClosed(Event):
    """An order is settled: done, returned, handed over or cancelled."""

    name = "workorders.closed"
    order_id: int
    status: str


@fact
@dataclass(frozen=True, kw_only=True)
class OrderDueSoon(Event):
    """The last fifth of an order's time has begun."""

    name = "workorders.due_soon"
    order_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class OrderLate(Event):
    """An order's time is up and it is not done."""

    name = "workorders.late"
    order_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class OrderEscalated(Event):
    """A late order was put before the next level."""

    name = "workorders.escalated"
    order_id: int
    level: int


@fact
@dataclass(frozen=True, kw_only=True)
class OrderRescheduled(Event):
    """The calendar changed, and with it the due time of an open order."""

    name = "workorders.rescheduled"
    order_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class CalendarChanged(Event):
    """A holiday or a swapped working day was entered, changed or taken out."""

    name = "workorders.calendar_changed"
    date: str


@fact
@dataclass(frozen=True, kw_only=True)
class InstructionDecided(Event):
    """The street decided whether something outside the list may be asked of a community."""

    name = "workorders.instruction_decided"
    instruction_id: int
    stage: str
