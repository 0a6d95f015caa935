"""Fills an empty register for `liren bench people`, by the database's own statements.

Through `put_all` a million persons would take minutes; what is written keeps every constraint.
Nobody lives in it: the sealed columns hold noise, but for the numbers that are searched for.
"""

from collections.abc import Mapping, Sequence

from django.core.management.color import no_style
from django.db import connection, models

from liren.core.prepared import update
from liren.people.domain.id_numbers import check_digit
from liren.people.models import Person, Residence, writing
from liren.people.selectors.register import id_index

CHUNK = 100_000
KINDS = """CASE n % 10 WHEN 0 THEN 'floating' WHEN 1 THEN 'floating' WHEN 2 THEN 'elsewhere'
    WHEN 3 THEN 'away' WHEN 4 THEN '' ELSE 'here' END"""


def fill(upto: int) -> None:
    """Persons with a residence each, spread over the homes that are there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_homes AS SELECT row_number() OVER (ORDER BY id) - 1 AS position,"
            " id, path, substr(path, 1, 32) AS community FROM places_place WHERE kind = 'home'"
        )
        cursor.execute("CREATE UNIQUE INDEX bench_home ON bench_homes (position)")
    for start in range(0, upto, CHUNK):
        numbers = _numbers(start, min(start + CHUNK, upto))
        _insert(Person, _person(), numbers)
        _insert(Residence, _residence(), numbers)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Person, Residence]):
            cursor.execute(statement)
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def number_of(serial: int) -> str:
    """The document's number that the nth searched person has."""
    first = f"9999{serial % 90 + 10}19500101{serial % 1000:03d}"
    return first + check_digit(first)


def give_numbers(count: int) -> list[str]:
    """Numbers that can be searched for, given to persons all over the table."""
    step = max(1, Person.objects.count() // count)
    rows = list(Person.objects.filter(pk__in=range(1, count * step, step)).order_by("pk"))
    numbers = [number_of(serial) for serial in range(len(rows))]
    for row, number in zip(rows, numbers, strict=True):
        row.id_number_index = id_index(number)
    with writing():
        update(rows, ["id_number_index"])
    return numbers


def _person() -> dict[str, str]:
    return {
        "id": "n + 1",
        "name": "'居民' || n",
        "sex": "CASE n % 2 WHEN 0 THEN '1' ELSE '2' END",
        "birth_date": "CAST(1930 + n % 90 AS varchar(4))",
        "birth_year": "1930 + n % 90",
        "id_number_sealed": _noise(46),
        "id_number_index": _noise(16),
        "phone_sealed": _noise(44),
        "phone_index": _noise(16),
        "residency": KINDS,
        "place": "h.id",
        "place_path": "h.path",
        "community_path": "h.community",
        "salt": "'0'",
        "source": "'bench'",
        "has_mobile": "TRUE",
    }


def _residence() -> dict[str, str]:
    return {
        "id": "n + 1",
        "person": "n + 1",
        "role": "CASE n % 5 WHEN 0 THEN 'tenant' ELSE 'lives' END",
        "place": "h.id",
        "place_path": "h.path",
        "community_path": "h.community",
        "source": "'bench'",
    }


def _noise(length: int) -> str:
    if connection.vendor == "sqlite":
        return f"randomblob({length})"
    halves = " || ".join(["decode(md5(random()::text || n), 'hex')"] * (length // 16 + 1))
    return f"substring({halves} FROM 1 FOR {length})"


def _numbers(start: int, end: int) -> str:
    """The numbers n, each with a home drawn for it."""
    drawn = (
        "CROSS JOIN (SELECT count(*) AS homes FROM bench_homes) AS c "
        "JOIN bench_homes h ON h.position = (n * 7919 + n / 97) % c.homes"
    )
    if connection.vendor == "sqlite":
        series = (
            f"WITH RECURSIVE s(n) AS (SELECT {start} UNION ALL "  # noqa: S608  # our numbers
            f"SELECT n + 1 FROM s WHERE n < {end - 1})"
        )
        return f"({series} SELECT n FROM s) AS s {drawn}"  # noqa: S608  # the same
    return f"generate_series({start}::bigint, {end - 1}) AS s(n) {drawn}"


def _insert(model: type[models.Model], given: Mapping[str, str], numbers: str) -> None:
    fields: Sequence[models.Field[object, object]] = [*model._meta.concrete_fields]
    values = [given.get(field.name) or _default(field) for field in fields]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({columns}) '  # noqa: S608  # our own words
            f"SELECT {', '.join(values)} FROM {numbers}"
        )


def _default(field: models.Field[object, object]) -> str:
    """What a new row of the model would hold, as SQL."""
    value = field.get_db_prep_save(field.get_default(), connection)
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int):
        return str(value)
    return "'{}'" if field.get_default() == {} else "''"
