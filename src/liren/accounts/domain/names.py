"""What a party is called, cleaned of what nobody sees."""

import unicodedata

# Controls, marks that turn the reading round or hide a letter, halves of letters.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn"})


def tidy(words: str) -> str:
    """One line: composed, without invisible letters, with one space where there were several."""
    seen = (
        " " if letter.isspace() else letter
        for letter in words
        if letter.isspace() or unicodedata.category(letter) not in UNSEEN
    )
    return " ".join(unicodedata.normalize("NFC", "".join(seen)).split())
