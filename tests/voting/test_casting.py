"""Voting from home: letter, telephone, digits; each refusal says why."""

from datetime import timedelta

import pytest

from liren.notices.models import Delivery
from liren.voting.domain.choices import AnswerMissing, TooManyTicks
from liren.voting.domain.phases import Phase
from liren.voting.models import Access, Ballot
from liren.voting.services import casting, proving
from tests.factories.neighbourhood import Neighbourhood
from tests.voting.scenes import OPEN_DAY, scene

SECOND = timedelta(seconds=1)


def test_digits_go_to_the_owners_telephone_and_to_no_log(town: Neighbourhood) -> None:
    made = scene(town, Phase.OPEN)
    access = proving.ask_digits(
        code=made.letters["3-1-101"].code, phone="154 0000 0001", now=OPEN_DAY
    )
    sent = Delivery.objects.get(subject_type="voting.access", subject_id=access.pk)
    digits = proving.open_digits(access)
    assert sent.text == "" and sent.channel == "console"
    assert digits.encode() not in bytes(sent.text_sealed or b"")
    with pytest.raises(proving.DigitsWrong):
        proving.prove(access=access, digits="000000" if digits != "000000" else "1", now=OPEN_DAY)
    proven = proving.prove(access=access, digits=f" {digits[:3]} {digits[3:]} ", now=OPEN_DAY)
    assert proving.is_proven(proven, OPEN_DAY)
    with pytest.raises(proving.DigitsExpired):
        proving.prove(access=proven, digits=digits, now=OPEN_DAY)


def test_guessing_has_an_end(town: Neighbourhood) -> None:
    made = scene(town, Phase.OPEN)
    code = made.letters["3-1-101"].code
    access = proving.ask_digits(code=code, phone="15400000001", now=OPEN_DAY)
    right = proving.open_digits(access)
    for _ in range(proving.TRIES):
        with pytest.raises(proving.DigitsWrong):
            proving.prove(access=access, digits=str((int(right) + 1) % 10**6), now=OPEN_DAY)
    with pytest.raises(proving.DigitsExpired):
        proving.prove(access=access, digits=right, now=OPEN_DAY)
    for _ in range(proving.PER_VOTER - 1):
        proving.ask_digits(code=code, phone="15400000001", now=OPEN_DAY)
    with pytest.raises(proving.TooManyDigits):
        proving.ask_digits(code=code, phone="15400000001", now=OPEN_DAY)
    for bad in ("", "1234 5678 9012", "x" * 12, "0" * 400):
        with pytest.raises(proving.LetterUnknown):
            proving.ask_digits(code=bad, phone="15400000001", now=OPEN_DAY)


def test_a_proof_is_used_once_and_for_half_an_hour(town: Neighbourhood) -> None:
    made = scene(town, Phase.OPEN)
    access = made.prove("3-1-101", "15400000001")
    with pytest.raises(casting.ProofOver):
        casting.cast_ballot(
            access=access, answers={1: ["陈立"]}, now=OPEN_DAY + proving.PROOF_LASTS + SECOND
        )
    casting.cast_ballot(access=access, answers={1: ["陈立"]}, now=OPEN_DAY)
    with pytest.raises(proving.AlreadyVoted):
        casting.cast_ballot(access=access, answers={1: ["林越"]}, now=OPEN_DAY)
    assert Ballot.objects.count() == 1


def test_digits_that_were_not_typed_open_nothing(town: Neighbourhood) -> None:
    made = scene(town, Phase.OPEN)
    access = proving.ask_digits(
        code=made.letters["3-1-101"].code, phone="15400000001", now=OPEN_DAY
    )
    with pytest.raises(casting.ProofOver):
        casting.cast_ballot(access=access, answers={1: ["陈立"]}, now=OPEN_DAY)
    assert not Ballot.objects.exists()


def test_a_bad_answer_loses_nothing(town: Neighbourhood) -> None:
    made = scene(town, Phase.OPEN)
    access = made.prove("3-1-101", "15400000001")
    for answers, wrong in (({}, AnswerMissing), ({1: ["陈立", "林越", "吴宁"]}, TooManyTicks)):
        with pytest.raises(wrong):
            casting.cast_ballot(access=access, answers=answers, now=OPEN_DAY)
    assert Access.objects.get(pk=access.pk).used_at is None
    casting.cast_ballot(access=access, answers={1: ["陈立"]}, now=OPEN_DAY)


def test_the_close_is_a_moment_for_everybody(town: Neighbourhood) -> None:
    made = scene(town, Phase.OPEN)
    closes = made.vote.closes_at
    assert closes is not None
    made.cast("3-1-101", "15400000001", "陈立", now=closes)
    last = made.prove("5-1-101", "15400000005", now=closes)
    with pytest.raises(proving.VoteOver):  # proven in time, cast a second later
        casting.cast_ballot(access=last, answers={1: ["陈立"]}, now=closes + SECOND)
    made.close()
    with pytest.raises(proving.VoteOver):
        casting.cast_ballot(access=last, answers={1: ["陈立"]}, now=closes)


def test_where_the_rules_ask_for_it_only_the_named_co_owner_votes(town: Neighbourhood) -> None:
    made = scene(town, Phase.OPEN, profile="lishui")
    with pytest.raises(proving.NotTheNamed):
        made.prove("3-1-201", "15400000002")
    made.prove("3-1-101", "15400000001")


def test_where_on_line_is_for_the_city_alone_it_is_refused(town: Neighbourhood) -> None:
    from liren.voting.selectors import readiness

    made = scene(town, Phase.DRAFT)
    made.vote.profile_key = "beijing"
    made.vote.save()
    assert "channel_closed" in {one.gap.code for one in readiness.blocking(made.vote)}
