"""An address of our own inside a message: on a page it is touched, not read."""

import re

# A path of words, perhaps behind the address of a site; "3/4" in a sentence is none.
ADDRESS = re.compile(r"(?<![\w/.])(https?://[^\s/]+)?(/(?:[\w-]+/)+(?:\?[\w=&-]+)?)", re.ASCII)
LEFT_OVER = " ：:"


def own_path(text: str, site: str) -> str:
    """Where a message leads on this site; empty where it leads nowhere, or to somebody else's."""
    for found in ADDRESS.finditer(text):
        if found[1] in (None, site):
            return found[2]
    return ""


def without_path(text: str, site: str) -> str:
    """The words without it."""
    path = own_path(text, site)
    if not path:
        return text
    before, _, after = text.partition(f"{site}{path}" if f"{site}{path}" in text else path)
    return f"{before.rstrip(LEFT_OVER)}{after}".strip()
