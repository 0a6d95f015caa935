"""Citizens' numbers (GB 11643): the check digit, and what a valid number says of a person.

Area codes are withdrawn and merged every year: an unknown one is no mistake.
"""

import re
from dataclasses import dataclass
from datetime import date
from operator import mul

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
ZEROS = ord("0") * sum(WEIGHTS)  # what seventeen zeros weigh as the signs that they are
SHAPE = re.compile(r"[0-9]{17}[0-9X]")


@dataclass(frozen=True)
class Told:
    """What a valid number says."""

    birth_date: str
    sex: str  # GB/T 2261.1


def check_digit(first: str) -> str:
    """The last digit that belongs to seventeen others."""
    return CHECKS[(sum(map(mul, first.encode("ascii"), WEIGHTS)) - ZEROS) % 11]


def is_valid(number: str) -> bool:
    """Whether eighteen characters are a number that can have been given to somebody."""
    return bool(SHAPE.fullmatch(number)) and number[-1] == check_digit(number[:17])


def told_by(number: str) -> Told | None:
    """Birth date and sex; nothing from what is no valid number or no date."""
    if not is_valid(number):
        return None
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return Told(born.isoformat(), "1" if int(number[16]) % 2 else "2")
