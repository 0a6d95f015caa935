"""What the office pastes back into the group: short, warm, and without anybody's data."""

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext

from liren.cases.domain.chat.drafts import ASKS, CLOSING, OPENING
from liren.core.redaction.public_words import public_words

CHINESE, ENGLISH = "zh-hans", "en"


def question(title: str, missing: Sequence[str], language: str = CHINESE) -> str:
    """Ask for what is missing; where nothing is, say that it was heard."""
    with translation.override(language):
        parts = [
            gettext(OPENING).format(title=public_words(title)),
            *(gettext(ASKS[name]) for name in missing if name in ASKS),
            gettext(CLOSING),
        ]
    return ("" if language == CHINESE else " ").join(parts)
