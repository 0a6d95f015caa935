"""Every write of sensing."""
