"""Who somebody turned out to be: joins in force make trees, and every origin has one root."""

from collections.abc import Mapping


def roots(joins: Mapping[int, int]) -> dict[int, int]:
    """For each origin its root, where `joins` says what each was directly joined into.

    A circle cannot be: whoever joins takes the root of the survivor, and refuses one that is the
    origin itself.
    """
    found: dict[int, int] = {}
    for origin in joins:
        at, seen = origin, {origin}
        while at in joins:
            at = joins[at]
            if at in seen:
                raise ValueError(f"the joins of {origin} run in a circle")
            seen.add(at)
        found[origin] = at
    return found
