"""Which role may do what. Grants are rows; this is the law they point to."""

from enum import StrEnum

from liren.accounts.permissions import AccountPermission
from liren.care.permissions import CarePermission
from liren.cases.permissions import CasePermission
from liren.core.errors import sentence
from liren.core.permissions import Role, roles
from liren.deliberation.permissions import TalkPermission
from liren.exchange.permissions import ExchangePermission
from liren.ledgers.permissions import LedgerPermission
from liren.notices.permissions import NoticePermission
from liren.people.permissions import PeoplePermission
from liren.places.permissions import PlacePermission
from liren.portal.permissions import PortalPermission
from liren.sensing.permissions import SensingPermission
from liren.voting.permissions import VotePermission
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
        PeoplePermission.PROPOSE,
        PeoplePermission.UNMASK,
        LedgerPermission.FILL,
        NoticePermission.CALL,
        VotePermission.SEE,
        VotePermission.DELIVER,
        TalkPermission.SEE,
        TalkPermission.ENTER,
        SensingPermission.SEE,
        SensingPermission.HANDLE,
        SensingPermission.CLAIM,
        CarePermission.SEE,
        CarePermission.DO,
    }
)
IN_THE_COMMUNITY = IN_THE_GRID | {
    CasePermission.IMPORT,
    CasePermission.REGISTER,
    CasePermission.DISPATCH,
    CasePermission.MERGE,
    CasePermission.SUSPEND,
    CasePermission.SEE_SPOT,
    CasePermission.PUBLISH,
    CasePermission.SCREEN,
    CasePermission.WHISTLE,
    OrderPermission.TRIAGE,
    PeoplePermission.ADD,
    PeoplePermission.KEEP,
    PeoplePermission.DECIDE,
    LedgerPermission.IMPORT,
    LedgerPermission.REPORTS,
    NoticePermission.WRITE,
    NoticePermission.AFFAIRS,
    PlacePermission.HOMES,
    PlacePermission.POSTERS,
    PortalPermission.KIOSK,
    VotePermission.PREPARE,
    VotePermission.DESK,
    VotePermission.OBSERVE,
    TalkPermission.PREPARE,
    TalkPermission.CHECK,
    TalkPermission.MODERATE,
    SensingPermission.REGISTER,
    SensingPermission.REVIEW,
    CarePermission.KEEP,
}
LEADING = frozenset[StrEnum](
    {
        CasePermission.MEASURE,
        CasePermission.EXCLUDE,
        CasePermission.CAUSE,
        OrderPermission.LEAD,
        CasePermission.SCREEN,
        NoticePermission.WRITE,
        NoticePermission.PUBLISH,
        NoticePermission.DUTY,
    }
)
SETTING_UP = frozenset[StrEnum](
    {
        AccountPermission.PARTIES,
        PlacePermission.IMPORT,
        OrderPermission.CALENDAR,
        NoticePermission.CHANNELS,
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
    (
        "community_secretary",
        sentence("Community secretary"),
        IN_THE_COMMUNITY
        | LEADING
        | {
            PeoplePermission.SPECIAL,
            LedgerPermission.SEND,
            VotePermission.LEAD,
            TalkPermission.LEAD,
            TalkPermission.RULES,
            SensingPermission.RULES,
        },
    ),
    (
        "department_officer",
        sentence("Department officer"),
        frozenset({CasePermission.HANDLE, OrderPermission.WORK, OrderPermission.INSTRUCT})
        | {PeoplePermission.PROPOSE, PeoplePermission.DECIDE_OWN},
    ),
    (
        "partner_officer",
        sentence("Officer of a firm or a group"),
        frozenset({CasePermission.HANDLE, OrderPermission.WORK}) | {SensingPermission.WORK},
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
            CasePermission.SEE_SPOT,
            CasePermission.RULE,
            CasePermission.PUBLISH,
            OrderPermission.WORK,
            OrderPermission.TRIAGE,
            OrderPermission.INSTRUCT,
            OrderPermission.ADMIT,
            PeoplePermission.DECIDE,
            PeoplePermission.WATCH,
            LedgerPermission.REPORTS,
            VotePermission.SEE,
            VotePermission.OBSERVE,
            TalkPermission.SEE,
            TalkPermission.MODERATE,
            SensingPermission.SEE,
            SensingPermission.HANDLE,
            SensingPermission.RULES,
            CarePermission.SEE,
            CarePermission.DO,
        },
    ),
    (
        "supervisor",
        sentence("Supervisor"),
        frozenset({CasePermission.SEE, CasePermission.MEASURE, CasePermission.SCREEN})
        | {LedgerPermission.REPORTS}
        | {VotePermission.SEE, VotePermission.OBSERVE, TalkPermission.SEE},
    ),
    (
        "administrator",
        sentence("Administrator"),
        SETTING_UP
        | {
            CasePermission.SETUP,
            ExchangePermission.MANAGE,
            NoticePermission.COLUMNS,
            PeoplePermission.DEFINE,
            SensingPermission.SEE,
            SensingPermission.REGISTER,
            PlacePermission.POSTERS,
        },
    ),
    (
        "system_officer",
        sentence("System officer"),
        SETTING_UP | {AccountPermission.SYSTEM},
    ),
    (
        "security_officer",
        sentence("Security officer"),
        frozenset({AccountPermission.GRANT, AccountPermission.UNLOCK}),
    ),
    (
        "audit_officer",
        sentence("Audit officer"),
        frozenset({AccountPermission.AUDIT, ExchangePermission.SEE, PeoplePermission.WATCH}),
    ),
):
    roles.register(Role(key, name, frozenset(permissions)))
