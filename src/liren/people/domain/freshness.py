"""When a record asks to be confirmed again: tenants move, owners seldom do."""

from datetime import date, timedelta

TENANT_DAYS, OTHER_DAYS = 182, 365


def stale_on(last: date, *, is_tenant: bool = False) -> date:
    """The first day on which a record is older than its freshness."""
    return last + timedelta(days=TENANT_DAYS if is_tenant else OTHER_DAYS)
