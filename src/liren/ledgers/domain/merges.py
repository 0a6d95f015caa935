"""Joins, reviews and conflicts over several files, in the shape of the answer key."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from .matching import Matching, Record, Ref

FIELDS = ("phones", "name", "home", "sex", "birth_date")
RULE = (
    "Joined by themselves: equal valid id numbers; or name, full birth date, no contradiction, and "
    "a telephone or the home, where at least one has no id number. All else waits for review."
)


def merges_data(matching: Matching) -> dict[str, Any]:
    """All that is known of each person who stands in more than one line."""
    groups = [_group(at, members, matching) for at, members in enumerate(_people(matching), 1)]
    records = matching.records
    asked = len(_joined(range(len(matching.sets)), _review_links(matching)))
    return {
        "rule": RULE,
        "groups": groups,
        "reviews": [
            {
                "a": ref_data(records[p.first].ref),
                "b": ref_data(records[p.second].ref),
                "why": p.why,
            }
            for p in matching.reviews
        ],
        "never_merge": [
            {"why": p.why, "a": _refs_of(p.first, matching), "b": _refs_of(p.second, matching)}
            for p in matching.apart
        ],
        "distinct_persons": asked,
        "distinct_before_review": len(matching.sets),
        "landlord_links": sum(bool(one.landlord) and not one.is_error for one in records),
    }


def ref_data(ref: Ref) -> dict[str, Any]:
    """Where a line stands, as plain data."""
    return ref._asdict()


def _review_links(matching: Matching) -> list[tuple[int, int]]:
    person = matching.person_of()
    return [(person[p.first], person[p.second]) for p in matching.reviews]


def _people(matching: Matching) -> list[list[int]]:
    """Records in groups: what is joined, what waits for review, and what waits for correction."""
    links = [(p.first, p.second) for p in matching.reviews]
    links += [(m[0], at) for m in matching.sets for at in m[1:]]
    links += list(matching.waiting.items())
    groups = _joined(range(len(matching.records)), links)
    return sorted(members for members in groups if len(members) > 1)


def _joined(members: Iterable[int], links: Iterable[tuple[int, int]]) -> list[list[int]]:
    parent = {at: at for at in members}

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for one, other in links:
        first, second = sorted((root(one), root(other)))
        parent[second] = first
    found: dict[int, list[int]] = defaultdict(list)
    for at in parent:
        found[root(at)].append(at)
    return list(found.values())


def _refs_of(at: int, matching: Matching) -> list[dict[str, Any]]:
    members = next(members for members in matching.sets if at in members)
    return [ref_data(matching.records[one].ref) for one in members]


def _group(number: int, members: Sequence[int], matching: Matching) -> dict[str, Any]:
    records, person = matching.records, matching.person_of()
    sets: dict[int, list[int]] = defaultdict(list)
    for at in members:
        if at in person:
            sets[person[at]].append(at)
    good = [records[at] for at in members if at in person]
    return {
        "person": f"G{number:04}",
        "name": next((records[at].name for at in members if records[at].name), None),
        "auto_merge_sets": [[ref_data(records[at].ref) for at in one] for one in sets.values()],
        "needs_review": len(sets) > 1,
        "error_rows_that_join_after_correction": [
            ref_data(records[at].ref) for at in members if records[at].is_error
        ],
        "conflicts": conflicts(good),
    }


def conflicts(records: Sequence[Record]) -> list[dict[str, Any]]:
    """Fields with more than one value: each with its lines and its date; none is chosen here."""
    found = []
    for name in FIELDS:
        values: dict[str, list[Record]] = {}
        for one in records:
            if value := _value(one, name):
                values.setdefault(json.dumps(value, ensure_ascii=False, sort_keys=True), []).append(
                    one
                )
        if len(values) > 1:
            listed = [
                {
                    "value": json.loads(text),
                    "refs": [ref_data(one.ref) for one in said],
                    "as_of": max(one.as_of for one in said),
                }
                for text, said in values.items()
            ]
            found.append({"field": name, "values": listed})
    return found


def _value(record: Record, name: str) -> Any:
    if name == "phones":
        return sorted(record.phones)
    if name == "home":
        return record.home.as_data() if any(record.home) else None
    value = record.birth if name == "birth_date" else getattr(record, name)
    return value or None
