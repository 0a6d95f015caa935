"""What may be done with ledgers."""

from enum import StrEnum


class LedgerPermission(StrEnum):
    """Permissions of the module."""

    IMPORT = "ledgers.import"
