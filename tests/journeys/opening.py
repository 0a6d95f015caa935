"""Run by `liren shell` beside the servers: the vote of a topic gets its roll, and opens.

It is handed over as text; prints what the letters say. `VOTE` is put in front of it.
"""

import json
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.utils import timezone

from liren.accounts.models import User
from liren.voting.models import Vote
from liren.voting.services.drafting import Schedule, schedule_vote
from liren.voting.services.letters import number_of, print_letters
from liren.voting.services.rolls import NewRoll, import_roll
from liren.voting.services.running import freeze_roll, open_vote, post_roll

NOW = timezone.now()
THEN, OPENS = NOW - timedelta(days=18), NOW - timedelta(hours=1)
ROLL = """房号,面积,业主,电话
1-1-101,89.50,王一,15400800001
1-1-102,60.50,李二,15400800002
1-1-201,100,赵三,15400800003
"""
by = User.objects.get(username="secretary")
vote = Vote.objects.get(pk=VOTE)  # type: ignore[name-defined]  # noqa: F821  # put in front
with NamedTemporaryFile(suffix=".csv") as file:
    file.write(ROLL.encode())
    file.flush()
    import_roll(vote=vote, path=Path(file.name), new=NewRoll(name="r.csv"), by=by, now=THEN)
times = Schedule(record_date=THEN.date(), opens_at=OPENS, closes_at=NOW + timedelta(days=7))
schedule_vote(vote=vote, schedule=times, by=by, now=THEN)
post_roll(vote=vote, by=by, now=THEN)
freeze_roll(vote=vote, by=by, now=THEN)
printed = print_letters(vote=vote, voters=list(vote.voters.all()), by=by, now=THEN)
open_vote(vote=vote, by=by, now=NOW)
letters = {one.voter.label: [one.code, number_of(one.letter)] for one in printed}
print("OPENED " + json.dumps(letters))  # noqa: T201  # read by the journey
