"""The tables of people, written by its services alone."""

from liren.people.models.facts import ElementRow, Fact, Join, Proposal, State
from liren.people.models.guarded import BackDoor, Guarded, GuardedQuerySet, writing
from liren.people.models.labels import PersonLabel, SpecialCase
from liren.people.models.matters import Benefit, Certificate, Payment, Vehicle, Visit
from liren.people.models.records import (
    GONE,
    Household,
    Membership,
    Organisation,
    Person,
    Position,
    Record,
    Residence,
)
from liren.people.models.rights import Consent, DeletionRequest, Erasure, SelfLink
from liren.people.models.watching import Canary, Viewing

__all__ = [
    "GONE",
    "BackDoor",
    "Benefit",
    "Canary",
    "Certificate",
    "Consent",
    "DeletionRequest",
    "ElementRow",
    "Erasure",
    "Fact",
    "Guarded",
    "GuardedQuerySet",
    "Household",
    "Join",
    "Membership",
    "Organisation",
    "Payment",
    "Person",
    "PersonLabel",
    "Position",
    "Proposal",
    "Record",
    "Residence",
    "SelfLink",
    "SpecialCase",
    "State",
    "Vehicle",
    "Viewing",
    "Visit",
    "writing",
]
