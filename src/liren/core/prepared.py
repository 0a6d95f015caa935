"""Statements that are built once a process; later calls only fill in their values.

Building a small statement costs the ORM several times what the database needs to answer it
(ADR 7). What every report and every page asks is therefore a queryset built once, with slots for
the values: the rule stays where it is written, and only the building is saved.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from operator import attrgetter
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.base import ModelState
from django.db.models.expressions import Expression
from django.db.models.query import ModelIterable, get_related_populators

Row = TypeVar("Row")
Model = TypeVar("Model", bound=models.Model)
BATCH = 500
VALUES = 2000  # of one statement on SQLite, which takes 32,766
MANY = 6  # from here on it is worth a question to ask the database for its next ids
# The types of django-stubs are of the next Django, where it takes one argument more.
POPULATORS: Callable[..., list[Any]] = get_related_populators

# PostgreSQL looks for each of a list in an index. Joined with a table of its values, which is what
# Django can write, it may read all rows, above all of a table that it has not counted yet.
LIST_AS_TABLE = re.compile(r"IN \(SELECT unnest\((%s::[^]]+\[\])\)\)")
# Both databases take these as Python has them.
AS_THEY_ARE = frozenset(
    {models.CharField, models.TextField, models.BooleanField, models.BigIntegerField}
    | {models.BinaryField, models.SlugField}
    | {models.PositiveIntegerField, models.PositiveBigIntegerField}
    | {models.PositiveSmallIntegerField, models.ForeignKey, models.OneToOneField}
)

_NOTHING: Any = object()
_inserts: dict[tuple[str, type[models.Model]], "_Insert"] = {}


class Slot(Expression):
    """Stands in a queryset for a value that is given with each call."""

    def __init__(self, name: str, field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list["Slot"]]:  # type: ignore[override]  # any list will do
        """A placeholder; the slot itself waits among the values."""
        return "%s", [self]

    def value(self, given: Any, connection: Any) -> Any:
        """The given value as this database takes it."""
        return self.output_field.get_db_prep_value(given, connection, prepared=False)


class Slots(Slot):
    """Stands for a list of values, however many, on the right of `in`."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Slot]]:  # type: ignore[override]  # the same
        """One list of the database's own, because the number of placeholders is fixed."""
        if connection.vendor == "sqlite":
            return "(SELECT value FROM json_each(%s))", [self]
        return f"(SELECT unnest(%s::{self.output_field.cast_db_type(connection)}[]))", [self]

    def value(self, given: Any, connection: Any) -> Any:
        """The given values as this database takes a list."""
        return json.dumps(list(given)) if connection.vendor == "sqlite" else list(given)


class Prepared(Generic[Row]):
    """A read whose SQL is built at its first call.

    With `shared`, what it finds stays as it is until the transaction ends: whoever would change a
    row waits, whoever reads it the same way does not. SQLite has one writer at a time already.
    """

    def __init__(
        self, build: Callable[[], models.QuerySet[Any, Row]], *, shared: bool = False
    ) -> None:
        self._build = build
        self._shared = shared
        self._read: dict[str, _Read] = {}

    def all(self, **values: object) -> list[Row]:
        """The rows, with the slots filled by name."""
        # The connection itself: behind Django's proxy each attribute is looked up by thread.
        connection = connections[DEFAULT_DB_ALIAS]
        read = self._read.get(connection.vendor)
        if read is None:
            read = _read(self._build(), connection)
            if self._shared and connection.features.has_select_for_update:
                read = replace(read, sql=f"{read.sql} FOR SHARE")
            self._read[connection.vendor] = read
        with connection.cursor() as cursor:
            cursor.execute(read.sql, read.filled(values, connection))
            return [read.row(found, connection) for found in cursor.fetchall()]

    def first(self, **values: object) -> Row | None:
        """The first row, or none."""
        return next(iter(self.all(**values)), None)


@dataclass(frozen=True)
class _Read:
    """What the compiler found out about a queryset, without the compiler: threads share it."""

    model: type[models.Model]
    sql: str
    params: tuple[Any, ...]
    converters: Mapping[int, tuple[Sequence[Callable[..., Any]], Any]]
    start: int = 0
    end: int = 0
    names: Sequence[str] = ()  # none: the rows are tuples
    related: Sequence[Any] = ()

    def filled(self, given: Mapping[str, Any], connection: Any) -> list[Any]:
        """The values of one call."""
        return [
            param.value(given[param.name], connection) if isinstance(param, Slot) else param
            for param in self.params
        ]

    def row(self, found: Iterable[Any], connection: Any) -> Any:
        """The object of one row, and those read along with it."""
        values = list(found)
        for at, (convert, expression) in self.converters.items():
            for step in convert:
                values[at] = step(values[at], expression, connection)
        if not self.names:
            return tuple(values)
        made = self.model.from_db(connection.alias, self.names, values[self.start : self.end])
        for populator in self.related:
            populator.populate(values, made)
        return made


def _read(queryset: models.QuerySet[Any], connection: Any) -> _Read:
    compiler = queryset.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    sql = LIST_AS_TABLE.sub(r"= ANY(\1)", sql)
    expressions = [column[0] for column in compiler.select]
    converters = compiler.get_converters(expressions)
    if queryset._iterable_class is not ModelIterable:  # values_list
        return _Read(queryset.model, sql, tuple(params), converters)
    own = compiler.klass_info["select_fields"]
    start, end = own[0], own[-1] + 1
    names = [column.target.attname for column in expressions[start:end]]
    related = POPULATORS(compiler.klass_info, compiler.select, connection.alias)
    return _Read(queryset.model, sql, tuple(params), converters, start, end, names, related)


def insert(rows: Sequence[models.Model]) -> None:
    """Store new rows of one table and give them their ids: many as the ORM does, one prepared."""
    if not rows:
        return
    model = type(rows[0])
    _require_open(model)
    connection = connections[DEFAULT_DB_ALIAS]
    is_alone = connection.vendor == "sqlite" and not connection.in_atomic_block
    has_ids = rows[0].pk is not None
    if len(rows) > 1 and (is_alone or len(rows) < MANY) and not has_ids:
        model._default_manager.bulk_create(rows, batch_size=BATCH)
        return
    kind = (connection.vendor, model)
    known = _inserts.get(kind) or _inserts.setdefault(kind, _insert(model, connection))
    if len(rows) > 1 or has_ids:
        if not has_ids:
            give_ids(rows)
        _insert_many(rows, known, connection)
        return
    with connection.cursor() as cursor:
        cursor.execute(known.sql, known.values(rows[0], connection))
        rows[0].pk = cursor.fetchone()[0]
    rows[0]._state.adding, rows[0]._state.db = False, connection.alias


def give_ids(rows: Sequence[models.Model]) -> None:
    """Give new rows of one table their ids before they are stored, in the same transaction.

    On SQLite they are those that it would give: whoever writes is alone there.
    """
    if not rows:
        return
    connection, meta = connections[DEFAULT_DB_ALIAS], type(rows[0])._meta
    own = str(meta.pk.attname) if meta.pk else ""  # quicker than `pk`, which looks it up
    find = _next_in_file if connection.vendor == "sqlite" else _next_of_server
    for pk, row in zip(find(meta.db_table, len(rows), connection), rows, strict=True):
        setattr(row, own, pk)


def _require_open(model: type[models.Model]) -> None:
    """Tables that only their own services write say so here too."""
    if (guard := getattr(model, "require_open", None)) is not None:
        guard()


def blanks(model: type[Model]) -> Callable[[], Model]:
    """Makes new rows of a table that hold its defaults, without asking each field anew."""
    template: dict[str, Any] = {}
    own: dict[str, Any] = {}  # what a row must not share with another: lists, objects

    def blank() -> Model:
        if not template:
            template.update(model().__dict__)
            own.update({n: v for n, v in template.items() if isinstance(v, list | dict)})
        row = model.__new__(model)
        row.__dict__.update(template, _state=ModelState())
        for name, value in own.items():
            row.__dict__[name] = value.copy()
        return row

    return blank


def _insert_many(rows: Sequence[models.Model], known: "_Insert", connection: Any) -> None:
    """One statement for all, where the ORM makes one for every thousand values."""
    made = zip([row.pk for row in rows], _values(known.fields, rows, connection), strict=True)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            _insert_in_rows([[pk, *values] for pk, values in made], known, cursor)
    else:
        # Django's cursor hands `copy` through as it is: its errors have to be made Django's here.
        with (
            connection.cursor() as cursor,
            connection.wrap_database_errors,
            cursor.copy(known.copy) as copy,
        ):
            for pk, values in made:
                copy.write_row([pk, *values])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _insert_in_rows(rows: Sequence[Sequence[Any]], known: "_Insert", cursor: Any) -> None:
    """Many rows a statement: SQLite makes the lists that columns are checked by for each anew.

    As many as leave no rest, if they can be found; a rest is a statement of its own.
    """
    most = max(VALUES // len(rows[0]), 1)
    many = next((n for n in range(most, most // 2, -1) if not len(rows) % n), most)
    whole = len(rows) - len(rows) % many
    if whole:
        slots = known.with_id[known.with_id.rindex("(") :]
        sql = known.with_id + f", {slots}" * (many - 1)
        cursor.executemany(
            sql, [list(chain(*rows[at : at + many])) for at in range(0, whole, many)]
        )
    if rows[whole:]:
        cursor.executemany(known.with_id, rows[whole:])


def _next_in_file(table: str, count: int, connection: Any) -> Sequence[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
    first = (found[0] if found else 0) + 1
    return range(first, first + count)


def _next_of_server(table: str, count: int, connection: Any) -> Sequence[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            # The name is looked up once, not for each id.
            "SELECT nextval(own.name) FROM generate_series(1, %s) CROSS JOIN"
            " (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS name OFFSET 0) AS own",
            [count, table],
        )
        return [pk for (pk,) in cursor.fetchall()]


def update(rows: Sequence[models.Model], columns: Iterable[str]) -> None:
    """Store some columns of many rows of one table."""
    if not rows:
        return
    model, connection = type(rows[0]), connections[DEFAULT_DB_ALIAS]
    fields = _fields(model, columns)
    values = _values(fields, rows, connection)
    _put(model, fields, [[*v, row.pk] for v, row in zip(values, rows, strict=True)])


def put(
    model: type[models.Model], columns: Sequence[str], values: Mapping[int, Sequence[object]]
) -> None:
    """Store some columns of rows of which only the ids are at hand."""
    connection, fields = connections[DEFAULT_DB_ALIAS], _fields(model, columns)
    if not values:
        return
    columns_of = zip(fields, zip(*values.values(), strict=True), strict=True)
    made = [_made(field, raw, connection) for field, raw in columns_of]
    _put(model, fields, list(map(list, zip(*made, values, strict=True))))


def _fields(model: type[models.Model], columns: Iterable[str]) -> list[models.Field[Any, Any]]:
    known = {field.name: field for field in model._meta.local_concrete_fields}
    return [known[name] for name in columns]


def _put(
    model: type[models.Model],
    fields: Sequence[models.Field[Any, Any]],
    values: Sequence[Sequence[Any]],
) -> None:
    """One prepared statement for each row; on PostgreSQL one for all, with a list a column."""
    _require_open(model)
    connection = connections[DEFAULT_DB_ALIAS]
    assert model._meta.pk is not None
    quote = connection.ops.quote_name
    table, pk = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    names = [quote(str(field.column)) for field in fields]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            slots = ", ".join(f"{name} = %s" for name in names)
            cursor.executemany(f"UPDATE {table} SET {slots} WHERE {pk} = %s", values)  # noqa: S608  # names of ours
            return
        slots = ", ".join(f"{name} = new.{name}" for name in names)
        lists = ", ".join(f"%s::{_list_of(f, connection)}" for f in [*fields, model._meta.pk])
        new = f"unnest({lists}) AS new ({', '.join([*names, pk])})"
        cursor.execute(
            f"UPDATE {table} SET {slots} FROM {new} WHERE {table}.{pk} = new.{pk}",  # noqa: S608  # the same
            [list(column) for column in zip(*values, strict=True)],
        )


def _list_of(field: models.Field[Any, Any], connection: Any) -> str:
    """The type without its length: a cast would cut what is too long, the column refuses it."""
    return re.sub(r"\(.*\)", "", str(field.rel_db_type(connection))) + "[]"


@dataclass(frozen=True)
class _Insert:
    sql: str
    with_id: str
    copy: str
    fields: list[models.Field[Any, Any]]

    def values(self, row: models.Model, connection: Any) -> list[Any]:
        """What is stored, as this database takes it."""
        return [
            getattr(row, field.attname)
            if type(field) in AS_THEY_ARE
            else field.get_db_prep_save(field.pre_save(row, add=True), connection)
            for field in self.fields
        ]


def _values(
    fields: Sequence[models.Field[Any, Any]], rows: Sequence[models.Model], connection: Any
) -> Iterator[tuple[Any, ...]]:
    """What is stored, row by row."""
    return zip(*(_column(field, rows, connection) for field in fields), strict=True)


def _column(
    field: models.Field[Any, Any], rows: Sequence[models.Model], connection: Any
) -> list[Any]:
    raw = list(map(attrgetter(field.attname), rows))
    return raw if type(field) in AS_THEY_ARE else _made(field, raw, connection, rows)


def _made(
    field: models.Field[Any, Any],
    raw: Sequence[Any],
    connection: Any,
    rows: Sequence[models.Model] = (),
) -> list[Any]:
    """As this database takes it; a value that many share, or none, is made ready once."""
    known: dict[object, Any] = {}
    made: list[Any] = []
    for at, value in enumerate(raw):
        key = id(value) if value or not isinstance(value, list | dict) else type(value)
        if (ready := known.get(key, _NOTHING)) is _NOTHING:
            given = field.pre_save(rows[at], add=True) if rows else value
            ready = known[key] = field.get_db_prep_save(given, connection)
        made.append(ready)
    return made


def _insert(model: type[models.Model], connection: Any) -> _Insert:
    """For tables whose id the database gives."""
    meta, quote = model._meta, connection.ops.quote_name
    assert meta.pk is not None
    own = (field for field in meta.local_concrete_fields if not field.primary_key)
    fields = [field for field in own if not field.generated]
    columns = ", ".join(quote(field.column) for field in fields)
    slots = ", ".join(["%s"] * len(fields))
    into, pk = f"INSERT INTO {quote(meta.db_table)}", quote(meta.pk.column)
    sql = f"{into} ({columns}) VALUES ({slots}) RETURNING {pk}"
    with_id = f"{into} ({pk}, {columns}) VALUES (%s, {slots})"
    copy = f"COPY {quote(meta.db_table)} ({pk}, {columns}) FROM STDIN"
    return _Insert(sql, with_id, copy, fields)
