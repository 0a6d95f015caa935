"""What the desk reads of sealed things is in the log first, or is not read."""

import pytest
from django.db import DatabaseError

from liren.core import audit, crypto
from liren.core.models import AuditEvent
from liren.voting.domain.phases import Phase
from liren.voting.models import Ballot, RollFile
from liren.voting.services import opening, proxies
from tests.factories.neighbourhood import Neighbourhood
from tests.voting.scenes import OPEN_DAY, scene


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """The log takes no line."""

    def fails(*told: object) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr(audit, "insert", fails)


@pytest.fixture
def instructed(town: Neighbourhood) -> Ballot:
    """A paper by a proxy who was told what to choose, ready to be typed in."""
    made, worker = scene(town, Phase.OPEN), town.users["worker"]
    new = proxies.NewProxy(holder="赵小四", is_written=True, instruction="选陈立")
    voter = made.voter("3-1-202")
    proxies.name_proxy(vote=made.vote, voter=voter, new=new, by=worker, now=OPEN_DAY)
    ballot = made.take_in("3-1-202", proxy=True)
    made.close()
    made.count_envelopes()
    return Ballot.objects.get(pk=ballot.pk)


def test_an_instruction_is_shown_and_noted(instructed: Ballot, town: Neighbourhood) -> None:
    by = town.users["worker"]
    told = opening.open_instruction(instructed.vote, instructed, by=by, now=OPEN_DAY)
    assert told == "选陈立"
    line = AuditEvent.objects.get(action="voting.instruction_shown")
    assert line.actor == by.audit_name and "陈立" not in str(line.data)


def test_without_the_log_nothing_is_opened(
    instructed: Ballot, town: Neighbourhood, full: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = list[str]()
    monkeypatch.setattr(crypto, "unseal", lambda *a, purpose, row: opened.append(purpose))
    file = RollFile(vote=instructed.vote, salt="a" * 32, returned_sealed=b"x", pk=1)
    by = town.users["worker"]
    with pytest.raises(DatabaseError):
        opening.open_instruction(instructed.vote, instructed, by=by, now=OPEN_DAY)
    with pytest.raises(DatabaseError):
        opening.open_roll_file(file, by=by, now=OPEN_DAY)
    assert not opened
