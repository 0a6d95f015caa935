"""Every write to notices: store, carry, try again, mark as seen; tell staff within their hours."""

from liren.notices.services.carrying import (
    count_as_sent,
    deliver,
    send_again,
    withdraw_waiting,
)
from liren.notices.services.storing import (
    ChannelUnknown,
    NewNotice,
    NoReceiver,
    forget_texts,
    mark_seen,
    send,
    send_all,
)

__all__ = [
    "ChannelUnknown",
    "NewNotice",
    "NoReceiver",
    "count_as_sent",
    "deliver",
    "forget_texts",
    "mark_seen",
    "send",
    "send_again",
    "send_all",
    "withdraw_waiting",
]
