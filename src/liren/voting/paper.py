"""Letters with their ballot, and the result sheet, as PDF; paper speaks Chinese."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from liren.accounts.selectors import community_party
from liren.ui.paper import code_of, typeset
from liren.voting.domain.codes import digits_of, paper_number
from liren.voting.domain.matters import Basis
from liren.voting.domain.profiles import Channel
from liren.voting.models import Question, Vote
from liren.voting.selectors.results import Counted, results_of
from liren.voting.selectors.rolls import owners_of, sums_of
from liren.voting.selectors.taking_part import shares, whole
from liren.voting.selectors.votes import questions_of
from liren.voting.services.letters import Printed
from liren.voting.wording import (
    bar_word,
    item_word,
    m2,
    rejected_words,
    share_of,
    silent_words,
    verdict_of,
)

LANGUAGE = "zh-hans"


def letters_of(vote: Vote, printed: Sequence[Printed]) -> bytes:
    """One letter each: how to vote on line, the ballot, the stub with the receipt."""
    with override(LANGUAGE):
        asked = [_question(one) for one in questions_of(vote)]
        keys = {key for one in printed for key in one.voter.owners}
        names = {key: row.name for key, row in owners_of(vote.roll, keys).items()}
        return typeset(
            "vote_letter",
            {
                **_head(vote),
                "online": Channel.ONLINE in vote.channels,
                "paper": bool({Channel.PAPER, Channel.PROXY} & set(vote.channels)),
                "silence": _silence(vote),
                "questions": asked,
                "letters": [_letter(vote, one, names) for one in printed],
                "words": _letter_words(vote),
            },
        )


def _head(vote: Vote) -> dict[str, Any]:
    party = community_party(vote.place)
    return {
        "language": "zh",
        "title": vote.title,
        "text": vote.text,
        "place": vote.place.name,
        "opens": _moment(vote.opens_at),
        "closes": _moment(vote.closes_at),
        "office": f"{party.name}  {party.phone}" if party else "",
        "hours": party.hours if party else "",
    }


def _moment(at: Any) -> str:
    return date_format(timezone.localtime(at), "Y年n月j日 H:i") if at else ""


def _silence(vote: Vote) -> str:
    clause = vote.own_rules.get("clause") or {}
    return str(clause.get("text", "")) if vote.explains_silence else ""


def _question(one: Question) -> dict[str, Any]:
    choices = [gettext("Agree"), gettext("Oppose"), gettext("Abstain")]
    if one.candidates:
        choices = [gettext("Abstain: none of them")]
    how = gettext("Tick up to {most}; {seats} are elected.")
    return {
        "number": one.number,
        "text": one.text,
        "explanation": one.explanation,
        "candidates": one.candidates,
        "choices": choices,
        "how": how.format(most=one.most_picks, seats=one.seats) if one.candidates else "",
    }


def _letter(vote: Vote, one: Printed, names: dict[str, str]) -> dict[str, Any]:
    number = paper_number(vote.pk, one.letter.number)
    site = settings.LIREN_URL.rstrip("/")
    online = site + reverse("voting:enter_code", args=[digits_of(one.code)])
    at_desk = f"{site}{reverse('voting:desk_paper', args=[vote.pk])}?paper={number}"
    owners = [names[key] for key in one.voter.owners if key in names]
    return {
        "home": gettext(", ").join(one.voter.units) or one.voter.label,
        "owners": gettext(", ").join(owners),
        "area": m2(one.voter.area) if vote.basis == Basis.OWNERS else "",
        "code": one.code,
        "link": online,
        "drawn": code_of(online),
        "number": number,
        "paper_drawn": code_of(at_desk),
        "receipt": one.receipt,
        "entry": site + reverse("voting:enter"),
    }


def _letter_words(vote: Vote) -> dict[str, str]:
    return {
        "to": gettext("To the owner of") if vote.basis == Basis.OWNERS else gettext("To"),
        "how": gettext("Two ways, one vote: by telephone, or on the paper below."),
        "scan": gettext("Scan, or open {}"),
        "code": gettext("Letter code"),
        "phone": gettext(
            "Then type the telephone that the roll has for you; six digits are sent to it. "
            "Give code and digits to nobody, not to us either."
        ),
        "ballot": gettext("Ballot"),
        "fold": gettext("Cut here; fold the ballot and hand it in closed"),
        "sign": gettext("Signature"),
        "date": gettext("Date"),
        "proxy": gettext("Signed by a proxy: name, and bring the written proxy"),
        "keep": gettext("Keep this part"),
        "receipt": gettext(
            "Receipt of the paper ballot: when it is counted, find your ballot with it."
        ),
        "until": gettext("Voting until"),
        "home": gettext("Home"),
        "number": gettext("Paper no."),
        "open": gettext("Voting from"),
    }


def result_sheet(vote: Vote) -> bytes:
    """The announcement of the result, in the usual form, with signatures to be filled in."""
    counted = results_of(vote)
    with override(LANGUAGE):
        sums = sums_of(vote.roll) if vote.roll else None
        taking_part = whole(shares(vote))
        is_owners = vote.basis == Basis.OWNERS
        return typeset(
            "vote_result",
            {
                **_head(vote),
                "heading": gettext("Announcement of the result of a vote"),
                "is_owners": is_owners,
                "facts": [
                    [gettext("Voted on"), vote.title],
                    [gettext("Place"), vote.place.name],
                    [
                        gettext("Voted from"),
                        f"{_moment(vote.opens_at)} — {_moment(vote.closes_at)}",
                    ],
                    [gettext("Roll"), _roll(vote, sums)],
                    [gettext("Homes that voted"), f"{taking_part.voted} / {taking_part.homes}"],
                    [gettext("Rules"), _rules(vote)],
                ],
                "questions": [_result(one) for one in counted],
                "words": _result_words(),
                "signers": [
                    gettext("Counted by"),
                    gettext("Watched by"),
                    gettext("Owners' committee or preparing group (seal)"),
                    gettext("Residents' committee (seal)"),
                ],
                "date": date_format(timezone.localtime(vote.counted_at), "Y年n月j日"),
            },
        )


def _roll(vote: Vote, sums: Any) -> str:
    version = vote.roll.number if vote.roll else 0
    print_ = vote.roll.fingerprint[:16] if vote.roll else ""
    said = gettext("version {version}, {units} homes, fingerprint {fingerprint}…")
    return said.format(version=version, units=sums.units if sums else 0, fingerprint=print_)


def _rules(vote: Vote) -> str:
    return "；".join(source["article"] for source in vote.profile.get("sources", []))


def _result(one: Counted) -> dict[str, Any]:
    data, outcome = one.data, one.data["outcome"]
    silent = data["silence"]
    return {
        "number": one.question.number,
        "text": one.question.text,
        "item": item_word(one.question.item) if one.question.item else "",
        "quorum": [_trial(trial) for trial in outcome["quorum"]],
        "approval": [_trial(trial) for trial in outcome["approval"]],
        "chosen": _chosen(outcome),
        "standings": [_standing(standing) for standing in outcome["standings"]],
        "verdict": verdict_of(data),
        "silence": silent_words(silent) if silent else "",
        "rejected": rejected_words(data["rejected"]),
        "root": one.result.root,
        "sha256": one.result.sha256,
    }


def _trial(trial: dict[str, Any]) -> list[str]:
    is_area = trial["measure"] == "area"
    show = m2 if is_area else str
    part, whole_, needed = (show(trial[name]) for name in ("part", "whole", "needed"))
    share = share_of(trial["part"], trial["whole"])
    return [
        gettext("Area") if is_area else gettext("Heads"),
        str(part), str(whole_), share, bar_word(trial["bar"]), str(needed),
        gettext("reached") if trial["is_met"] else gettext("not reached"),
    ]  # fmt: skip


def _chosen(outcome: dict[str, Any]) -> list[list[str]]:
    words = (("agree", gettext("Agree")), ("oppose", gettext("Oppose")))
    found = []
    for key, word in (*words, ("abstain", gettext("Abstain"))):
        weight = outcome["chosen"].get(key, {"heads": 0, "area": 0})
        if not outcome["standings"] or weight["heads"]:
            found.append([word, str(weight["heads"]), m2(weight["area"])])
    return found


def _standing(one: dict[str, Any]) -> list[str]:
    said = gettext("not elected")
    if one["is_elected"]:
        said = gettext("elected")
    elif one["is_tied"]:
        said = gettext("equal, to be decided")
    votes = one["votes"]
    return [str(one["rank"]), one["candidate"], str(votes["heads"]), m2(votes["area"]), said]


def _result_words() -> dict[str, str]:
    return {
        "taking_part": gettext("Taking part"),
        "majority": gettext("Agreement, of those taking part"),
        "head": "|".join(
            [
                "",
                gettext("Part"),
                gettext("Of"),
                gettext("Share"),
                gettext("Needed"),
                gettext("At least"),
                gettext("Outcome"),
            ]
        ),
        "choice": "|".join([gettext("Choice"), gettext("Heads"), gettext("Area")]),
        "standing": "|".join(
            [
                gettext("Rank"),
                gettext("Candidate"),
                gettext("Heads"),
                gettext("Area"),
                gettext("Outcome"),
            ]
        ),
        "rejected": gettext("Not counted"),
        "none": gettext("none"),
        "root": gettext("Root of the published ballots"),
        "check": gettext("The published file can be counted again by anybody: liren vote verify."),
        "decided": gettext("Decided"),
    }
