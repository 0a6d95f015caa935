"""Writes to the place tree."""

from liren.places.services.adding import NewPlace, add_places, describe
from liren.places.services.importing import Outcome, import_places

__all__ = ["NewPlace", "Outcome", "add_places", "describe", "import_places"]
