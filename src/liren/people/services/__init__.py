"""Every write to the register."""

from liren.people.services.persons import (
    Addresses,
    AlreadyLinked,
    EmailUnusable,
    NameMissing,
    NewPerson,
    PurposeMissing,
    add_person,
    add_persons,
    addresses_of,
    link_user,
    phone_of,
)
from liren.people.services.putting import (
    New,
    NotYours,
    Outcome,
    PeriodBackwards,
    Result,
    SourceMissing,
    Status,
    Write,
    put,
    put_all,
)
from liren.people.services.standing import Oneself
from liren.people.services.storing import AlreadyThere

__all__ = [
    "Addresses",
    "AlreadyLinked",
    "AlreadyThere",
    "EmailUnusable",
    "NameMissing",
    "New",
    "NewPerson",
    "NotYours",
    "Oneself",
    "Outcome",
    "PeriodBackwards",
    "PurposeMissing",
    "Result",
    "SourceMissing",
    "Status",
    "Write",
    "add_person",
    "add_persons",
    "addresses_of",
    "link_user",
    "phone_of",
    "put",
    "put_all",
]
