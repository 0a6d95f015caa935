"""Labels of residents: computed from what the register knows, each with its reason and date.

Nobody types a label: whoever thinks it is wrong corrects the entry it rests on.
"""

from dataclasses import dataclass
from datetime import date

ELDER, AGED, GROWN_UP = 60, 80, 18


@dataclass(frozen=True)
class Known:
    """What a label may rest on: a birth date as far as it is known, and who lives there."""

    birth_date: str = ""
    says_alone: bool | None = None
    companions: tuple[str, ...] | None = None  # birth dates of the others; none: no home known


@dataclass(frozen=True)
class Reason:
    """Why somebody carries a label, and since when; without a day, since it was found out."""

    why: str
    since: date | None = None
    detail: str = ""


def labels_of(known: Known, on: date) -> dict[str, Reason]:
    """Every label somebody carries on a day."""
    found: dict[str, Reason] = {}
    age = age_on(known.birth_date, on)
    for key, limit in (("elder", ELDER), ("aged", AGED)):
        if age is not None and age >= limit:
            found[key] = Reason("age", reached(known.birth_date, limit), known.birth_date[:4])
    if age is not None and age < GROWN_UP:
        found["minor"] = Reason("age", None, known.birth_date[:4])
    if (alone := _alone(known)) is not None:
        found["lives_alone"] = alone
        if "elder" in found:
            found["elder_alone"] = alone
    elif "elder" in found and _only_elders(known, on):
        found["empty_nest"] = Reason("only_elders", None, str(len(known.companions or ()) + 1))
    return found


def _alone(known: Known) -> Reason | None:
    """The register says so, or the person does and the register does not say otherwise."""
    if known.companions == ():
        return Reason("only_one_here")
    if known.says_alone and known.companions is None:
        return Reason("says_so")
    return None


def _only_elders(known: Known, on: date) -> bool:
    ages = [age_on(born, on) for born in known.companions or ()]
    return bool(ages) and all(age is not None and age >= ELDER for age in ages)


def age_on(born: str, on: date) -> int | None:
    """Completed years; where only the year is known, as if born on its first day."""
    if not born:
        return None
    year, month, day = int(born[:4]), int(born[5:7] or 1), int(born[8:10] or 1)
    return on.year - year - ((on.month, on.day) < (month, day))


def reached(born: str, age: int) -> date:
    """The day on which somebody came to an age."""
    year, month, day = int(born[:4]) + age, int(born[5:7] or 1), int(born[8:10] or 1)
    try:
        return date(year, month, day)
    except ValueError:  # 29 February
        return date(year, 3, 1)


def changing_years(on: date) -> tuple[int, ...]:
    """Birth years whose labels may change in the year of a day."""
    return tuple(on.year - limit for limit in (GROWN_UP, ELDER, AGED))
