"""Answers of GeoReport v2 in XML, and in JSON by the specification's Spark convention.

The same values make both: in XML a list is a container whose children have its singular name, in
JSON an array, and the outermost name falls away.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree

from liren.exchange.domain.resources import Form

Value = str | int | float | bool | datetime | None | Sequence["Value"] | Mapping[str, "Value"]

TYPES = {Form.XML: "text/xml; charset=utf-8", Form.JSON: "application/json; charset=utf-8"}
SINGULAR = {
    "services": "service",
    "service_requests": "request",
    "errors": "error",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
}
# XML 1.0 has no way to write these, not even escaped.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write(name: str, value: Value, form: Form) -> bytes:
    """An answer in the form that was asked for."""
    if form is Form.JSON:
        text = json.dumps(value, ensure_ascii=False, default=_moment)
        return UNWRITABLE.sub("", text).encode()
    body: bytes = ElementTree.tostring(_element(name, value), encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + body


def w3(moment: datetime) -> str:
    """A moment as the specification wants it, with its zone."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return w3(value)
    raise TypeError(type(value).__name__)


def _element(name: str, value: Value) -> ElementTree.Element:
    element = ElementTree.Element(name)
    if isinstance(value, Mapping):
        element.extend(_element(key, inner) for key, inner in value.items())
    elif isinstance(value, Sequence) and not isinstance(value, str):
        element.extend(_element(SINGULAR[name], inner) for inner in value)
    elif value is not None:
        element.text = UNWRITABLE.sub("", _text(value))
    return element


def _text(value: str | int | float | datetime) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return w3(value) if isinstance(value, datetime) else str(value)
