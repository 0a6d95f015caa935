"""What the tests of the house need of each module to try everything it offers.

A page with arguments in its address, and a fact that somebody listens to, are entered here by
whoever adds them; the tests say so when one is missing.
"""

from collections.abc import Callable

from liren.core.events import Event
from tests.factories.neighbourhood import Neighbourhood

# Pages that everybody may open, by the name of their address. The list is short on purpose.
PUBLIC: frozenset[str] = frozenset()

# Values for the arguments in an address, by its name.
PAGES: dict[str, Callable[[Neighbourhood], dict[str, object]]] = {}

# One fact of each kind that somebody listens to, by its name; about rows that exist.
FACTS: dict[str, Callable[[Neighbourhood], Event]] = {}
