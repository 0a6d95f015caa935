"""Homes that a ledger names and the tree of places has not got."""

from liren.ledgers.domain.taking import home_in
from liren.ledgers.models import Import
from liren.ledgers.services.importing_match import Homes
from liren.ledgers.services.importing_rows import rows_taken
from liren.places.selectors import Door, doors


def unknown_homes(ledger: Import) -> list[Door]:
    """The addresses of whole homes that are not known, each once."""
    homes = Homes(doors(ledger.place))
    for said in rows_taken(ledger):
        for values in said.people:
            homes.at(home_in(values))
    return sorted(homes.unknown)
