"""Local rules and results as plain data: what is kept with a vote, so that a later change of the
shipped profiles, or of this program, does not change what was decided under them."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from enum import Enum
from typing import Any

from .ballots import Rejected
from .counting import Outcome, Result, Silence, Standing, Trial, Weight
from .profiles import (
    Channel,
    Clause,
    CoOwners,
    PaperDuty,
    Profile,
    SilenceEffect,
    Source,
)


def profile_data(rules: Profile) -> dict[str, Any]:
    """A profile as plain data."""
    return {field.name: _plain(getattr(rules, field.name)) for field in fields(rules)}


def profile_of(data: Mapping[str, Any]) -> Profile:
    """The profile that was kept."""
    made = dict(data)
    for name in ("from_date", "checked_date", "until_date"):
        made[name] = date.fromisoformat(made[name]) if made[name] else None
    made["channels"] = frozenset(Channel(value) for value in made["channels"])
    made["barred_proxies"] = frozenset(made["barred_proxies"])
    made["paper"], made["co_owners"] = PaperDuty(made["paper"]), CoOwners(made["co_owners"])
    made["clause"] = clause_of(made["clause"]) if made["clause"] else None
    made["sources"] = tuple(Source(**source) for source in made["sources"])
    return Profile(**made)


def clause_of(data: Mapping[str, Any]) -> Clause:
    """A "not returned" clause from plain data."""
    day = data.get("adopted_date")
    return Clause(
        text=data["text"],
        adopted_date=date.fromisoformat(day) if day else None,
        effect=SilenceEffect(data["effect"]),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, (Clause, Source)):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, (frozenset, tuple)):
        listed = [_plain(one) for one in value]
        return sorted(listed) if isinstance(value, frozenset) else listed
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def result_data(result: Result) -> dict[str, Any]:
    """An explained result as plain data; areas in 0.01 m², bars as they are written."""
    silence = result.silence
    return {
        "outcome": outcome_data(result.outcome),
        "silence": _silence(silence) if silence else None,
        "has_passed": result.has_passed,
        "rejected": _rejected(result.rejected),
        "channels": _channels(result),
    }


def outcome_data(outcome: Outcome) -> dict[str, Any]:
    """An outcome with every test that was put."""
    totals, verdict = outcome.totals, outcome.verdict
    return {
        "everybody": _weight(totals.everybody),
        "taking_part": _weight(totals.taking_part),
        "chosen": {name: _weight(weight) for name, weight in totals.chosen.items()},
        "quorum": [_trial(trial) for trial in verdict.quorum],
        "approval": [_trial(trial) for trial in verdict.approval],
        "is_quorate": verdict.is_quorate,
        "has_passed": outcome.has_passed,
        "standings": [_standing(standing) for standing in outcome.standings],
    }


def _weight(weight: Weight) -> dict[str, int]:
    return {"heads": weight.heads, "area": weight.area}


def _trial(trial: Trial) -> dict[str, Any]:
    return {
        "measure": trial.measure.value,
        "part": trial.part,
        "whole": trial.whole,
        "bar": str(trial.bar),
        "needed": trial.needed,
        "is_met": trial.is_met,
    }


def _standing(standing: Standing) -> dict[str, Any]:
    return {
        "candidate": standing.candidate,
        "votes": _weight(standing.votes),
        "approval": [_trial(trial) for trial in standing.approval],
        "rank": standing.rank,
        "is_approved": standing.is_approved,
        "is_elected": standing.is_elected,
        "is_tied": standing.is_tied,
    }


def _silence(silence: Silence) -> dict[str, Any]:
    added = sum((Weight(1, head.area) for head in silence.heads), Weight())
    return {
        "text": silence.clause.text,
        "adopted_date": str(silence.clause.adopted_date),
        "effect": silence.clause.effect.value,
        "joined": silence.joined.value if silence.joined else None,
        "added": _weight(added),
        "outcome": outcome_data(silence.outcome),
        "is_decisive": silence.is_decisive,
    }


def _rejected(rejected: Iterable[Rejected]) -> list[dict[str, Any]]:
    return [
        {"number": one.ballot.number, "channel": one.ballot.channel.value, "why": one.why.value}
        for one in rejected
    ]


def _channels(result: Result) -> dict[str, int]:
    found = dict.fromkeys((channel.value for channel in Channel), 0)
    for vote in result.accepted:
        found[vote.ballot.channel.value] += 1
    return found
