"""A text as what is counted in it: words, runs of characters, and the runs of its head."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from operator import add

# A message of the province's board has 400 characters on average and 4,282 at most. What comes
# later is not read, so that ten megabytes cost no more than a page.
LONGEST = 4_000
# A title, or a first clause where title and text run together.
HEAD = 30
LONGEST_RUN = 3
BLOCKS = ("words", "runs", "head")

_MASK = re.compile(r"\[[^\[\]]{2,4}\]")
# Boards write A3区 or G市 for a place; the letter says nothing of the matter.
_LETTERED_PLACE = re.compile(r"[a-z]\d*(?=[省市区县])")
_NUMBER = re.compile(r"\d+")

Counts = Counter[str]


def words_of(text: str) -> list[str]:
    """Return the words of the part that is read, without punctuation; numbers become 0."""
    import rjieba  # its dictionary is large: read with the first text

    return [word for word in rjieba.cut(_plain(text)) if word[0].isalnum()]


def all_words_of(words: list[str]) -> list[str]:
    """Give every word of the dictionary that can be read in the text, overlapping ones too."""
    import rjieba

    return list(rjieba.cut_all("".join(words)))


def pieces_of(words: list[str]) -> tuple[Counts, Counts, Counts]:
    """Count the pieces, one count for each of `BLOCKS`."""
    joined = "".join(words)
    return Counter(words), Counter(_runs(joined)), Counter(_runs(joined[:HEAD]))


def _plain(text: str) -> str:
    # Cut before and after: one compatibility character can unfold into eighteen.
    text = unicodedata.normalize("NFKC", text[: 2 * LONGEST])[:LONGEST].lower()
    return _NUMBER.sub("0", _LETTERED_PLACE.sub("", _MASK.sub("", text)))


def _runs(text: str) -> Iterator[str]:
    """Give every run of one to `LONGEST_RUN` characters."""
    runs = list(text)
    for length in range(1, LONGEST_RUN + 1):
        yield from runs
        runs = list(map(add, runs, text[length:]))
