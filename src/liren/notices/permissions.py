"""What may be done with announcements, duty, public affairs and channels."""

from enum import StrEnum


class NoticePermission(StrEnum):
    """Permissions of the module."""

    WRITE = "notices.write"  # drafts, posters, the note that they hang
    PUBLISH = "notices.publish"  # send out, withdraw
    CALL = "notices.call"  # the call list, with telephone numbers one at a time
    DUTY = "notices.duty"  # the roster
    AFFAIRS = "notices.affairs"  # publish and correct what is due, answer objections
    COLUMNS = "notices.columns"  # what is due when
    CHANNELS = "notices.channels"  # set up channels, read the delivery log, send again
