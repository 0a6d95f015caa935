"""Two communities of one street, with the people who work there."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from liren.accounts.models import Grant, Party, User
from liren.cases.models import Category
from liren.places.models import Kind, Place
from liren.places.services import NewPlace, add_places

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY_MORNING = datetime(2026, 11, 16, 9, 0, tzinfo=SHANGHAI)
BEGUN = date(2026, 1, 1)


@dataclass(frozen=True)
class Neighbourhood:
    """What a test of the loop needs."""

    places: dict[str, Place]
    parties: dict[str, Party]
    users: dict[str, User]
    categories: dict[str, Category]

    @property
    def home(self) -> Place:
        """A home in the first grid of the first community."""
        return self.places["home"]


def neighbourhood() -> Neighbourhood:
    """Build it, without passwords: tests sign in by force."""
    places = add_places(PLACES)
    parties = _parties(places)
    return Neighbourhood(places, parties, _users(places, parties), _categories())


def _place(kind: str, key: str, parent: str | None, name: str, code: str = "") -> NewPlace:
    return NewPlace(key=key, parent=parent, kind=kind, name=name, name_en=key, code=code)


PLACES = [
    _place(Kind.CITY, "city", None, "云州市", "9901"),
    _place(Kind.DISTRICT, "district", "city", "江北区", "990105"),
    _place(Kind.STREET, "street", "district", "清溪街道", "990105003"),
    _place(Kind.COMMUNITY, "community", "street", "桐花社区", "990105003007"),
    _place(Kind.COMMUNITY, "next_community", "street", "柳荫社区", "990105003008"),
    _place(Kind.GRID, "grid", "community", "第一网格", "990105003007001"),
    _place(Kind.GRID, "next_grid", "community", "第二网格", "990105003007002"),
    _place(Kind.COMPOUND, "compound", "grid", "梧桐苑", "C1"),
    _place(Kind.BUILDING, "building", "compound", "3号楼", "C1-3"),
    _place(Kind.UNIT, "unit", "building", "2单元", "C1-3-2"),
    _place(Kind.HOME, "home", "unit", "502室", "C1-3-2-502"),
    _place(Kind.COMPOUND, "next_compound", "next_grid", "清溪里", "C2"),
    _place(Kind.BUILDING, "next_building", "next_compound", "8号楼", "C2-8"),
    _place(Kind.POINT, "gate", "compound", "北门", "C1-N"),
]


def _parties(places: dict[str, Place]) -> dict[str, Party]:
    street = _party("street_office", Party.Kind.STREET, places["street"], "清溪街道办事处")
    committee = _party(
        "committee", Party.Kind.COMMUNITY, places["community"], "桐花社区居委会", street
    )
    return {
        "street_office": street,
        "committee": committee,
        "next_committee": _party(
            "next_committee",
            Party.Kind.COMMUNITY,
            places["next_community"],
            "柳荫社区居委会",
            street,
        ),
        "city_management": _party(
            "city_management", Party.Kind.DEPARTMENT, places["street"], "城市管理局", street
        ),
        "property_firm": _party(
            "property_firm", Party.Kind.PROPERTY, places["community"], "安居物业", committee
        ),
    }


def _party(key: str, kind: str, place: Place, name: str, above: Party | None = None) -> Party:
    party = Party(key=key, kind=kind, name=name, name_en=key, above=above, duty=key)
    party.put_at(place)
    party.save()
    return party


def _users(places: dict[str, Place], parties: dict[str, Party]) -> dict[str, User]:
    rows = [
        ("secretary", "community_secretary", "community", "committee"),
        ("worker", "community_worker", "community", "committee"),
        ("next_worker", "community_worker", "next_community", "next_committee"),
        ("grid_worker", "grid_worker", "grid", "committee"),
        ("next_grid_worker", "grid_worker", "next_grid", "committee"),
        ("building_head", "building_head", "building", "committee"),
        ("officer", "department_officer", "street", "city_management"),
        ("colleague", "department_officer", "street", "city_management"),
        ("property_manager", "partner_officer", "community", "property_firm"),
        ("duty_officer", "street_duty_officer", "street", "street_office"),
        ("supervisor", "supervisor", "street", "street_office"),
        ("administrator", "administrator", "street", "street_office"),
        ("system_officer", "system_officer", "street", "street_office"),
        ("security_officer", "security_officer", "street", "street_office"),
        ("audit_officer", "audit_officer", "street", "street_office"),
    ]
    names = ["resident", *(name for name, _role, _place, _party in rows)]
    made = User.objects.bulk_create(User(username=name, name=name) for name in names)
    users = {user.username: user for user in made}
    grants = []
    for name, role, place, party in rows:
        grant = Grant(user=users[name], role=role, party=parties[party], from_date=BEGUN)
        grant.put_at(places[place])
        grants.append(grant)
    Grant.objects.bulk_create(grants)
    return users


def _categories() -> dict[str, Category]:
    rows = [
        Category(code="0101", name="路灯照明", name_en="Lighting", party_kind="property_firm"),
        Category(
            code="0501",
            name="消防通道",
            name_en="Fire lane",
            urgent=True,
            handling_clock="urgent_hours",
            handling_amount=2,
            party_kind="city_management",
        ),
        Category(code="0301", name="房屋漏水", name_en="Leak", party_kind="property_firm"),
    ]
    Category.objects.bulk_create(rows)
    return {"lamp": rows[0], "fire_lane": rows[1], "leak": rows[2]}


def volunteer(town: Neighbourhood) -> User:
    """The head of the volunteers, who has no role in care."""
    party = Party(key="volunteers", kind="volunteers", name="邻里互助队")
    party.put_at(town.places["community"])
    party.save()
    user = User.objects.create(username="huzhu", name="huzhu")
    grant = Grant(user=user, role="partner_officer", party=party, from_date=BEGUN)
    grant.put_at(town.places["community"])
    grant.save()
    return user
