"""No page, export, API answer, error page or log line shows a value in clear to who may not see it.

Values that are sealed: to nobody, on any page that is only looked at; they are shown by a post that
states a purpose, and noted. Values about persons: to nobody outside the place, to nobody without a
role, and to no stranger.
"""

import logging
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from zipfile import ZipFile, is_zipfile

import pytest
from django.test import Client
from django.utils import timezone
from pypdfium2 import PdfDocument

from liren.accounts.models import Grant, Party, User
from liren.accounts.services import make_token
from liren.config import reference
from liren.config.api import api
from liren.config.reference import Address
from liren.core import crypto
from liren.core.permissions import Role, roles
from liren.places.models import Kind
from liren.places.services import NewPlace, add_places
from tests.factories.canaries import Aviary, Canary, set_out
from tests.factories.neighbourhood import BEGUN, Neighbourhood
from tests.house.test_doors import ADDRESSES, full_name, path_of, signed_in_as

# The address itself is the secret, and whoever has it wrote the words.
OWN_WORDS = {
    "cases:progress": {"cases.Report.text"},
    "notices:question": {"notices.Objection.text"},
    "voting:objection": {"voting.RollObjection.text", "voting.RollObjection.unit"},
}


@pytest.fixture
def aviary(town: Neighbourhood) -> Aviary:
    """A neighbourhood full of canaries."""
    return set_out(town)


def text_of(response: object) -> str:
    """Everything in an answer that can be read, a workbook and a PDF included."""
    content = b"".join(_sent(response))
    if is_zipfile(BytesIO(content)):
        with ZipFile(BytesIO(content)) as packed:
            return "\n".join(packed.read(n).decode("utf-8", "replace") for n in packed.namelist())
    if content.startswith(b"%PDF"):
        pages = PdfDocument(content)
        return "\n".join(page.get_textpage().get_text_bounded() for page in pages)
    headers = " ".join(f"{k}: {v}" for k, v in getattr(response, "headers", {}).items())
    return f"{headers}\n{content.decode('utf-8', 'replace')}"


def _sent(response: object) -> Iterator[bytes]:
    """The body, also of an export that breaks off."""
    with suppress(RuntimeError):
        yield from getattr(response, "streaming_content", None) or [
            getattr(response, "content", b"")
        ]


def walk(client: Client, town: Neighbourhood, role: Role | None) -> Iterator[tuple[str, str]]:
    """Every page that this door lets through, as a page and as a fragment."""
    open_to = [a for a in ADDRESSES if role is None or reference.may_open(role, a.door)]
    for address, path in [(address, path_of(address, town)) for address in open_to]:
        yield full_name(address), text_of(client.get(path))
        if is_fragment_too(address):
            fragment = client.get(path, headers={"HX-Request": "true"})
            yield f"{full_name(address)} (fragment)", text_of(fragment)


def is_fragment_too(address: Address) -> bool:
    """Lists and cases are also sent in part."""
    return address.route.startswith("desk/") and address.route.count("/") <= 3


def answers(town: Neighbourhood, user: User | None) -> Iterator[tuple[str, str]]:
    """Every address of the API that is only read, with the token of somebody."""
    headers = {}
    if user is not None:
        until = timezone.now().date().replace(year=2100)
        _, secret = make_token(user=user, name="t", until_date=until, by=user, now=timezone.now())
        headers = {"authorization": f"Bearer {secret}"}
    values = {"case_id": "cases:desk_case", "whistle_id": "cases:desk_whistle"}
    for route, methods in api.get_openapi_schema()["paths"].items():
        if "get" in methods:
            path = route
            for name in values:
                path = path.replace(f"{{{name}}}", str(pk_of(values[name], town)))
            path = path.replace("{link}", "nobody")
            yield route, text_of(Client(raise_request_exception=False).get(path, headers=headers))


def pk_of(name: str, town: Neighbourhood) -> object:
    """The row about which a page of the desk is."""
    from tests.house.samples import PAGES

    found = PAGES.get(name) or PAGES["cases:whistle"]
    return found(town)["pk"]


def told(where: str, found: list[Canary]) -> list[str]:
    return [f"{where}: {canary.column} of row {canary.row}" for canary in found]


def unexpected(where: str, found: list[Canary]) -> list[str]:
    name = where.removesuffix(" (fragment)")
    return told(where, [c for c in found if c.column not in OWN_WORDS.get(name, set())])


def test_every_sealed_column_has_a_canary(aviary: Aviary) -> None:
    assert not aviary.missing(), "make a row of it in tests/factories"
    assert len(aviary.canaries) > 50


def test_the_canaries_are_where_people_look(town: Neighbourhood, aviary: Aviary) -> None:
    """Without this, not to see them would prove nothing."""
    role = roles["community_worker"]
    text = "".join(text for _, text in walk(signed_in_as(role, town), town, role))
    seen = {canary.column for canary in aviary.seen_in(text)}
    assert len(seen) >= 10
    assert {"cases.Report.text", "cases.Whistle.words", "workorders.WorkOrder.reason"} <= seen


def test_a_canary_is_recognised_however_it_is_written() -> None:
    phone = Canary("x", 1, "19900000017", is_sealed=True)
    key = Canary("x", 1, b"canary00017xxxxxxxxx".hex(), is_sealed=True)
    held = Aviary([phone, key])
    for text in ("+86 199 0000 0017", "199&nbsp;0000-0017", "<b>19900000017</b>"):
        assert held.seen_in(text) == [phone]
    assert held.seen_in("MNQW4YLSPEYDAMBRG54HQ6DYPB4HQ6DY") == [key]


@pytest.mark.parametrize("role", list(roles), ids=lambda role: role.key)
def test_nobody_sees_what_is_sealed_by_looking(
    role: Role, town: Neighbourhood, aviary: Aviary, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    client = signed_in_as(role, town)
    user = User.objects.get(username=f"only_{role.key}")
    seen = []
    for where, text in [*walk(client, town, role), *answers(town, user)]:
        seen += told(where, aviary.seen_in(text, sealed=True))
    assert not seen, "\n".join(seen)
    assert not told("log", aviary.seen_in(caplog.text))


@pytest.mark.parametrize("role", list(roles), ids=lambda role: role.key)
def test_nobody_sees_persons_of_another_place(
    role: Role, town: Neighbourhood, aviary: Aviary
) -> None:
    """The same roles at a street of another district."""
    client, user = elsewhere(role, town)
    seen = []
    for where, text in [*walk(client, town, role), *answers(town, user)]:
        seen += unexpected(where, aviary.seen_in(text))
    assert not seen, "\n".join(seen)


def elsewhere(role: Role, town: Neighbourhood) -> tuple[Client, User]:
    user = User.objects.create(username=f"far_{role.key}", name=role.key)
    if role.permissions:
        new = NewPlace(
            key="far", parent=None, kind=Kind.CITY, name="远州市", name_en="", code="8801"
        )
        far = add_places([new])["far"]
        office = Party(key="far", kind=Party.Kind.STREET, name="远处", name_en="", duty="far")
        office.put_at(far)
        office.save()
        grant = Grant(user=user, role=role.key, party=office)
        grant.from_date = BEGUN
        grant.put_at(far)
        grant.save()
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client, user


def test_a_stranger_sees_no_person(town: Neighbourhood, aviary: Aviary) -> None:
    seen = []
    for where, text in [*walk(Client(), town, None), *answers(town, None)]:
        seen += unexpected(where, aviary.seen_in(text))
    assert not seen, "\n".join(seen)


def test_an_error_shows_nothing_that_was_opened(
    town: Neighbourhood,
    aviary: Aviary,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Whatever opens a value fails with it in hand: neither its page nor the log tells."""
    unseal, opened = crypto.unseal, list[str]()

    def fails(blob: bytes, *, purpose: str, row: str) -> str:
        clear = unseal(blob, purpose=purpose, row=row)
        opened.append(clear)
        raise RuntimeError(f"of {len(clear)} characters")

    seen = []
    for role in (roles["community_worker"], roles["administrator"]):
        pages = walk(signed_in_as(role, town), town, role)
        next(pages)  # by then the rows that the addresses need are there
        monkeypatch.setattr(crypto, "unseal", fails)
        for where, text in pages:
            seen += told(where, aviary.seen_in(text, sealed=True))
        monkeypatch.setattr(crypto, "unseal", unseal)
    assert opened, "nothing was opened, so nothing was tried"
    assert not seen, "\n".join(seen)
    assert not told("log", aviary.seen_in(caplog.text))
