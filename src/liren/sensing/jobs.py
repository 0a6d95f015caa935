"""Timed sweeps of sensing."""

from datetime import datetime, timedelta

from liren.core.permissions import SYSTEM
from liren.core.timer import sweep
from liren.sensing.services.away import forget_absences
from liren.sensing.services.devices import let_go_of_moved
from liren.sensing.services.months import drop_months, make_months
from liren.sensing.services.pushes import forget_pushes
from liren.sensing.services.references import forget_references, forget_samples


@sweep(every=timedelta(hours=1))
def forget_clips(now: datetime) -> None:
    """References to clips are deleted by date, and so are samples of what was refused."""
    forget_references(now=now)
    forget_samples(now=now)


@sweep(every=timedelta(hours=1))
def forget_who_was_away(now: datetime) -> None:
    """Absences are deleted a month after they are over."""
    forget_absences(now=now)


@sweep(every=timedelta(minutes=1))
def let_go_of_whoever_moved(now: datetime) -> None:
    """A button in a home that somebody left must not send anybody to their new door."""
    let_go_of_moved(by=SYSTEM, now=now)


@sweep(every=timedelta(hours=1))
def forget_taken_pushes(now: datetime) -> None:
    """Signatures of pushes are known for as long as they could be played again."""
    forget_pushes(now=now)


@sweep(every=timedelta(hours=1))
def turn_months(now: datetime) -> None:
    """The months of readings that come are made ready, and those that are old are dropped."""
    make_months(now=now)
    drop_months(now=now)
