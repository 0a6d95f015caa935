"""Fills the tables with many cases, by the database's own statements.

Through the services a million cases would take hours. What is written keeps every constraint and
is spread as in life: over all communities and two years, one in twenty still open. Each case has
its voice, a line or two in its time line, its orders and its row in the full-text index; it has
no lines in the log and no sketches, which no list reads.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.core.management.color import no_style
from django.db import connection, models

from liren.cases.models import Case, CaseStep, Report
from liren.cases.services.search import searchable
from liren.config.bench.words import messages
from liren.workorders.models import WorkOrder

CHUNK = 50_000
PHRASES = 2_000
TITLE = 30  # about as long as a title of a case is
SPAN = timedelta(days=730)
# Of every hundred cases: 2 to register, 1 to dispatch, 2 in hand, 3 refused, the others closed.
STAGE = """CASE n % 100 WHEN 1 THEN 'reported' WHEN 21 THEN 'reported' WHEN 41 THEN 'filed'
    WHEN 61 THEN 'handling' WHEN 81 THEN 'handling' WHEN 5 THEN 'refused' WHEN 25 THEN 'refused'
    WHEN 45 THEN 'refused' ELSE 'closed' END"""
ASKED = """CASE n % 100 WHEN 41 THEN 'dispatch' WHEN 61 THEN 'handle' WHEN 81 THEN 'handle'
    ELSE 'register' END"""
CHANNEL = """CASE n % 9 WHEN 0 THEN 'qr' WHEN 1 THEN 'telephone' WHEN 2 THEN 'counter'
    WHEN 3 THEN 'import' ELSE 'web' END"""
ENDED = "n % 20 <> 1"
TABLES = (Case, Report, CaseStep, WorkOrder)


def fill(upto: int, *, begin: datetime) -> None:
    """Add cases until there are so many."""
    _prepare()
    have = Case.objects.count()
    every = SPAN.total_seconds() / 1_000_000
    for start in range(have, upto, CHUNK):
        _chunk(start, min(start + CHUNK, upto), begin, every)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(TABLES)):
            cursor.execute(statement)
        cursor.execute("ANALYZE")


def _prepare() -> None:
    """Where cases can lie, and what they can say, each with a number to draw it by."""
    said = messages(seed=1)
    texts = [next(said) for _ in range(PHRASES)]
    rows = [(n, text[:TITLE], text, searchable(text)) for n, text in enumerate(texts)]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_places")
        cursor.execute("DROP TABLE IF EXISTS bench_words")
        cursor.execute(
            "CREATE TABLE bench_places AS SELECT row_number() OVER (ORDER BY p.id) - 1 AS position,"
            " p.id AS place, p.path AS path, substr(p.path, 1, 32) AS community, c.id AS party"
            " FROM places_place p JOIN accounts_party c ON c.place_path = substr(p.path, 1, 32)"
            " AND c.kind = 'community' WHERE p.kind = 'building'"
        )
        cursor.execute(
            "CREATE TABLE bench_words (position int, title text, body text, tokens text)"
        )
        cursor.executemany("INSERT INTO bench_words VALUES (%s, %s, %s, %s)", rows)
        cursor.execute("CREATE UNIQUE INDEX bench_place ON bench_places (position)")
        cursor.execute("CREATE UNIQUE INDEX bench_word ON bench_words (position)")


def _chunk(start: int, end: int, begin: datetime, every: float) -> None:
    at = _moment(begin, every)
    _insert(Case, _case(at), start, end)
    _insert(Report, _report(at), start, end)
    _insert(CaseStep, _step(at, "reported", "reported"), start, end)
    _insert(CaseStep, _step(at, STAGE, STAGE), start, end, where=ENDED)
    _insert(WorkOrder, _order(at, "'register'", is_open=False), start, end)
    _insert(WorkOrder, _order(at, "'handle'", is_open=False), start, end, where=ENDED)
    _insert(WorkOrder, _order(at, ASKED, is_open=True), start, end, where=f"NOT ({ENDED})")
    _index(start, end)


def _case(at: str) -> dict[str, str]:
    return {
        "id": "n + 1",
        "title": "w.title",
        "stage": STAGE,
        "channel": CHANNEL,
        "category": "(SELECT min(id) FROM cases_category) + n % 40",
        "category_by": "'person'",
        "place": "p.place",
        "place_path": "p.path",
        "community_path": "p.community",
        "party": f"CASE WHEN {ENDED} OR n % 100 IN (61, 81) THEN p.party END",
        "reported_at": at,
        "received_at": at,
        "filed_at": at,
        "answered_at": f"CASE WHEN {ENDED} THEN {_later(at, 2)} END",
        "due_at": _later(at, 5),
        "original_due_at": _later(at, 5),
        "closed_at": f"CASE WHEN {ENDED} THEN {_later(at, 3)} END",
    }


def _report(at: str) -> dict[str, str]:
    return {
        "id": "n + 1",
        "case": "n + 1",
        "first_case": "n + 1",
        "channel": "'web'",
        "text": "w.body",
        "reported_at": at,
        "received_at": at,
        "salt": "'0'",
        "link": "'bench-' || n",
    }


def _step(at: str, step: str, stage: str) -> dict[str, str]:
    quoted = [words if words == STAGE else f"'{words}'" for words in (step, stage)]
    return {"case": "n + 1", "at": at, "step": quoted[0], "stage": quoted[1], "by": "'visitor'"}


def _order(at: str, kind: str, *, is_open: bool) -> dict[str, str]:
    return {
        "kind": kind,
        "status": "'issued'" if is_open else "'done'",
        "subject_type": "'cases.case'",
        "subject_id": "n + 1",
        "title": "w.title",
        "place": "p.place",
        "place_path": "p.path",
        "community_path": "p.community",
        "party": "p.party",
        "issued_by": "'visitor'",
        "issued_at": at,
        "changed_at": at,
        "closed_at": "NULL" if is_open else _later(at, 1),
        "clock_kind": "'working_days'",
        "clock_amount": "5",
        "original_due_at": _later(at, 5),
        "due_at": _later(at, 5),
    }


def _insert(
    model: type[models.Model],
    given: Mapping[str, str],
    start: int,
    end: int,
    *,
    where: str = "",
) -> None:
    """Rows for the numbers from `start` on; columns not given take the default of their field."""
    stored = [f for f in model._meta.concrete_fields if not f.generated]
    fields = [f for f in stored if f.name in given or not f.primary_key]
    values = [given.get(field.name) or _default(field) for field in fields]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    condition = f" WHERE {where}" if where else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({columns}) '  # noqa: S608  # our own words
            f"SELECT {', '.join(values)} FROM {_numbers(start, end)}{condition}"
        )


def _default(field: models.Field[object, object]) -> str:
    """What a new row of the model would hold, as SQL."""
    value = field.get_db_prep_save(field.get_default(), connection)
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return str(value)
    return "'[]'" if field.get_default() == [] else "'{}'" if field.get_default() == {} else "''"


def _numbers(start: int, end: int) -> str:
    """The numbers n, each with a place and words drawn for it."""
    drawn = (
        "CROSS JOIN (SELECT count(*) AS places FROM bench_places) AS c "  # noqa: S608  # our numbers
        "JOIN bench_places p ON p.position = (n * 7919 + n / 97) % c.places "
        f"JOIN bench_words w ON w.position = (n * 31 + n / 13) % {PHRASES}"
    )
    if connection.vendor == "sqlite":
        series = (
            f"WITH RECURSIVE s(n) AS (SELECT {start} UNION ALL "  # noqa: S608  # our numbers
            f"SELECT n + 1 FROM s WHERE n < {end - 1})"
        )
        return f"({series} SELECT n FROM s) AS s {drawn}"  # noqa: S608  # the same
    return f"generate_series({start}::bigint, {end - 1}) AS s(n) {drawn}"


def _moment(begin: datetime, every: float) -> str:
    """When the case with number n came in."""
    start = begin.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    if connection.vendor == "sqlite":
        return f"datetime('{start}', '+' || CAST(n * {every} AS INTEGER) || ' seconds')"
    return f"(timestamptz '{start}+00' + n * interval '{every} seconds')"


def _later(at: str, days: int) -> str:
    if connection.vendor == "sqlite":
        return f"datetime({at}, '+{days} days')"
    return f"({at} + interval '{days} days')"


def _index(start: int, end: int) -> None:
    numbers = _numbers(start, end)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            into, words = "rowid", "w.tokens"
        else:
            into, words = "case_id", "w.tokens::tsvector"
        cursor.execute(
            f"INSERT INTO cases_search ({into}, tokens) "  # noqa: S608  # our own words
            f"SELECT n + 1, {words} FROM {numbers}"
        )
