"""What may be done with accounts; system, security and audit are three separate offices."""

from enum import StrEnum


class AccountPermission(StrEnum):
    """Permissions of the module."""

    SYSTEM = "accounts.system"  # channels, the state of the machine
    PARTIES = "accounts.parties"  # who can be asked: offices, departments, firms
    GRANT = "accounts.grant"  # users and the roles granted to them
    UNLOCK = "accounts.unlock"
    AUDIT = "accounts.audit"  # read the log, change nothing
