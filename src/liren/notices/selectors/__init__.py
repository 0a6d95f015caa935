"""Reads of notices: my inbox, channels and their log, announcements, duty, public affairs."""

from liren.notices.selectors.duty import on_duty
from liren.notices.selectors.inbox import deliveries_about, due, inbox_of, unread_count

__all__ = ["deliveries_about", "due", "inbox_of", "on_duty", "unread_count"]
