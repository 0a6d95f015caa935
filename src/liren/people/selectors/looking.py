"""What a look was at, in words: an entry, or what another module has shown."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from liren.core.registry import Registry
from liren.people.domain import catalogue
from liren.people.models import Viewing
from liren.people.selectors.elements import name_of


@dataclass(frozen=True)
class Looks:
    """Names what a module showed; its looks are noted as `form:elder-care`."""

    key: str  # before the colon
    names: Callable[[Collection[str]], Mapping[str, str]]


looks: Registry[Looks] = Registry("looks")


def seen_words(rows: Iterable[Viewing]) -> dict[str, str]:
    """What some looks were at, by their codes, in a fixed number of statements."""
    codes = {row.element for row in rows}
    words = {
        code: name_of(found) for code in codes if (found := catalogue.BY_CODE.get(code)) is not None
    }
    for kind in looks:
        own = {code.partition(":")[2]: code for code in codes if code.partition(":")[0] == kind.key}
        names = kind.names(own) if own else {}
        words |= {code: names[key] for key, code in own.items() if names.get(key)}
    return words
