"""How an announcement reads as a message: the link is never what is cut off."""

ELLIPSIS = "…"


def message_of(*, sender: str, title: str, text: str, link: str, longest: int) -> str:
    """Sender and title, as much of the text as there is room for, and where to read the rest."""
    head = f"【{sender}】{title}" if sender else title
    tail = f"\n{link}" if link else ""
    body = " ".join(text.split())
    room = longest - len(head) - len(tail) - 1
    if len(body) > room:
        body = body[: max(0, room - 1)].rstrip() + ELLIPSIS if room > 1 else ""
    return f"{head}\n{body}{tail}" if body else f"{head[: longest - len(tail)]}{tail}"
