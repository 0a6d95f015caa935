"""Which values the register could take: asked before many are written at once."""

from collections.abc import Mapping

from liren.core.errors import LirenError
from liren.people.domain import values
from liren.people.domain.elements import Element
from liren.people.selectors.elements import elements_of
from liren.people.services import columns
from liren.people.services.preparing import ReadyValues, prepare


class Fitting:
    """The catalogue, read once, and what of some values it takes."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, Element]] = {}

    def _elements(self, kind: str) -> dict[str, Element]:
        if kind not in self._known:
            self._known[kind] = elements_of(kind)
        return self._known[kind]

    def of(self, kind: str, given: Mapping[str, object]) -> tuple[dict[str, object], list[str]]:
        """The values that can be written, and the names of those that cannot."""
        fit, unfit = {}, []
        known = self._elements(kind)
        for name, raw in given.items():
            element = known.get(name)
            if element is not None and _is_usable(element, raw):
                fit[name] = raw
            else:
                unfit.append(name)
        return fit, unfit

    def prepare(self, kind: str, given: Mapping[str, object]) -> ReadyValues:
        """Values that can be written, made ready for a record that begins."""
        return prepare(kind, self._elements(kind), given)

    def phone(self, text: str) -> str:
        """A telephone number as it is stored; empty where it cannot be rung."""
        try:
            return columns.phone(text)
        except LirenError:
            return ""


def _is_usable(element: Element, raw: object) -> bool:
    try:
        values.clean(element, raw, columns.phone)
    except LirenError:
        return False
    return True
