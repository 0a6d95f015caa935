"""Files of tests that several workers share, a part each."""

import re

from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]  # it has no types

NAMED = re.compile(r"(?<=[\[-])part \S+ \S+(?=\]$)")


def name_of(first: str, of: str) -> str:
    """The last of a test's parameters, by which it is known to belong to a part."""
    return f"part {of} {first}"


class Parts(LoadFileScheduling):  # type: ignore[misc]  # see above
    """What has no part goes by its file: its tests share servers and browser, in order."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        part = NAMED.search(nodeid)
        return f"{file} {part[0]}" if part else file
