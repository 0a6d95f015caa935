"""Run by `liren shell` beside the servers: an election that has been open for an hour.

It is handed over as text, like the staging of the pictures; prints what the letters say.
"""

import json
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.utils import timezone

from liren.accounts.models import User
from liren.places.models import Place
from liren.voting.services.drafting import (
    Channel,
    Item,
    NewQuestion,
    NewVote,
    Schedule,
    draft_vote,
    schedule_vote,
)
from liren.voting.services.letters import number_of, print_letters
from liren.voting.services.rolls import NewRoll, import_roll
from liren.voting.services.running import freeze_roll, open_vote, post_roll

NOW = timezone.now()
THEN, OPENS = NOW - timedelta(days=18), NOW - timedelta(hours=1)
ROLL = """房号,面积,业主,电话
1-1-101,89.50,王一,15400900001
1-1-102,60.50,李二,15400900002
1-1-201,100,赵三,15400900003
1-1-202,75,周四,15400900004
"""
by = User.objects.get(username="secretary")
question = NewQuestion(
    text="选举业主委员会委员",
    item=Item.COMMITTEE,
    candidates=[("陈立", "会计"), ("林越", "退休教师"), ("吴宁", "")],
    seats=1,
    most_picks=1,
)
ways = (Channel.ONLINE, Channel.PAPER, Channel.PROXY)
new = NewVote(title="业主委员会补选", channels=ways, questions=[question])
vote = draft_vote(new=new, place=Place.objects.filter(kind="compound")[0], by=by, now=THEN)
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
print("ELECTION " + json.dumps({"vote": vote.pk, "letters": letters}))  # noqa: T201  # read by the journey
