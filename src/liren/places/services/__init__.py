"""Writes to the place tree."""

from liren.places.services.adding import NewPlace, add_places, describe
from liren.places.services.homes import add_homes, remove_homes
from liren.places.services.importing import Outcome, import_places

__all__ = [
    "NewPlace",
    "Outcome",
    "add_homes",
    "add_places",
    "describe",
    "import_places",
    "remove_homes",
]
