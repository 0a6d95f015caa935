"""The addresses of GeoReport v2: which resource, which one of them, in which form.

`services/0101.json` is the definition of service 0101 as JSON. What the specification does not
know is no resource; without an ending XML is given, the form that every server must offer.
"""

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """How an answer is written."""

    XML = "xml"
    JSON = "json"


class Resource(StrEnum):
    """What can be asked for."""

    DISCOVERY = "discovery"
    SERVICES = "services"
    SERVICE = "services/"
    REQUESTS = "requests"
    REQUEST = "requests/"
    TOKEN = "tokens/"  # noqa: S105  # a word of the specification
    NOTHING = ""


METHODS: dict[Resource, frozenset[str]] = {
    Resource.DISCOVERY: frozenset({"GET", "HEAD"}),
    Resource.SERVICES: frozenset({"GET", "HEAD"}),
    Resource.SERVICE: frozenset({"GET", "HEAD"}),
    Resource.REQUESTS: frozenset({"GET", "HEAD", "POST"}),
    Resource.REQUEST: frozenset({"GET", "HEAD"}),
    Resource.TOKEN: frozenset({"GET", "HEAD"}),
    Resource.NOTHING: frozenset({"GET", "HEAD", "POST"}),
}


@dataclass(frozen=True)
class Asked:
    """What an address asks for; `key` names one service, request or token."""

    resource: Resource
    form: Form = Form.XML
    key: str = ""


def read(address: str) -> Asked:
    """What the part of the address after the version asks for."""
    stem, dot, ending = address.rpartition(".")
    form = Form(ending) if ending in tuple(Form) else None
    if dot and form is None:
        return Asked(Resource.NOTHING)
    name, slash, key = (stem if dot else address).partition("/")
    try:
        resource = Resource(name + slash)
    except ValueError:
        resource = Resource.NOTHING
    if "/" in key or (slash and not key):
        resource = Resource.NOTHING
    return Asked(resource, form or Form.XML, key)
