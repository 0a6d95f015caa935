"""What the live stream reads: the changes since the last look, and who a session belongs to.

Whether anybody has written at all is asked first, and costs next to nothing. A change may be
committed after a later one was seen, so every look goes a little further back than the last and
leaves out what was told already; once a second it goes back as far as the longest transaction.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from liren.accounts.models import User
from liren.cases.models import CaseStep, Whistle
from liren.cases.permissions import CasePermission
from liren.portal.live import Change, Viewer
from liren.workorders.models import WorkOrder

LOOK_BACK = timedelta(seconds=20)  # longer than any of our transactions takes
STEPS_BACK = 300  # as many steps may be numbered before and committed after another
GLANCE_BACK, STEPS_GLANCED = timedelta(seconds=2), 60  # as long as nearly all of them take
WALK_EVERY = timedelta(seconds=1)
QUIET_LOOK = timedelta(seconds=5)
MOST = 2000
Key = tuple[str, int, object]


class Pulse:
    """Whether anything was committed since the last time; asked by one thread, over one connection.

    SQLite counts the commits of others in the file, PostgreSQL says which transactions are open.
    Nobody has to announce anything: announcing would make all who commit wait for one another.
    """

    def __init__(self) -> None:
        self._seen = ""
        self._was_new = False
        self._looked_at = datetime.min.replace(tzinfo=UTC)

    def has_beaten(self) -> bool:
        """Whether to look: something was committed, or a moment ago, or it has been quiet long.

        A moment ago, because what was numbered early may come late; and now and then in any case,
        so that the watcher knows that somebody still listens.
        """
        now, stamp = timezone.now(), _committed()
        is_new = stamp != self._seen
        if not is_new and now - self._looked_at < (WALK_EVERY if self._was_new else QUIET_LOOK):
            return False
        self._seen, self._looked_at, self._was_new = stamp, now, is_new
        return True


def _committed() -> str:
    is_file = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA data_version" if is_file else "SELECT pg_current_snapshot()::text")
        return str(cursor.fetchone()[0])


class Watcher:
    """Remembers what was told; asked by one thread."""

    def __init__(self) -> None:
        self._told: dict[Key, datetime] = {}
        self._last_order = self._last_step = 0
        self._since: datetime | None = None
        self._walked: datetime | None = None

    def look(self) -> list[Change] | None:
        """The changes that were not told yet; none of them is known at the first look."""
        now = timezone.now()
        # After a while without looks, be it by a jump of the clock, nobody knows what was told.
        is_first = self._since is None or now - self._since > LOOK_BACK
        if is_first:
            self._last_order = _last(WorkOrder)
            self._last_step = _last(CaseStep)
        walks = self._walked is None or now - self._walked >= WALK_EVERY
        found = [change for key, change in self._all(now, walks) if self._is_new(key, now)]
        self._since = now
        if walks:
            self._walked = now
            self._forget(now)
        return None if is_first else found

    def _all(self, now: datetime, walks: bool) -> Iterator[tuple[Key, Change]]:
        back, steps_back = (LOOK_BACK, STEPS_BACK) if walks else (GLANCE_BACK, STEPS_GLANCED)
        # A long import gives all its orders the moment at which it began: they are new by id.
        recent = Q(changed_at__gte=now - back) | Q(pk__gt=self._last_order - steps_back)
        columns = ("pk", "changed_at", "party_id", "escalated_to_id")
        for pk, at, party, above in WorkOrder.objects.filter(recent).values_list(*columns)[:MOST]:
            self._last_order = max(self._last_order, pk)
            parties = frozenset({party, above} - {None})
            yield ("orders", pk, at), Change("orders", pk, parties)
        steps = CaseStep.objects.filter(pk__gt=self._last_step - steps_back).order_by("pk")
        rows = steps.values_list("pk", "case_id", "case__place_path")[:MOST]
        for pk, case, path in rows:
            self._last_step = max(self._last_step, pk)
            yield ("cases", pk, None), Change("cases", case, path=path)
        yield from _whistles(now - back)

    def _is_new(self, key: Key, now: datetime) -> bool:
        is_new = key not in self._told
        self._told[key] = now
        return is_new

    def _forget(self, now: datetime) -> None:
        """What was not met again in this look will not be met any more."""
        self._told = {key: at for key, at in self._told.items() if at == now}


def _whistles(since: datetime) -> Iterator[tuple[Key, Change]]:
    """Whistles that changed, told to all who were called and to those who see the place."""
    columns = ("pk", "changed_at", "place_path", "calls__party_id")
    rows = Whistle.objects.filter(changed_at__gte=since).order_by("pk").values_list(*columns)
    called: dict[tuple[int, datetime, str], set[int]] = {}
    for pk, at, path, party in rows[:MOST]:
        called.setdefault((pk, at, path), set()).update({party} - {None})
    for (pk, at, path), parties in called.items():
        yield ("whistles", pk, at), Change("whistles", pk, frozenset(parties), path)


def _last(model: type[WorkOrder] | type[CaseStep]) -> int:
    found: int | None = model._default_manager.aggregate(last=Max("pk"))["last"]
    return found or 0


def viewer_of(session_key: str) -> Viewer | None:
    """Who a session belongs to, with what they may hear of; nobody when it has ended."""
    engine = import_module(settings.SESSION_ENGINE)
    session = engine.SessionStore(session_key)
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    user = User.objects.filter(pk=session.get(SESSION_KEY), is_active=True).first()
    proof = session.get(HASH_SESSION_KEY, "")
    if user is None or not constant_time_compare(proof, user.get_session_auth_hash()):
        return None
    parties = {grant.party_id for grant in user.current_grants() if grant.party_id is not None}
    scope = user.scope_for(CasePermission.SEE)
    return Viewer(user.pk, frozenset(parties), scope) if parties or scope.paths else None
