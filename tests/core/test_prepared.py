"""A prepared statement says what the ORM would say, however often it is asked."""

from datetime import datetime, timedelta

import pytest
from django.db import DataError, IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from liren.accounts.models import Grant, User
from liren.accounts.selectors import community_party
from liren.core.models import AuditEvent
from liren.core.prepared import (
    Prepared,
    Slot,
    Slots,
    blanks,
    give_ids,
    insert,
    put,
    update,
)
from liren.places.models import Place
from liren.workorders.models import WorkOrder
from tests.factories.neighbourhood import Neighbourhood

pytestmark = pytest.mark.django_db
GRANTS = Prepared(
    lambda: (
        Grant.objects.filter(user_id=Slot("user", models.BigIntegerField()))
        .select_related("party", "place")
        .order_by("id")
    )
)
CODES = Prepared(
    lambda: (
        Place.objects.filter(path__in=Slots("paths", models.CharField()))
        .order_by("path")
        .values_list("path", "aliases")
    )
)
LATER = Prepared(
    lambda: AuditEvent.objects.filter(at__gt=Slot("at", models.DateTimeField())).order_by("id")
)


def test_each_call_is_answered_with_its_own_values(town: Neighbourhood) -> None:
    users = User.objects.order_by("id")[:5]
    for user in (*users, *users):
        expected = list(Grant.objects.filter(user=user).order_by("id"))
        assert GRANTS.all(user=user.pk) == expected
    assert GRANTS.first(user=0) is None


def test_what_is_read_along_needs_no_statement(town: Neighbourhood) -> None:
    user = Grant.objects.filter(party__isnull=False).earliest("id").user
    (grant, *_) = GRANTS.all(user=user.pk)
    with CaptureQueriesContext(connection) as captured:
        assert grant.party is not None
        assert grant.place.path == grant.place_path
        assert grant.party.name
    assert len(captured) == 0


def test_a_row_can_be_changed_and_saved(town: Neighbourhood) -> None:
    (grant, *_) = GRANTS.all(user=Grant.objects.earliest("id").user_id)
    grant.leads = not grant.leads
    grant.save()
    assert Grant.objects.get(pk=grant.pk).leads == grant.leads


def test_a_list_may_hold_any_number(town: Neighbourhood) -> None:
    places = list(Place.objects.order_by("path").values_list("path", "aliases"))
    for count in (0, 1, len(places)):
        assert CODES.all(paths=[path for path, _ in places[:count]]) == places[:count]
    assert CODES.all(paths=["'); DROP TABLE places_place; --", "%s", '"']) == []


def test_moments_and_bytes_come_back_as_they_went_in(now: datetime) -> None:
    line = _line(now, sequence=1)
    insert([line])
    assert line.pk and not line._state.adding
    (found,) = LATER.all(at=now - timedelta(seconds=1))
    assert (found.at, bytes(found.mac), found.data) == (now, b"\0\xff", {"词": [1, None]})
    assert LATER.all(at=now) == []


def test_one_row_and_many_are_stored_alike(now: datetime) -> None:
    insert([])
    insert([_line(now, sequence=1)])
    insert([_line(now, sequence=2), _line(now, sequence=3)])
    stored = AuditEvent.objects.order_by("sequence").values_list("sequence", "data", "mac")
    rows = [(sequence, data, bytes(mac)) for sequence, data, mac in stored]
    assert rows == [(n, {"词": [1, None]}, b"\0\xff") for n in (1, 2, 3)]


def test_rows_in_great_number_have_ids_and_all_they_hold(now: datetime) -> None:
    lines = [_line(now, sequence=n) for n in range(1, 41)]
    lines[7].subject = "a\\b\tc\nd,\"e\" 'f' {g} \\N"
    with transaction.atomic():
        insert(lines)
    found = AuditEvent.objects.in_bulk()
    for line in lines:
        assert not line._state.adding
        row = found[line.pk]
        assert (row.sequence, row.subject, row.at) == (line.sequence, line.subject, now)
        assert (bytes(row.mac), row.data) == (b"\0\xff", {"词": [1, None]})
    one_more = _line(now, sequence=41)
    one_more.save()
    assert one_more.pk > max(line.pk for line in lines), "the database counts on from there"


@pytest.mark.parametrize("count", [1, 2, 40, 461, 500])
def test_rows_may_know_their_ids_before_they_are_stored(now: datetime, count: int) -> None:
    lines = [_line(now, sequence=n) for n in range(1, count + 1)]
    with transaction.atomic():
        give_ids([])
        give_ids(lines)
        ids = [line.pk for line in lines]
        insert(lines)
    assert [line.pk for line in lines] == ids
    assert dict(AuditEvent.objects.values_list("pk", "sequence")) == {
        line.pk: line.sequence for line in lines
    }
    one_more = _line(now, sequence=count + 1)
    one_more.save()
    assert one_more.pk > ids[-1], "the database counts on from there"


def test_what_is_equal_in_python_is_not_stored_as_the_same(now: datetime) -> None:
    lines = [_line(now, sequence=n) for n in range(1, 9)]
    for line, value in zip(lines, [True, 1, [], [], 0, False, "", {}], strict=True):
        line.data = {"is": value}
    with transaction.atomic():
        insert(lines)
    stored = AuditEvent.objects.order_by("sequence").values_list("data", flat=True)
    assert [repr(one["is"]) for one in stored] == [repr(line.data["is"]) for line in lines]


def test_new_rows_share_no_list() -> None:
    blank = blanks(WorkOrder)
    first, second = blank(), blank()
    first.pauses.append(["now", None, "x"])
    assert second.pauses == blank().pauses == [] and first._state is not second._state


def test_many_rows_are_changed_at_once(now: datetime) -> None:
    lines = [_line(now, sequence=n) for n in range(1, 31)]
    with transaction.atomic():
        insert(lines)
    for line in lines:
        line.subject, line.data, line.mac = f"s{line.sequence}", {"n": line.sequence}, b"\1"
    update(lines[:20], ["subject", "data", "mac"])
    put(
        AuditEvent,
        ["at", "actor"],
        {line.pk: (now + timedelta(days=1), "x") for line in lines[20:]},
    )
    put(AuditEvent, ["actor"], {})
    rows = AuditEvent.objects.order_by("sequence")
    told = [(r.subject, r.data, bytes(r.mac), r.actor, r.at) for r in rows]
    assert told[:20] == [(f"s{n}", {"n": n}, b"\1", "b", now) for n in range(1, 21)]
    old = ("c", {"词": [1, None]}, b"\0\xff", "x", now + timedelta(days=1))
    assert told[20:] == [old] * 10


def test_what_is_too_long_is_refused_and_not_cut(now: datetime) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no length of a text")
    line = _line(now, sequence=1)
    insert([line])
    line.actor = "x" * 500
    with pytest.raises(DataError), transaction.atomic():
        update([line], ["actor"])


def test_the_database_still_refuses_nonsense(now: datetime) -> None:
    insert([_line(now, sequence=1)])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([_line(now, sequence=1)])
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        insert([_line(now, sequence=-1)])
    assert AuditEvent.objects.count() == 1


def test_the_office_of_a_place_is_the_nearest(town: Neighbourhood) -> None:
    found = community_party(town.home)
    assert found is not None
    assert found == community_party(town.home)
    assert town.home.path.startswith(found.place_path)


def _line(at: datetime, sequence: int) -> AuditEvent:
    return AuditEvent(
        chain=9, sequence=sequence, at=at, action="a", actor="b", subject="c",
        data={"词": [1, None]}, mac=b"\0\xff",
    )  # fmt: skip
