"""The codes for lifts and doors: one sheet for each place, whole compounds at once."""

from collections.abc import Sequence

from django.utils.translation import gettext, override

from liren.accounts.selectors import community_party
from liren.core.errors import Invalid, sentence
from liren.places.models import Kind, Place, PlaceQuerySet
from liren.places.selectors import addresses, home_community, inside
from liren.ui.paper import Size, code_of, typeset

LANGUAGE = "zh-hans"
MOST = 400
DOORS = (Kind.UNIT, Kind.BUILDING)


class TooManyPosters(Invalid):
    """A printer has to finish some time."""

    code = "portal.too_many_posters"
    sentence = sentence("That would be {count} sheets. Please choose one compound at a time.")


class NoDoors(Invalid):
    """Nothing here has a code that could be scanned."""

    code = "portal.no_doors"
    sentence = sentence("No door here has a code. Places get theirs when they are imported.")


def doors(place: Place) -> PlaceQuerySet:
    """Every unit, every building without units, and every point of interest with a code."""
    with_units = inside(place, Kind.UNIT).values("parent")
    rows = inside(place, *DOORS, Kind.POINT).exclude(pk__in=with_units).exclude(code="")
    return rows.order_by("path")


def posters(place: Place, size: Size, base: str) -> bytes:
    """The PDF for a place and all its doors."""
    rows = list(doors(place).defer("geometry", "details", "aliases")[: MOST + 1])
    if not rows:
        raise NoDoors()
    if len(rows) > MOST:
        raise TooManyPosters(count=doors(place).count())
    with override(LANGUAGE):
        words = _words()
        sheets = _sheets(place, rows, base)
    values = {"language": "zh", "size": str(size), "words": words, "places": sheets}
    return typeset("place", values)


def _words() -> dict[str, str]:
    return {
        "title": gettext("Tell us what is wrong"),
        "how": gettext("Scan, and say it in a few words or a photo"),
        "reports": gettext("Every report gets an answer"),
        "free": gettext("No account, no real name"),
        "danger": gettext("In danger ring 110 119 120 first"),
    }


def _sheets(place: Place, rows: Sequence[Place], base: str) -> list[dict[str, str]]:
    names, party, community = addresses(rows), community_party(place), home_community(place)
    office = f"{party.name} {party.phone}".strip() if party else ""
    shared = {
        "community": (community or place).name,
        "office": office,
        "hours": party.hours if party else "",
    }
    found = []
    for row in rows:
        address = f"{base}/report/{row.code}/"
        found.append(
            {**shared, "name": names[row.pk], "address": address, "code": code_of(address)}
        )
    return found
