"""Paper: envelopes first, two who type, differences on record; proxies, voids, letters."""

import pytest
from django.db import IntegrityError, transaction

from liren.voting.domain.phases import Phase
from liren.voting.models import Ballot, Box, Letter, Proxy, SheetEntry, Void
from liren.voting.selectors import results, taking_part
from liren.voting.services import boxes, counting, letters, proving, proxies, voids
from tests.factories.neighbourhood import Neighbourhood
from tests.voting.scenes import CLOSES, LATE, NOW, OPEN_DAY, Scene, scene


def with_paper(town: Neighbourhood) -> tuple[Scene, Ballot, Box]:
    """One envelope lies in the box, and the vote has closed."""
    made = scene(town, Phase.OPEN)
    ballot = made.take_in("3-1-201")
    made.close()
    return made, ballot, Box.objects.get(vote=made.vote)


def test_envelopes_are_counted_before_any_is_opened(town: Neighbourhood) -> None:
    made, ballot, box = with_paper(town)
    worker = town.users["worker"]
    with pytest.raises(boxes.EnvelopesFirst):
        made.enter(ballot, "陈立")
    with pytest.raises(boxes.EnvelopesUnexplained):
        boxes.count_envelopes(box=box, envelopes=2, difference=" ", by=worker, now=LATE)
    counted = boxes.count_envelopes(
        box=box, envelopes=2, difference="多一个空信封", by=worker, now=LATE
    )
    assert (counted.envelopes, counted.expected) == (2, 1)
    with pytest.raises(boxes.TooLateForBox):
        boxes.count_envelopes(box=box, envelopes=1, difference="", by=worker, now=LATE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Box.objects.filter(pk=box.pk).update(difference="")


def test_two_type_and_none_sees_the_other(town: Neighbourhood) -> None:
    made, ballot, _box = with_paper(town)
    made.count_envelopes()
    worker, secretary = town.users["worker"], town.users["secretary"]
    enter = boxes.enter_sheet
    assert enter(ballot=ballot, answers={1: ["陈立"]}, by=worker, now=LATE) is None
    with pytest.raises(boxes.SamePersonTwice):
        enter(ballot=ballot, answers={1: ["陈立"]}, by=worker, now=LATE)
    with pytest.raises(boxes.EntryDiffers):
        enter(ballot=ballot, answers={1: ["林越"]}, by=secretary, now=LATE)
    assert SheetEntry.objects.filter(differed_at__isnull=False).count() == 2, "it stays on record"
    made.enter(ballot, "陈立")
    assert len({(e.turn, e.user_id) for e in SheetEntry.objects.filter(differed_at=None)}) == 2
    with pytest.raises(boxes.EnteredAlready):
        enter(ballot=ballot, answers={1: ["陈立"]}, by=worker, now=LATE)
    kept = repr(list(SheetEntry.objects.values()))
    assert "陈立" not in kept


def test_nothing_is_counted_before_every_box_is_finished(town: Neighbourhood) -> None:
    made, ballot, box = with_paper(town)
    with pytest.raises(counting.BoxesOpen):
        made.count()
    made.count_envelopes()
    with pytest.raises(boxes.BoxUnfinished):
        made.finish_boxes()
    made.enter(ballot, "spoiled")
    with pytest.raises(boxes.PhotoOrReason):
        boxes.finish_box(box=box, photo="", reason=" ", by=town.users["worker"], now=LATE)
    made.finish_boxes()
    made.count()
    [counted] = results.results_of(made.again())
    assert [one["why"] for one in counted.data["rejected"]] == ["spoiled"]


def test_what_lay_in_the_box_at_the_close_is_in_time(town: Neighbourhood) -> None:
    made = scene(town, Phase.OPEN)
    made.take_in("3-1-201")
    made.close()
    found = made.take_in("5-1-101", now=LATE)
    assert found.received_at == CLOSES and found.taken_at == LATE
    made.count_envelopes()
    with pytest.raises(proving.AlreadyVoted):
        made.take_in("3-1-201", now=LATE)


def test_a_paper_holds_until_another_is_printed(town: Neighbourhood) -> None:
    made, by = scene(town, Phase.OPEN), town.users["worker"]
    old = made.paper("3-1-201")
    [again] = letters.print_letters(
        vote=made.vote, voters=[made.voter("3-1-201")], by=by, now=OPEN_DAY
    )
    with pytest.raises(boxes.PaperReplaced):
        boxes.take_in(vote=made.vote, envelope=boxes.Envelope(number=old), by=by, now=OPEN_DAY)
    with pytest.raises(proving.LetterUnknown):
        made.prove("3-1-201", "15400000002")
    made.letters["3-1-201"] = again
    made.take_in("3-1-201")
    with pytest.raises(letters.NothingToPrint):
        letters.print_letters(vote=made.vote, voters=[made.voter("3-1-201")], by=by, now=OPEN_DAY)
    for bad in ("", "999999-00", "abc", "\0"):
        with pytest.raises(boxes.PaperUnknown):
            boxes.take_in(vote=made.vote, envelope=boxes.Envelope(number=bad), by=by, now=OPEN_DAY)
    assert all(len(bytes(letter.code_hash)) == 32 for letter in Letter.objects.all())


def test_a_proxy_is_in_writing_and_within_the_rules(town: Neighbourhood) -> None:
    made, worker = scene(town, Phase.OPEN, profile="weifang"), town.users["worker"]

    def name(home: str, **more: object) -> Proxy:
        new = proxies.NewProxy(**{"holder": "赵小四", "document": "Z4", "is_written": True, **more})  # type: ignore[arg-type]  # a few of its fields
        voter = made.voter(home)
        return proxies.name_proxy(vote=made.vote, voter=voter, new=new, by=worker, now=OPEN_DAY)

    with pytest.raises(proxies.ProxyUnclear):
        name("3-1-101", is_written=False)
    with pytest.raises(boxes.ProxyMissing):
        made.take_in("3-1-101", proxy=True)
    first = name("3-1-101", instruction="选陈立")
    assert "陈立" not in repr(Proxy.objects.values())
    with pytest.raises(proxies.ProxyTaken):
        name("3-1-101")
    name("3-1-201")
    name("3-1-202")
    with pytest.raises(proxies.TooManyProxies):
        name("5-1-101", document="ｚ 4")
    proxies.end_proxy(proxy=first, by=worker, now=OPEN_DAY)
    name("5-1-101")
    made.take_in("5-1-102")
    with pytest.raises(proving.AlreadyVoted):
        name("5-1-102", holder="另一人", document="Q1")


def test_property_staff_may_not_vote_for_others_where_the_rules_say_so(
    town: Neighbourhood,
) -> None:
    made = scene(town, Phase.OPEN, profile="zhoushan")
    new = proxies.NewProxy(holder="物业小李", is_written=True, kinds=["property_staff"])
    with pytest.raises(proxies.ProxyBarred):
        proxies.name_proxy(
            vote=made.vote,
            voter=made.voter("3-1-101"),
            new=new,
            by=town.users["worker"],
            now=OPEN_DAY,
        )


def test_a_void_takes_two_and_makes_room_for_one(town: Neighbourhood) -> None:
    made = scene(town, Phase.OPEN)
    worker, secretary = town.users["worker"], town.users["secretary"]
    mistaken = made.cast("3-1-201", "15400000002", "陈立").ballot
    with pytest.raises(voids.VoidWithoutReason):
        voids.ask_void(ballot=mistaken, reason=" ", by=worker, now=OPEN_DAY)
    asked = voids.ask_void(ballot=mistaken, reason="他人代投", by=worker, now=OPEN_DAY)
    with pytest.raises(voids.VoidAsked):
        voids.ask_void(ballot=mistaken, reason="再一次", by=secretary, now=OPEN_DAY)
    with pytest.raises(voids.SecondOfficer):
        voids.confirm_void(request=asked, by=worker, now=OPEN_DAY)
    with pytest.raises(proving.AlreadyVoted):
        made.take_in("3-1-201")
    voids.confirm_void(request=asked, by=secretary, now=OPEN_DAY)
    assert taking_part.ballot_of(made.voter("3-1-201")) is None
    again = made.take_in("3-1-201")
    assert again.replaces == Void.objects.get()
    with pytest.raises(proving.AlreadyVoted):
        made.cast("3-1-201", "15400000003", "林越")
    for twice in (
        Ballot(replaces=again.replaces, **_like(again)),
        Ballot(replaces=None, **_like(again)),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            twice.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Void(ballot=again, reason="x", first=worker, second=worker, at=NOW).save()
    made.close()
    made.count_envelopes()
    made.enter(again, "陈立")
    made.finish_boxes()
    made.count()
    [counted] = results.results_of(made.again())
    assert counted.data["outcome"]["taking_part"]["heads"] == 1
    assert [one["why"] for one in counted.data["rejected"]] == ["voided"]


def _like(row: Ballot) -> dict[str, object]:
    names = ("vote", "voter", "channel", "spoken_by", "received_at", "taken_at", "taken_by")
    return {name: getattr(row, name) for name in (*names, "letter", "proxy", "box")}


def test_a_void_that_waits_keeps_the_count_waiting(town: Neighbourhood) -> None:
    made = scene(town, Phase.OPEN)
    ballot = made.cast("3-1-201", "15400000002", "陈立").ballot
    asked = voids.ask_void(ballot=ballot, reason="核实", by=town.users["worker"], now=OPEN_DAY)
    made.close()
    with pytest.raises(counting.VoidsOpen):
        made.count()
    voids.refuse_void(request=asked, by=town.users["secretary"], now=LATE)
    made.count()
    assert made.again().phase == Phase.COUNTED


def test_delivery_is_proven_owner_by_owner(town: Neighbourhood) -> None:
    from liren.voting.selectors.rolls import as_roll

    made, worker = scene(town, Phase.OPEN), town.users["grid_worker"]
    voter = made.voter("3-1-201")
    note = letters.note_delivery
    with pytest.raises(letters.DeliveryUnclear):
        note(
            vote=made.vote, voters=[voter], delivered=letters.Delivered(way="x"), by=worker, now=NOW
        )
    some = letters.Delivered(way="hand", owners=voter.owners[:1])
    note(vote=made.vote, voters=[voter], delivered=some, by=worker, now=OPEN_DAY)
    failed = letters.Delivered(way="failed")
    note(vote=made.vote, voters=[made.voter("5-1-101")], delivered=failed, by=worker, now=OPEN_DAY)
    assert as_roll(made.vote.roll, made.vote).delivered == {voter.owners[0]}
