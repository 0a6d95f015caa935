"""Values of a file as they may be shown before anybody has said what for."""

LONGEST = 24
MANY_DIGITS = 7  # a number of somebody, however it is written


def masked_sample(text: str) -> str:
    """Enough to see what a column holds: numbers without their middle, long words cut off."""
    digits = sum(sign.isdecimal() for sign in text)
    shown = _without_middle(text, digits) if digits >= MANY_DIGITS else text
    return f"{shown[:LONGEST]}…" if len(shown) > LONGEST else shown


def _without_middle(text: str, digits: int) -> str:
    shown, seen = [], 0
    for sign in text:
        seen += sign.isdecimal()
        is_middle = sign.isdecimal() and 3 < seen <= digits - 3
        shown.append("*" if is_middle else sign)
    return "".join(shown)


def masked_name(text: str) -> str:
    """A name with all but its first character hidden."""
    return f"{text[:1]}{'*' * max(1, len(text) - 1)}" if text else ""
