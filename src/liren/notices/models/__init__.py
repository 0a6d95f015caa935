"""The tables: deliveries and their channels, announcements, duty, public affairs."""

from liren.notices.models.affairs import Column, Entry, EntryVersion, Objection
from liren.notices.models.announcements import Announcement, AnnouncementHome, CallNote
from liren.notices.models.deliveries import ChannelSetup, ChannelUse, Delivery
from liren.notices.models.duty import DutyShift

__all__ = [
    "Announcement",
    "AnnouncementHome",
    "CallNote",
    "ChannelSetup",
    "ChannelUse",
    "Column",
    "Delivery",
    "DutyShift",
    "Entry",
    "EntryVersion",
    "Objection",
]
