"""Reads of work orders: the one inbox."""

from enum import StrEnum

from django.db.models import Q

from liren.accounts.models import Grant, User
from liren.core.permissions import roles
from liren.core.scope import Scope
from liren.workorders.models import OrderQuerySet, WorkOrder
from liren.workorders.permissions import OrderPermission

TRIAGE = (WorkOrder.Kind.REGISTER, WorkOrder.Kind.DISPATCH, WorkOrder.Kind.REVIEW)


def inbox(user: User) -> OrderQuerySet:
    """What this person must do, soonest first, whatever it came from."""
    mine = _mine(user, Q(closed_at__isnull=True))
    return mine.select_related("party", "assignee").order_by("due_at", "id")


def visible(user: User) -> OrderQuerySet:
    """Open and settled orders of the parties this person works for."""
    return _mine(user, Q())


def of_subject(subject_type: str, subject_id: int) -> OrderQuerySet:
    """All orders about one thing, in the order of their issue."""
    found = WorkOrder.objects.filter(subject_type=subject_type, subject_id=subject_id)
    return found.select_related("party", "assignee").order_by("id")


def open_order(subject_type: str, subject_id: int) -> WorkOrder | None:
    """The order that a thing waits for now."""
    return of_subject(subject_type, subject_id).filter(closed_at__isnull=True).last()


def works_on(user: User, order: WorkOrder, permission: StrEnum) -> bool:
    """Whether one grant carries the permission and is of the party the order was given to."""
    return any(
        permission in roles[grant.role].permissions and _reaches(grant, order)
        for grant in user.current_grants()
    )


def _reaches(grant: Grant, order: WorkOrder) -> bool:
    """The same rule as the inbox's: what lies in nobody's inbox is nobody's to act on."""
    permissions = roles[grant.role].permissions
    if grant.party_id is None:
        return False
    if grant.party_id == order.party_id:
        return _is_everywhere(grant) or order.place_path.startswith(grant.place_path)
    return grant.party_id == order.escalated_to_id and OrderPermission.LEAD in permissions


def _is_everywhere(grant: Grant) -> bool:
    """Whether somebody takes their party's orders wherever they are.

    Those who dispatch do, and whoever is appointed over the party's own seat: a firm may be called
    to a gate outside its compounds, and then somebody there has to see it.
    """
    if OrderPermission.TRIAGE in roles[grant.role].permissions:
        return True
    return grant.party is not None and grant.party.place_path.startswith(grant.place_path)


def _mine(user: User, which: Q) -> OrderQuerySet:
    """Every way of being somebody's says which orders: so each is read along its own index."""
    wanted = Q(pk__in=[])
    for grant in user.current_grants():
        if grant.party_id is None:
            continue
        permissions = roles[grant.role].permissions
        if OrderPermission.WORK not in permissions:
            continue
        mine = which & Q(party_id=grant.party_id)
        if OrderPermission.LEAD in permissions:
            mine |= which & Q(escalated_to_id=grant.party_id)
        else:
            mine &= Q(assignee__isnull=True) | Q(assignee_id=user.pk)
        if OrderPermission.TRIAGE not in permissions:
            mine &= ~Q(kind__in=TRIAGE)
        if not _is_everywhere(grant):
            mine &= _inside(grant.place_path)
        wanted |= mine
    return WorkOrder.objects.filter(wanted)


def _inside(path: str) -> Q:
    return OrderQuerySet.inside(Scope.of([path]))
