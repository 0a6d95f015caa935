"""Which resource an address means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liren.exchange.domain.resources import METHODS, Asked, Form, Resource, read
from liren.exchange.domain.writing import Value, write


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("discovery.xml", Asked(Resource.DISCOVERY)),
        ("services.json", Asked(Resource.SERVICES, Form.JSON)),
        ("services/01.02.json", Asked(Resource.SERVICE, Form.JSON, "01.02")),
        ("requests", Asked(Resource.REQUESTS)),
        ("requests/261116-5.xml", Asked(Resource.REQUEST, Form.XML, "261116-5")),
        ("tokens/a.json", Asked(Resource.TOKEN, Form.JSON, "a")),
        ("tokens.json", Asked(Resource.NOTHING, Form.JSON)),
        ("services/.json", Asked(Resource.NOTHING, Form.JSON)),
        ("services/a/b.json", Asked(Resource.NOTHING, Form.JSON)),
        ("services.yaml", Asked(Resource.NOTHING)),
        ("services.JSON", Asked(Resource.NOTHING)),
        ("../services.json", Asked(Resource.NOTHING, Form.JSON)),
    ],
)
def test_what_is_asked_for(address: str, asked: Asked) -> None:
    found = read(address)
    assert (found.resource, found.form) == (asked.resource, asked.form)
    if asked.resource is not Resource.NOTHING:
        assert found.key == asked.key


@given(st.text())
def test_every_address_means_something_or_nothing(address: str) -> None:
    assert read(address).resource in METHODS


@given(st.text(alphabet=st.characters(codec=None)))
def test_every_text_can_be_written_and_read_again(text: str) -> None:
    import json
    from xml.etree import ElementTree

    rows: list[Value] = [{"code": 1, "description": text}]
    body = write("errors", rows, Form.XML)
    ElementTree.fromstring(body)
    json.loads(write("errors", rows, Form.JSON))
