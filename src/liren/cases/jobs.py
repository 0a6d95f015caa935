"""Jobs and sweeps over cases."""

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

from liren.cases.services import follows, photos
from liren.cases.services.chat_settling import forget_old_pastes
from liren.cases.services.field import forget_positions
from liren.cases.services.import_job import carry_out
from liren.cases.services.learn import is_worth_learning, learn_classes
from liren.cases.services.sketches import forget_old_sketches
from liren.cases.services.suspend import resume_due
from liren.core.permissions import SYSTEM
from liren.core.timer import sweep


@task()
def bring_in_file(run_id: int, user_id: int) -> None:
    """Carry out an import; one that was killed goes on, one that failed can be started again."""
    carry_out(run_id=run_id, user_id=user_id, now=timezone.now())


@sweep(every=timedelta(minutes=10))
def take_up_again(now: datetime) -> None:
    """What was put off until today returns to the inbox."""
    resume_due(now=now)


@sweep(every=timedelta(days=1))
def learn_from_confirmed(now: datetime) -> None:
    """What people confirmed today is known tomorrow."""
    if is_worth_learning():
        learn_classes(by=SYSTEM, now=now)


@sweep(every=timedelta(minutes=10))
def tell_followers(now: datetime) -> None:
    """Once a day, whoever follows a place hears what happened there."""
    follows.tell_followers(now=now)


@sweep(every=timedelta(days=1))
def forget_sketches(now: datetime) -> None:
    """Near-duplicates are looked for among the last weeks only."""
    forget_old_sketches(now=now)


@sweep(every=timedelta(hours=6))
def drop_orphan_photos(now: datetime) -> None:
    """Pictures that were uploaded and never sent go."""
    photos.sweep_orphans(now=now)


@sweep(every=timedelta(hours=1))
def forget_pastes(now: datetime) -> None:
    """Nobody's chat lies here for more than some days."""
    forget_old_pastes(now=now)


@sweep(every=timedelta(days=1))
def forget_where_they_stood(now: datetime) -> None:
    """Positions that were attached in the field go after some months."""
    forget_positions(now=now)
