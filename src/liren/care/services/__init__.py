"""Every write of care."""
