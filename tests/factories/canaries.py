"""Canary values: every sealed or personal column filled with something that can be recognised.

Rows of every kind are made by the services first; then each value is replaced in the table itself,
so that whatever shows it has read it from there.
"""

import base64
import html
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.test import override_settings

from liren.accounts.services import codes, second_factor
from liren.core import crypto, reseal
from liren.core.datasets import Privacy, SealedColumn, classified, sealed_columns
from liren.core.permissions import SYSTEM
from liren.exchange.services.subscriptions import change_secret
from liren.notices.models import Delivery
from liren.people.services import (
    New,
    NewElement,
    NewPerson,
    NewSpecialCase,
    Sensitivity,
    add_person,
    define,
    enter_special,
    put,
)
from liren.voting.domain.phases import Phase
from liren.voting.models import CityFile, Proxy, RollFile, RollOwner
from tests.factories import rows, talk
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood
from tests.factories.phones import give_phone
from tests.people.scenes import number
from tests.voting.scenes import OPEN_DAY, scene

# The log is chained, sessions and kept answers are opaque: what stands in them came by a service.
LEFT_ALONE = ("core.", "sessions.", "contenttypes.", "auth.", "django_tasks_database.")
UNSEALED = b"x"  # to be filled
HAN = re.compile(r"[\u4e00-\u9fff]")
BLANKS = re.compile(r"[\s\u00a0\u202f\u2060-]+")


@dataclass(frozen=True)
class Canary:
    """One value and where it was put."""

    column: str
    row: object
    value: str
    is_sealed: bool

    @property
    def spellings(self) -> tuple[str, ...]:
        """How a page might write it: as it is, and a key in the letters of an authenticator."""
        try:
            raw = bytes.fromhex(self.value)
        except ValueError:
            return (BLANKS.sub("", self.value),)
        encoded = (base64.b32encode(raw), base64.b64encode(raw))
        return self.value, *(text.decode().rstrip("=") for text in encoded)


@dataclass
class Aviary:
    """All canaries of a neighbourhood."""

    canaries: list[Canary] = field(default_factory=list)

    def missing(self) -> list[str]:
        """Sealed columns of which nothing was tried."""
        held = {canary.column for canary in self.canaries}
        facts = ("people.Fact",)  # of an element that was never said again there is none
        columns = [c for c in sealed_columns() if not c.is_fixed and c.model not in facts]
        return [str(c) for c in columns if str(c) not in held]

    def seen_in(self, text: str, *, sealed: bool = False) -> list[Canary]:
        """Those that a page shows in clear."""
        plain = BLANKS.sub("", html.unescape(text))
        return [
            canary
            for canary in self.canaries
            if (canary.is_sealed or not sealed) and any(s in plain for s in canary.spellings)
        ]


def set_out(town: Neighbourhood) -> Aviary:
    """Make rows of every kind and put a canary into every value that is not for everybody."""
    make_rows(town)
    aviary = Aviary()
    for column in sealed_columns():
        aviary.canaries += _seal_into(column, len(aviary.canaries))
    for label, name in _personal_columns():
        aviary.canaries += _write_into(label, name, len(aviary.canaries))
    return aviary


def make_rows(town: Neighbourhood) -> None:
    """One of each, in the first grid where there is a choice."""
    for make in [value for name, value in vars(rows).items() if _is_sample(name, value)]:
        make(town)
    open_vote = scene(town, Phase.OPEN)  # that of the samples is posted only
    open_vote.prove("3-1-101", "15400000001")
    _voting_rows(open_vote.vote)
    _account_rows(town)
    _people_rows(town)
    talk.counted(town, talk.ticking(town, talk.neighbours(town, 1)[0]), [["1"]])


def _is_sample(name: str, value: Any) -> bool:
    made_here = getattr(value, "__module__", "") == rows.__name__
    return callable(value) and made_here and not name.startswith(("_", "announcement_to"))


def _voting_rows(vote: Any) -> None:
    common = {"vote": vote, "at": OPEN_DAY, "by": "x", "is_workbook": False}
    RollFile.objects.create(name="r", lines=1, salt="a" * 32, returned_sealed=UNSEALED, **common)
    CityFile.objects.create(
        name="c", salt="b" * 32, returned_sealed=UNSEALED, taken=0, known=0, **common
    )
    voter = vote.voters.order_by("pk").last()
    Proxy.objects.create(
        vote=vote, voter=voter, holder="代理人", holder_key="k" * 32, kinds=["paper"],
        salt="c" * 32, made_at=OPEN_DAY, made_by="x", instruction_sealed=UNSEALED,
    )  # fmt: skip
    RollOwner.objects.filter(document_sealed__isnull=True).update(document_sealed=UNSEALED)


def _account_rows(town: Neighbourhood) -> None:
    give_phone(town.users["resident"])
    new = NewPerson(name="王秀", place=town.home, phone="13800000002", email="a@example.org")
    add_person(new, by=SYSTEM, now=MONDAY_MORNING)
    change_secret(subscription=rows.subscription(town), by=SYSTEM, now=MONDAY_MORNING)
    for asked in (rows.objection(town), rows.roll_objection(town)):
        type(asked).objects.filter(pk=asked.pk).update(contact_sealed=UNSEALED)
    codes.request_code(phone="13800000001", now=MONDAY_MORNING)
    second_factor.begin_second_factor(user=town.users["worker"], now=MONDAY_MORNING)
    Delivery.objects.filter(text_sealed__isnull=True).update(text_sealed=UNSEALED)


def values_of(column: SealedColumn) -> Iterator[tuple[Any, bytes, str]]:
    """The id, the value, and how the row is named."""
    for pk, held, *parts in reseal._Values(column).besides(b"\xfe"):
        blob = bytes.fromhex(held) if column.key else bytes(held)
        yield pk, blob, column.row.format(**dict(zip(column.parts, parts, strict=True)))


def _people_rows(town: Neighbourhood) -> None:
    """Each sealed element once, said again, and one that waits; a department's own; a group."""
    wang, now = rows.person(town), MONDAY_MORNING
    own = NewElement(
        subject="person", field="blood_type", name="血型", name_en="Blood", basis="自愿登记",
        sensitivity=Sensitivity.SEALED,
    )  # fmt: skip
    define(new=own, at=town.places["street"], by=SYSTEM, now=now)
    said = {
        "id_number": number(1), "second_phone": "15400005678", "blood_type": "O",
        "other_phones": "15400005679", "email": "a@example.org", "phone": "15400001234",
    }  # fmt: skip
    for by in (SYSTEM, town.users["grid_worker"]):
        put(subject=wang, values=said, source="x", by=by, now=now)
        said = {**said, "second_phone": "15400005670", "blood_type": "B", "email": "b@example.org"}
    benefit = {"person": wang, "kind": "dibao", "bank_account": "6222000000000000000"}
    put(subject=New("benefit"), values=benefit, source="x", by=SYSTEM, now=now)
    certificate = {"person": wang, "number": "99990119480926001541"}
    put(subject=New("certificate"), values=certificate, source="x", by=SYSTEM, now=now)
    group = NewSpecialCase(group="社区矫正", note="每月报到", basis="决定书", since=now.date())
    with override_settings(LIREN_SPECIAL_GROUPS=True):
        enter_special(person=wang, new=group, by=SYSTEM, now=now)


def _seal_into(column: SealedColumn, count: int) -> list[Canary]:
    """Seal a canary into every row of a column, with the shape that is expected there."""
    made: list[Canary] = []
    papers = set[Any]()
    if column.model == "notices.Delivery" and column.name == "address_sealed":
        # Its address is the door where a poster hangs.
        papers = set(Delivery.objects.filter(channel="paper").values_list("pk", flat=True))
    # A table that is written once refuses it; its values are opened by the count alone (ADR 18).
    for pk, held, row in [] if column.is_fixed else list(values_of(column)):
        if pk in papers:
            continue
        value = _shape(column, count + len(made))
        blob = crypto.seal(_wrapped(column, value), purpose=column.purpose, row=row)
        if held == UNSEALED:
            _replace(apps.get_model(column.model), column.name, pk, blob)
        else:
            reseal._Values(column).replace([(blob, pk, held)])
        made.append(Canary(str(column), pk, value, is_sealed=True))
    return made


def _shape(column: SealedColumn, number: int) -> str:
    name = f"{column.name} {column.purpose}"
    if any(word in name for word in ("phone", "contact", "address")):
        return f"1990{number:07d}"
    if "email" in name:
        return f"canary{number:05d}@example.org"
    if "id_number" in name:
        return f"11010119900{number:06d}X"
    if "bank_account" in name:
        return f"6222{number:015d}"
    if column.name in {"returned_sealed", "key_sealed", "receipt_sealed", "salt_sealed"}:
        return (f"canary{number:05d}" + "x" * 9).encode().hex()
    return f"金丝雀{number:05d}"


def _wrapped(column: SealedColumn, value: str) -> str:
    """As JSON where that is expected."""
    if column.name == "values_sealed":
        return json.dumps({"url": f"https://{value}.example/"})
    if column.name == "content_sealed":
        return json.dumps(["correction", value])
    return json.dumps([value]) if column.model == "deliberation.Ballot" else value


def _personal_columns() -> Iterator[tuple[str, str]]:
    for label, classes in sorted(classified().items()):
        if not label.startswith(LEFT_ALONE):
            yield from ((label, n) for n, c in sorted(classes.items()) if c is Privacy.PERSONAL)


def _write_into(label: str, name: str, count: int) -> list[Canary]:
    """Replace the words of a column; ids, dates, choices and links are no words."""
    model: type[models.Model] = apps.get_model(label)
    column = model._meta.get_field(name)
    is_words = isinstance(column, models.CharField | models.TextField) and not column.choices
    if name == "link" or not (is_words or isinstance(column, models.JSONField)):
        return []
    made: list[Canary] = []
    for pk, held in model._base_manager.values_list("pk", name):
        value = f"金丝雀{count + len(made):05d}"
        changed = value if is_words else _leaves(held, value)
        if changed == held:
            continue
        # Some words stand only together with others; the database says so.
        with suppress(IntegrityError), transaction.atomic():
            _replace(model, name, pk, changed)
            made.append(Canary(f"{label}.{name}", pk, value, is_sealed=False))
    return made


def _leaves(held: Any, value: str) -> Any:
    """The same structure with other words."""
    if isinstance(held, dict):
        return {key: _leaves(each, value) for key, each in held.items()}
    if isinstance(held, list):
        return [_leaves(each, value) for each in held]
    return value if isinstance(held, str) and HAN.search(held) else held


def _replace(model: type[models.Model], name: str, pk: Any, value: Any) -> None:
    """In the table itself, past every service."""
    meta, quote = model._meta, connection.ops.quote_name
    column = meta.get_field(name)
    assert isinstance(column, models.Field) and meta.pk is not None
    table, changed, key = (quote(str(n)) for n in (meta.db_table, column.column, meta.pk.column))
    with connection.cursor() as cursor:
        sql = f"UPDATE {table} SET {changed} = %s WHERE {key} = %s"
        cursor.execute(sql, (column.get_db_prep_save(value, connection), pk))
