"""Invented households for every home.

Telephone numbers begin with 154: a block of the national plan that has never been given to any
network, so no message sent by mistake can reach anybody. (The plan's public list of blocks goes
from 153 to 155; number libraries call 154 possible, but not valid.) Nobody has an identity number.
"""

from dataclasses import dataclass
from typing import Literal

from liren.config.demo.dice import Dice, dice_for
from liren.config.demo.person_names import FOREIGN, Sex, given_name, surname
from liren.config.demo.places import Neighbourhood

UNASSIGNED_PREFIX = "154"
PEOPLE_PER_HOME = 4200 / 1510
TENANT_HOMES = 0.18
FOREIGN_HOMES = 0.008
ELDER = 60
# Share of homes by the number of people who live in them; an empty home stays empty.
HOUSEHOLD_SIZES = {0: 3, 1: 14, 2: 24, 3: 32, 4: 18, 5: 7, 6: 2}

Tenure = Literal["owner", "tenant"]
Relation = Literal["head", "spouse", "child", "parent", "grandchild", "flatmate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who lives here."""

    key: str
    name: str
    sex: Sex
    age: int
    phone: str | None
    home_key: str
    tenure: Tenure
    relation: Relation
    lives_alone: bool

    @property
    def is_elder(self) -> bool:
        """Sixty or older."""
        return self.age >= ELDER


@dataclass(frozen=True, slots=True)
class _Member:
    relation: Relation
    sex: Sex
    age: int


def phone_number(serial: int) -> str:
    """The nth number of the unassigned block; different serials, different numbers."""
    # 7,919 shares no factor with 10^8, so the numbers are scattered without a repeat.
    return f"{UNASSIGNED_PREFIX}{(serial * 7919 + 20_460_000) % 10**8:08d}"


def residents(neighbourhood: Neighbourhood) -> tuple[Person, ...]:
    """Everybody who lives in the neighbourhood, home by home: about 2.8 people a home."""
    dice = dice_for(neighbourhood.seed, "people")
    homes = neighbourhood.of_kind("home")
    people: list[Person] = []
    for home, size in zip(homes, _household_sizes(dice, len(homes)), strict=True):
        if size:
            people.extend(_household(dice, home.key, size, len(people)))
    return tuple(people)


def _household_sizes(dice: Dice, homes: int) -> list[int]:
    """Draw sizes, then mend single homes until the total is right."""
    sizes = dice.choices(list(HOUSEHOLD_SIZES), list(HOUSEHOLD_SIZES.values()), k=homes)
    missing = round(homes * PEOPLE_PER_HOME) - sum(sizes)
    step = 1 if missing > 0 else -1
    while missing:
        at = dice.randrange(homes)
        if sizes[at] and 1 <= sizes[at] + step <= max(HOUSEHOLD_SIZES):
            sizes[at] += step
            missing -= step
    return sizes


def _household(dice: Dice, home_key: str, size: int, first: int) -> list[Person]:
    tenure: Tenure = "tenant" if dice.random() < TENANT_HOMES else "owner"
    foreign = tenure == "tenant" and size == 1 and dice.random() < FOREIGN_HOMES * 12
    members = _members(dice, size, tenure)
    family_name = surname(dice)
    people = []
    for serial, member in enumerate(members, start=first + 1):
        name, sex = _name(dice, member, family_name), member.sex
        if foreign:
            name, sex = dice.choice(FOREIGN)
        people.append(
            Person(
                key=f"p{serial:06d}",
                name=name,
                sex=sex,
                age=member.age,
                phone=phone_number(serial) if _has_phone(dice, member.age) else None,
                home_key=home_key,
                tenure=tenure,
                relation=member.relation,
                lives_alone=size == 1,
            )
        )
    return people


def _name(dice: Dice, member: _Member, family_name: str) -> str:
    shared = member.relation in ("head", "child", "grandchild")
    shared = shared or (member.relation == "parent" and member.sex == "male")
    first = family_name if shared else surname(dice)
    return first + given_name(dice, member.sex, member.age)


def _has_phone(dice: Dice, age: int) -> bool:
    if age < 14:
        return False
    return age < 75 or dice.random() < 0.8


def _members(dice: Dice, size: int, tenure: Tenure) -> list[_Member]:
    if tenure == "tenant" and dice.random() < 0.5:
        return _flatmates(dice, size)
    head_sex: Sex = "male" if dice.random() < 0.6 else "female"
    spouse_sex: Sex = "female" if head_sex == "male" else "male"
    alone_or_couple = size <= 2
    head_age = dice.randint(62, 88) if alone_or_couple and dice.random() < 0.6 else 0
    head_age = head_age or dice.randint(27, 58)
    members = [_Member("head", head_sex, head_age)]
    if size > 1:
        members.append(_Member("spouse", spouse_sex, max(22, head_age + dice.randint(-5, 4))))
    while len(members) < size:
        members.append(_younger_or_older(dice, head_age, len(members)))
    return members


def _flatmates(dice: Dice, size: int) -> list[_Member]:
    sex: Sex = dice.choice(("female", "male"))
    head = _Member("head", sex, dice.randint(20, 36))
    return [head, *(_Member("flatmate", sex, dice.randint(20, 36)) for _ in range(size - 1))]


def _younger_or_older(dice: Dice, head_age: int, at: int) -> _Member:
    """Children first; from the fourth person on mostly the grandparents."""
    sex: Sex = dice.choice(("female", "male"))
    if at >= 3 and dice.random() < 0.7:
        return _Member("parent", sex, min(94, head_age + dice.randint(22, 33)))
    return _Member("child", sex, max(0, min(head_age - dice.randint(23, 34), 30)))
