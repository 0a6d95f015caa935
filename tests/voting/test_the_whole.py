"""An election from the roll to the published file, with a ballot by every way."""

import json

import pytest

from liren.voting.domain.matters import Basis
from liren.voting.domain.phases import Phase
from liren.voting.domain.recount import verify
from liren.voting.models import Ballot, Result
from liren.voting.selectors import results, taking_part
from liren.voting.services import proving, proxies
from liren.voting.services.city import take_over
from liren.voting.services.drafting import NewQuestion
from tests.factories.neighbourhood import Neighbourhood
from tests.voting.scenes import FUND, LATE, OPEN_DAY, TENANTS_PHONE, VOTERS, as_file, scene

CITY = """流水号,房号,业主,投票时间,表决意见
N1,5-1-101,钱五,2026-12-04 10:00,陈立
N2,5-1-102,孙六,2026-12-04 10:05,吴宁、林越
N3,3-1-101,王一,2026-12-04 10:06,吴宁
N4,9-9-999,郑十,2026-12-04 10:07,陈立
N5,5-1-201,周七,昨天,陈立
"""


def test_an_election_with_a_ballot_by_every_way(town: Neighbourhood) -> None:
    made = scene(town, Phase.OPEN)
    assert sorted(made.letters) == sorted(VOTERS)
    receipt = made.cast("3-1-101", "15400000001", "陈立", "林越")
    paper = made.take_in("3-1-201")
    new = proxies.NewProxy(holder="赵小四", is_written=True, instruction="选陈立")
    worker = town.users["worker"]
    voter = made.voter("3-1-202")
    proxies.name_proxy(vote=made.vote, voter=voter, new=new, by=worker, now=OPEN_DAY)
    by_proxy = made.take_in("3-1-202", proxy=True)
    folder, path = as_file(CITY)
    with folder:
        file = take_over(vote=made.vote, path=path, name="c.csv", by=worker, now=OPEN_DAY)
    assert (file.taken, file.known, [f[0] for f in file.faults]) == (2, 0, [4, 5, 6])
    assert {b.channel for b in Ballot.objects.all()} == {"online", "paper", "proxy", "city"}
    assert taking_part.whole(taking_part.shares(made.vote)) == taking_part.Share("", 7, 6)

    made.close()
    made.count_envelopes()
    made.enter(paper, "陈立")
    made.enter(by_proxy, "陈立")
    made.finish_boxes()
    made.count()
    [counted] = results.results_of(made.again())
    standings = {s["candidate"]: s for s in counted.data["outcome"]["standings"]}
    assert standings["陈立"]["is_elected"] and standings["陈立"]["votes"]["heads"] == 4
    assert standings["陈立"]["votes"]["area"] == 8950 + 6050 + 10000 + 7500 + 12025
    assert not standings["林越"]["is_approved"]
    text = Result.objects.get().file
    assert verify(text).is_true
    assert verify(text).find(receipt.code).chosen == ("林越", "陈立")
    assert "王一" not in text


def test_a_tenant_a_second_vote_and_a_late_vote_are_refused(town: Neighbourhood) -> None:
    made = scene(town, Phase.OPEN)
    with pytest.raises(proving.NotTheOwner):
        made.prove("3-1-201", TENANTS_PHONE)
    with pytest.raises(proving.NotTheOwner):  # a neighbour's own telephone does not help
        made.prove("3-1-201", "15400000001")
    early = made.prove("3-1-201", "15400000003")
    made.cast("3-1-201", "15400000002", "陈立")
    with pytest.raises(proving.AlreadyVoted):  # the other co-owner, a moment later
        from liren.voting.services.casting import cast_ballot

        cast_ballot(access=early, answers={1: ["林越"]}, now=OPEN_DAY)
    with pytest.raises(proving.AlreadyVoted):
        made.take_in("3-1-201")
    with pytest.raises(proving.VoteOver):
        made.cast("5-1-101", "15400000005", "陈立", now=LATE)


def test_several_questions_have_a_file_each_and_one_receipt(town: Neighbourhood) -> None:
    from tests.voting.scenes import ELECTION

    made = scene(town, Phase.OPEN, ELECTION, FUND, is_secret=True)
    receipt = made.cast("3-1-101", "15400000001", "陈立")
    made.close()
    made.count()
    found = results.find_receipt(made.vote, receipt.code)
    assert [one.chosen for _question, one in found] == [("陈立",), ("agree",)]
    files = [json.loads(row.file) for row in Result.objects.order_by("question__number")]
    names = [{row[0] for row in file["ballots"]} for file in files]
    assert not names[0] & names[1], "the slips of one paper have nothing in common"


@pytest.mark.parametrize("basis", [Basis.HOMES, Basis.PERSONS])
def test_residents_vote_by_home_or_by_person(town: Neighbourhood, basis: Basis) -> None:
    made = scene(town, Phase.OPEN, NewQuestion(text="花坛改成停车位？"), basis=basis)
    everybody = 7  # homes, or people: 王一 stands for two homes, and 3-1-201 has two
    assert made.vote.voters.count() == everybody
    made.cast("5-1-101", "15400000005", "agree")
    assert taking_part.whole(taking_part.shares(made.vote)).voted == 1
    made.close()
    made.count()
    [counted] = results.results_of(made.again())
    [trial] = counted.data["outcome"]["quorum"]
    assert (trial["measure"], trial["part"], trial["whole"], trial["bar"]) == (
        "heads", 1, everybody, ">1/2",
    )  # fmt: skip
    assert verify(Result.objects.get().file).is_true
