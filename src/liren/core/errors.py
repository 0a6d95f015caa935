"""Errors that a person is meant to read: a code, data, and a sentence, in that order of importance.

Raise a subclass defined beside the function that raises it. Partners match the code; the door
(`config.errors`) looks the sentence up in the reader's language and fills in the data.
"""

from typing import Any, ClassVar


def sentence(text: str) -> str:
    """Mark a message id for translation; the door translates it, not the rule."""
    return text


class LirenError(Exception):
    """Something a person asked for that cannot be done, and why."""

    code: ClassVar[str] = "core.error"
    status: ClassVar[int] = 400
    sentence: ClassVar[str] = sentence("That did not work.")

    def __init__(self, **data: object) -> None:
        super().__init__(self.code)
        self.data = data

    def __str__(self) -> str:
        return self.sentence.format_map(_Known(self.data))

    def __reduce__(self) -> tuple[Any, ...]:
        """Whole from one process to another."""
        return _raised, (type(self), self.data)


def _raised(kind: type[LirenError], data: dict[str, object]) -> LirenError:
    return kind(**data)


class _Known(dict[str, object]):
    """A sentence with a missing value is still better than a second error."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


class Invalid(LirenError):
    """What was typed cannot be used as it stands."""

    code = "core.invalid"
    status = 422
    sentence = sentence("Something in the form needs another look.")


class NotAllowed(LirenError):
    """The person has no permission for this at this place."""

    code = "core.not_allowed"
    status = 403
    sentence = sentence("You may not do this here.")


class NotFound(LirenError):
    """It is not there, or lies outside what this person may see: the answer is the same."""

    code = "core.not_found"
    status = 404
    sentence = sentence("We could not find that.")


class Conflict(LirenError):
    """The state does not allow this step, often because somebody else was quicker."""

    code = "core.conflict"
    status = 409
    sentence = sentence("This has changed in the meantime. Look at it again before you go on.")


class TooLarge(LirenError):
    """More was sent than can be taken at once."""

    code = "core.too_large"
    status = 413
    sentence = sentence("That is more than can be taken at once.")


class TooMany(LirenError):
    """Too many tries in too short a time."""

    code = "core.too_many"
    status = 429
    sentence = sentence("Too many tries. Please wait a little and try again.")


class Unavailable(LirenError):
    """The database does not answer: it is locked, out of room, or not there."""

    code = "core.unavailable"
    status = 503
    sentence = sentence("It could not be stored just now.")
