"""What may be done with work orders."""

from enum import StrEnum


class OrderPermission(StrEnum):
    """Permissions of the module."""

    WORK = "workorders.work"  # see the inbox of one's party; accept, return, finish
    LEAD = "workorders.lead"  # the same for every assignee of the party; rule on extensions
    CALENDAR = "workorders.calendar"  # edit holidays and swapped working days
