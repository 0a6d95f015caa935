"""What may be done with ledgers."""

from enum import StrEnum


class LedgerPermission(StrEnum):
    """Permissions of the module."""

    IMPORT = "ledgers.import"
    FILL = "ledgers.fill"  # write the new columns of forms, for one's own homes
    REPORTS = "ledgers.reports"  # read what was reported, and the burden
    SEND = "ledgers.send"  # send a report again, with the reason
