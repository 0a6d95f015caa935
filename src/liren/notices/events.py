"""What notices announce."""

from dataclasses import dataclass

from liren.core.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True)
class AnnouncementPublished(Event):
    """A place is told something."""

    name = "notices.announcement_published"
    announcement_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class AnnouncementClosed(Event):
    """An announcement holds no longer: it ended, or was withdrawn."""

    name = "notices.announcement_closed"
    announcement_id: int


@fact
@dataclass(frozen=True, kw_only=True)
class EntryPublished(Event):
    """Something that was due to the public was published or corrected."""

    name = "notices.entry_published"
    entry_id: int
    version: int


@fact
@dataclass(frozen=True, kw_only=True)
class ObjectionMade(Event):
    """A resident asked about what was published; the term of the answer runs."""

    name = "notices.objection_made"
    objection_id: int
