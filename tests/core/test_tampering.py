"""A thousand random tamperings of the log by somebody without the key: every one is found."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from django.db import connection, transaction
from django.db.models import F

from liren.core import anchors, audit, chains
from liren.core.chains import SEALS, Anchor
from liren.core.models import AuditEvent, AuditHead, AuditSeal
from liren.core.permissions import SYSTEM
from tests.core.tampering import KINDS, Copy
from tests.factories.neighbourhood import Neighbourhood

TIMES = 1000
CHAINS = 4


@pytest.fixture
def whole(town: Neighbourhood, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Copy:
    """Some lines on several chains, sealed now and then, the last time at the end."""
    draw = Random(5)
    for hour in range(6):
        for _ in range(12):
            monkeypatch.setattr(audit, "_chain", lambda: draw.randrange(CHAINS))
            with transaction.atomic():
                for number in range(draw.randint(1, 3)):
                    audit.record("tests.noted", town.home, by=SYSTEM, at=now, number=number)
        anchors.seal_heads(now + timedelta(hours=hour))
    return Copy.of_tables()


@pytest.fixture
def anchor(whole: Copy) -> Anchor:
    """The last seal, as it was carried outside."""
    return Anchor.of(whole.seals[-1], bytes(whole.seals[-2].mac))


def test_what_was_not_touched_holds(whole: Copy, anchor: Anchor) -> None:
    assert chains.verify(whole.log(), anchor) == []
    assert chains.verify(anchor=anchor) == []


def test_a_thousand_tamperings_are_found(whole: Copy, anchor: Anchor) -> None:
    missed, seen = [], set()
    for seed in range(TIMES):
        log = whole.another()
        did = log.tamper(Random(seed))
        seen.add(did.split()[0])
        if not chains.verify(log.log(), anchor):
            missed.append(f"seed {seed}: {did}")
    assert not missed, "\n".join(missed)
    assert seen == {kind.__name__ for kind in KINDS}


def test_only_a_cut_of_lines_and_seals_together_needs_what_was_exported(whole: Copy) -> None:
    needed = set()
    for seed in range(TIMES):
        log = whole.another()
        did = log.tamper(Random(seed))
        if not chains.verify(log.log()):
            needed.add(did.split()[0])
    assert needed == {"cut_all"}


def test_a_break_names_its_chain_and_line(whole: Copy) -> None:
    line = whole.lines[2][6]
    with transaction.atomic():
        AuditEvent.objects.filter(pk=line.pk).update(actor="somebody else")
        (broken,) = chains.verify()
        transaction.set_rollback(True)
    assert (broken.chain, broken.sequence) == (2, 7)
    assert str(broken) == "chain 2, line 7: is not what was written"


@pytest.fixture
def tables(whole: Copy) -> Iterator[None]:
    """The tables themselves; what was done to them is taken back."""
    yield
    assert chains.verify(whole.log()) == []


@pytest.mark.parametrize("seed", range(20))
def test_in_the_tables_too(whole: Copy, anchor: Anchor, tables: None, seed: int) -> None:
    """By plain statements, as somebody with a console would."""
    draw = Random(seed)
    chain = draw.randrange(CHAINS)
    count = len(whole.lines[chain])
    line, other = (whole.lines[chain][n] for n in sorted(draw.sample(range(count), 2)))
    here = AuditEvent.objects.filter(chain=chain)
    doing: list[Callable[[], object]] = [
        lambda: here.filter(pk=line.pk).update(data={"number": 99}),
        lambda: here.filter(pk=line.pk).update(at=line.at + timedelta(microseconds=1)),
        lambda: here.filter(pk=line.pk).delete(),
        lambda: here.filter(pk=line.pk).update(mac=other.mac),
        lambda: here.filter(sequence__gt=line.sequence).delete(),
        lambda: here.update(sequence=F("sequence") + 1000),
        lambda: AuditHead.objects.filter(chain=chain).delete(),
        lambda: AuditSeal.objects.filter(number=draw.randint(1, 5)).delete(),
        lambda: AuditSeal.objects.all().delete(),
        lambda: here.filter(pk=line.pk).update(sequence=count + 1),
    ]
    with transaction.atomic():
        doing[seed % len(doing)]()
        found = chains.verify(anchor=anchor)
        transaction.set_rollback(True)
    assert found


class TestTheExport:
    """The seal that lies outside."""

    def test_it_is_written_once_and_never_over(self, whole: Copy, tmp_path: Path) -> None:
        path = anchors.export(whole.seals[-1], tmp_path)
        assert path.name == "seal-00000006-20261116T060000Z.json"
        assert path.stat().st_mode & 0o777 == 0o400
        before = path.stat().st_mtime_ns
        assert anchors.export(whole.seals[-1], tmp_path) == path
        assert path.stat().st_mtime_ns == before
        assert [p.name for p in tmp_path.iterdir()] == [path.name]

    def test_it_is_read_again(self, whole: Copy, anchor: Anchor, tmp_path: Path) -> None:
        assert anchors.read(anchors.export(whole.seals[-1], tmp_path)) == anchor

    def test_one_a_day(self, whole: Copy, tmp_path: Path) -> None:
        assert anchors.export_daily(tmp_path) is not None
        assert anchors.export_daily(tmp_path) is None

    def test_one_that_is_not_ours_is_told(self, whole: Copy, anchor: Anchor) -> None:
        heads: chains.Heads = [[0, 1, "00" * 32]]
        forged = Anchor(6, anchor.mac, anchor.at, anchor.previous, heads)
        assert [broken.chain for broken in chains.verify(anchor=forged)] == [SEALS]

    def test_one_of_later_tells_that_the_tables_are_older(
        self, whole: Copy, anchor: Anchor
    ) -> None:
        """As after an old backup was played back."""
        log = whole.another()
        log.seals = log.seals[:3]
        held = {chain: sequence for chain, sequence, _ in log.seals[-1].heads}
        for chain, rows in log.lines.items():
            log.lines[chain] = rows[: held.get(chain, 0)]
            last = log.lines[chain][-1]
            log.heads[chain] = AuditHead(chain=chain, sequence=last.sequence, mac=last.mac)
        assert chains.verify(log.log()) == []
        found = chains.verify(log.log(), anchor)
        assert {broken.chain for broken in found} >= {SEALS, 0, 1, 2, 3}

    def test_the_digest_of_a_webhook_is_enough_to_miss_seals(
        self, whole: Copy, anchor: Anchor, tmp_path: Path
    ) -> None:
        told = tmp_path / "told.json"
        told.write_text(
            '{"type":"core.log_sealed","timestamp":"2026-11-16T06:00:00.000Z",'
            f'"data":{{"seal":6,"digest":"{anchor.mac}","sealed_at":"{anchor.at}"}}}}'
        )
        digest = anchors.read(told)
        assert chains.verify(whole.log(), digest) == []
        log = whole.another()
        log.seals = log.seals[:-1]
        assert [str(b) for b in chains.verify(log.log(), digest)] == [
            "seals, seal 6: is gone, up to 6 at least"
        ]


def test_nothing_is_sealed_twice(whole: Copy, now: datetime) -> None:
    assert anchors.seal_heads(now) is None
    assert AuditSeal.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_lines_that_are_written_while_it_reads_are_no_break(
    town: Neighbourhood, now: datetime
) -> None:
    def note() -> None:
        with transaction.atomic():
            audit.record("tests.noted", town.home, by=SYSTEM, at=now)

    for _ in range(3):
        note()
    stored, wrote = chains.stored(), list[bool]()

    def lines(chain: int, after: int) -> Iterator[AuditEvent]:
        yield from list(stored.lines(chain, after))
        if not wrote:
            wrote.append(True)
            note()

    slow = chains.Log(stored.chains, stored.head, lines, stored.seals)
    assert chains.verify(slow) == []
    assert connection.vendor == "sqlite" or AuditHead.objects.count() >= 1
