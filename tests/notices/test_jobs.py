"""The timer knows our sweeps."""

from datetime import timedelta

from liren.accounts import jobs as account_jobs
from liren.core.timer import sweeps
from liren.notices import jobs


def test_what_waits_is_looked_for_within_the_first_retry() -> None:
    found = [sweep for sweep in sweeps.values() if sweep.look is jobs.carry_what_waits]
    assert len(found) == 1
    assert found[0].every < timedelta(minutes=1)


def test_old_codes_are_swept() -> None:
    assert any(sweep.look is account_jobs.forget_old_codes for sweep in sweeps.values())
