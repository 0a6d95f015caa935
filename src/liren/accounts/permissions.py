"""What may be done with accounts; system, security and audit are three separate offices."""

from enum import StrEnum


class AccountPermission(StrEnum):
    """Permissions of the module."""

    SYSTEM = "accounts.system"  # parties, channels, the state of the machine
    GRANT = "accounts.grant"  # users and the roles granted to them
    UNLOCK = "accounts.unlock"
    AUDIT = "accounts.audit"  # read the log, change nothing
