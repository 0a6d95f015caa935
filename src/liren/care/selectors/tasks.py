"""What has to be done for whom."""

from django.db.models import QuerySet

from liren.accounts.models import User
from liren.care.models import CareTask
from liren.care.permissions import CarePermission
from liren.core.errors import NotFound, sentence
from liren.core.scope import Scope
from liren.people.models import Person
from liren.workorders.permissions import OrderPermission
from liren.workorders.selectors import works_on


class TaskUnknown(NotFound):
    """No such task, or outside what this person may see."""

    code = "care.task_unknown"
    sentence = sentence("We could not find this.")


def tasks(scope: Scope) -> QuerySet[CareTask]:
    """All tasks inside a scope, the latest first."""
    rows = CareTask.objects.within(scope).select_related("person", "place", "order")
    return rows.order_by("-id")


def task_in(scope: Scope, pk: int) -> CareTask:
    """One of them, or not found."""
    found = tasks(scope).filter(pk=pk).first()
    if found is None:
        raise TaskUnknown()
    return found


def task_for(user: User, pk: int) -> CareTask:
    """The same for whoever is sent: volunteers see the errand that is theirs, and no other task."""
    found = tasks(user.scope_for(CarePermission.SEE)).filter(pk=pk).first()
    if found is None:
        rows = CareTask.objects.select_related("person", "place", "order__party")
        found = rows.filter(pk=pk).first()
        if found is None or not does_errand(user, found):
            raise TaskUnknown()
    return found


def does_errand(user: User, task: CareTask) -> bool:
    """Whether it is an errand, and this person works for whoever was asked."""
    if task.kind != CareTask.Kind.ERRAND or task.order is None:
        return False
    return works_on(user, task.order, OrderPermission.WORK)


def tasks_of(person: Person) -> QuerySet[CareTask]:
    """Those of one person, the latest first."""
    return CareTask.objects.filter(person=person).order_by("-id")


def task_of_cause(cause: str) -> CareTask | None:
    """The one that a row has opened."""
    return CareTask.objects.select_related("place", "person").filter(cause=cause).first()


def open_tasks_of(causes: str) -> list[int]:
    """Those not yet done whose cause begins so."""
    rows = CareTask.objects.filter(cause__startswith=causes, done_at__isnull=True)
    return list(rows.values_list("pk", flat=True))
