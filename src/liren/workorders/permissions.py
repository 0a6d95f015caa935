"""What may be done with work orders."""

from enum import StrEnum


class OrderPermission(StrEnum):
    """Permissions of the module."""

    WORK = "workorders.work"  # see the inbox of one's party; accept, return, finish
    TRIAGE = "workorders.triage"  # sees what has to be registered, dispatched, taken up again
    LEAD = "workorders.lead"  # sees the orders of every colleague; rules on extensions
    CALENDAR = "workorders.calendar"  # edit holidays and swapped working days
    INSTRUCT = "workorders.instruct"  # ask something of a community
    ADMIT = "workorders.admit"  # decide whether it may be asked; keep the list of what may be
