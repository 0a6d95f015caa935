"""What may be done with the doors to other systems."""

from enum import StrEnum


class ExchangePermission(StrEnum):
    """Permissions of the module."""

    MANAGE = "exchange.manage"  # make and end keys, set up webhooks, send again
    SEE = "exchange.see"  # read what is set up and what was sent
