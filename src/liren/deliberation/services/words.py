"""Words for everybody: not empty, not endless, and nobody in them. Who speaks, as pages name it."""

from datetime import datetime

from liren.accounts.models import Party, User
from liren.accounts.selectors import community_party
from liren.core.errors import Invalid, sentence
from liren.core.permissions import Actor
from liren.core.redaction.public_words import public_words
from liren.deliberation.models import Measure, Topic, TopicStep
from liren.places.models import Place


class WordsMissing(Invalid):
    """Something is said in words."""

    code = "deliberation.words_missing"
    sentence = sentence("Please write it in a few words.")


class WordsTooLong(Invalid):
    """Short enough to be read by everybody."""

    code = "deliberation.words_too_long"
    sentence = sentence("At most {most} characters, so that everybody reads it. These are {count}.")


class WordsTellTooMuch(Invalid):
    """A name, a number or a door stands in them."""

    code = "deliberation.words_tell_too_much"
    sentence = sentence(
        "Everybody reads this. Please leave out what points to a person; we mean: {covered}"
    )


def for_everybody(text: str, *, most: int) -> str:
    """The words as they are kept; refused with what is to be mended."""
    words = text.replace("\0", "").strip()
    if not words:
        raise WordsMissing
    if len(words) > most:
        raise WordsTooLong(most=most, count=len(words))
    shown = public_words(words)
    if shown != words:
        raise WordsTellTooMuch(covered=shown)
    return words


def office_of(by: Actor, place: Place) -> Party | None:
    """For whom somebody speaks here: the party of the nearest grant, else the committee."""
    grants = by.current_grants() if isinstance(by, User) else []
    near = [grant for grant in grants if grant.party and _reaches(grant.place_path, place)]
    best = max(near, key=lambda grant: len(grant.place_path), default=None)
    return best.party if best else community_party(place)


def _reaches(path: str, place: Place) -> bool:
    return place.path.startswith(path) or path.startswith(place.path)


def note_step(
    topic: Topic,
    what: str,
    *,
    by: Actor,
    now: datetime,
    words: str = "",
    of: Party | Measure | None = None,
) -> TopicStep:
    """Write one moment into the time line: in the name of a party, or about its measure."""
    measure = of if isinstance(of, Measure) else None
    party = of.party if isinstance(of, Measure) else of
    return TopicStep.objects.create(
        topic=topic,
        what=what,
        words=words,
        by=by.audit_name,
        party=party,
        measure=measure,
        at=now,
    )
