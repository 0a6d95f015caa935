"""Who works for the neighbourhood: parties with their duties, and staff with one role each.

Telephone numbers begin with 0600, an area code that no place has.
"""

import re
from dataclasses import dataclass
from typing import Literal

from liren.config.demo.dice import dice_for
from liren.config.demo.people import Person, phone_number
from liren.config.demo.person_names import Sex, given_name, surname
from liren.config.demo.places import Neighbourhood, Place

PartyKind = Literal[
    "community", "street", "department", "property", "volunteers", "social", "members"
]

OFFICE_HOURS = "周一至周五 8:30–12:00、13:30–17:30，周六 9:00–16:00 值班"
DAY_AND_NIGHT = "全天 24 小时"
SHOP_HOURS = "每天 8:00–20:00，夜间报修打值班电话"
HOURS_IN_ENGLISH = {
    OFFICE_HOURS: "Mon–Fri 8:30–12:00 and 13:30–17:30, on duty Sat 9:00–16:00",
    DAY_AND_NIGHT: "day and night",
    SHOP_HOURS: "daily 8:00–20:00; at night ring the duty telephone",
}
STAFF_PHONES_FROM = 60_000_000  # far from the serials of residents


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Whoever can be asked to do something."""

    key: str
    kind: PartyKind
    duty: str  # what the category tree calls it
    name: str
    name_en: str
    above_key: str | None
    place_key: str
    serves: tuple[str, ...]  # places whose matters of its duty go to it
    phone: str
    hours: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Somebody who signs in to work."""

    username: str
    name: str
    role: str
    title: str
    place_keys: tuple[str, ...]
    party_key: str | None
    phone: str


@dataclass(frozen=True)
class Organisations:
    """All parties, a party before those below it, and all staff."""

    parties: tuple[Party, ...]
    staff: tuple[Staff, ...]

    def party_for(self, duty: str, places: tuple[str, ...]) -> Party:
        """The party with a duty that serves the nearest of some places, given from near to far."""
        for key in places:
            for party in self.parties:
                if party.duty == duty and key in party.serves:
                    return party
        raise LookupError(duty)

    def working_for(self, party_key: str) -> tuple[Staff, ...]:
        """The staff of a party."""
        return tuple(one for one in self.staff if one.party_key == party_key)


# key, kind, duty, name, English name, hours, title and username of its officer
_STREET_PARTIES: tuple[tuple[str, PartyKind, str, str, str, str, str, str], ...] = (
    ("street-safety", "street", "safety", "清溪街道平安办", "Street Safety Office",
     OFFICE_HOURS, "平安办干事", "pingan"),
    ("street-affairs", "street", "street_office", "清溪街道社会事务办", "Street Social Affairs",
     OFFICE_HOURS, "社会事务办干事", "shiwu"),
    ("city-management", "department", "city_management", "清溪城市管理中队", "City Management",
     DAY_AND_NIGHT, "城管队员", "chengguan"),
    ("housing", "department", "housing", "临溪区住房和建设局房管所", "Housing Office",
     OFFICE_HOURS, "房管员", "fangguan"),
    ("market", "department", "market", "清溪市场监督管理所", "Market Supervision",
     OFFICE_HOURS, "市场监管员", "shichang"),
    ("police", "department", "police", "清溪派出所", "Qingxi Police Station",
     DAY_AND_NIGHT, "社区民警", "minjing"),
    ("fire", "department", "fire", "清溪消防救援站", "Fire and Rescue Station",
     DAY_AND_NIGHT, "消防宣传员", "xiaofang"),
    ("sanitation", "department", "sanitation", "清溪环卫所", "Sanitation Station",
     SHOP_HOURS, "环卫班长", "huanwei"),
    ("utility", "department", "utility", "清溪水电气联合抢修点", "Utilities Repair Point",
     DAY_AND_NIGHT, "抢修调度", "qiangxiu"),
    ("water", "department", "water", "云汀供水清溪营业所", "Water Supply",
     DAY_AND_NIGHT, "供水抢修员", "gongshui"),
    ("power", "department", "power", "云汀供电清溪供电所", "Power Supply",
     DAY_AND_NIGHT, "供电抢修员", "gongdian"),
    ("gas", "department", "gas", "云汀燃气清溪服务站", "Gas Service",
     DAY_AND_NIGHT, "燃气安检员", "ranqi"),
)  # fmt: skip
_OFFICES = (
    ("duty", "street_duty_officer", "街道值班长"),
    ("supervisor", "supervisor", "街道督查员"),
    ("admin", "administrator", "业务管理员"),
    ("system", "system_officer", "系统管理员"),
    ("security", "security_officer", "安全管理员"),
    ("audit", "audit_officer", "审计员"),
)


def organisations(neighbourhood: Neighbourhood) -> Organisations:
    """The parties and staff of the whole street."""
    return _Founding(neighbourhood).found()


def resident_users(people: tuple[Person, ...]) -> tuple[Staff, ...]:
    """Two neighbours who may sign in: one in working life, one old and living alone."""
    worker = next(one for one in people if one.relation == "head" and 30 <= one.age < 50)
    elder = next((one for one in people if one.lives_alone and one.age >= 75), worker)
    chosen = {"resident": worker, "elder": elder}
    return tuple(
        Staff(
            username=username,
            name=one.name,
            role="resident",
            title="居民",
            place_keys=(one.home_key,),
            party_key=None,
            phone=one.phone or phone_number(STAFF_PHONES_FROM - 1),
        )
        for username, one in chosen.items()
    )


class _Founding:
    """Founds the parties one after another and hires people for them."""

    def __init__(self, neighbourhood: Neighbourhood) -> None:
        self.land = neighbourhood
        self.dice = dice_for(neighbourhood.seed, "organisations")
        self.street = neighbourhood.of_kind("street")[0]
        self.parties: list[Party] = []
        self.staff: list[Staff] = []

    def found(self) -> Organisations:
        self.found_street()
        for community in self.land.of_kind("community"):
            self.found_community(community)
            self.found_property_firms(community)
        self.appoint_building_heads()
        self.found_partners()
        return Organisations(tuple(self.parties), tuple(self.staff))

    def party(
        self,
        key: str,
        kind: PartyKind,
        names: tuple[str, str, str],
        at: tuple[str, ...],
        hours: str,
        above: str | None = None,
    ) -> Party:
        duty, name, name_en = names
        party = Party(
            key=key,
            kind=kind,
            duty=duty,
            name=name,
            name_en=name_en,
            above_key=above,
            place_key=at[0],
            serves=at,
            phone=f"0600-823{len(self.parties) + 1:04d}",
            hours=hours,
        )
        self.parties.append(party)
        return party

    def hire(
        self, username: str, role: str, title: str, at: tuple[str, ...], party: str | None
    ) -> None:
        sex: Sex = self.dice.choice(("female", "male"))
        name = surname(self.dice) + given_name(self.dice, sex, self.dice.randint(26, 54))
        self.staff.append(
            Staff(
                username=username,
                name=name,
                role=role,
                title=title,
                place_keys=at,
                party_key=party,
                phone=phone_number(STAFF_PHONES_FROM + len(self.staff)),
            )
        )

    def found_street(self) -> None:
        at = (self.street.key,)
        names = ("street", "清溪街道办事处", "Qingxi Street Office")
        self.party("street", "street", names, at, OFFICE_HOURS)
        for username, role, title in _OFFICES:
            self.hire(username, role, title, at, "street")
        for key, kind, duty, name, name_en, hours, title, username in _STREET_PARTIES:
            self.party(key, kind, (duty, name, name_en), at, hours, above="street")
            self.hire(username, "department_officer", title, at, key)

    def found_community(self, community: Place) -> None:
        number = int(community.code[-3:])
        ending = "" if number == 1 else str(number)
        key, at = f"committee-{number}", (community.key,)
        names = ("committee", f"{community.name}居委会", f"{community.name_en} Committee")
        self.party(key, "community", names, at, OFFICE_HOURS, above="street")
        self.hire(f"secretary{ending}", "community_secretary", "社区书记", at, key)
        self.hire(f"worker{ending}", "community_worker", "社区工作者", at, key)
        self.hire(f"worker{ending}b", "community_worker", "社区工作者", at, key)
        names = ("volunteers", f"{community.name}邻里互助队", f"{community.name_en} Volunteers")
        self.party(f"volunteers-{number}", "volunteers", names, at, OFFICE_HOURS, above=key)
        for grid in self.land.of_kind("grid"):
            if grid.parent_key == community.key:
                serial = sum(one.role == "grid_worker" for one in self.staff) + 1
                title = f"{grid.name}网格员"
                self.hire(f"grid{serial}", "grid_worker", title, (grid.key,), key)

    def found_property_firms(self, community: Place) -> None:
        """One firm for each estate, which may lie in two grids."""
        estates: dict[str, list[Place]] = {}
        for compound in self.land.of_kind("compound"):
            if self.land.ancestor(compound.key, "community") == community:
                estates.setdefault(estate_of(compound), []).append(compound)
        for estate, compounds in estates.items():
            serial = sum(party.kind == "property" for party in self.parties) + 1
            firm = "安梧物业" if serial % 2 else "溪邻物业"
            names = (
                "property",
                f"{firm}{estate}服务处",
                f"{english_estate_of(compounds[0])} Services",
            )
            at = tuple(compound.key for compound in compounds)
            party = self.party(f"property-{serial}", "property", names, at, SHOP_HOURS)
            ending = "" if serial == 1 else str(serial)
            self.hire(f"wuye{ending}", "partner_officer", "物业项目经理", at, party.key)

    def appoint_building_heads(self) -> None:
        """One head for each building; they are neighbours, not employees."""
        for number, building in enumerate(self.land.of_kind("building"), start=1):
            title = f"{building.name}楼组长"
            self.hire(f"louzhang{number}", "building_head", title, (building.key,), None)

    def found_partners(self) -> None:
        """Who comes when the community calls: volunteers, party members, a social organisation."""
        for community in self.land.of_kind("community"):
            number = int(community.code[-3:])
            ending, at = "" if number == 1 else str(number), (community.key,)
            above = f"committee-{number}"
            self.hire(f"huzhu{ending}", "partner_officer", "互助队队长", at, f"volunteers-{number}")
            names = ("members", f"{community.name}党员先锋队", f"{community.name_en} Members")
            self.party(f"members-{number}", "members", names, at, DAY_AND_NIGHT, above=above)
            self.hire(f"dangyuan{ending}", "partner_officer", "先锋队队长", at, f"members-{number}")
            names = ("social", f"{community.name}社工站", f"{community.name_en} Social Workers")
            self.party(f"social-{number}", "social", names, at, OFFICE_HOURS, above=above)
            self.hire(f"shegong{ending}", "partner_officer", "社工站站长", at, f"social-{number}")


def estate_of(compound: Place) -> str:
    """The name both parts of an estate share."""
    return compound.name.removesuffix("区").removesuffix("期").rstrip("一二")


def english_estate_of(compound: Place) -> str:
    """The same in English, without the part."""
    return re.sub(r" (Area|Phase) \d$", "", compound.name_en)
