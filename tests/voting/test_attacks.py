"""What somebody would try who wants to know, to vote twice, or to undo."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from liren.core.models import AuditEvent
from liren.core.permissions import SYSTEM, PermissionMissing
from liren.voting.domain.matters import Basis
from liren.voting.domain.phases import Phase
from liren.voting.models import Access, Ballot, Box, Letter, ObserverNote, Void, VoidRequest
from liren.voting.paper import _result, result_sheet
from liren.voting.selectors.results import results_of
from liren.voting.selectors.taking_part import VoterUnclear, counted_boxes, voter_of_home
from liren.voting.services import boxes, casting, letters, proving, proxies, running, voids
from liren.voting.services.drafting import NewQuestion, NewVote, QuestionUnclear, edit_vote
from liren.voting.wording import box_words, secrecy_of
from tests.factories.neighbourhood import Neighbourhood
from tests.voting.scenes import CLAUSE, DAY, LATE, NOW, OPEN_DAY, Scene, scene

MINUTE = timedelta(minutes=1)


def print_again(made: Scene, *homes: str, now: object = OPEN_DAY) -> None:
    """New letters for some."""
    voters = [made.voter(home) for home in homes]
    printed = letters.print_letters(vote=made.again(), voters=voters, by=SYSTEM, now=OPEN_DAY)
    made.letters |= {one.voter.label: one for one in printed}


def test_who_proved_with_a_letter_that_was_replaced_cannot_vote_with_it(
    town: Neighbourhood,
) -> None:
    made = scene(town, Phase.OPEN)
    access = made.prove("3-1-201", "15400000002")
    print_again(made, "3-1-201")
    with pytest.raises(proving.LetterUnknown):
        casting.cast_ballot(access=access, answers={1: ["陈立"]}, now=OPEN_DAY + MINUTE)
    assert not Ballot.objects.exists()
    made.cast("3-1-201", "15400000002", "陈立")


def test_patience_does_not_help_to_guess(town: Neighbourhood) -> None:
    made = scene(town, Phase.OPEN)
    code, asked, now = made.letters["3-1-101"].code, 0, OPEN_DAY
    for _hour in range(23):
        for _ in range(proving.PER_VOTER):
            try:
                proving.ask_digits(code=code, phone="15400000001", now=now)
                asked += 1
            except proving.TooManyDigits:
                pass
        now += 60 * MINUTE
    assert asked == proving.PER_DAY
    proving.ask_digits(code=code, phone="15400000001", now=OPEN_DAY + DAY + MINUTE)


def test_a_paper_from_before_a_thaw_speaks_for_nobody(town: Neighbourhood) -> None:
    made = scene(town, Phase.READY)
    old = {made.paper(home) for home in made.letters}
    last = max(Letter.objects.values_list("number", flat=True))
    running.thaw_roll(vote=made.vote, reason="漏登一户", by=SYSTEM, now=NOW + DAY)
    running.freeze_roll(vote=made.again(), by=SYSTEM, now=NOW + DAY)
    voters = list(made.again().voters.order_by("-pk"))
    printed = letters.print_letters(vote=made.vote, voters=voters, by=SYSTEM, now=NOW + DAY)
    assert min(one.letter.number for one in printed) == last + 1
    opens = made.again().opens_at
    assert opens is not None
    running.open_vote(vote=made.vote, by=SYSTEM, now=opens)
    for number in old:
        with pytest.raises(boxes.PaperUnknown):
            boxes.take_in(
                vote=made.vote, envelope=boxes.Envelope(number=number), by=SYSTEM, now=OPEN_DAY
            )


def test_a_finished_box_keeps_its_photo(town: Neighbourhood) -> None:
    made = scene(town, Phase.OPEN)
    ballot = made.take_in("3-1-201")
    made.close()
    made.count_envelopes()
    made.enter(ballot, "陈立")
    made.finish_boxes()
    box = Box.objects.get(vote=made.vote)
    with pytest.raises(boxes.BoxFinished):
        boxes.finish_box(box=box, photo="x.jpg", reason="", by=town.users["worker"], now=LATE)
    box.refresh_from_db()
    assert (box.photo, box.no_photo_reason) == ("", "无相机")


def test_what_was_voided_cannot_be_refused_any_more(town: Neighbourhood) -> None:
    made = scene(town, Phase.OPEN)
    ballot = made.cast("3-1-101", "15400000001", "陈立").ballot
    worker, secretary = town.users["worker"], town.users["secretary"]
    asked = voids.ask_void(ballot=ballot, reason="误投", by=worker, now=OPEN_DAY)
    voids.confirm_void(request=asked, by=secretary, now=OPEN_DAY)
    with pytest.raises(voids.VoidAsked):
        voids.refuse_void(request=asked, by=worker, now=OPEN_DAY)
    assert Void.objects.count() == 1 and VoidRequest.objects.get().refused_at is None
    assert not AuditEvent.objects.filter(action="voting.void_refused").exists()


def proxy(made: Scene, home: str, **typed: object) -> None:
    new = proxies.NewProxy(**{"is_written": True, **typed})  # type: ignore[arg-type]  # as a form gives them
    by = made.town.users["worker"]
    proxies.name_proxy(vote=made.vote, voter=made.voter(home), new=new, by=by, now=OPEN_DAY)


def test_nobody_is_their_own_proxy(town: Neighbourhood) -> None:
    made = scene(town, Phase.OPEN)
    for holder, document in (("王一", ""), ("王\u200b 一", ""), ("王一", "a1")):
        with pytest.raises(proxies.OwnProxy):
            proxy(made, "3-1-101", holder=holder, document=document)
    proxy(made, "3-1-101", holder="王一", document="Z9")  # somebody else of that name
    proxy(made, "3-1-201", holder="王一")


def test_nobody_holds_more_proxies_by_another_spelling(town: Neighbourhood) -> None:
    made = scene(town, Phase.OPEN, profile="weifang")
    with pytest.raises(proxies.DocumentMissing):
        proxy(made, "3-1-101", holder="赵小四")
    for home, name, document in (
        ("3-1-101", "赵小四", "z4"), ("3-1-201", "赵 小四", "Ｚ４"),
        ("3-1-202", "小赵", "z\u200b4"),
    ):  # fmt: skip
        proxy(made, home, holder=name, document=document)
    with pytest.raises(proxies.TooManyProxies):
        proxy(made, "5-1-101", holder="赵四", document="Z4 ")


def test_why_a_roll_was_opened_again_is_read_by_everybody(town: Neighbourhood) -> None:
    made = scene(town, Phase.READY)
    running.thaw_roll(vote=made.vote, reason="漏登一户", by=SYSTEM, now=NOW)
    page = Client().get(f"/votes/{made.vote.pk}/").content.decode()
    assert "漏登一户" in page
    running.take_back(vote=made.again(), reason="议题改动", by=SYSTEM, now=NOW)
    running.post_roll(vote=made.again(), by=SYSTEM, now=NOW)
    assert "议题改动" in Client().get(f"/votes/{made.vote.pk}/").content.decode()
    ObserverNote.objects.create(vote=made.vote, observer="孙", text="只在计票后", by="x", at=NOW)
    assert "只在计票后" not in Client().get(f"/votes/{made.vote.pk}/").content.decode()


def test_a_difference_of_envelopes_and_what_was_found_late_is_read_by_everybody(
    town: Neighbourhood,
) -> None:
    made = scene(town, Phase.OPEN)
    first = made.take_in("3-1-201")
    made.close()
    second = made.take_in("5-1-101", now=LATE)
    [box] = Box.objects.filter(vote=made.vote)
    boxes.count_envelopes(
        box=box, envelopes=3, difference="一个空信封", by=town.users["worker"], now=LATE
    )
    made.enter(first, "陈立")
    made.enter(second, "陈立")
    made.finish_boxes()
    made.count()
    [line] = box_words(counted_boxes(made.again()))
    assert "一个空信封" in line and "1" in line and "2" in line and "3" in line
    assert "一个空信封" in Client().get(f"/votes/{made.vote.pk}/result/").content.decode()
    assert result_sheet(made.vote).startswith(b"%PDF")


def test_both_counts_are_on_page_and_paper_where_silence_decides(town: Neighbourhood) -> None:
    made = scene(town, Phase.DRAFT, own_rules={"clause": CLAUSE}, explains_silence=True)
    running.post_roll(vote=made.again(), by=SYSTEM, now=NOW)
    running.freeze_roll(vote=made.again(), by=SYSTEM, now=NOW)
    voters = list(made.again().voters.all())
    printed = letters.print_letters(vote=made.vote, voters=voters, by=SYSTEM, now=NOW)
    made.letters = {one.voter.label: one for one in printed}
    by_hand = letters.Delivered(way="hand")
    letters.note_delivery(vote=made.vote, voters=voters, delivered=by_hand, by=SYSTEM, now=NOW)
    opens = made.again().opens_at
    assert opens is not None
    running.open_vote(vote=made.vote, by=SYSTEM, now=opens)
    made.again()
    for home, phone in (("3-1-101", "15400000001"), ("5-1-101", "15400000005")):
        made.cast(home, phone, "陈立", now=opens)
    made.close()
    made.count()
    [counted] = results_of(made.again())
    assert counted.data["silence"]["outcome"]["taking_part"]["heads"] == 6
    assert counted.data["outcome"]["taking_part"]["heads"] == 2
    page = Client().get(f"/votes/{made.vote.pk}/result/").content.decode()
    assert page.count("standings") == 2
    assert result_sheet(made.vote).startswith(b"%PDF")


@pytest.mark.parametrize("is_secret", [True, False])
def test_whoever_votes_is_told_before_what_is_published_of_it(
    is_secret: bool, town: Neighbourhood
) -> None:
    made, visitor = scene(town, Phase.OPEN, is_secret=is_secret), Client()
    session = visitor.session
    access = made.prove("3-1-101", "15400000001")
    Access.objects.update(proven_at=timezone.now())
    session["vote_access"] = access.pk
    session.save()
    with override("en"):
        words = secrecy_of(made.vote)
    page = visitor.get("/vote/ballot/", headers={"accept-language": "en"}).content.decode()
    assert words in page and words.startswith("Secret" if is_secret else "Open")


def test_a_residents_result_has_no_areas_on_its_sheet(town: Neighbourhood) -> None:
    made = scene(town, Phase.COUNTED, basis=Basis.HOMES)
    [one] = results_of(made.vote)
    assert "m²" in str(_result(one, is_owners=True))
    assert "m²" not in str(_result(one, is_owners=False))
    assert result_sheet(made.vote).startswith(b"%PDF")


@pytest.mark.parametrize(
    "names",
    [
        ("陈立", "陈\u200b 立"),
        ("长" * 40 + "一", "长" * 40 + "二"),
        ("Abstain", "陈立"),
        ("agree", "x"),
    ],
)
def test_candidates_can_be_told_apart_and_are_no_answers(
    names: tuple[str, str], town: Neighbourhood
) -> None:
    question = NewQuestion(
        text="选举", candidates=[(name, "") for name in names], seats=1, most_picks=1
    )
    with pytest.raises(QuestionUnclear):
        scene(town, Phase.DRAFT, question)


def test_a_proxy_is_for_the_person_meant_where_each_person_has_a_vote(town: Neighbourhood) -> None:
    made = scene(town, Phase.OPEN, basis=Basis.PERSONS)
    with pytest.raises(VoterUnclear):
        voter_of_home(made.vote, "3-1-201")
    for letter in Letter.objects.filter(vote=made.vote):
        assert voter_of_home(made.vote, letters.number_of(letter)) == letter.voter
    assert voter_of_home(made.vote, "3-1-102").units == ["3-1-101", "3-1-102"]


def test_boxes_are_listed_in_a_fixed_number_of_statements(town: Neighbourhood) -> None:
    made, client = scene(town, Phase.OPEN), Client()
    client.force_login(town.users["worker"])
    made.take_in("3-1-201")
    counts = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/desk/votes/{made.vote.pk}/paper/").status_code == 200
        counts.append(len(asked))
        boxes.begin_box(vote=made.again(), by=town.users["worker"], now=OPEN_DAY)
    assert counts[1] == counts[2]


def test_a_draft_can_move_to_another_place_and_only_to_ones_own(town: Neighbourhood) -> None:
    made, worker = scene(town, Phase.DRAFT), town.users["worker"]
    new = NewVote(title="x", questions=[NewQuestion(text="是否同意")])
    building, next_one = town.places["community"], town.places["next_community"]
    edit_vote(vote=made.vote, new=new, place=building, by=worker, now=NOW)
    assert made.again().place == building and made.vote.place_path == building.path
    with pytest.raises(PermissionMissing):
        edit_vote(vote=made.vote, new=new, place=next_one, by=worker, now=NOW)
