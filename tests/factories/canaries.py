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
from datetime import date
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from liren.accounts.services import codes, second_factor
from liren.core import crypto
from liren.core.datasets import Privacy, SealedColumn, classified, sealed_columns
from liren.core.permissions import SYSTEM
from liren.deliberation.services import ballots
from liren.exchange.services.subscriptions import change_secret
from liren.ledgers.models import (
    FormLine,
    FormReturn,
    FormRound,
    ImportHomes,
    PlanLine,
    RoundStage,
)
from liren.notices.models import Delivery
from liren.people.models import Person, SpecialCase, writing
from liren.people.services import New, NewPerson, Oneself, add_person, put
from liren.voting.domain.phases import Phase
from liren.voting.models import CityFile, Proxy, RollFile, RollOwner
from tests.factories import care, filling, ledgers, rows, sensing, talk
from tests.factories.neighbourhood import MONDAY_MORNING, Neighbourhood
from tests.factories.phones import give_phone
from tests.people.scenes import number
from tests.voting.scenes import OPEN_DAY, scene

# The log is chained, sessions and kept answers are opaque: what stands in them came by a service.
LEFT_ALONE = ("core.", "sessions.", "contenttypes.", "auth.", "django_tasks_database.")
FILES = ("ledgers.ImportPart.content_sealed", "ledgers.FormReturn.answer_sealed")
SHAPES = {
    "ledgers.FormLine.answers_sealed": '{"remark": "话"}',
    "ledgers.ImportHomes.content_sealed": '[["话", "1", "1", "101"]]',
    "ledgers.PlanLine.changes_sealed": '[["person", "name", "旧", "新", "accepted"]]',
    "ledgers.FormRound.content_sealed": '{"columns": ["name"], "opened": [], "rows": [["话"]]}',
}
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

    @cached_property
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
        return [str(c) for c in sealed_columns() if not c.is_fixed and str(c) not in held]

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
    _register_rows(town)
    care.make_all(town)
    sensing.some_gateway(town)
    sensing.some_alert(town)
    sensing.some_placement(town)
    sensing.some_look(town)
    sensing.some_away(town)
    sensing.some_decision(town)
    _ledger_rows(town)
    [speaker] = talk.neighbours(town, 1)
    topic = talk.ticking(town, speaker)
    ballots.cast(topic=topic, ticks=["1"], by=speaker, now=MONDAY_MORNING)


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


def _register_rows(town: Neighbourhood) -> None:
    row = rows.person(town)
    others = {
        "second_phone": "15400000011",
        "other_phones": "15400000012",
        "email": "w@example.org",
    }
    said: list[tuple[Person | New, dict[str, object]]] = [
        (row, {**others, "id_number": number(77)}),
        (New("benefit"), {"person": row, "kind": "低保", "bank_account": "农商行 6222"}),
        (New("certificate"), {"person": row, "number": "99990119480926077943", "degree": "三级"}),
    ]
    for subject, values in said:
        put(subject=subject, values=values, source="台账", by=SYSTEM, now=MONDAY_MORNING)
    waiting = {"phone": "15400000013"}
    by = Oneself(person_id=row.pk)
    put(subject=row, values=waiting, source="本人", by=by, now=MONDAY_MORNING)
    rows.self_link(town)
    with writing():
        SpecialCase.objects.create(
            person=row, salt="d" * 32, basis="x", since=MONDAY_MORNING.date(),
            recorded_at=MONDAY_MORNING, recorded_by="x", content_sealed=UNSEALED,
        )  # fmt: skip


def _ledger_rows(town: Neighbourhood) -> None:
    """A ledger that waits; a form half answered, one handed in, a workbook that came back."""
    waiting = ledgers.some_ledger(town)
    PlanLine.objects.filter(ledger=waiting).update(changes_sealed=UNSEALED)
    ImportHomes.objects.create(ledger=waiting, content_sealed=UNSEALED)
    row = filling.some_round(town)
    common = {"source": "x", "observed_on": MONDAY_MORNING.date(), "recorded_at": MONDAY_MORNING}
    FormLine.objects.create(
        round=row, subject_id=rows.person(town).pk, answers_sealed=UNSEALED, recorded_by="x",
        **common,
    )  # fmt: skip
    FormReturn.objects.create(
        round=row, digest="e" * 64, at=MONDAY_MORNING, by="x", name="表.xlsx", rows=1, problems=1,
        taken=0, unchanged=0, missing=0, corrected=0, proposed=0, answer_sealed=UNSEALED,
    )  # fmt: skip
    FormRound.objects.create(
        form=row.form, place=row.place, period="2026-01", from_date=date(2026, 1, 1),
        until_date=date(2026, 2, 1), stage=RoundStage.SUBMITTED, opened_at=MONDAY_MORNING,
        submitted_at=MONDAY_MORNING, submitted_by="x", sha256="f" * 64, sm3="f" * 64, rows=1,
        content_sealed=UNSEALED,
    )  # fmt: skip


def _seal_into(column: SealedColumn, count: int) -> list[Canary]:
    """Seal a canary into every row of a column, with the shape that is expected there."""
    model: type[models.Model] = apps.get_model(column.model)
    made: list[Canary] = []
    filled = model._base_manager.filter(**{f"{column.name}__isnull": False})
    if (model, column.name) == (Delivery, "address_sealed"):
        filled = filled.exclude(channel="paper")  # its address is the door where a poster hangs
    # A table that is written once refuses it; its values are opened by the count alone (ADR 18).
    held = [] if column.is_fixed else filled.values_list("pk", column.name, *column.parts)
    for pk, before, *parts in held:
        value = _shape(column.name, count + len(made))
        row = column.row.format(**dict(zip(column.parts, parts, strict=True)))
        text = _wrapped(column, value, _opened(column, row, bytes(before)))
        blob = crypto.seal(text, purpose=column.purpose, row=row)
        _replace(model, column.name, pk, blob)
        made.append(Canary(str(column), pk, value, is_sealed=True))
    return made


def _shape(name: str, number: int) -> str:
    if any(word in name for word in ("phone", "contact", "address")):
        return f"1990{number:07d}"
    if "email" in name:
        return f"canary{number:05d}@example.org"
    if name in {"returned_sealed", "key_sealed", "receipt_sealed", "salt_sealed"}:
        return (f"canary{number:05d}" + "x" * 9).encode().hex()
    return f"金丝雀{number:05d}"


def _opened(column: SealedColumn, row: str, blob: bytes) -> str:
    if blob == UNSEALED:
        return SHAPES.get(str(column), "")
    return crypto.unseal(blob, purpose=column.purpose, row=row)


def _wrapped(column: SealedColumn, value: str, before: str) -> str:
    """In the shape that is expected: an address, a file's bytes, or the words of a structure."""
    if column.name == "values_sealed":
        return json.dumps({"url": f"https://{value}.example/"})
    if str(column) in FILES:
        return base64.b64encode(value.encode()).decode()
    if str(column) == "ledgers.ImportRow.content_sealed":
        return _row_of_a_file(json.loads(before), value)
    if before.startswith(("{", "[")):
        return json.dumps(_leaves(json.loads(before), value), ensure_ascii=False)
    return value


def _row_of_a_file(content: dict[str, Any], value: str) -> str:
    """Its cells as they came, and what is sealed in the register; a name is only personal there."""
    sealed = {"id_number": value, "phones": [value]}
    people = [{**each, **sealed} for each in content["v"]]
    found = [[code, value] for code, _ in content["f"]]
    return json.dumps(content | {"c": [value] * len(content["c"]), "f": found, "v": people})


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
