"""Whether two names may be one name written twice: heard wrong, or one character wrong."""

from functools import lru_cache


def is_alike(one: str, other: str) -> bool:
    """Equal in sound, or the same surname and one other character in a name of equal length."""
    if not one or not other or one == other:
        return False
    if len(one) == len(other) and one[0] == other[0]:
        wrong = sum(a != b for a, b in zip(one, other, strict=True))
    else:
        wrong = len(one)
    return wrong == 1 or _sound(one) == _sound(other)


@lru_cache(maxsize=4_096)
def _sound(name: str) -> str:
    from pypinyin import lazy_pinyin  # large: read when names are compared by ear

    return " ".join(lazy_pinyin(name))
