"""Which role may do what. Grants are rows; this is the law they point to."""

from enum import StrEnum

from liren.accounts.permissions import AccountPermission
from liren.cases.permissions import CasePermission
from liren.core.errors import sentence
from liren.core.permissions import Role, roles
from liren.people.permissions import PeoplePermission
from liren.places.permissions import PlacePermission
from liren.workorders.permissions import OrderPermission

IN_THE_GRID = frozenset[StrEnum](
    {
        CasePermission.SEE,
        CasePermission.SEE_REPORTER,
        CasePermission.REPORT_FOR,
        CasePermission.HANDLE,
        CasePermission.CHECK,
        OrderPermission.WORK,
        PeoplePermission.SEE,
    }
)
IN_THE_COMMUNITY = IN_THE_GRID | {
    CasePermission.IMPORT,
    CasePermission.REGISTER,
    CasePermission.DISPATCH,
    CasePermission.MERGE,
    CasePermission.SUSPEND,
    CasePermission.PUBLISH,
    CasePermission.SCREEN,
    OrderPermission.TRIAGE,
    PeoplePermission.ADD,
}
LEADING = frozenset[StrEnum](
    {
        CasePermission.MEASURE,
        CasePermission.EXCLUDE,
        CasePermission.CAUSE,
        CasePermission.SCREEN,
        OrderPermission.LEAD,
    }
)

for key, name, permissions in (
    ("resident", sentence("Resident"), frozenset[StrEnum]()),
    (
        "building_head",
        sentence("Building head"),
        frozenset({CasePermission.SEE, CasePermission.REPORT_FOR}),
    ),
    ("grid_worker", sentence("Grid worker"), IN_THE_GRID),
    ("community_worker", sentence("Community worker"), IN_THE_COMMUNITY),
    ("community_secretary", sentence("Community secretary"), IN_THE_COMMUNITY | LEADING),
    (
        "department_officer",
        sentence("Department officer"),
        frozenset({CasePermission.HANDLE, OrderPermission.WORK}),
    ),
    (
        "street_duty_officer",
        sentence("Street duty officer"),
        LEADING
        | {
            CasePermission.SEE,
            CasePermission.SEE_REPORTER,
            CasePermission.REPORT_FOR,
            CasePermission.REGISTER,
            CasePermission.DISPATCH,
            CasePermission.SUSPEND,
            CasePermission.PUBLISH,
            OrderPermission.WORK,
            OrderPermission.TRIAGE,
        },
    ),
    (
        "supervisor",
        sentence("Supervisor"),
        frozenset({CasePermission.SEE, CasePermission.MEASURE, CasePermission.SCREEN}),
    ),
    (
        "administrator",
        sentence("Administrator"),
        frozenset({CasePermission.SETUP, PlacePermission.IMPORT, OrderPermission.CALENDAR}),
    ),
    (
        "system_officer",
        sentence("System officer"),
        frozenset({AccountPermission.SYSTEM, PlacePermission.IMPORT, OrderPermission.CALENDAR}),
    ),
    (
        "security_officer",
        sentence("Security officer"),
        frozenset({AccountPermission.GRANT, AccountPermission.UNLOCK}),
    ),
    ("audit_officer", sentence("Audit officer"), frozenset({AccountPermission.AUDIT})),
):
    roles.register(Role(key, name, frozenset(permissions)))
